// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <string>

#include "core/io/architecture_keys.h"
#include "core/io/constraints_keys.h"
#include "core/io/load.h"
#include "core/mapping_text.h"
#include "tests/core/mapping_case.h"

namespace paretile::io {
namespace {

std::string documentation() {
  std::ifstream file(PARETILE_SOURCE_DIR "/docs/yaml_format.md");
  REQUIRE(file.good());
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// The text between two strings, the first found after `chapter`.
std::string between(std::string_view chapter, const std::string& begin, const std::string& end) {
  const std::string text = documentation();
  const std::size_t from = text.find(begin, text.find(chapter));
  REQUIRE(from != std::string::npos);
  const std::size_t to = text.find(end, from + begin.size());
  REQUIRE(to != std::string::npos);
  return text.substr(from + begin.size(), to - from - begin.size());
}

template <typename T>
std::string rows_of(std::span<const KeyRow<T>> rows) {
  std::string text;
  for (const KeyRow<T>& row : rows) {
    const std::string field = row.key.field.empty() ? "" : "`" + std::string(row.key.field) + "` ";
    text += "| `" + std::string(row.key.name) + "` | " + field + "| " + std::string(row.type) +
            " | " + std::string(row.fallback) + " | " + std::string(row.help) + " |\n";
  }
  return text;
}

template <typename... Rows>
std::string table(const std::string& title, Rows... rows) {
  return "\n### " + title +
         "\n\n| key | or | type | default | meaning |\n| --- | --- | --- | --- | --- |\n" +
         (rows_of(rows) + ...);
}

TEST_CASE("docs/yaml_format.md lists the keys of architectures as the reader knows them") {
  const std::string wanted = table("Keys of an architecture", architecture_keys()) +
                             table("Keys of a storage level", level_keys(), level_energy_keys()) +
                             table("Keys of a fan-out", fanout_keys(), fanout_energy_keys()) +
                             table("Keys of an axis", axis_keys()) +
                             table("Keys of `compute`", compute_keys(), compute_energy_keys()) +
                             "\n";
  INFO("the text between the two comments must be:\n" << wanted);
  CHECK(between("## Architectures",
                "<!-- keys: from core/io/architecture_keys.cpp, checked by a test -->\n",
                "<!-- end of keys -->") == wanted);
}

TEST_CASE("docs/yaml_format.md lists the keys of constraints as the reader knows them") {
  const std::string wanted =
      table("Keys of constraints", constraints_keys()) +
      table("Keys of an entry of `keep` and `bypass`", keep_keys()) +
      table("Keys of an entry of `spatial`", spatial_keys()) +
      table("Keys of an entry of `tiles`", tile_keys()) +
      table("Keys of an entry of `stationary`", stationary_keys()) + "\n";
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
    return TableText{"example", between("## Energy tables", "```yaml\n", "```")};
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
