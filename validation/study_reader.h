// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "validation/study.h"

namespace paretile::validation {

/// A study from YAML text (docs/yaml_format.md). `file` is for messages. Throws InputError with
/// every mistake of the text.
[[nodiscard]] Study parse_study(std::string_view text, const std::string& file);

}  // namespace paretile::validation
