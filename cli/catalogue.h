// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "cli/command.h"
#include "core/io/catalogue.h"

namespace paretile::cli {

/// The files cli/examples/COMMAND.txt, built into the program: `$ COMMAND LINE`, then what it
/// prints. scripts/update_docs.sh writes them anew.
[[nodiscard]] const std::vector<io::ShippedFile>& shipped_examples();

/// The example of a command; empty if there is no such file.
[[nodiscard]] Example example_of(std::string_view command);

}  // namespace paretile::cli
