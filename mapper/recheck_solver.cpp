// SPDX-License-Identifier: Apache-2.0
#include "mapper/recheck_solver.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

#include "cost_model/evaluator.h"
#include "cost_model/footprint.h"
#include "mapper/factors.h"

namespace paretile::mapper::recheck {
namespace {

constexpr auto kStorage = static_cast<std::uint8_t>(Node::Kind::kStorage);
constexpr auto kTemporal = static_cast<std::uint8_t>(Node::Kind::kTemporal);
constexpr auto kSpatial = static_cast<std::uint8_t>(Node::Kind::kSpatial);

/// What every loop does: nodes outside it are apart from those inside. Homes are under no rule.
void note_loop(const Question& question, State& state) {
  if (question.mapspace == MapspaceKind::kUnevenFree) return;
  for (std::size_t t = 0; t < question.tables.num_tensors; ++t) {
    const TensorId tensor(t);
    const auto level = static_cast<std::int8_t>(state.level[tensor]);
    if (LevelId(level) != question.homes[tensor]) state.closed = std::max(state.closed, level);
  }
}

void end_slides(State& state) {
  for (TensorId tensor : IdRange<TensorId>(kMaxTensors)) state.slides[tensor].open = false;
}

}  // namespace

Solver::Solver(const Problem& problem, const Architecture& architecture, const Settings& settings)
    : problem_(problem),
      architecture_(architecture),
      settings_(settings),
      question_(make_question(problem, architecture, settings)),
      layout_(make_layout(question_)) {}

bool Solver::must_stop() const {
  constexpr std::size_t kMostBytes = std::size_t{2} << 30U;
  const std::size_t label_bytes =
      static_cast<std::size_t>(layout_.size) * sizeof(double) + sizeof(Step);
  const std::size_t bytes = trail_.size() * sizeof(Step) +
                            static_cast<std::size_t>(waiting_states_) * sizeof(Rank::value_type) +
                            static_cast<std::size_t>(waiting_labels_) * label_bytes;
  return bytes > kMostBytes || stopped(settings_.stop) ||
         (settings_.time_limit_seconds > 0 && clock_.seconds() > settings_.time_limit_seconds);
}

std::size_t Solver::rank_of(const State& state) const {
  std::size_t rank = state.crossed;
  for (DimId dim : problem_.dims.ids()) {
    rank += prime_factors(problem_.dims[dim].size / state.tile[dim]).size();
  }
  for (TensorId tensor : problem_.tensors.ids()) rank += state.level[tensor];
  return rank;
}

bool Solver::solve() {
  if (!question_.possible) return true;
  start();
  for (Rank& rank : ranks_) {
    for (const auto& [state, labels] : rank) {
      if (must_stop()) return false;
      --waiting_states_;
      waiting_labels_ -= std::ssize(labels.steps());
      const auto first = static_cast<std::uint32_t>(trail_.size());
      trail_.insert(trail_.end(), labels.steps().begin(), labels.steps().end());
      grow({state, labels, first});
    }
    Rank().swap(rank);
  }
  rebuild();
  return true;
}

/// The homes of all tensors, and nothing else yet.
void Solver::start() {
  const auto& tables = question_.tables;
  State state;
  Label label;
  state.tile.fill(1);
  for (DimId dim : problem_.dims.ids()) state.tile[dim] = problem_.dims[dim].size;
  for (Crossing& crossing : state.crossings) {
    crossing.displaced.fill(1);
    crossing.bound.fill(1);
  }
  state.first_words = tables.tensors[tables.output].words;
  for (TensorId tensor : problem_.tensors.ids()) {
    const cost_model::TensorTable& table = tables.tensors[tensor];
    const LevelId home = question_.homes[tensor];
    state.level[tensor] = static_cast<std::uint8_t>(home.index());
    label.set(layout_.visits[tensor], 1);
    const auto words =
        static_cast<double>(cost_model::footprint(problem_, tensor, state.tile, tables.box));
    label.add(layout_.room[home], words * table.bits);
    if (table.is_output && layout_.room[home] >= 0) {
      label.set(layout_.widening, words * (table.psum_bits - table.bits));
    }
  }
  for (LevelId level : architecture_.levels.ids()) {
    const cost_model::LevelTable& table = tables.levels[level];
    if (label.get(layout_.room[level]) * static_cast<double>(table.buffering) >
        static_cast<double>(table.capacity_bits)) {
      return;
    }
  }
  std::size_t steps = question_.spreads.size() + tables.num_levels * tables.num_tensors;
  for (const Dimension& dim : problem_.dims) steps += prime_factors(dim.size).size();
  ranks_.resize(steps + 1);
  const Outlook outlook(question_, state);
  outlook.forget(state);
  outlook.forget(layout_, label);
  ranks_[rank_of(state)][state].offer(label, {}, static_cast<std::size_t>(layout_.size));
  waiting_states_ = waiting_labels_ = 1;
}

void Solver::grow(const Group& group) {
  const State& state = group.state;
  bool complete = state.crossed == question_.spreads.size();
  for (DimId dim : problem_.dims.ids()) {
    std::int64_t last = 1;
    for (std::int64_t prime : prime_factors(state.tile[dim])) {
      if (prime != last) add_temporal(group, dim, prime);
      last = prime;
      complete = false;
    }
  }
  const Outlook outlook(question_, state);
  for (LevelId level : architecture_.levels.ids()) {
    if (question_.region[level] != state.crossed) continue;
    for (TensorId tensor : problem_.tensors.ids()) {
      if (outlook.may_come(level, tensor)) add_storage(group, level, tensor);
    }
  }
  if (state.crossed < question_.spreads.size()) {
    const auto& choices = question_.spreads[state.crossed].choices;
    for (std::uint32_t i = 0; i < choices.size(); ++i) add_spatial(group, i);
  }
  if (complete) finish(group);
}

template <typename Change>
void Solver::extend(const Group& group, State next, Step step, const Change& change) {
  const auto size = static_cast<std::size_t>(layout_.size);
  const Outlook outlook(question_, next);
  outlook.forget(next);
  const auto [at, is_new] = ranks_[rank_of(next)].try_emplace(next);
  Labels& labels = at->second;
  waiting_states_ += is_new ? 1 : 0;
  waiting_labels_ -= std::ssize(labels.steps());
  for (std::size_t i = 0; i < group.labels.steps().size(); ++i) {
    Label label = group.labels.label(i, size);
    if (!change(label)) continue;
    outlook.forget(layout_, label);
    step.before = group.first + static_cast<std::uint32_t>(i);
    labels.offer(label, step, size);
  }
  waiting_labels_ += std::ssize(labels.steps());
}

void Solver::add_temporal(const Group& group, DimId dim, std::int64_t prime) {
  const auto& tables = question_.tables;
  const double before = steps_so_far(question_, group.state);
  State next = group.state;
  next.tile[dim] /= prime;
  note_loop(question_, next);
  if (!question_.tiles_stay()) next.last_dim = static_cast<std::int8_t>(dim.index());
  next.beside = -1;
  IdArray<TensorId, double> visits;  // 0: as they were
  for (TensorId tensor : problem_.tensors.ids()) {
    Slide& slide = next.slides[tensor];
    const bool grows = slide.open && slide.dim == dim;
    slide.open = false;
    if (!tables.moves[dim].contains(tensor)) continue;
    if (tables.tensors[tensor].plain_dims.contains(dim)) {
      slide = {};
      visits[tensor] = before * static_cast<double>(prime);
      continue;
    }
    slide = {dim, grows ? slide.bound * prime : prime, next.tile[dim], true};
    if (!grows) visits[tensor] = before;
  }
  Step step;
  step.kind = kTemporal;
  step.what = static_cast<std::uint8_t>(dim.index());
  step.bound = prime;
  extend(group, next, step, [&](Label& label) {
    for (TensorId tensor : problem_.tensors.ids()) {
      if (!tables.moves[dim].contains(tensor)) {
        label.set(layout_.ran[tensor], 1);
        continue;
      }
      if (visits[tensor] > 0) label.set(layout_.visits[tensor], visits[tensor]);
      label.set(layout_.cut[tensor], label.get(layout_.ran[tensor]));
      label.set(layout_.barred[tensor], 0);
    }
    return true;
  });
}

bool Solver::leads_past_required(const State& state, TensorId tensor, std::size_t level) const {
  for (std::size_t l = state.level[tensor] + 1U; l < level; ++l) {
    if (question_.must_keep[LevelId(l)].contains(tensor)) return true;
  }
  return false;
}

/// Tensors that the last temporal loop leaves where they are.
IdSet<TensorId> Solver::waiting(const State& state) const {
  if (state.last_dim < 0) return {};
  const auto& tables = question_.tables;
  return IdSet<TensorId>::all(tables.num_tensors)
      .without(tables.moves[DimId(static_cast<std::size_t>(state.last_dim))]);
}

/// A node of the level, or for level 0 a fan-out, comes between the tensors and inner levels.
void Solver::bar(IdSet<TensorId> tensors, LevelId level, Label& label) const {
  for (TensorId tensor : problem_.tensors.ids()) {
    if (!tensors.contains(tensor)) continue;
    const int at = layout_.barred[tensor];
    label.set(at, std::max(label.get(at), depth_below(level)));
  }
}

double Solver::depth_below(LevelId level) const {
  return static_cast<double>(question_.tables.num_levels - level.index());
}

void Solver::add_storage(const Group& group, LevelId level, TensorId tensor) {
  // Neighbours stand by level: the one that stands outside may bar the other.
  if (static_cast<int>(level.index()) < group.state.beside) return;
  if (leads_past_required(group.state, tensor, level.index())) return;
  for (DimId dim : problem_.dims.ids()) {
    if (!question_.tiles[level][dim].contains(group.state.tile[dim])) return;
  }
  const Transfer transfer(question_, group.state, tensor, level);
  State next = group.state;
  next.level[tensor] = static_cast<std::uint8_t>(level.index());
  end_slides(next);
  Step step;
  step.kind = kStorage;
  step.what = static_cast<std::uint8_t>(tensor.index());
  step.level = static_cast<std::uint8_t>(level.index());
  IdSet<TensorId> barred;
  if (!question_.tiles_stay_across_levels) {
    next.beside = static_cast<std::int8_t>(level.index());
    barred = waiting(next);
  }
  const bool stationary = question_.stationary[level].contains(tensor);
  extend(group, next, step, [&](Label& label) {
    if (stationary && label.get(layout_.cut[tensor]) != 0) return false;
    if (label.get(layout_.barred[tensor]) > depth_below(level)) return false;
    bar(barred, level, label);
    return transfer.charge(layout_, label);
  });
}

void Solver::add_spatial(const Group& group, std::uint32_t choice) {
  const auto& tables = question_.tables;
  const Spread& spread = question_.spreads[group.state.crossed].choices[choice];
  State next = group.state;
  Crossing& crossing = next.crossings[next.crossed++];
  for (DimId dim : problem_.dims.ids()) {
    const std::int64_t bound = spread.bounds[dim];
    if (next.tile[dim] % bound != 0) return;
    next.tile[dim] /= bound;
    crossing.bound[dim] = bound;
    crossing.stride[dim] = next.tile[dim];
    for (TensorId tensor : problem_.tensors.ids()) {
      if (tables.tensors[tensor].plain_dims.contains(dim)) crossing.displaced[tensor] *= bound;
    }
  }
  crossing.children = spread.children;
  next.instances *= spread.children;
  next.first_words /= crossing.displaced[tables.output];
  IdSet<TensorId> barred;
  if (spread.children > 1) {
    note_loop(question_, next);
    end_slides(next);
    next.beside = -1;
    if (!question_.tiles_stay_across_fanouts) barred = waiting(next);
  }
  Step step;
  step.kind = kSpatial;
  step.what = static_cast<std::uint8_t>(group.state.crossed);
  step.choice = choice;
  extend(group, next, step, [&](Label& label) {
    bar(barred, LevelId(0), label);
    return true;
  });
}

void Solver::finish(const Group& group) {
  const auto& tables = question_.tables;
  std::vector<Transfer> transfers;
  for (TensorId tensor : problem_.tensors.ids()) {
    if (leads_past_required(group.state, tensor, tables.num_levels)) return;
    transfers.emplace_back(question_, group.state, tensor, std::nullopt);
  }
  const auto steps = steps_so_far(question_, group.state);
  for (std::size_t i = 0; i < group.labels.steps().size(); ++i) {
    Label label = group.labels.label(i, static_cast<std::size_t>(layout_.size));
    bool fits = true;
    for (const Transfer& transfer : transfers) fits = fits && transfer.charge(layout_, label);
    if (!fits) continue;
    double cycles =
        std::max(label.get(layout_.cycles), std::ceil(steps * tables.cycles_per_operation));
    for (LevelId level : architecture_.levels.ids()) {
      cycles = std::max(cycles, port_cycles(question_, layout_, level, label));
    }
    label.set(layout_.cycles, cycles);
    offer(label, group.first + static_cast<std::uint32_t>(i));
  }
}

void Solver::offer(const Label& label, std::uint32_t nest) {
  const auto& tables = question_.tables;
  const auto operations = static_cast<double>(tables.operations);
  const double cycles = label.get(layout_.cycles);
  const double utilization = operations * tables.cycles_per_operation /
                             (static_cast<double>(tables.physical_compute_instances) * cycles);
  if (utilization < question_.min_utilization || cycles > kMaxExactCount) return;
  double leakage = tables.compute_leakage_pj_per_cycle;
  for (LevelId level : architecture_.levels.ids()) {
    leakage += tables.levels[level].leakage_pj_per_cycle;
  }
  const Found found{label.get(layout_.energy) + operations * tables.operation_pj + leakage * cycles,
                    cycles, nest};
  const auto beats = [](const Found& a, const Found& b) {
    return a.energy_pj <= b.energy_pj && a.latency_cycles <= b.latency_cycles;
  };
  for (const Found& other : found_) {
    if (beats(other, found)) return;
  }
  found_.erase(std::remove_if(found_.begin(), found_.end(),
                              [&](const Found& other) { return beats(found, other); }),
               found_.end());
  found_.push_back(found);
}

/// Every point is scored once more by the evaluator, which knows nothing of labels.
void Solver::rebuild() {
  const cost_model::Evaluator evaluator(problem_, architecture_, settings_.model);
  for (const Found& found : found_) {
    const Mapping mapping = mapping_of(found.nest);
    cost_model::Evaluation evaluation;
    const bool fits = evaluator.evaluate(mapping, evaluation).fits();
    const cost_model::Cost& cost = evaluation.cost;
    if (!fits || static_cast<double>(cost.latency_cycles) != found.latency_cycles ||
        std::abs(cost.energy_pj - found.energy_pj) > 1e-9 * cost.energy_pj) {
      throw std::logic_error("solving again and the evaluator disagree about a mapping");
    }
    front_.offer(cost, mapping);
  }
}

Mapping Solver::mapping_of(std::uint32_t nest) const {
  std::vector<Node> inward;
  // The first nest of the trail holds the homes alone.
  for (; nest != 0; nest = trail_[nest].before) {
    const Step& step = trail_[nest];
    if (step.kind == kTemporal) {
      inward.push_back(Node::temporal(DimId(step.what), step.bound));
    } else if (step.kind == kStorage) {
      inward.push_back(Node::storage(LevelId(step.level), TensorId(step.what)));
    } else {
      const auto& loops = question_.spreads[step.what].choices[step.choice].loops;
      inward.insert(inward.end(), loops.rbegin(), loops.rend());
    }
  }
  Mapping mapping;
  for (TensorId tensor : problem_.tensors.ids()) {
    mapping.nodes.push_back(Node::storage(question_.homes[tensor], tensor));
  }
  for (std::size_t i = inward.size(); i-- > 0;) mapping.nodes.push_back(inward[i]);
  return canonical(mapping);
}

}  // namespace paretile::mapper::recheck
