// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "cli/command.h"
#include "cli/inputs.h"
#include "mapper/run.h"

namespace paretile::cli {

/// The flags of `map` that say what is searched and how.
[[nodiscard]] std::vector<Flag> search_flags();

/// What they and --threads, --footprint, --drains say. Loads --constraints. Throws InputError.
[[nodiscard]] mapper::Settings search_settings(const Arguments& arguments,
                                               const ChipAndWorkload& given);

}  // namespace paretile::cli
