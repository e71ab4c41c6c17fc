// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "estimators/classes.h"
#include "estimators/estimator.h"

namespace paretile::estimators {

std::string_view to_string(Part part) {
  switch (part) {
    case Part::kLevel:
      return "a storage level";
    case Part::kFanout:
      return "a fan-out";
    case Part::kCompute:
      return "compute";
  }
  return "";
}

double Query::number(std::string_view key, double fallback) const {
  const auto found = numbers.find(key);
  return found == numbers.end() ? fallback : found->second;
}

std::string Query::text(std::string_view key, std::string_view fallback) const {
  const auto found = texts.find(key);
  return found == texts.end() ? std::string(fallback) : found->second;
}

std::span<const Estimator> estimators() {
  static const Estimator table[] = {sram(), register_file(), dram(), mac(), wire(), noc()};
  return table;
}

const Estimator* find_estimator(std::string_view name) {
  const std::span<const Estimator> all = estimators();
  const auto found = std::find_if(all.begin(), all.end(),
                                  [&](const Estimator& each) { return each.name == name; });
  return found == all.end() ? nullptr : &*found;
}

std::vector<std::string> estimator_names(std::optional<Part> part) {
  std::vector<std::string> names;
  for (const Estimator& each : estimators()) {
    if (!part || each.part == *part) names.emplace_back(each.name);
  }
  return names;
}

}  // namespace paretile::estimators
