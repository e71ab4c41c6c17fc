// SPDX-License-Identifier: Apache-2.0
// Any bytes are a workload or InputError; what is read is valid.
#include <cstddef>
#include <cstdint>

#include "core/diagnostics.h"
#include "core/io/load.h"
#include "core/validate.h"
#include "tests/fuzz/require.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    const paretile::Workload workload = paretile::io::parse_workload(text, "f");
    paretile::require(paretile::validate(workload).empty(), "a workload that is read is valid");
  } catch (const paretile::InputError& error) {
    paretile::require(!error.diagnostics().empty(), "an error says something");
  }
  return 0;
}
