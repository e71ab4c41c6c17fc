// SPDX-License-Identifier: Apache-2.0
// Any bytes are constraints or InputError; what is read is valid.
#include <cstddef>
#include <cstdint>

#include "core/diagnostics.h"
#include "core/io/load.h"
#include "core/validate.h"
#include "tests/core/mapping_case.h"
#include "tests/fuzz/require.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const paretile::Architecture chip = paretile::small_chip();
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    const paretile::Constraints rules = paretile::io::load_constraints(text, "f", chip);
    paretile::require(paretile::validate(rules, chip).empty(),
                      "constraints that are read are valid");
  } catch (const paretile::InputError& error) {
    paretile::require(!error.diagnostics().empty(), "an error says something");
  }
  return 0;
}
