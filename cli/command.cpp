// SPDX-License-Identifier: Apache-2.0
#include "cli/command.h"

#include <algorithm>
#include <cassert>
#include <charconv>

namespace paretile::cli {

std::string Arguments::text(std::string_view flag) const {
  const auto found = values_.find(flag);
  return found == values_.end() ? std::string() : found->second;
}

std::vector<std::string> Arguments::files(std::string_view flag) const {
  std::vector<std::string> files;
  const std::string joined = text(flag);
  for (std::size_t at = 0; at < joined.size();) {
    const std::size_t end = std::min(joined.find('\n', at), joined.size());
    files.push_back(joined.substr(at, end - at));
    at = end + 1;
  }
  return files;
}

std::int64_t Arguments::number(std::string_view flag) const {
  const std::string value = text(flag);
  std::int64_t number = 0;
  [[maybe_unused]] const auto result =
      std::from_chars(value.data(), value.data() + value.size(), number);
  assert(result.ec == std::errc());  // the parser let only numbers through
  return number;
}

}  // namespace paretile::cli
