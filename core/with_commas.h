// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace paretile {

/// 1234567 -> "1,234,567".
[[nodiscard]] std::string with_commas(std::int64_t number);

}  // namespace paretile
