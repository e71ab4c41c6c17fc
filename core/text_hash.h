// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace paretile {

/// A hash that is the same on every machine and in every release: FNV-1a of 64 bits, as 16
/// hexadecimal digits.
[[nodiscard]] std::string text_hash(std::string_view text);

}  // namespace paretile
