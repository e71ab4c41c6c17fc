// SPDX-License-Identifier: Apache-2.0
#include "explore/flexibility.h"

#include <cassert>
#include <cmath>

namespace paretile::explore {
namespace {

double mean_logarithm(const std::vector<double>& values) {
  assert(!values.empty());
  double sum = 0;
  for (const double value : values) sum += std::log(value);
  return sum / static_cast<double>(values.size());
}

}  // namespace

double geometric_mean(const std::vector<double>& values) {
  return std::exp(mean_logarithm(values));
}

double flexibility(const std::vector<double>& performances) {
  const double mean = mean_logarithm(performances);
  double sum = 0;
  for (const double performance : performances) {
    const double distance = std::log(performance) - mean;
    sum += distance * distance;
  }
  return std::exp(-std::sqrt(sum / static_cast<double>(performances.size())));
}

}  // namespace paretile::explore
