// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <shared_mutex>
#include <span>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "inner_loop/layer_answer.h"
#include "inner_loop/layer_row.h"

namespace paretile::inner_loop {

/// Answers by layer, for any number of threads. A layer has one canonical row and any number of
/// spellings (a stride left out, a conv2d of groups): each spelling that was asked for finds the
/// answer at once. Answers stay where they are until the cache ends.
class AnswerCache {
 public:
  /// The answers to `spellings`, one each into `found`; null where there is none yet.
  void find(std::span<const LayerRow> spellings, std::span<const LayerAnswer*> found) const;

  /// The answer to a canonical row, null if there is none; from now on `spelling` finds it too.
  const LayerAnswer* find_canonical(const LayerRow& canonical, const LayerRow& spelling);

  /// Those of `canonical` without an answer that no other thread works on: now the caller does,
  /// until it calls `publish` or `release`.
  [[nodiscard]] std::vector<LayerRow> claim(std::span<const LayerRow> canonical);
  void publish(const LayerRow& canonical, LayerAnswer answer);
  void release(std::span<const LayerRow> canonical);

  /// Waits until no thread works on any of them.
  void wait_for(std::span<const LayerRow> canonical);

  [[nodiscard]] std::size_t size() const;  ///< answers

 private:
  mutable std::shared_mutex mutex_;
  std::unordered_map<LayerRow, LayerAnswer, LayerRowHash> answers_;           // by mutex_
  std::unordered_map<LayerRow, const LayerAnswer*, LayerRowHash> spellings_;  // by mutex_
  std::mutex work_mutex_;
  std::condition_variable work_done_;
  std::unordered_set<LayerRow, LayerRowHash> in_work_;  // by work_mutex_
};

}  // namespace paretile::inner_loop
