// SPDX-License-Identifier: Apache-2.0
#include "interop/zigzag_value.h"

#include <fmt/format.h>

#include <string_view>
#include <unordered_set>
#include <utility>

#include "core/diagnostics.h"

namespace paretile::interop {
namespace {

/// Per key of a map, whether a later one is the same.
std::vector<bool> replaced(const std::vector<io::YamlValue>& keys) {
  std::vector<bool> replaced(keys.size(), false);
  std::unordered_set<std::string_view> later;
  for (std::size_t i = keys.size(); i-- > 0;) {
    if (keys[i].is_scalar()) replaced[i] = !later.insert(keys[i].text).second;
  }
  return replaced;
}

/// Python writes `True`, we write `true`.
std::string plain(const std::string& text) {
  if (text == "True" || text == "TRUE") return "true";
  if (text == "False" || text == "FALSE") return "false";
  return text;
}

}  // namespace

void read_as_python(io::YamlValue& value, const std::string& file, std::vector<Remark>& remarks) {
  value.text = plain(value.text);
  const std::vector<bool> is_replaced = replaced(value.keys);
  std::size_t kept = 0;
  for (std::size_t i = 0; i < value.items.size(); ++i) {
    if (value.is_map() && is_replaced[i]) {
      remarks.push_back({{file, value.keys[i].line, value.keys[i].column},
                         fmt::format("{} comes again in the same map, and the last one counts",
                                     quoted(value.keys[i].text))});
      continue;
    }
    read_as_python(value.items[i], file, remarks);
    if (kept != i) {
      value.items[kept] = std::move(value.items[i]);
      if (value.is_map()) value.keys[kept] = std::move(value.keys[i]);
    }
    ++kept;
  }
  value.items.resize(kept);
  if (value.is_map()) value.keys.resize(kept);
}

}  // namespace paretile::interop
