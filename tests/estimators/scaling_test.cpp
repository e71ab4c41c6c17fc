// SPDX-License-Identifier: Apache-2.0
#include "estimators/scaling.h"

#include <cmath>
#include <vector>

#include "tests/estimators/tables.h"

namespace paretile::estimators {
namespace {

const std::vector<double> kNodes = {180, 130, 90, 65, 45, 32, 20, 16, 14, 10, 7};
const std::vector<double> kBetween = {150, 55, 40, 28, 22, 12, 8};

std::vector<double> all_nodes() {
  std::vector<double> nodes = kNodes;
  nodes.insert(nodes.end(), kBetween.begin(), kBetween.end());
  return nodes;
}

LogicScaling scaling() { return LogicScaling(tables()); }

/// The published matrix of areas: row = from, column = to, both in the order of kNodes (Stillmaker
/// and Baas 2017, rounded to two digits there).
const std::vector<std::vector<double>> kAreas = {
    {1, 0.34, 0.15, 0.08, 0.053, 0.025, 0.011, 0.01, 0.0093, 0.0055, 0.0032},
    {2.9, 1, 0.44, 0.23, 0.16, 0.072, 0.033, 0.03, 0.027, 0.016, 0.0092},
    {6.6, 2.3, 1, 0.53, 0.35, 0.16, 0.075, 0.067, 0.061, 0.036, 0.021},
    {12, 4.3, 1.9, 1, 0.66, 0.31, 0.14, 0.13, 0.12, 0.068, 0.039},
    {19, 6.4, 2.8, 1.5, 1, 0.46, 0.21, 0.19, 0.17, 0.1, 0.059},
    {40, 14, 6.1, 3.3, 2.2, 1, 0.46, 0.41, 0.38, 0.22, 0.13},
    {88, 30, 13, 7.1, 4.7, 2.2, 1, 0.89, 0.82, 0.48, 0.28},
    {99, 34, 15, 7.9, 5.3, 2.4, 1.1, 1, 0.91, 0.54, 0.31},
    {110, 37, 16, 8.7, 5.8, 2.7, 1.2, 1.1, 1, 0.59, 0.34},
    {180, 63, 28, 15, 9.8, 4.5, 2.1, 1.9, 1.7, 1, 0.58},
    {320, 110, 48, 25, 17, 7.8, 3.6, 3.2, 2.9, 1.7, 1},
};

}  // namespace

TEST_CASE("scaling to the same process is the identity") {
  for (const double node : all_nodes()) {
    CAPTURE(node);
    for (const Device device : {Device::kHighPerformance, Device::kLowPower}) {
      const Process process{node, 0, device};
      CHECK(scaling().energy_factor(process, process) == 1);
      CHECK(scaling().delay_factor(process, process) == 1);
    }
    CHECK(scaling().area_factor(node, node) == 1);
  }
  CHECK(scaling().energy_factor({45}, {45, 0.9}) ==
        1);  // 0.9 V is what 45 nm has if none is stated
}

TEST_CASE("scaling there and back is the identity, and so is a detour") {
  for (const double a : all_nodes()) {
    for (const double b : all_nodes()) {
      CHECK(scaling().energy_factor({a}, {b}) * scaling().energy_factor({b}, {a}) ==
            doctest::Approx(1).epsilon(1e-12));
      CHECK(scaling().delay_factor({a}, {b}) * scaling().delay_factor({b}, {a}) ==
            doctest::Approx(1).epsilon(1e-12));
      CHECK(scaling().area_factor(a, 28) * scaling().area_factor(28, b) ==
            doctest::Approx(scaling().area_factor(a, b)).epsilon(1e-12));
    }
  }
}

TEST_CASE("smaller nodes cost less energy and area") {
  for (double node = 7; node < 178; node += 1) {
    CAPTURE(node);
    CHECK(scaling().energy_factor({45}, {node}) < scaling().energy_factor({45}, {node + 1}));
    CHECK(scaling().area_factor(45, node) < scaling().area_factor(45, node + 1));
  }
}

TEST_CASE("up to the nominal voltage energy rises with it and delay falls") {
  for (const double node : {65.0, 45.0, 28.0, 16.0}) {
    for (double voltage = 0.6; voltage < 0.76; voltage += 0.05) {
      REQUIRE(scaling().is_valid({node, voltage}));
      const Process low{node, voltage};
      const Process high{node, voltage + 0.05};
      CHECK(scaling().energy_factor(low, high) > 1);
      CHECK(scaling().delay_factor(low, high) < 1);
    }
  }
}

TEST_CASE("the corrigendum's example: 1 pJ at 65 nm and 1.3 V is 0.1755 pJ at 32 nm and 0.9 V") {
  CHECK(scaling().energy_factor({65, 1.3}, {32, 0.9}) == doctest::Approx(0.1755).epsilon(5e-4));
}

TEST_CASE("published spot values from 45 nm at 0.9 V") {
  struct Spot {
    double node_nm, voltage_v, energy, delay;
  };
  // Quotients of the published polynomials, worked out apart from this program.
  const std::vector<Spot> spots = {
      {130, 1.3, 9.0167, 2.5359}, {90, 1.2, 4.5962, 1.8719}, {65, 1.1, 2.405, 1.5195},
      {45, 1.0, 1.2323, 0.9918},  {32, 0.9, 0.6541, 0.6631}, {20, 0.9, 0.2873, 0.7512},
      {16, 0.85, 0.1981, 0.5075}, {14, 0.8, 0.1377, 0.3578}, {10, 0.75, 0.1005, 0.3048},
      {7, 0.7, 0.0684, 0.257},
  };
  for (const Spot& spot : spots) {
    CAPTURE(spot.node_nm);
    const Process to{spot.node_nm, spot.voltage_v};
    CHECK(scaling().energy_factor({45, 0.9}, to) == doctest::Approx(spot.energy).epsilon(1e-3));
    CHECK(scaling().delay_factor({45, 0.9}, to) == doctest::Approx(spot.delay).epsilon(1e-3));
  }
}

TEST_CASE("areas are the published ones: from 45 nm exactly, all others within their rounding") {
  for (std::size_t from = 0; from < kNodes.size(); ++from) {
    for (std::size_t to = 0; to < kNodes.size(); ++to) {
      CAPTURE(kNodes[from]);
      CAPTURE(kNodes[to]);
      const double factor = scaling().area_factor(kNodes[from], kNodes[to]);
      CHECK(factor == doctest::Approx(kAreas[from][to]).epsilon(0.06));
      if (kNodes[from] == 45) CHECK(factor == doctest::Approx(kAreas[from][to]).epsilon(1e-12));
    }
  }
}

TEST_CASE("what the polynomials were not fitted to is refused") {
  CHECK(scaling().covers({7}));
  CHECK_FALSE(scaling().covers({6.9}));
  CHECK(scaling().covers({180}));
  CHECK_FALSE(scaling().covers({180.1}));
  CHECK(scaling().is_valid({65, 0.6}));  // energy is least at 4.398 / (2 * 3.755) = 0.586 V
  CHECK_FALSE(scaling().is_valid({65, 0.58}));
}

}  // namespace paretile::estimators
