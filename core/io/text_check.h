// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

#include "core/diagnostics.h"

namespace paretile::io {

/// The text without the UTF-8 byte order mark some editors put in front.
[[nodiscard]] std::string_view without_byte_order_mark(std::string_view text);

/// Refuses what no text file of ours holds: more than `max_bytes` bytes, invalid UTF-8, NUL and
/// other control characters (tab and line ends are fine). Throws InputError at the first such
/// place.
void check_text(std::string_view text, std::size_t max_bytes, DiagnosticSink& sink);

/// Throws InputError where the text has more than `limit` of the characters, called `what`.
void check_count_of(std::string_view characters, std::string_view what, std::size_t limit,
                    std::string_view text, DiagnosticSink& sink);

}  // namespace paretile::io
