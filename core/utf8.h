// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace paretile {

/// Bytes of the UTF-8 character at `at`; 0 when there is none.
[[nodiscard]] std::size_t utf8_length(std::string_view text, std::size_t at);

/// The text with '?' for every control character but the tab and every byte that is not UTF-8.
[[nodiscard]] std::string printable(std::string_view text);

}  // namespace paretile
