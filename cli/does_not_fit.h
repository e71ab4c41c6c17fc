// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cli/command.h"
#include "cli/inputs.h"
#include "cost_model/verdict.h"

namespace paretile::cli {

/// What `command` answers where the mapping does not fit: the first limit it breaks.
[[nodiscard]] Outcome does_not_fit(const std::string& command, const Case& given,
                                   const cost_model::Verdict& verdict);

}  // namespace paretile::cli
