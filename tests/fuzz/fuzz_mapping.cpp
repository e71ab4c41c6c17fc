// SPDX-License-Identifier: Apache-2.0
// Any bytes are a mapping (as text or YAML) or InputError; what is read is valid and survives both
// spellings.
#include <cstddef>
#include <cstdint>

#include "core/diagnostics.h"
#include "core/io/load.h"
#include "core/mapping_text.h"
#include "core/validate.h"
#include "tests/core/mapping_case.h"
#include "tests/fuzz/require.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const paretile::Problem problem = paretile::small_conv();
  static const paretile::Architecture chip = paretile::small_chip();
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    const paretile::Mapping mapping = paretile::io::load_mapping(text, "f", problem, chip);
    paretile::require(paretile::validate(mapping, problem, chip).empty(),
                      "a mapping that is read is legal");
    const std::string nest = paretile::to_text(mapping, problem, chip);
    paretile::require(paretile::parse_mapping(nest, problem, chip) == mapping,
                      "a mapping survives its text");
    const std::string yaml = paretile::io::mapping_to_yaml(mapping, problem, chip);
    paretile::require(paretile::io::load_mapping(yaml, "f", problem, chip) == mapping,
                      "a mapping survives its YAML");
  } catch (const paretile::InputError& error) {
    paretile::require(!error.diagnostics().empty(), "an error says something");
  }
  return 0;
}
