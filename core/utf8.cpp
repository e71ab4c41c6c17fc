// SPDX-License-Identifier: Apache-2.0
#include "core/utf8.h"

namespace paretile {
namespace {

/// Lead bytes and what may follow them. RFC 3629 section 4: no overlong forms, no surrogates,
/// nothing beyond U+10FFFF. Bytes after the second are 80..BF.
struct Utf8Sequence {
  unsigned first_lead;
  unsigned last_lead;
  unsigned first_second;
  unsigned last_second;
  std::size_t length;
};
constexpr Utf8Sequence kUtf8Sequences[] = {
    {0xC2U, 0xDFU, 0x80U, 0xBFU, 2}, {0xE0U, 0xE0U, 0xA0U, 0xBFU, 3},
    {0xE1U, 0xECU, 0x80U, 0xBFU, 3}, {0xEDU, 0xEDU, 0x80U, 0x9FU, 3},
    {0xEEU, 0xEFU, 0x80U, 0xBFU, 3}, {0xF0U, 0xF0U, 0x90U, 0xBFU, 4},
    {0xF1U, 0xF3U, 0x80U, 0xBFU, 4}, {0xF4U, 0xF4U, 0x80U, 0x8FU, 4},
};

}  // namespace

std::size_t utf8_length(std::string_view text, std::size_t at) {
  auto byte = [&](std::size_t i) {
    return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0U;
  };
  const unsigned lead = byte(0);
  if (lead < 0x80U) return 1;
  for (const Utf8Sequence& sequence : kUtf8Sequences) {
    if (lead < sequence.first_lead || lead > sequence.last_lead) continue;
    if (byte(1) < sequence.first_second || byte(1) > sequence.last_second) return 0;
    for (std::size_t i = 2; i < sequence.length; ++i) {
      if ((byte(i) & 0xC0U) != 0x80U) return 0;
    }
    return sequence.length;
  }
  return 0;
}

std::string printable(std::string_view text) {
  std::string shown;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = utf8_length(text, at);
    const auto byte = static_cast<unsigned char>(text[at]);
    const bool is_control = (byte < 0x20U && byte != '\t') || byte == 0x7FU;
    if (length == 0 || is_control) {
      shown += '?';
      ++at;
    } else {
      shown += text.substr(at, length);
      at += length;
    }
  }
  return shown;
}

}  // namespace paretile
