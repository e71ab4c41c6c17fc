// SPDX-License-Identifier: Apache-2.0
#include "core/io/role_key.h"

#include <fmt/format.h>

namespace paretile::io {

Key role_key(YamlReader& map, Role role) {
  std::string_view written;
  for (std::string_view word : role_words(role)) {
    if (!map.has(Key(word, {}))) continue;
    map.expect(Key(word, {}));
    if (written.empty()) {
      written = word;
    } else {
      map.error_at_key(word,
                       fmt::format("both '{}' and '{}'{}", written, word, in_path(map.path())),
                       "they are two spellings of one role; give one");
    }
  }
  return {written.empty() ? to_string(role) : written, {}};
}

}  // namespace paretile::io
