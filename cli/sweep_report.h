// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "explore/sweep_file.h"

namespace paretile::cli {

using SweepRows = std::vector<explore::SweepFile::Row>;

/// What a row of sweep results has by that name: a parameter or derived number, energy_pj,
/// latency_cycles, latency_s, edp_pj_cycles, power_w, runs_per_second, operations_per_second,
/// tops_per_w, area_um2, area_mm2, compute_units, design.
[[nodiscard]] std::optional<double> number_of_row(const explore::SweepFile::Row& row,
                                                  std::string_view name);
/// All names that number_of_row() knows of these rows.
[[nodiscard]] std::vector<std::string> names_of_rows(const SweepRows& rows);

[[nodiscard]] std::string sweep_rows_text(const SweepRows& rows);
[[nodiscard]] std::string sweep_rows_csv(const SweepRows& rows);

struct SweepSummary {
  std::string name = {};
  std::string file = {};
  std::int64_t designs = 0;   ///< of the sweep
  std::int64_t finished = 0;  ///< of them
};
[[nodiscard]] std::string sweep_rows_json(std::string_view command, const SweepSummary& summary,
                                          const SweepRows& rows);

}  // namespace paretile::cli
