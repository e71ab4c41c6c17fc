// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/diagnostics.h"

namespace paretile::cli {

/// A mistake on the command line: `paretile: error: MESSAGE`, then the hint.
[[nodiscard]] inline InputError usage_error(std::string message, std::string hint = {}) {
  return InputError({Diagnostic{{"paretile", 0, 0}, std::move(message), {}, std::move(hint)}});
}

}  // namespace paretile::cli
