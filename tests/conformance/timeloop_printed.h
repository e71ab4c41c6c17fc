// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace paretile::conformance {

/// A run of timeloop-model: its input files as one text, and what it printed, as its stats file.
struct PrintedRun {
  std::string id;
  std::vector<std::string> tags;
  std::string input;
  std::string stats;
};

/// All runs of tests/data/timeloop/ (its README.md), in the order of the file.
[[nodiscard]] const std::vector<PrintedRun>& printed_runs();

/// The run of that id.
[[nodiscard]] const PrintedRun& printed_run(const std::string& id);

}  // namespace paretile::conformance
