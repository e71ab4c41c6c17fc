// SPDX-License-Identifier: Apache-2.0
#include "core/io/precision_reader.h"

#include <fmt/format.h>

#include <utility>

#include "core/io/role_key.h"

namespace paretile::io {
namespace {

constexpr IntegerRange kBits{1, kMaxValueBits};

}  // namespace

Precision read_precision(YamlReader& reader, Key key) {
  Precision precision;
  std::optional<YamlReader> bits = reader.child(key);
  if (!bits) return precision;
  for (const auto& [name, field] : {std::pair{role_key(*bits, Role::kInput), &Precision::input},
                                    std::pair{role_key(*bits, Role::kWeight), &Precision::weight},
                                    std::pair{role_key(*bits, Role::kOutput), &Precision::output},
                                    std::pair{Key("psum"), &Precision::psum}}) {
    if (const auto stated = bits->integer(name, kBits))
      precision.*field = static_cast<int>(*stated);
  }
  bits->finish();
  return precision;
}

std::string precision_text(const Precision& precision) {
  std::string text;
  for (const auto& [key, bits] :
       {std::pair{"input", precision.input}, std::pair{"weight", precision.weight},
        std::pair{"output", precision.output}, std::pair{"psum", precision.psum}}) {
    if (bits) text += fmt::format("{}{}: {}", text.empty() ? "" : ", ", key, *bits);
  }
  return text.empty() ? text : "{" + text + "}";
}

}  // namespace paretile::io
