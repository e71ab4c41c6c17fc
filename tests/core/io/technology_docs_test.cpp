// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <string>

#include "core/io/load.h"
#include "core/io/technology_keys.h"
#include "core/io/technology_table.h"
#include "estimators/estimator.h"
#include "tests/core/io/docs_text.h"

namespace paretile::io {
namespace {

const std::string kDocument = "docs/technology.md";

std::string classes_text() {
  std::string text;
  for (const estimators::Estimator& estimator : estimators::estimators()) {
    text += "\n### `class: " + std::string(estimator.name) + "`, for " +
            std::string(to_string(estimator.part)) + "\n\n" + std::string(estimator.help) +
            "\n\n| key | default | meaning |\n| --- | --- | --- |\n";
    for (const estimators::Attribute& attribute : estimator.attributes) {
      text += "| `" + std::string(attribute.key) + "` | " + std::string(attribute.fallback) +
              " | " + std::string(attribute.help) + " |\n";
    }
  }
  return text + "\n";
}

TEST_CASE("docs/technology.md lists the classes and their keys") {
  const std::string wanted = classes_text();
  INFO("the text between the two comments must be:\n" << wanted);
  CHECK(text_between(kDocument, "", "<!-- classes: from estimators/*.cpp, checked by a test -->\n",
                     "<!-- end of classes -->") == wanted);
}

TEST_CASE("docs/technology.md lists the keys of technology tables as the reader knows them") {
  const std::string wanted =
      key_table("Keys of a technology table", table_keys()) +
      key_table("Keys of an entry of `operations`", operation_keys()) +
      key_table("Keys of an entry of `sram`", sram_keys()) +
      key_table("Keys of an entry of `register_files`", register_file_keys()) +
      key_table("Keys of an entry of `cells`", cell_keys()) +
      key_table("Keys of an entry of `dram`", dram_keys()) +
      key_table("Keys of an entry of `wires`", wire_keys()) +
      key_table("Keys of an entry of `hops`", hop_keys()) +
      key_table("Keys of an entry of `scaling`", scaling_keys()) + "\n";
  INFO("the text between the two comments must be:\n" << wanted);
  CHECK(text_between(kDocument, "## The tables",
                     "<!-- keys: from core/io/technology_keys.cpp, checked by a test -->\n",
                     "<!-- end of keys -->") == wanted);
}

TEST_CASE("the table of docs/technology.md loads") {
  const TechnologyTable read = parse_technology_table(
      text_between(kDocument, "## The tables", "```yaml\n", "```"), "example");
  CHECK(read.entries.size() == 3);
  CHECK(read.table.operations.size() == 1);
  CHECK(read.table.sram.front().node_nm == 45);
}

}  // namespace
}  // namespace paretile::io
