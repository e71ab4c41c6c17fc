// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/io/yaml_document.h"
#include "core/problem.h"
#include "interop/imported.h"

namespace paretile::interop {

/// Words an input really has along a rank that is a sum: its border, the padding, not counted.
struct ZigzagSpan {
  Rank rank;
  std::int64_t words = 0;
};

/// A layer in ZigZag's words.
struct ZigzagLayer {
  std::string name;  ///< where the file gives none: `layer` and the id
  std::string type;  ///< operator_type: chooses the mapping where the name does not
  Problem problem;
  std::vector<ZigzagSpan> spans;
  std::string file;
  int line = 0;
};

/// Reads a workload file, a list of layers. Mistakes go into the document.
[[nodiscard]] std::vector<ZigzagLayer> read_zigzag_layers(io::YamlDocument& document,
                                                          const io::YamlValue& root,
                                                          std::vector<Remark>& remarks);

}  // namespace paretile::interop
