// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "mapper/recheck_question.h"
#include "mapper/recheck_state.h"

namespace paretile::mapper::recheck {

/// Temporal iterations of a nest so far.
[[nodiscard]] double steps_so_far(const Question& question, const State& state);

/// What passes between the innermost node of a tensor so far and the place the nest has come to: a
/// node of `child`, or compute. docs/model.md sections 3 to 5, for all labels of a state at once.
class Transfer {
 public:
  Transfer(const Question& question, const State& state, TensorId tensor,
           std::optional<LevelId> child);

  /// Adds energy and traffic, and the room the tiles take; false if they do not fit.
  [[nodiscard]] bool charge(const Layout& layout, Label& label) const;

 private:
  /// Outside or inside the spatial loops of a fan-out between the two places.
  struct Position {
    double instances = 1;
    double first_words = 0;  ///< 0 for inputs
    double per_visit = 0;    ///< words one instance here handles for its children, per visit
    int bits = 8;            ///< per word, unless the child lets its sums go unfinished
  };
  void set_positions(const State& state, bool compute);
  [[nodiscard]] std::int64_t words_per_visit(const State& state, std::size_t first,
                                             bool compute) const;
  [[nodiscard]] bool arrives_in_parts(const State& state, std::size_t first) const;
  [[nodiscard]] int bits_at(std::size_t position, bool pending) const;
  void charge_parent(const Layout& layout, double visits, bool pending, Label& label) const;
  void charge_child(const Layout& layout, double visits, bool pending, Label& label) const;
  void charge_wires(const Layout& layout, double visits, bool pending, Label& label) const;
  [[nodiscard]] bool fits(const Layout& layout, LevelId level, const Label& label) const;

  const Question& question_;
  const cost_model::TensorTable& tensor_;
  TensorId id_;
  LevelId parent_;
  std::optional<LevelId> child_;
  std::size_t first_;  ///< fan-out, outermost between the two places
  std::size_t last_;   ///< past the innermost
  double steps_;
  double tile_words_;
  std::array<Position, kMaxFanouts + 1> positions_;  ///< i: outside fan-out i; last_: at the child
};

}  // namespace paretile::mapper::recheck
