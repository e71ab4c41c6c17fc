// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <string>

#include "core/io/architecture_keys.h"
#include "core/io/constraints_keys.h"
#include "core/io/load.h"
#include "core/mapping_text.h"
#include "tests/core/io/docs_text.h"
#include "tests/core/mapping_case.h"

namespace paretile::io {
namespace {

const std::string kDocument = "docs/yaml_format.md";

std::string between(std::string_view chapter, const std::string& begin, const std::string& end) {
  return text_between(kDocument, chapter, begin, end);
}

TEST_CASE("docs/yaml_format.md lists the keys of architectures as the reader knows them") {
  const std::string wanted =
      key_table("Keys of an architecture", architecture_keys()) +
      key_table("Keys of a storage level", level_keys(), level_energy_keys(), class_keys()) +
      key_table("Keys of a fan-out", fanout_keys(), fanout_energy_keys(), class_keys()) +
      key_table("Keys of an axis", axis_keys()) +
      key_table("Keys of `compute`", compute_keys(), compute_energy_keys(), class_keys()) +
      key_table("Keys of `published`", published_keys()) + "\n";
  INFO("the text between the two comments must be:\n" << wanted);
  CHECK(between("## Architectures",
                "<!-- keys: from core/io/architecture_keys.cpp, checked by a test -->\n",
                "<!-- end of keys -->") == wanted);
}

TEST_CASE("docs/yaml_format.md lists the keys of constraints as the reader knows them") {
  const std::string wanted = key_table("Keys of constraints", constraints_keys()) +
                             key_table("Keys of an entry of `keep` and `bypass`", keep_keys()) +
                             key_table("Keys of an entry of `spatial`", spatial_keys()) +
                             key_table("Keys of an entry of `tiles`", tile_keys()) +
                             key_table("Keys of an entry of `stationary`", stationary_keys()) +
                             "\n";
  INFO("the text between the two comments must be:\n" << wanted);
  CHECK(between("## Constraints",
                "<!-- keys: from core/io/constraints_keys.cpp, checked by a test -->\n",
                "<!-- end of keys -->") == wanted);
}

TEST_CASE("the example of the constraints chapter loads") {
  const Constraints rules =
      load_constraints(between("## Constraints", "```yaml\n", "```"), "example", small_chip());
  CHECK(rules.keeps.size() == 3);
  CHECK(rules.spatial.size() == 2);
  CHECK(rules.min_utilization == 0.5);
}

TEST_CASE("the examples of the architecture and table chapters load") {
  const TableFinder finder = [](std::string_view) {
    return TableText{"example",
                     text_between("docs/technology.md", "## The tables", "```yaml\n", "```")};
  };
  const Architecture chip =
      parse_architecture(between("## Architectures", "```yaml\n", "```"), "example", finder);
  CHECK(chip.levels.size() == 3);
  CHECK(chip.levels[LevelId(2)].read_pj == 1);
  CHECK(chip.compute_instances() == 168);
}

TEST_CASE("both examples of the mapping chapter are one mapping") {
  const std::string nest = between("## Mappings", "```text\n", "```");
  const Mapping mapping = load_mapping(nest, "example", small_conv(), small_chip());
  CHECK(to_text(mapping, small_conv(), small_chip()) == nest);
  CHECK(load_mapping(between("## Mappings", "```yaml\n", "```"), "example", small_conv(),
                     small_chip()) == mapping);
}

}  // namespace
}  // namespace paretile::io
