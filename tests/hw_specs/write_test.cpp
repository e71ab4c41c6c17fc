// SPDX-License-Identifier: Apache-2.0
#include "core/io/write.h"

#include <doctest/doctest.h>

#include <string>

#include "hw_specs/catalogue.h"

using namespace paretile;

TEST_CASE("every shipped chip survives its file, and every number keeps its source") {
  for (const io::ShippedFile& file : hw_specs::shipped_architectures()) {
    CAPTURE(file.name);
    const Architecture chip = hw_specs::load_architecture(std::string(file.name));
    const std::string text = io::architecture_to_yaml(chip);
    const Architecture read = io::parse_architecture(text, "f", {});
    CHECK(io::parse_architecture(io::architecture_to_yaml(read), "f", {}) == read);
    CHECK(read.levels == chip.levels);
    CHECK(read.fanouts == chip.fanouts);
    CHECK(read.compute == chip.compute);
    CHECK(read.published == chip.published);
    REQUIRE(read.provenance.size() == chip.provenance.size());
    for (std::size_t i = 0; i < chip.provenance.size(); ++i) {
      CAPTURE(chip.provenance[i].component);
      CAPTURE(chip.provenance[i].number);
      CHECK(read.provenance[i].value == chip.provenance[i].value);
      CHECK(is_sourced(read.provenance[i]) == is_sourced(chip.provenance[i]));
      CHECK(read.provenance[i].from.ends_with(chip.provenance[i].from));
    }
  }
}
