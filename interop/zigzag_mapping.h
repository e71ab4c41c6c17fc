// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/io/yaml_document.h"
#include "interop/imported.h"

namespace paretile::interop {

/// A dimension unrolled along an axis of the array.
struct ZigzagUnroll {
  std::string axis;
  std::string dim;
  std::int64_t size = 1;
  const io::YamlValue* at = nullptr;
};

/// A loop of the order in time. `size` 0 is "*": all that is left of the dimension.
struct ZigzagLoop {
  std::string dim;
  std::int64_t size = 0;
  const io::YamlValue* at = nullptr;
};

/// What ZigZag's own search may unroll along an axis.
struct ZigzagHint {
  std::string axis;
  std::vector<std::string> dims;
  const io::YamlValue* at = nullptr;
};

/// An entry of a mapping file: how the layers of a name or type are mapped.
struct ZigzagMapping {
  std::string name;
  std::vector<ZigzagUnroll> unrolls;
  std::vector<std::string> axes;             ///< those unrolled, though it be nothing
  std::vector<ZigzagHint> hints;             ///< for others
  std::vector<ZigzagLoop> order;             ///< innermost first, as ZigZag writes it
  std::map<std::string, std::string> links;  ///< operand of the layer -> memory operand
  const io::YamlValue* at = nullptr;
};

/// Reads a mapping file, a list of entries, which point into `root`. Mistakes go into the document.
[[nodiscard]] std::vector<ZigzagMapping> read_zigzag_mappings(io::YamlDocument& document,
                                                              const io::YamlValue& root,
                                                              std::vector<Remark>& remarks);

/// The entry for a layer: by its name, else by its type, else `default`; null if there is none.
[[nodiscard]] const ZigzagMapping* find_mapping(const std::vector<ZigzagMapping>& mappings,
                                                const std::string& name, const std::string& type);

}  // namespace paretile::interop
