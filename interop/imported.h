// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/architecture.h"
#include "core/constraints.h"
#include "core/diagnostics.h"
#include "core/mapping.h"
#include "core/problem.h"
#include "cost_model/options.h"

namespace paretile::interop {

/// A file as given: its name, for messages, and what is in it.
struct SourceText {
  std::string file;
  std::string text;
};

/// Something in a file that has no counterpart here, or that was read in one of several ways.
struct Remark {
  Location location;
  std::string text;  ///< as a Diagnostic's message
  friend bool operator==(const Remark&, const Remark&) = default;
};

/// What the files of another tool say, in our values, with the conventions of that tool.
struct Imported {
  Problem problem;
  Architecture architecture;
  std::optional<Mapping> mapping;          ///< where the files have one
  std::optional<Constraints> constraints;  ///< where the files have some
  cost_model::Options options;             ///< switches of the model the tool implies
  std::vector<Remark> remarks;             ///< by file, then line
};

}  // namespace paretile::interop
