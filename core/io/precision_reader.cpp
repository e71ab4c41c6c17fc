// SPDX-License-Identifier: Apache-2.0
#include "core/io/precision_reader.h"

#include <utility>

namespace paretile::io {
namespace {

constexpr IntegerRange kBits{1, kMaxValueBits};

}  // namespace

Precision read_precision(YamlReader& reader, Key key) {
  Precision precision;
  std::optional<YamlReader> bits = reader.child(key);
  if (!bits) return precision;
  for (const auto& [name, field] :
       {std::pair{"input", &Precision::input}, std::pair{"weight", &Precision::weight},
        std::pair{"output", &Precision::output}, std::pair{"psum", &Precision::psum}}) {
    if (const auto stated = bits->integer(name, kBits))
      precision.*field = static_cast<int>(*stated);
  }
  bits->finish();
  return precision;
}

}  // namespace paretile::io
