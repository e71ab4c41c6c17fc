// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace paretile {

/// True for names that can stand in a mapping's text: letters, digits, `_` and `-`, starting with a
/// letter or `_`.
[[nodiscard]] constexpr bool is_name(std::string_view name) {
  auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (name.empty() || (!is_letter(name[0]) && name[0] != '_')) return false;
  return std::all_of(name.begin(), name.end(),
                     [&](char c) { return is_letter(c) || is_digit(c) || c == '_' || c == '-'; });
}
inline constexpr std::string_view kNameRule =
    "a name is letters, digits, '_' and '-', starting with a letter or '_'";

/// ASCII letters in upper case: dimensions are found without regard to case.
[[nodiscard]] inline std::string upper_case(std::string_view text) {
  std::string upper(text);
  for (char& c : upper) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return upper;
}

/// Finds the second use of a name: `add` returns who had it before.
class NameRegister {
 public:
  std::optional<std::string> add(const std::string& name, std::string owner) {
    const auto [entry, is_new] = owners_.emplace(name, std::move(owner));
    if (is_new) return std::nullopt;
    return entry->second;
  }
  [[nodiscard]] bool has(const std::string& name) const { return owners_.contains(name); }

 private:
  std::unordered_map<std::string, std::string> owners_;
};

}  // namespace paretile
