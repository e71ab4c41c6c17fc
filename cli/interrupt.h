// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>

namespace paretile::cli {

/// Makes the first SIGINT or SIGTERM set the returned flag, so that a search can end and what it
/// found be written; the second one ends the program at once. SIGPIPE and SIGXFSZ (a file beyond
/// `ulimit -f`) are ignored: writes report them.
[[nodiscard]] const std::atomic<bool>& catch_interrupts();

}  // namespace paretile::cli
