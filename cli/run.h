// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>

namespace paretile::cli {

/// The program but for its error messages: reads the command line, runs the command, writes text
/// and JSON. Returns the exit code; throws InputError on bad input.
[[nodiscard]] int run(int argc, const char* const* argv, const std::atomic<bool>& stop);

}  // namespace paretile::cli
