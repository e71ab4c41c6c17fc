// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/io/architecture_keys.h"
#include "core/io/load.h"
#include "core/io/yaml_reader.h"
#include "estimators/estimator.h"

namespace paretile::io {

/// What a component already knows when its class is read.
struct ComponentQuery {
  estimators::Part part = estimators::Part::kLevel;
  /// The chip's process; numbers and texts that hold unless the map gives its own. Attributes that
  /// are keys of every such component (`capacity`) are here when given, and are not read again.
  estimators::Query known;
};

/// Reads `class` and the keys it brings from the map of a level, a fan-out or compute, and asks the
/// estimator. No numbers if the map has no class or, then reported, a mistake.
[[nodiscard]] estimators::Estimate read_estimate(YamlReader& reader, ComponentQuery query,
                                                 const TechnologyFinder& technology);

/// Reads one attribute of an estimator into the query; a mistake is reported. Absent is no mistake.
void read_attribute(YamlReader& reader, const estimators::Attribute& attribute,
                    estimators::Query& query);

}  // namespace paretile::io
