// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/json_text.h"
#include "core/architecture.h"
#include "core/constraints.h"

namespace paretile::cli {

/// Constraints with the keys of their file (docs/yaml_format.md); only those that demand something.
[[nodiscard]] Json constraints_json(const Constraints& constraints,
                                    const Architecture& architecture);

}  // namespace paretile::cli
