// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <random>

#include "core/architecture.h"
#include "core/mapping.h"
#include "core/problem.h"

namespace paretile {

/// A one-dimensional convolution, W[k,c,r] and I[c,p+r] and O[k,p], with K=16, C=8, P=12, R=3.
[[nodiscard]] Problem small_conv();

/// dram, glb, fan-out pe (x: 14, y: 12), spad, fan-out simd (x: 4), reg; compute mac. Both fan-outs
/// have an axis x.
[[nodiscard]] Architecture small_chip();

/// A random legal mapping of small_conv() on small_chip(): any order, levels bypassed at will.
[[nodiscard]] Mapping random_mapping(std::mt19937& random);

}  // namespace paretile
