// SPDX-License-Identifier: Apache-2.0
#include "interop/zigzag_value.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/diagnostics.h"

namespace paretile::interop {
namespace {

bool comes_again(const std::vector<io::YamlValue>& keys, std::size_t i) {
  return keys[i].is_scalar() && std::any_of(keys.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                                            keys.end(), [&](const io::YamlValue& later) {
                                              return later.is_scalar() &&
                                                     later.text == keys[i].text;
                                            });
}

/// Python writes `True`, we write `true`.
std::string plain(const std::string& text) {
  if (text == "True" || text == "TRUE") return "true";
  if (text == "False" || text == "FALSE") return "false";
  return text;
}

}  // namespace

io::YamlValue as_python_reads(const io::YamlValue& value, const std::string& file,
                              std::vector<Remark>& remarks) {
  io::YamlValue kept;
  kept.kind = value.kind;
  kept.text = plain(value.text);
  kept.line = value.line;
  kept.column = value.column;
  for (std::size_t i = 0; i < value.items.size(); ++i) {
    if (value.is_map() && comes_again(value.keys, i)) {
      remarks.push_back({{file, value.keys[i].line, value.keys[i].column},
                         fmt::format("{} comes again in the same map, and the last one counts",
                                     quoted(value.keys[i].text))});
      continue;
    }
    if (value.is_map()) kept.keys.push_back(value.keys[i]);
    kept.items.push_back(as_python_reads(value.items[i], file, remarks));
  }
  return kept;
}

}  // namespace paretile::interop
