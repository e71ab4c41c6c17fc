// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "estimators/curve.h"
#include "estimators/estimator.h"
#include "estimators/scaling.h"

namespace paretile::estimators {

/// "45 nm".
[[nodiscard]] std::string node_text(double node_nm);

/// The weaker of two confidences.
[[nodiscard]] std::string weaker(const std::string& a, const std::string& b);

/// The confidence of a row: its own or that of its table.
[[nodiscard]] std::string confidence_of(const Row& row, const Table& table);

/// Adds a caution once; an empty one not at all.
void add_caution(Estimate& estimate, const std::string& caution);

/// Adds the problem if the process is none that logic can be scaled to: no node, one outside the
/// table, or a voltage it does not hold for. True if it is one.
bool check_process(const Query& query, const LogicScaling& scaling, Estimate& estimate);

/// The table the attribute `table` names, else `fallback`; null, and a problem, if there is none or
/// `has_rows` says that it lacks the rows.
[[nodiscard]] const Table* chosen_table(const Query& query, const Technology& technology,
                                        std::string_view fallback, bool (*has_rows)(const Table&),
                                        Estimate& estimate);

/// ", interpolated between 64 KiB and 128 KiB", ", extrapolated from 384 B" or, at a point of the
/// curve of capacities, nothing.
[[nodiscard]] std::string capacity_text(const Curve& curve, double capacity_bits);

/// Scaled that far down, published operations save much less than the polynomials say.
[[nodiscard]] std::string scaled_confidence(const std::string& confidence, const Process& from,
                                            const Process& to);

/// ", scaled to 28 nm"; nothing if the two processes are one.
[[nodiscard]] std::string scaled_text(const Process& from, const Process& to,
                                      const LogicScaling& scaling);

/// Leakage of so much logic, by the density of a multiplier (table aladdin_40nm); a rule: C.
[[nodiscard]] std::optional<Number> logic_leakage(double area_um2, const Technology& technology);

}  // namespace paretile::estimators
