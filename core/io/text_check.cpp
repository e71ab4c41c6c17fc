// SPDX-License-Identifier: Apache-2.0
#include "core/io/text_check.h"

#include <fmt/format.h>

#include <algorithm>

namespace paretile::io {
namespace {

/// Length of the UTF-8 character at `at`; 0 when it is none (truncated, overlong, surrogate, beyond
/// U+10FFFF). RFC 3629 section 4.
std::size_t utf8_length(std::string_view text, std::size_t at) {
  auto byte = [&](std::size_t i) {
    return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0U;
  };
  auto continues = [&](std::size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
  const unsigned lead = byte(0);
  if (lead < 0x80U) return 1;
  if (lead >= 0xC2U && lead <= 0xDFU) return continues(1) ? 2 : 0;
  if (lead >= 0xE0U && lead <= 0xEFU) {
    if (lead == 0xE0U && byte(1) < 0xA0U) return 0;
    if (lead == 0xEDU && byte(1) > 0x9FU) return 0;
    return continues(1) && continues(2) ? 3 : 0;
  }
  if (lead >= 0xF0U && lead <= 0xF4U) {
    if (lead == 0xF0U && byte(1) < 0x90U) return 0;
    if (lead == 0xF4U && byte(1) > 0x8FU) return 0;
    return continues(1) && continues(2) && continues(3) ? 4 : 0;
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
