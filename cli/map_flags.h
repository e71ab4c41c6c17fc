// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/command.h"
#include "cli/inputs.h"
#include "cli/log.h"
#include "core/constraints.h"
#include "mapper/run.h"

namespace paretile::cli {

/// Constraints on mappings of that workload to that chip, from the text of their file.
[[nodiscard]] Constraints read_constraints(std::string_view text, const std::string& file,
                                           const ChipAndWorkload& given);

/// How long each layer may be searched; of every command that maps.
[[nodiscard]] Flag time_limit_flag();

/// What mappings must look like, of `map`.
[[nodiscard]] Flag constraints_flag();

/// The other flags of `map` that say what is searched and how.
[[nodiscard]] std::vector<Flag> search_flags();

/// What they and --threads, --footprint, --drains say. Loads --constraints. Throws InputError.
[[nodiscard]] mapper::Settings search_settings(const Arguments& arguments,
                                               const ChipAndWorkload& given);

/// Of a command that maps whole networks without flags of its own for that: whole fronts within
/// --time-limit, on --threads, progress shown on `bar`, which has to outlive them.
[[nodiscard]] mapper::Settings network_settings(const Arguments& arguments, const Context& context,
                                                ProgressBar& bar);

}  // namespace paretile::cli
