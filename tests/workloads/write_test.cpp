// SPDX-License-Identifier: Apache-2.0
#include "core/io/write.h"

#include <doctest/doctest.h>

#include <string>

#include "core/io/load.h"
#include "workloads/catalogue.h"

using namespace paretile;

TEST_CASE("every shipped network survives its file") {
  for (const io::ShippedFile& file : workloads::shipped_workloads()) {
    CAPTURE(file.name);
    const Workload network = workloads::load_workload(std::string(file.name));
    CHECK(io::parse_workload(io::workload_to_yaml(network), "f") == network);
  }
}
