// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

namespace paretile::interop {

/// The value of numbers joined by + - * / and parentheses, such as `(16 * 1024) / 2`; nothing for
/// any other text and for a division by zero.
[[nodiscard]] std::optional<double> evaluate_expression(std::string_view text);

}  // namespace paretile::interop
