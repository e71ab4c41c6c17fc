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
      CHECK_MESSAGE(measure.within.limit <= (measure.within.is_points ? 10 : 0.5), study.name, ": ",
                    measure.name);
      for (const Target& target : measure.targets) CHECK(target.published.low > 0);
      rows += measure.targets.size();
    }
  }
  CHECK(rows >= 40);
}

TEST_CASE("TPU v1 brings tiles in the published time, and comes near the published throughput") {
  const Study study = load_study("tpu_v1");
  const Report report = predict(study, {});
  CHECK(report.is_proven);
  CHECK(row_of(report, "time to bring the tiles", "9 tiles of 256 x 256").predicted ==
        doctest::Approx(9 * 65536 / 34e3).epsilon(0.001));
  CHECK(row_of(report, "tiles of a 600 x 600 matrix", "4 tiles of 512 x 512").predicted == 4);
  // Weights alone pass the DRAM: 2 operations per weight and batch of 200, 34 GB/s.
  CHECK(row_of(report, "throughput, activations on chip", "MLP0").predicted ==
        doctest::Approx(2 * 200 * 0.034).epsilon(0.01));
  CHECK(row_of(report, "throughput, activations on chip", "LSTM1").outcome == Outcome::kOff);
}

TEST_CASE("two layers of VGG-16 of equal work take almost 4 to 1 on Eyeriss") {
  const Study study = load_study("eyeriss_vgg16");
  const Report report = predict(study, {});
  const Row& ratio =
      row_of(report, "time of CONV1-2 over that of CONV4-2, inferred mappings", "CONV1-2");
  CHECK(ratio.predicted == doctest::Approx(3.754).epsilon(0.001));
  CHECK(ratio.outcome == Outcome::kInside);
}

TEST_CASE("AlexNet on Eyeriss comes out as measured under the published mappings") {
  const Study study = load_study("eyeriss_alexnet");
  const Report report = predict(study, {});
  for (const Row& row : report.rows) {
    const bool is_of_conv3 = row.measure->name.starts_with("traffic of the global buffer") &&
                             (row.case_name == "CONV3" || row.case_name == "all five");
    const bool is_known = is_of_conv3 || row.measure->name == "throughput, with DRAM";
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
