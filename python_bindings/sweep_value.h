// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "explore/sweep.h"

namespace paretile::python {

/// A sweep and where it was read from: with these it can be sent to another process.
struct SweepValue {
  std::string text;
  std::string file;  ///< for messages
  explore::Sweep sweep;
};

}  // namespace paretile::python
