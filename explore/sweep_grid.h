// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "core/io/yaml_document.h"
#include "explore/sweep.h"

namespace paretile::explore {

/// Where in the sweep's file each thing stands that designs are made of.
struct SweepPlaces {
  std::vector<io::YamlValue> parameters;
  std::vector<io::YamlValue> derived;
  std::vector<io::YamlValue> constraints;
  io::YamlValue chips;
  io::YamlValue all_constraints;
};

/// Goes through the grid: fills `sweep.designs` with those that keep the constraints, and reports
/// designs that are no chips, and constraints that leave none. Each mistake is reported once,
/// whatever the number of designs that have it.
void go_through_grid(Sweep& sweep, const SweepPlaces& places, io::YamlDocument& document);

}  // namespace paretile::explore
