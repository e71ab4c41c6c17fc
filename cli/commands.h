// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "cli/command.h"
#include "core/diagnostics.h"

namespace paretile::cli {

/// The rows of the command table, one file each: command_NAME.cpp.
[[nodiscard]] Command evaluate_command();
[[nodiscard]] Command map_command();
[[nodiscard]] Command certify_command();
[[nodiscard]] Command explain_command();
[[nodiscard]] Command budget_command();
[[nodiscard]] Command compare_command();
[[nodiscard]] Command chips_command();
[[nodiscard]] Command validate_command();
[[nodiscard]] Command convert_command();
[[nodiscard]] Command explore_command();
[[nodiscard]] Command results_command();
[[nodiscard]] Command merge_command();
[[nodiscard]] Command show_command();
[[nodiscard]] Command estimate_command();
[[nodiscard]] Command list_command();
[[nodiscard]] Command help_command();

/// All commands, in the order of the help.
[[nodiscard]] const std::vector<Command>& commands();

/// Flags every command takes: --json, --threads, --quiet, --help; and --version.
[[nodiscard]] const std::vector<Flag>& global_flags();

/// The command of that name. Throws unknown_command().
[[nodiscard]] const Command& find_command(std::string_view name);

/// Says that there is no such command, and which one was probably meant.
[[nodiscard]] InputError unknown_command(std::string_view name);

}  // namespace paretile::cli
