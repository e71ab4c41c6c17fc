// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cli/command.h"

namespace paretile::cli {

/// What the program is, its commands and the flags all of them take.
[[nodiscard]] std::string program_help();

/// One sentence, runnable examples with their real output, then every flag with unit, default and
/// range.
[[nodiscard]] std::string command_help(const Command& command);

/// docs/cli.md: the texts above for all commands, as Markdown.
[[nodiscard]] std::string help_markdown();

/// "paretile 0.1.0\n"
[[nodiscard]] std::string version_text();

}  // namespace paretile::cli
