// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "core/architecture.h"
#include "core/mapping.h"
#include "core/problem.h"

namespace paretile {

/// The indented loop nest people paste in papers; every loop indents what it contains:
///
///     dram [W I O]
///     for K in [0, 4)
///       glb [I O]
///       parfor P in [0, 7) on pe.x
///         w_spad [W]
///         for R in [0, 3)
///           mac
///
/// A storage line names the level and its tensors; `on FANOUT.AXIS` or, where the axis name is
/// unique, `on AXIS`.
[[nodiscard]] std::string to_text(const Mapping& mapping, const Problem& problem,
                                  const Architecture& architecture);

/// Reads the text above: indentation is free, `#` starts a comment, names may be any alias the
/// problem knows. Throws InputError with all mistakes; `file` is for their locations, `first_line`
/// the line of the file at which the text starts and `first_column` its indentation there.
/// parse_mapping(to_text(m)) == m for every legal m.
[[nodiscard]] Mapping parse_mapping(std::string_view text, const Problem& problem,
                                    const Architecture& architecture,
                                    const std::string& file = "<mapping>", int first_line = 1,
                                    int first_column = 1);

/// The nest on one line: `dram[WIO] K4 glb[IO] P7@pe.x w_spad[W] R3`.
[[nodiscard]] std::string to_compact(const Mapping& mapping, const Problem& problem,
                                     const Architecture& architecture);

}  // namespace paretile
