// SPDX-License-Identifier: Apache-2.0
#include "estimators/technology.h"

#include <algorithm>

namespace paretile::estimators {

std::string_view to_string(Device device) {
  return device == Device::kHighPerformance ? "hp" : "lp";
}

const Table* Technology::find(std::string_view name) const {
  const auto found = std::find_if(tables.begin(), tables.end(),
                                  [&](const Table& table) { return table.name == name; });
  return found == tables.end() ? nullptr : &*found;
}

}  // namespace paretile::estimators
