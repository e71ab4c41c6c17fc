// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "core/workload.h"

namespace paretile::io {

/// The sizes and numbers with which a layer's operator makes its problem (`K: 64, C: 3, stride:
/// 2`), those that are the default left out, in the order of the operator's row. For a problem that
/// is not the operator's, something else.
[[nodiscard]] std::vector<std::pair<std::string, std::int64_t>> operator_call(const Layer& layer);

}  // namespace paretile::io
