// SPDX-License-Identifier: Apache-2.0
#include "core/io/text_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "core/utf8.h"

namespace paretile::io {
namespace {

bool is_refused_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20U && c != '\t' && c != '\n' && c != '\r') || byte == 0x7FU;
}

[[noreturn]] void fail_at(std::string_view text, std::size_t at, DiagnosticSink& sink,
                          std::string message) {
  const std::string_view head = text.substr(0, at);
  const auto line = static_cast<int>(1 + std::count(head.begin(), head.end(), '\n'));
  const std::size_t start = head.find_last_of('\n') + 1;  // npos + 1 == 0
  sink.error(line, sink.column_of_byte(line, at - start), std::move(message));
  sink.throw_if_any();
  std::abort();  // unreachable: there is at least the mistake just added
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
    if (text[at] == '\r' && !text.substr(at + 1).starts_with('\n')) {
      fail_at(text, at, sink, "a carriage return that ends no line");
    }
    at += length;
  }
}

void check_count_of(std::string_view characters, std::string_view what, std::size_t limit,
                    std::string_view text, DiagnosticSink& sink) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (characters.find(text[at]) == std::string_view::npos || ++count <= limit) continue;
    fail_at(text, at, sink, fmt::format("more than {} {}", limit, what));
  }
}

}  // namespace paretile::io
