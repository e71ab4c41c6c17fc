// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <string>

#include "tests/core/io/docs_text.h"
#include "validation/study_reader.h"

namespace paretile::validation {
namespace {

const std::string kDocument = "docs/yaml_format.md";

TEST_CASE("docs/yaml_format.md lists the quantities of studies") {
  std::string wanted = "\n| quantity | what | units |\n| --- | --- | --- |\n";
  for (const Quantity& row : quantities()) {
    std::string units;
    for (const Unit& unit : row.units) {
      if (!unit.name.empty()) units += (units.empty() ? "`" : ", `") + std::string(unit.name) + "`";
    }
    wanted += "| `" + std::string(row.name) + "` | " + std::string(row.help) + " | " +
              (units.empty() ? "none" : units) + " |\n";
  }
  wanted += "\n";
  INFO("the text between the two comments must be:\n" << wanted);
  CHECK(io::text_between(kDocument, "## Studies",
                         "<!-- quantities: from validation/quantity.cpp, checked by a test -->\n",
                         "<!-- end of quantities -->") == wanted);
}

TEST_CASE("the example of the chapter about studies loads") {
  const Study study =
      parse_study(io::text_between(kDocument, "## Studies", "```yaml\n", "```"), "example");
  CHECK(study.cases.size() == 2);
  CHECK(study.measures.size() == 2);
}

}  // namespace
}  // namespace paretile::validation
