// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "tests/search/brute_force.h"

namespace paretile::search {

/// Kinds of random questions, each made to reach one place where an exact search can go wrong.
enum class Family : std::uint8_t {
  kPinned,     ///< weights pinned inside, a small buffer, activations kept in it
  kHalo,       ///< a sliding window across a fan-out, inputs shared by word, by tile, or not
  kStride,     ///< strides and dilations, also strides beyond the filter
  kReduction,  ///< sums are not reduced by the fan-out
  kPsum,       ///< sums wider than outputs where room is short
  kFanouts,    ///< two fan-outs, levels between them bypassed
  kBandwidth,  ///< ports so slow that fronts have several points
  kCapacity,   ///< every inner level is short of room
  kMapspace,   ///< the three mapspaces in turn
  kConstrain,  ///< demands of every kind
  kDeep,       ///< three levels and no fan-out
  kTensors,    ///< two and four tensors, depthwise and grouped convolutions
};
inline constexpr std::array<std::string_view, 12> kFamilyNames = {
    "pinned",    "halo",     "stride",   "reduction", "psum", "fanouts",
    "bandwidth", "capacity", "mapspace", "constrain", "deep", "tensors"};

[[nodiscard]] std::optional<Family> find_family(std::string_view name);

/// Mappings in the list of a drawn question at most.
inline constexpr std::uint64_t kMaxListed = 200'000;

/// A random question, and what draws it again.
struct Case {
  Family family = Family::kPinned;
  std::uint64_t seed = 1;
  Question question;
  std::uint64_t listed = 0;  ///< mappings in its list
};

/// The same on every machine.
[[nodiscard]] Case draw_case(Family family, std::uint64_t seed);

/// Problem, chip, space and demands, with every number, and the flags that draw them again.
[[nodiscard]] std::string to_text(const Case& drawn);

}  // namespace paretile::search
