// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/io/yaml_reader.h"
#include "explore/sweep.h"

namespace paretile::explore {

/// Reads `architectures` and `workloads`; files are looked for beside the sweep first. What is wrong
/// with them goes into the reader's document. Notes both in the description.
void read_inputs(io::YamlReader& reader, const std::string& sweep_file, Sweep& sweep);

}  // namespace paretile::explore
