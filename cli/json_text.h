// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace paretile::cli {

using Json = nlohmann::ordered_json;

inline constexpr int kSchemaVersion = 1;

/// An object that begins with the schema version and the command it answers.
[[nodiscard]] Json answer_of(std::string_view command);

/// Indented, with a newline at the end. Names that are no UTF-8 get replacement characters.
[[nodiscard]] std::string to_text(const Json& json);

}  // namespace paretile::cli
