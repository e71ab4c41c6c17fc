// SPDX-License-Identifier: Apache-2.0
#include "mapper/recheck_state.h"

#include <algorithm>
#include <cmath>

#include "core/architecture.h"

namespace paretile::mapper::recheck {
namespace {

void mix(std::size_t& hash, std::int64_t value) {
  hash = (hash ^ static_cast<std::size_t>(value)) * 0x9E3779B97F4A7C15ULL;
  hash ^= hash >> 29U;
}

bool no_worse(const double* a, const double* b, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) {
    if (a[i] > b[i]) return false;
  }
  return true;
}

}  // namespace

std::size_t StateHash::operator()(const State& state) const {
  std::size_t hash = 0;
  for (DimId dim : IdRange<DimId>(kMaxDims)) mix(hash, state.tile[dim]);
  for (TensorId tensor : IdRange<TensorId>(kMaxTensors)) {
    const Slide& slide = state.slides[tensor];
    mix(hash, state.level[tensor] * 2 + (slide.open ? 1 : 0));
    if (slide.bound == 1) continue;
    mix(hash, static_cast<std::int64_t>(slide.dim.index()));
    mix(hash, slide.bound);
    mix(hash, slide.stride);
  }
  mix(hash, (state.closed + 1) * 1024 + (state.last_dim + 1) * 16 + state.crossed);
  mix(hash, state.beside);
  mix(hash, state.instances);
  mix(hash, state.first_words);
  for (const Crossing& crossing : state.crossings) {
    if (crossing.children == 1) continue;
    mix(hash, crossing.children);
    for (TensorId tensor : IdRange<TensorId>(kMaxTensors)) mix(hash, crossing.displaced[tensor]);
    for (DimId dim : IdRange<DimId>(kMaxDims)) {
      mix(hash, crossing.bound[dim]);
      mix(hash, crossing.stride[dim]);
    }
  }
  return hash;
}

Layout make_layout(const Question& question) {
  const auto& tables = question.tables;
  Layout layout;
  layout.size = 3;
  layout.visits.fill(-1);
  for (auto* flags : {&layout.ran, &layout.cut, &layout.barred}) flags->fill(-1);
  for (auto* ports : {&layout.reads, &layout.writes, &layout.shared, &layout.room}) ports->fill(-1);
  IdSet<TensorId> stationary;
  for (std::size_t l = 0; l < tables.num_levels; ++l) {
    const LevelId id(l);
    const cost_model::LevelTable& level = tables.levels[id];
    stationary = stationary | question.stationary[id];
    if (std::isfinite(level.read_bits_per_cycle)) layout.reads[id] = layout.size++;
    if (std::isfinite(level.write_bits_per_cycle)) layout.writes[id] = layout.size++;
    if (std::isfinite(level.shared_bits_per_cycle)) layout.shared[id] = layout.size++;
    if (level.capacity_bits != kUnlimitedBits) layout.room[id] = layout.size++;
  }
  for (std::size_t t = 0; t < tables.num_tensors; ++t) {
    const TensorId id(t);
    const cost_model::TensorTable& tensor = tables.tensors[id];
    layout.visits[id] = layout.size++;
    if (stationary.contains(id) || tensor.psum_bits != tensor.bits) {
      layout.ran[id] = layout.size++;
      layout.cut[id] = layout.size++;
    }
    if (!question.tiles_stay()) layout.barred[id] = layout.size++;
  }
  return layout;
}

void Labels::offer(const Label& label, const Step& step, std::size_t size) {
  const double* offered = label.numbers.data();
  std::size_t kept = 0;
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    const double* row = rows_.data() + i * size;
    // Then nothing has been dropped: a kept label that beats the offer would have beaten it too.
    if (no_worse(row, offered, size)) return;
    if (no_worse(offered, row, size)) continue;
    if (kept != i) {
      std::copy_n(row, size, rows_.data() + kept * size);
      steps_[kept] = steps_[i];
    }
    ++kept;
  }
  rows_.resize(kept * size);
  steps_.resize(kept);
  rows_.insert(rows_.end(), offered, offered + size);
  steps_.push_back(step);
}

Label Labels::label(std::size_t i, std::size_t size) const {
  Label label;
  std::copy_n(rows_.data() + i * size, size, label.numbers.data());
  return label;
}

}  // namespace paretile::mapper::recheck
