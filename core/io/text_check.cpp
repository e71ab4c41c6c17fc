// SPDX-License-Identifier: Apache-2.0
#include "core/io/text_check.h"

#include <fmt/format.h>

#include <algorithm>

namespace paretile::io {
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

/// Length of the UTF-8 character at `at`; 0 when it is none.
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

bool is_refused_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20U && c != '\t' && c != '\n' && c != '\r') || byte == 0x7FU;
}

[[noreturn]] void fail_at(std::string_view text, std::size_t at, DiagnosticSink& sink,
                          std::string message) {
  const std::string_view head = text.substr(0, at);
  const auto line = static_cast<int>(1 + std::count(head.begin(), head.end(), '\n'));
  const std::size_t start = head.find_last_of('\n') + 1;  // npos + 1 == 0
  // The line itself cannot be shown: it is what is broken.
  throw InputError(
      {{{sink.file(), line, sink.column_of_byte(line, at - start)}, std::move(message), {}, {}}});
}

}  // namespace

std::string_view without_byte_order_mark(std::string_view text) {
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  return text.starts_with(kMark) ? text.substr(kMark.size()) : text;
}

void check_text(std::string_view text, std::size_t max_bytes, DiagnosticSink& sink) {
  if (text.size() > max_bytes) {
    sink.error(0, 0, fmt::format("larger than {} MiB", max_bytes >> 20));
    sink.throw_if_any();
  }
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = utf8_length(text, at);
    if (length == 0) fail_at(text, at, sink, "this is not UTF-8 text");
    if (is_refused_control(text[at])) {
      fail_at(text, at, sink,
              fmt::format("control character 0x{:02x}", static_cast<unsigned char>(text[at])));
    }
    at += length;
  }
}

}  // namespace paretile::io
