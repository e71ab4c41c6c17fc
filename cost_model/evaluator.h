// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "core/architecture.h"
#include "core/mapping.h"
#include "core/problem.h"
#include "cost_model/cost.h"
#include "cost_model/counts.h"
#include "cost_model/options.h"
#include "cost_model/tables.h"
#include "cost_model/totals.h"
#include "cost_model/verdict.h"

namespace paretile::cost_model {

struct Trace;

/// Everything known about one mapping.
struct Evaluation {
  Counts counts;
  Cost cost;
};

/// The cost model compiled for one problem on one architecture: names resolved and tables built
/// once, then any number of mappings scored by plain arithmetic. Immutable and safe to share by
/// threads.
class Evaluator {
 public:
  /// Both values must be valid (core/validate.h). Copies what it needs.
  Evaluator(const Problem& problem, const Architecture& architecture, Options options = {});

  /// Scores a mapping, any node order. No locks, and no heap unless the mapping is ragged. When the
  /// verdict is not kFits, `out` holds nothing of use. A nest that is not legal gets kMalformed.
  Verdict evaluate(const Mapping& mapping, Evaluation& out) const noexcept;

  /// Counts alone, of any legal nest, whether it fits or not; false if malformed or too ragged.
  bool count(const Mapping& mapping, Counts& out) const noexcept;

  /// The same with what all instances do together: for reports, not for searches.
  bool count(const Mapping& mapping, Counts& out, Totals& totals) const noexcept;

  /// Whether the mapping fits: the cheap check alone.
  [[nodiscard]] Verdict check(const Mapping& mapping) const noexcept;

  [[nodiscard]] const Problem& problem() const { return problem_; }
  [[nodiscard]] const Architecture& architecture() const { return architecture_; }
  [[nodiscard]] const Options& options() const { return options_; }
  [[nodiscard]] const Tables& tables() const { return tables_; }

 private:
  Verdict evaluate_ragged(const Mapping& mapping, const Trace& trace, Evaluation& out) const;

  Problem problem_;
  Architecture architecture_;
  Options options_;
  Tables tables_;
};

}  // namespace paretile::cost_model
