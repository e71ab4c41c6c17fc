// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/ids.h"
#include "mapper/recheck_question.h"
#include "mapper/recheck_state.h"

namespace paretile::mapper::recheck {

/// What the rest of a nest in some state can still do. Used to forget what it cannot tell: numbers
/// that no longer matter are set to one value, so that more nests agree.
class Outlook {
 public:
  Outlook(const Question& question, const State& state);

  /// Whether a node of the tensor may come at the level, here or further inside.
  [[nodiscard]] bool may_come(LevelId level, TensorId tensor) const {
    return coming_[level].contains(tensor);
  }

  /// Resets the parts of the state that no tensor can tell any more.
  void forget(State& state) const;

  /// The same for a label of the state: traffic of levels that are done becomes cycles, tiles that
  /// fit whatever comes take no room, and visits of tiles that stay for good count no more.
  void forget(const Layout& layout, Label& label) const;

 private:
  void note_levels(const State& state);

  const Question& question_;
  IdArray<LevelId, IdSet<TensorId>> coming_;
  IdSet<TensorId> settled_;           ///< tensors with no further node: the next place is compute
  IdSet<LevelId> quiet_;              ///< levels with no further traffic
  IdArray<LevelId, double> to_come_;  ///< most bits that further tiles take
  LevelId output_level_;
  double least_cycles_ = 0;  ///< of compute, whatever comes
};

/// Cycles of the busiest port of a level, rounded up.
[[nodiscard]] double port_cycles(const Question& question, const Layout& layout, LevelId level,
                                 const Label& label);

}  // namespace paretile::mapper::recheck
