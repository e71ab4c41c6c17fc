// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/io/yaml_reader.h"
#include "explore/sweep.h"

namespace paretile::explore {

/// Reads `architectures` and `workloads`; they are looked for in `texts`, if there are any, then
/// beside the sweep. What is wrong with them goes into the reader's document. Notes both in the
/// description, and their texts.
void read_inputs(io::YamlReader& reader, const std::string& sweep_file, const SweepTexts* texts,
                 Sweep& sweep);

}  // namespace paretile::explore
