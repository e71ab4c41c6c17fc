// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "cli/command.h"

namespace paretile::cli {

/// A command line, checked against the command table.
struct CommandLine {
  const Command* command = nullptr;  ///< null: no command was named
  Arguments arguments;               ///< its flags and the global ones
};

/// Reads the command line. Throws InputError: unknown command or flag (with the near miss), missing
/// or surplus values, numbers out of range. With --help or --version nothing is required.
[[nodiscard]] CommandLine parse_command_line(int argc, const char* const* argv);

/// The same of values by flag ("--objective": "edp"), for callers without a command line.
[[nodiscard]] Arguments check_arguments(const Command& command,
                                        std::map<std::string, std::string, std::less<>> values);

}  // namespace paretile::cli
