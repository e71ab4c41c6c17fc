// SPDX-License-Identifier: Apache-2.0
#include "inner_loop/answer_cache.h"

#include <algorithm>
#include <utility>

namespace paretile::inner_loop {

void AnswerCache::find(std::span<const LayerRow> spellings,
                       std::span<const LayerAnswer*> found) const {
  const std::shared_lock lock(mutex_);
  for (std::size_t i = 0; i < spellings.size(); ++i) {
    const auto entry = spellings_.find(spellings[i]);
    found[i] = entry == spellings_.end() ? nullptr : entry->second;
  }
}

const LayerAnswer* AnswerCache::find_canonical(const LayerRow& canonical,
                                               const LayerRow& spelling) {
  const std::unique_lock lock(mutex_);
  const auto entry = answers_.find(canonical);
  if (entry == answers_.end()) return nullptr;
  spellings_.emplace(spelling, &entry->second);
  return &entry->second;
}

std::vector<LayerRow> AnswerCache::claim(std::span<const LayerRow> canonical) {
  std::vector<LayerRow> claimed;
  const std::lock_guard work_lock(work_mutex_);
  const std::shared_lock lock(mutex_);
  for (const LayerRow& row : canonical) {
    if (!answers_.contains(row) && in_work_.insert(row).second) claimed.push_back(row);
  }
  return claimed;
}

void AnswerCache::publish(const LayerRow& canonical, LayerAnswer answer) {
  {
    const std::unique_lock lock(mutex_);
    answers_.emplace(canonical, std::move(answer));
  }
  release({&canonical, 1});
}

void AnswerCache::release(std::span<const LayerRow> canonical) {
  const std::lock_guard lock(work_mutex_);
  for (const LayerRow& row : canonical) in_work_.erase(row);
  work_done_.notify_all();
}

void AnswerCache::wait_for(std::span<const LayerRow> canonical) {
  std::unique_lock lock(work_mutex_);
  work_done_.wait(lock, [&] {
    return std::none_of(canonical.begin(), canonical.end(),
                        [&](const LayerRow& row) { return in_work_.contains(row); });
  });
}

std::size_t AnswerCache::size() const {
  const std::shared_lock lock(mutex_);
  return answers_.size();
}

}  // namespace paretile::inner_loop
