// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <optional>
#include <string>
#include <vector>

#include "core/architecture.h"
#include "inner_loop/answer_file.h"
#include "inner_loop/layer_answer.h"
#include "inner_loop/layer_row.h"
#include "mapper/run.h"

namespace paretile::inner_loop {

/// A canonical row, or what is wrong with the one it was to be made of.
struct RowOrMistakes {
  LayerRow row;
  std::vector<KeyMistake> mistakes;
};

/// Finds the best mapping of layers on one chip, one at a time, keeping nothing. Safe to share by
/// threads.
class LayerSolver {
 public:
  LayerSolver(Architecture architecture, mapper::Settings settings);

  /// The layer as the chip computes it, with the bits it fixes.
  [[nodiscard]] LayerOrMistakes layer(const LayerRow& row) const;

  /// The row of that layer with everything stated: equal for rows that mean the same.
  [[nodiscard]] RowOrMistakes canonical(const LayerRow& row) const;

  /// `canonical`: made above.
  [[nodiscard]] LayerAnswer solve(const LayerRow& canonical, const std::atomic<bool>* stop) const;

  /// What a file keeps of an answer, which is proved.
  [[nodiscard]] StoredAnswer to_stored(const LayerRow& canonical, const LayerAnswer& answer) const;

  /// The answer a file kept. Nothing if its mapping does not cost what the file says: then the file
  /// is wrong, or of another model.
  [[nodiscard]] std::optional<LayerAnswer> from_stored(const LayerRow& canonical,
                                                       const StoredAnswer& stored) const;

  /// In words, everything besides the layer that a proved answer depends on.
  [[nodiscard]] std::string scope() const;

  [[nodiscard]] const Architecture& architecture() const { return architecture_; }
  [[nodiscard]] const mapper::Settings& settings() const { return settings_; }

 private:
  Architecture architecture_;
  mapper::Settings settings_;
};

}  // namespace paretile::inner_loop
