// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "cli/inputs.h"
#include "cost_model/verdict.h"
#include "interop/imported.h"
#include "interop/side_by_side.h"

namespace paretile::cli {

/// One mapping in another tool's files, and what the tool printed of it beside ours.
struct ForeignResult {
  Case given;
  cost_model::Verdict verdict;
  interop::SideBySide compared;  ///< of a mapping that fits
};

/// The flags that name another tool's files together with its results, in --stats.
[[nodiscard]] std::vector<Flag> result_flags();

/// What those flags say. Throws InputError: every mistake of the files, then of the results.
[[nodiscard]] ForeignResult load_foreign_result(const Arguments& arguments);

/// Of Timeloop: `stats` is a text as timeloop-model and timeloop-mapper write it.
[[nodiscard]] ForeignResult compare_timeloop_files(std::span<const interop::SourceText> files,
                                                   const interop::SourceText& stats,
                                                   const Arguments& arguments);

/// Of ZigZag: `stats` is what it writes of a layer, *_complete.json.
[[nodiscard]] ForeignResult compare_zigzag_files(std::span<const interop::SourceText> files,
                                                 const interop::SourceText& stats,
                                                 const Arguments& arguments);

}  // namespace paretile::cli
