// SPDX-License-Identifier: Apache-2.0
#include "validation/prediction.h"

#include <doctest/doctest.h>

#include "tests/validation/studies.h"

namespace paretile::validation {
namespace {

/// README shows the toy mapping's counts: 12 cycles at 1 GHz; per word of 8 bits, dram reads 24
/// weights and 20 inputs; 24 weights fill the buffer in two tiles of 12; 16 of 64 units at work.
double predicted(const std::string& measure, const std::string& of_case = "toy") {
  const Study study = small_study("  - {name: m, confidence: A, within: 0 %, " + measure + "}\n");
  const Report report = predict(study, {});
  const Row& row = row_of(report, "m", of_case);
  CHECK(row.failure.empty());
  return row.predicted;
}

TEST_CASE("quantities are what evaluate counts") {
  CHECK(predicted("quantity: traffic, of: dram weight, published: {toy: 1 b}") == 24 * 8);
  CHECK(predicted("quantity: traffic, of: [dram input reads, dram weight reads], "
                  "published: {toy: 1 b}") == (20 + 24) * 8);
  CHECK(predicted("quantity: traffic, of: buffer weight fills, published: {toy: 1 b}") == 24 * 8);
  CHECK(predicted("quantity: tiles, of: buffer weight, published: {toy: 1}") == 2);
  CHECK(predicted("quantity: active_units, published: {toy: 1}") == 16);
  CHECK(predicted("quantity: time, published: {toy: 1 ns}") == doctest::Approx(12));
  CHECK(predicted("quantity: time, of: dram, published: {toy: 1 ns}") == doctest::Approx(5));
  CHECK(predicted("quantity: throughput, published: {toy: 1 GOPS}") ==
        doctest::Approx(2.0 * 192 / 12));
  CHECK(predicted("quantity: energy, of: compute, published: {toy: 1 pJ}") ==
        doctest::Approx(57.6));
  CHECK(predicted("quantity: peak_throughput, published: {chip: 1 GOPS}", "chip") ==
        doctest::Approx(2.0 * 64));
}

TEST_CASE("shares of energy add up") {
  const auto share = [](const std::string& place) {
    return predicted("quantity: energy_share, of: " + place + ", published: {toy: 1 %}");
  };
  CHECK(share("input") + share("weight") + share("output") + share("compute") ==
        doctest::Approx(100));
  CHECK(share("dram weight") == doctest::Approx(21.7).epsilon(0.01));
}

TEST_CASE("cases taken together add up, and averages stay") {
  CHECK(predicted("quantity: time, published: {twice: 1 ns}", "twice") == doctest::Approx(24));
  CHECK(predicted("quantity: traffic, of: dram weight, published: {twice: 1 b}", "twice") ==
        2 * 24 * 8);
  CHECK(predicted("quantity: active_units, published: {twice: 1}", "twice") == 16);
  CHECK(predicted("quantity: energy, relative_to: toy, published: {twice: 1}", "twice") ==
        doctest::Approx(2));
}

Outcome outcome_of(const std::string& published, const std::string& within) {
  const Study study =
      small_study("  - {name: m, quantity: active_units, confidence: A, within: " + within +
                  ", published: {toy: " + published + "}}\n");
  return predict(study, {}).rows.front().outcome;
}

TEST_CASE("a row is red beyond its tolerance, not at it") {
  CHECK(outcome_of("20", "20 %") == Outcome::kInside);  // 16 is 20 % less
  CHECK(outcome_of("20", "19.9 %") == Outcome::kOff);
  CHECK(outcome_of("16", "0 %") == Outcome::kInside);
  CHECK(outcome_of("16 to 18", "0 %") == Outcome::kInside);
  CHECK(outcome_of("17 to 18", "0 %") == Outcome::kOff);
  CHECK(outcome_of("at least 16", "0 %") == Outcome::kInside);
  CHECK(outcome_of("at least 17", "0 %") == Outcome::kOff);
}

TEST_CASE("errors are signed, relative to the nearer end of a range, or points") {
  const Tolerance relative;
  const Tolerance points{7, true};
  CHECK(error_of(12, {10, 10, "", {}}, relative) == doctest::Approx(0.2));
  CHECK(error_of(8, {10, 10, "", {}}, relative) == doctest::Approx(-0.2));
  CHECK(error_of(3, {1.4, 2.5, "", {}}, relative) == doctest::Approx(0.2));
  CHECK(error_of(2, {1.4, 2.5, "", {}}, relative) == 0);
  CHECK(error_of(36, {43, 43, "", {}}, points) == doctest::Approx(-7));
}

TEST_CASE("a ramp-up is fitted to one case and used in the others") {
  const Study study = small_study(
      "  - {name: m, quantity: time, confidence: A, within: 1 %, published: {toy: 36 ns, twice: 80 "
      "ns},\n     ramp_up: {per: dram weight reads, fitted_to: toy}}\n");
  const Report report = predict(study, {});  // 24 words take 24 ns, so twice is 24 + 48 ns
  const Row& fitted = row_of(report, "m", "toy");
  CHECK(fitted.outcome == Outcome::kFitted);
  CHECK(fitted.predicted == doctest::Approx(36));
  CHECK(*fitted.error_without_ramp_up == doctest::Approx(12.0 / 36 - 1));
  const Row& other = row_of(report, "m", "twice");
  CHECK(other.predicted == doctest::Approx(72));
  CHECK(other.outcome == Outcome::kOff);
}

}  // namespace
}  // namespace paretile::validation
