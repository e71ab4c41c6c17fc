// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace paretile {

/// Every fixed capacity of the program, in one place. Inputs beyond a limit are refused with a
/// message; nothing is ever cut off silently.
inline constexpr std::size_t kMaxDims = 10;        ///< loop dimensions of one problem
inline constexpr std::size_t kMaxTensors = 4;      ///< tensors of one problem, output included
inline constexpr std::size_t kMaxRanks = 8;        ///< ranks of one tensor
inline constexpr std::size_t kMaxLevels = 8;       ///< storage levels of one architecture
inline constexpr std::size_t kMaxFanouts = 4;      ///< fan-outs of one architecture
inline constexpr std::size_t kMaxAxes = 8;         ///< axes of all fan-outs together
inline constexpr std::size_t kMaxNodes = 128;      ///< nodes of one mapping
inline constexpr std::size_t kMaxLayers = 10'000;  ///< layers of one workload

inline constexpr int kMaxValueBits = 64;  ///< bits of one value, so that tiles fit in int64

/// Largest count the model reports exactly: every integer up to 2^53 is a double.
inline constexpr long long kMaxExactCount = 1LL << 53;

}  // namespace paretile
