// SPDX-License-Identifier: Apache-2.0
#include "core/io/yaml_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace paretile::io {
namespace {

constexpr std::size_t kLineLength = 100;

/// What YAML, or a reader in a hurry, takes for something else than a text.
constexpr std::array<std::string_view, 3> kWords = {"null", "true", "false"};

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20U || c == 0x7F; }

bool is_simple(std::string_view text) {
  const auto is_letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  };
  const auto goes_on = [&](char c) {
    return is_letter(c) || (c >= '0' && c <= '9') || c == '.' || c == '-';
  };
  if (text.empty() || !is_letter(text.front())) return false;
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return std::all_of(text.begin(), text.end(), goes_on) &&
         std::find(kWords.begin(), kWords.end(), lower) == kWords.end();
}

}  // namespace

std::string yaml_text(std::string_view text) {
  if (is_simple(text)) return std::string(text);
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      quoted += '\\';
      quoted += c;
    } else if (c == '\n') {
      quoted += "\\n";
    } else if (is_control(c)) {
      quoted += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    } else {
      quoted += c;
    }
  }
  return quoted + '"';
}

std::string yaml_list(std::span<const std::string> texts) {
  std::string list;
  for (const std::string& text : texts) list += (list.empty() ? "" : ", ") + yaml_text(text);
  return "[" + list + "]";
}

std::string yaml_comment(std::string_view text, std::size_t indent) {
  const std::string start = std::string(indent, ' ') + "#";
  std::string lines;
  std::string line = start;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::find_if(text.begin() + static_cast<std::ptrdiff_t>(at), text.end(),
                                         [](char c) { return c == ' ' || is_control(c); }) -
                            text.begin();
    const std::string_view word = text.substr(at, end - at);
    at = end + 1;
    if (word.empty()) continue;
    if (line.size() > start.size() && line.size() + 1 + word.size() > kLineLength) {
      lines += line + "\n";
      line = start;
    }
    line.append(" ").append(word);
  }
  return lines + line + "\n";
}

CommentQueue::CommentQueue(std::span<const Comment> comments)
    : waiting_(comments.begin(), comments.end()) {}

std::string CommentQueue::take(std::string_view name, std::size_t indent) {
  std::string lines;
  for (const Comment& comment : waiting_) {
    if (comment.about == name) lines += yaml_comment(comment.text, indent);
  }
  std::erase_if(waiting_, [&](const Comment& comment) { return comment.about == name; });
  return lines;
}

std::string CommentQueue::take_rest() {
  std::string lines;
  for (const Comment& comment : waiting_) lines += yaml_comment(comment.text, 0);
  waiting_.clear();
  return lines;
}

}  // namespace paretile::io
