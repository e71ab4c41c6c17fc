// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <doctest/doctest.h>

#include <string>

#include "estimators/estimator.h"
#include "hw_specs/catalogue.h"

namespace paretile::estimators {

/// The shipped technology tables.
inline const Technology& tables() { return hw_specs::technology(); }

inline Estimate ask(const std::string& name, const Query& query) {
  const Estimator* estimator = find_estimator(name);
  REQUIRE(estimator != nullptr);
  return estimator->estimate(query, tables());
}

/// One number of an answer; fails the test if it is not there.
inline const Number& number_of(const Estimate& estimate, const std::string& name) {
  for (const Number& number : estimate.numbers) {
    if (number.name == name) return number;
  }
  const std::string problem = estimate.problems.empty() ? "" : estimate.problems[0].message;
  FAIL("no number '", name, "' ", problem);
  return estimate.numbers.front();
}

inline double value_of(const std::string& name, const Query& query, const std::string& number) {
  return number_of(ask(name, query), number).value;
}

inline constexpr double kKiB = 8 * 1024;

inline Query sram_query(double node_nm, double capacity_bits, double width_bits,
                        const std::string& table = "horowitz_45nm") {
  return {{node_nm}, {{"capacity", capacity_bits}, {"width", width_bits}}, {{"table", table}}};
}

inline Query mac_query(double node_nm, const std::string& input, const std::string& weight,
                       const std::string& accumulator) {
  return {
      {node_nm},
      {},
      {{"input_format", input}, {"weight_format", weight}, {"accumulator_format", accumulator}}};
}

}  // namespace paretile::estimators
