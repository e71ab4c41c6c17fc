// SPDX-License-Identifier: Apache-2.0
#include "tests/validation/studies.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "validation/study_reader.h"

namespace paretile::validation {

const Row& row_of(const Report& report, std::string_view measure, std::string_view case_name) {
  const auto row = std::find_if(report.rows.begin(), report.rows.end(), [&](const Row& each) {
    return each.measure->name == measure && each.case_name == case_name;
  });
  REQUIRE(row != report.rows.end());
  return *row;
}

Study small_study(const std::string& measures) {
  return parse_study(
      "format: 1\ntitle: small\nsource: made up\narchitecture: simple_2level\n"
      "workload: " PARETILE_SOURCE_DIR
      "/examples/toy_conv.yaml\ncases:\n"
      "  - name: toy\n    mapping: |\n"
      "      dram [W I O]\n      for K in [0, 2)\n        buffer [W I O]\n"
      "        for C in [0, 2)\n          for R in [0, 3)\n"
      "            parfor K in [0, 2) on array.y\n"
      "              parfor P in [0, 8) on array.x\n                mac\n"
      "  - {name: twice, parts: [toy, toy]}\n"
      "  - {name: chip}\n"
      "measures:\n" +
          measures,
      "small.yaml");
}

}  // namespace paretile::validation
