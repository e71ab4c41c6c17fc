// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "interop/zigzag.h"
#include "interop/zigzag_recount.h"

namespace paretile::interop {

/// A case of tests/data/zigzag/cases.json.
struct ZigzagReference {
  std::string id;
  std::string hardware;
  std::vector<SourceText> files;  ///< hardware, workload and mapping
  bool allocated_by_loma = true;
  std::map<std::string, std::vector<std::size_t>> cuts;
  std::map<std::string, std::vector<ZigzagTransfers>> transfers;  ///< memories from low to high
  std::map<std::string, std::vector<std::array<double, 4>>> accesses;  ///< as ZigZag prices them
  double energy_pj = 0;
  double latency_cycles = 0;
  SourceText printed;  ///< the same as ZigZag writes it
  double ideal_cycles = 0;
};

[[nodiscard]] const std::vector<ZigzagReference>& zigzag_references();

/// Reads a file of tests/data/zigzag.
[[nodiscard]] SourceText zigzag_file(const std::string& path);

}  // namespace paretile::interop
