// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace paretile::cost_model {

/// How the words of a tile with holes (stride or dilation) are counted.
enum class Footprint : std::uint8_t {
  kExact,  ///< words that are used
  kBox,    ///< the interval from the smallest to the largest index (Timeloop)
};

/// Whether reading a finished or partial output to send it outward costs energy and bandwidth.
enum class Drains : std::uint8_t {
  kCounted,
  kFree,  ///< Timeloop: the drain is counted, but costs nothing
};

/// Switches of the model, docs/model.md. Defaults are Paretile's own conventions.
struct Options {
  Footprint footprint = Footprint::kExact;
  Drains drains = Drains::kCounted;
  friend bool operator==(const Options&, const Options&) = default;
};

[[nodiscard]] std::string_view to_string(Footprint footprint);  // "exact", "box"
[[nodiscard]] std::string_view to_string(Drains drains);        // "counted", "free"

}  // namespace paretile::cost_model
