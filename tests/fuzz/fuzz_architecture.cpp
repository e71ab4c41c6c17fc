// SPDX-License-Identifier: Apache-2.0
// Any bytes are an architecture (and an energy table) or InputError; what is read is valid.
#include <cstddef>
#include <cstdint>

#include "core/diagnostics.h"
#include "core/io/load.h"
#include "core/io/technology_table.h"
#include "core/validate.h"
#include "tests/fuzz/require.h"

namespace {

constexpr const char* kTable =
    "format: 1\nname: toy\nword_bits: 16\nentries:\n"
    "  ram: {read: 6 pJ, write: 7 pJ}\n  wire: {deliver: 2 pJ}\n  mac: {energy: 1 pJ}\n";

std::optional<paretile::io::TableText> find_table(std::string_view) {
  return paretile::io::TableText{"toy.yaml", kTable};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    const paretile::Architecture chip = paretile::io::parse_architecture(text, "f", find_table);
    paretile::require(paretile::validate(chip).empty(), "an architecture that is read is valid");
  } catch (const paretile::InputError& error) {
    paretile::require(!error.diagnostics().empty(), "an error says something");
  }
  try {
    static_cast<void>(paretile::io::parse_technology_table(text, "f"));
  } catch (const paretile::InputError&) {
  }
  return 0;
}
