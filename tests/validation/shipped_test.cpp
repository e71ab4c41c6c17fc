// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "tests/validation/studies.h"
#include "validation/catalogue.h"

namespace paretile::validation {
namespace {

TEST_CASE("shipped studies load, and every number has a source and a tolerance") {
  std::size_t rows = 0;
  for (const io::ShippedFile& file : shipped_studies()) {
    const Study study = load_study(std::string(file.name));
    CHECK(study.name == file.name);
    for (const Measure& measure : study.measures) {
      CHECK_MESSAGE(measure.source.size() > 10, study.name, ": ", measure.name);
      CHECK_MESSAGE(measure.within.limit <= (measure.within.is_points ? 10 : 0.5), study.name,
                    ": ", measure.name);
      rows += measure.targets.size();
    }
  }
  CHECK(rows >= 20);
}

TEST_CASE("AlexNet on Eyeriss comes out as measured under the published mappings") {
  const Study study = load_study("eyeriss_alexnet");
  const Report report = predict(study, {});
  for (const Row& row : report.rows) {
    const bool is_known = row.measure->name.starts_with("traffic of the global buffer") &&
                          (row.case_name == "CONV3" || row.case_name == "all five");
    CHECK_MESSAGE(is_red(row) == is_known, row.measure->name, ", ", row.case_name, ": ",
                  row.predicted);
    CHECK((!is_red(row) || !row.target->reason.empty()));
  }
  CHECK(row_of(report, "traffic of the global buffer", "CONV1").predicted ==
        doctest::Approx(18.45).epsilon(0.001));
  CHECK(row_of(report, "traffic of the global buffer", "CONV3").predicted ==
        doctest::Approx(69.22).epsilon(0.001));
  CHECK(row_of(report, "DRAM traffic, run-length encoded, total", "all five").predicted ==
        doctest::Approx(15.34).epsilon(0.001));
  CHECK(row_of(report, "processing time", "CONV1").outcome == Outcome::kFitted);
}

}  // namespace
}  // namespace paretile::validation
