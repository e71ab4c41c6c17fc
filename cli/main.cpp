// SPDX-License-Identifier: Apache-2.0
#include <cstdio>

#include "cli/command.h"
#include "cli/interrupt.h"
#include "cli/run.h"
#include "core/diagnostics.h"
#include "core/keep_memory.h"

int main(int argc, char** argv) {
  paretile::keep_freed_memory();
  try {
    return paretile::cli::run(argc, argv, paretile::cli::catch_interrupts());
  } catch (const paretile::InputError& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return paretile::cli::kBadInput;
  }
}
