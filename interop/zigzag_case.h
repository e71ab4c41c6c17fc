// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "core/ids.h"
#include "core/io/yaml_document.h"
#include "interop/zigzag_hardware.h"
#include "interop/zigzag_layer.h"
#include "interop/zigzag_mapping.h"

namespace paretile::interop {

/// A dimension unrolled along an axis of the array.
struct ZigzagSpatial {
  AxisId axis;
  DimId dim;
  std::int64_t size = 1;
  double even = 1;  ///< the size with which the loops multiply to the dimension exactly
};

/// A loop in time.
struct ZigzagTemporal {
  DimId dim;
  std::int64_t size = 1;
};

/// A layer on a chip with its mapping, every name resolved.
struct ZigzagCase {
  ZigzagHardware hardware;
  ZigzagLayer layer;
  IdVector<TensorId, std::string> operands;  ///< the memory operand of each tensor
  std::vector<ZigzagSpatial> spatial;
  IdSet<AxisId> open;                               ///< axes the mapping leaves to a search
  std::map<AxisId, std::vector<DimId>> hints = {};  ///< of open axes: all that may go along them
  std::vector<ZigzagTemporal> loops;                ///< innermost first
  /// Per tensor and memory of its chain, low to high: how many of the loops are inside the tile.
  IdVector<TensorId, std::vector<std::size_t>> cuts;
};

/// Joins the three but for the order in time: operands with memories, and what is unrolled along
/// the array. Mistakes of the mapping go into its document.
[[nodiscard]] ZigzagCase unroll(const ZigzagHardware& hardware, const ZigzagLayer& layer,
                                const ZigzagMapping& mapping, io::YamlDocument& document,
                                std::vector<Remark>& remarks);

/// Steps in time that are left of a dimension: the last may be smaller.
[[nodiscard]] std::int64_t steps_in_time(const ZigzagCase& given, DimId dim);

/// Joins the three. Mistakes of the mapping go into its document; the cuts are left empty.
[[nodiscard]] ZigzagCase join(const ZigzagHardware& hardware, const ZigzagLayer& layer,
                              const ZigzagMapping& mapping, io::YamlDocument& document,
                              std::vector<Remark>& remarks);

}  // namespace paretile::interop
