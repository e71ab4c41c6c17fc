// SPDX-License-Identifier: Apache-2.0
#include "core/text_hash.h"

#include <fmt/format.h>

#include <cstdint>

namespace paretile {

std::string text_hash(std::string_view text) {
  std::uint64_t state = 14695981039346656037ULL;
  for (const char c : text) state = (state ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  return fmt::format("{:016x}", state);
}

}  // namespace paretile
