// SPDX-License-Identifier: Apache-2.0
#include "mapper/exact_search.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace paretile::mapper {
namespace {

constexpr double kRounding = 1e-12;

std::uint8_t bit(TensorId t) { return static_cast<std::uint8_t>(1U << t.index()); }

}  // namespace

ExactSearch::ExactSearch(const ExactPlan& plan, Completion& completion, HaloTable& halos,
                         Gate& gate, const std::function<bool()>& give_up, SearchCounters& counters)
    : plan_(plan),
      completion_(completion),
      halos_(halos),
      gate_(gate),
      give_up_(give_up),
      counters_(counters),
      slides_(1),
      outlets_(plan, completion, gate) {
  for (const RegionPlan& region : plan.regions) {
    stores_.emplace_back(region.layout.width);
    waiting_.emplace_back(region.num_states);
    waiting_to_cross_.emplace_back();
    states_.emplace_back(region.num_states);
    for (State& state : states_.back()) {
      state.free.resize(plan.lattice.size());
      state.owing.resize(plan.lattice.size());
      state.fresh.resize(plan.lattice.size() / 64 + 1);
    }
  }
}

bool ExactSearch::run() {
  ++counters_.passes;
  first_new_.clear();
  for (const LabelStore& store : stores_) first_new_.push_back(static_cast<LabelId>(store.size()));
  for (std::vector<State>& states : states_) {
    for (State& state : states) std::fill(state.fresh.begin(), state.fresh.end(), 0);
  }
  if (!has_started_) start();
  for (std::size_t region = plan_.regions.size() - 1;; --region) {
    for (std::size_t state = 0; state < plan_.regions[region].num_states; ++state) {
      run_waiting(region, state);
      run_state(region, state);
      if (cut_short_) return false;
    }
    if (region == 0) break;
    cross_waiting(region);
    cross_all(region);
    if (cut_short_) return false;
  }
  last_limit_ = gate_.limit();
  return true;
}

double ExactSearch::least_waiting() {
  const bool starts = !has_started_ && gate_.still_matters(waits_to_start_);
  double least = starts ? waits_to_start_.rank : std::numeric_limits<double>::infinity();
  const auto look_at = [&](std::size_t region, WaitingList& list) {
    std::erase_if(list, [&](const Waiting& one) {
      return stores_[region].lost(one.label) || !gate_.still_matters(one.refused);
    });
    for (const Waiting& one : list) least = std::min(least, one.refused.rank);
  };
  for (std::size_t region = 0; region < waiting_.size(); ++region) {
    for (WaitingList& list : waiting_[region]) look_at(region, list);
    look_at(region, waiting_to_cross_[region]);
  }
  return least;
}

ExactSearch::WaitingList ExactSearch::take_due(std::size_t region, WaitingList& list) {
  WaitingList due;
  std::erase_if(list, [&](const Waiting& one) {
    if (stores_[region].lost(one.label)) return true;
    if (one.refused.rank > gate_.limit()) return false;
    if (gate_.still_matters(one.refused)) due.push_back(one);
    return true;
  });
  return due;
}

void ExactSearch::run_waiting(std::size_t region, std::size_t state) {
  for (const Waiting& one : take_due(region, waiting_[region][state])) {
    if (stopped()) return;
    switch (one.way) {
      case Waiting::Way::kStep:
        step(region, state, one.tile, one.label, one.number);
        break;
      case Waiting::Way::kSlide:
        slide(region, state, one.tile, one.label);
        break;
      default:
        place_again(region, state, one);
    }
  }
}

void ExactSearch::cross_waiting(std::size_t region) {
  for (const Waiting& one : take_due(region, waiting_to_cross_[region])) {
    if (stopped()) return;
    if (one.way == Waiting::Way::kCross) {
      cross_by(region, one.tile, one.label, true);
    } else {
      cross(region, one.tile, one.label, one.number);
    }
  }
}

bool ExactSearch::stopped() {
  if (!cut_short_ && give_up_ && (++times_asked_ & 0xFFU) == 0) cut_short_ = give_up_();
  return cut_short_;
}

/// Compute takes every operand anew at every operation.
void ExactSearch::start() {
  const std::size_t region = plan_.regions.size() - 1;
  const Layout& layout = plan_.regions[region].layout;
  Draft draft{};
  const auto operations = static_cast<double>(plan_.tables.operations);
  draft.row[layout.energy] = operations * plan_.tables.operation_pj;
  draft.row[layout.cycles] = operations * plan_.tables.cycles_per_operation;
  for (TensorId t : plan_.tensors) {
    draft.row[layout.delivered + t.index()] = operations;
    draft.row[layout.promised + t.index()] = kKept;
    if (!plan_.tables.tensors[t].sums.empty() && region > 0) {
      draft.key.halo[t.index()] = halos_.held(t, 0, {});
    }
  }
  has_started_ = !insert(region, 0, 0, draft, {});
  waits_to_start_ = gate_.refused();
}

void ExactSearch::run_state(std::size_t region, std::size_t state) {
  each_fresh(states_[region][state], [&](Tile tile) {
    const LabelList& owing = states_[region][state].owing[tile];
    if (!owing.empty() && owing.back() >= first_new_[region]) step_owing(region, state, tile);
  });
  step_free(region, state);
  if (!cut_short_ && !is_full(region, state)) place_all(region, state);
}

void ExactSearch::load(std::size_t region, LabelId id, Draft& draft) const {
  const LabelStore& store = stores_[region];
  std::copy_n(store.row(id), store.width(), draft.row.begin());
  draft.key = store.key(id);
}

void ExactSearch::step_owing(std::size_t region, std::size_t state, Tile tile) {
  const LabelList labels = states_[region][state].owing[tile];
  const Layout& layout = plan_.regions[region].layout;
  for (const LabelId id : labels) {
    const LabelKey key = stores_[region].key(id);
    if (id < first_new_[region] || key.crosses_next) continue;
    std::uint32_t held = 0;
    for (TensorId t : plan_.tensors) {
      const bool slides = key.slide[t.index()] != 0;
      if (slides || !is_kept(stores_[region].row(id)[layout.promised + t.index()])) held |= bit(t);
    }
    for (std::uint32_t f = 0; f < plan_.lattice.factors().size(); ++f) {
      const Factor& factor = plan_.lattice.factors()[f];
      const std::uint32_t moved = plan_.tables.moves[factor.dim].bits();
      if ((moved & held) != 0 || (key.must_move & ~moved) != 0) continue;
      if (plan_.lattice.can_grow(tile, factor)) step(region, state, tile, id, f);
    }
    slide(region, state, tile, id);
  }
}

void ExactSearch::step_free(std::size_t region, std::size_t state) {
  const LabelId first_new = first_new_[region];
  for (std::uint32_t f = 0; f < plan_.lattice.factors().size(); ++f) {
    each_fresh(states_[region][state], [&](Tile tile) {
      const LabelList& labels = states_[region][state].free[tile];
      if (!plan_.lattice.can_grow(tile, plan_.lattice.factors()[f])) return;
      for (const LabelId id : labels) {
        if (id < first_new || stores_[region].key(id).crosses_next) continue;
        step(region, state, tile, id, f);
      }
    });
  }
}

void ExactSearch::step(std::size_t region, std::size_t state, Tile tile, LabelId id,
                       std::uint32_t number) {
  const Factor& factor = plan_.lattice.factors()[number];
  Draft draft;
  load(region, id, draft);
  draft.key.must_move = 0;
  draft.key.unmoved &= static_cast<std::uint8_t>(~plan_.tables.moves[factor.dim].bits());
  draft.key.stretch = 0;
  Event event{Event::Kind::kLoop, static_cast<std::uint8_t>(factor.dim.index()), 0, 0,
              static_cast<std::uint32_t>(factor.prime)};
  if (insert(region, state, tile + factor.stride, draft, {id, event})) {
    waiting_[region][state].push_back({gate_.refused(), id, tile, number, Waiting::Way::kStep});
  }
}

/// The promised sliding loop, as soon as the tile is what it slides over.
void ExactSearch::slide(std::size_t region, std::size_t state, Tile tile, LabelId id) {
  Draft draft;
  load(region, id, draft);
  const Layout& layout = plan_.regions[region].layout;
  std::uint8_t number = 0;
  for (TensorId t : plan_.tensors) {
    number = number == 0 ? draft.key.slide[t.index()] : number;
  }
  if (number == 0) return;
  const Slide loop = slides_[number];
  if (plan_.lattice.extent(tile, loop.dim) != loop.stride ||
      plan_.lattice.left(tile, loop.dim) % loop.bound != 0) {
    return;
  }
  const std::uint32_t moved = plan_.tables.moves[loop.dim].bits();
  if ((draft.key.must_move & ~moved) != 0) return;
  for (TensorId t : plan_.tensors) {
    if ((moved & bit(t)) == 0) continue;
    std::uint8_t& slides = draft.key.slide[t.index()];
    if (!is_kept(draft.row[layout.promised + t.index()])) return;
    if (slides != 0 && slides != number) return;
    slides = 0;
  }
  draft.key.must_move = 0;
  draft.key.unmoved &= static_cast<std::uint8_t>(~moved);
  draft.key.stretch = 0;
  const Event event{Event::Kind::kLoop, static_cast<std::uint8_t>(loop.dim.index()), 0, 0,
                    static_cast<std::uint32_t>(loop.bound)};
  const Tile slid = tile + plan_.lattice.offset(loop.dim, loop.bound);
  if (insert(region, state, slid, draft, {id, event})) {
    waiting_[region][state].push_back({gate_.refused(), id, tile, 0, Waiting::Way::kSlide});
  }
}

bool ExactSearch::owes(const Layout& layout, const Draft& draft) const {
  if (draft.key.must_move != 0) return true;
  return std::any_of(plan_.tensors.begin(), plan_.tensors.end(), [&](TensorId t) {
    return draft.key.slide[t.index()] != 0 || !is_kept(draft.row[layout.promised + t.index()]);
  });
}

/// The least promise about a tensor that can be kept together with those of the others. Necessary
/// only: some promise can be kept next without a loop that breaks another.
double ExactSearch::least_promise(std::size_t region, Tile tile, const Draft& draft,
                                  TensorId t) const {
  const double* promised = &draft.row[plan_.regions[region].layout.promised];
  std::uint32_t outstanding = bit(t);
  for (TensorId other : plan_.tensors) {
    if (!is_kept(promised[other.index()])) outstanding |= bit(other);
  }
  if (outstanding == bit(t)) return 1;
  double free = 1;
  for (DimId dim : IdRange<DimId>(plan_.tables.num_dims)) {
    if ((plan_.tables.moves[dim].bits() & outstanding) == 0) {
      free *= static_cast<double>(plan_.lattice.left(tile, dim));
    }
  }
  for (TensorId other : plan_.tensors) {
    if (other == t || (outstanding & bit(other)) == 0) continue;
    const double wanted = -promised[other.index()];
    if (plan_.still_left[other][tile] / free <= wanted * (1 + kRounding)) return 1;
  }
  return plan_.still_left[t][tile] / free;
}

bool ExactSearch::insert(std::size_t region, std::size_t state, Tile tile, Draft& draft,
                         const LabelOrigin& origin, Tried& tried) {
  ++counters_.offered;
  if (stopped()) return false;
  const Layout& layout = plan_.regions[region].layout;
  for (TensorId t : plan_.tensors) {
    double& promised = draft.row[layout.promised + t.index()];
    if (is_kept(promised)) continue;
    const double still = plan_.still_left[t][tile];
    if (still == -promised) {
      promised = kKept;
    } else if (!is_whole(still / -promised)) {
      // Less is left than promised, or will be: another label promised that, and paid less.
      ++counters_.hopeless;
      return false;
    }
  }
  gate_.watch();
  if (!can_pass(region, state, tile, draft, tried)) {
    ++counters_.hopeless;
    return gate_.still_matters(gate_.refused());
  }
  const bool owing = owes(layout, draft);
  if (region == 0 && is_complete(region, state)) {
    const bool only_must_move = tile == plan_.lattice.last() && draft.key.must_move != 0 && [&] {
      Draft settled = draft;
      settled.key.must_move = 0;
      return !owes(layout, settled);
    }();
    if (!owing || only_must_move) finish(tile, draft, origin);
    if (!owing && is_full(region, state)) return false;
  }
  State& where = states_[region][state];
  where.fresh[tile / 64] |= std::uint64_t{1} << (tile % 64);
  LabelList& list = owing ? where.owing[tile] : where.free[tile];
  if (offer(stores_[region], list, draft.row.data(), draft.key, origin) != kNoLabel) {
    ++counters_.kept;
  }
  return false;
}

std::size_t ExactSearch::placed(std::size_t region, std::size_t state, TensorId t) const {
  for (TensorId other : plan_.tensors) {
    const std::size_t radix = plan_.regions[region].num_slots[other] + 1;
    if (other == t) return state % radix;
    state /= radix;
  }
  return 0;
}

std::size_t ExactSearch::with_placed(std::size_t region, std::size_t state, TensorId t,
                                     std::size_t count) const {
  std::size_t weight = 1;
  for (TensorId other : plan_.tensors) {
    if (other == t) break;
    weight *= plan_.regions[region].num_slots[other] + 1;
  }
  return state + (count - placed(region, state, t)) * weight;
}

bool ExactSearch::is_complete(std::size_t region, std::size_t state) const {
  for (TensorId t : plan_.tensors) {
    const RegionPlan& plan = plan_.regions[region];
    for (std::size_t s = placed(region, state, t); s < plan.num_slots[t]; ++s) {
      if (plan_.slots[t][plan.first_slot[t] + s].required) return false;
    }
  }
  return true;
}

bool ExactSearch::is_full(std::size_t region, std::size_t state) const {
  return std::all_of(plan_.tensors.begin(), plan_.tensors.end(), [&](TensorId t) {
    return placed(region, state, t) == plan_.regions[region].num_slots[t];
  });
}

void ExactSearch::finish(Tile tile, const Draft& draft, const LabelOrigin& origin) {
  const RegionPlan& region = plan_.regions[0];
  const Layout& layout = region.layout;
  Draft done = draft;
  IdArray<LevelId, double> read_bits{};
  IdArray<LevelId, double> written_bits{};
  IdArray<LevelId, double> held_bits{};
  for (TensorId t : plan_.tensors) {
    if (!plan_.constraints.stationary.empty() &&
        draft.row[layout.brought + 2 * t.index()] > 1 + kRounding) {
      return;
    }
    const LevelId home = plan_.space.homes[t];
    const cost_model::TensorTable& tensor = plan_.tables.tensors[t];
    const cost_model::LevelTable& level = plan_.tables.levels[home];
    const double served = draft.row[layout.delivered + t.index()];
    const bool wide = plan_.is_output(t) && served > plan_.output_words();
    const double bits = wide ? tensor.psum_bits : tensor.bits;
    const double read = plan_.is_output(t) ? served - plan_.output_words() : served;
    const double written = plan_.is_output(t) ? served : 0;
    done.row[layout.energy] +=
        bits * (read * level.read_pj_per_bit + written * level.update_pj_per_bit);
    read_bits[home] += bits * read;
    written_bits[home] += bits * written;
    held_bits[home] += bits * plan_.words[t][plan_.lattice.last()];
  }
  double cycles = draft.row[layout.cycles];
  const auto home_bits = [&](const Port& port) {
    return (port.reads ? read_bits[port.level] : 0) + (port.writes ? written_bits[port.level] : 0);
  };
  for (std::size_t p = 0; p < region.ports.size(); ++p) {
    const Port& port = region.ports[p];
    cycles = std::max(cycles, draft.row[layout.ports + p] + home_bits(port) / port.bits_per_cycle);
  }
  for (const Port& port : plan_.home_ports) {
    cycles = std::max(cycles, home_bits(port) / port.bits_per_cycle);
  }
  for (std::size_t s = 0; s < region.shared_levels.size(); ++s) {
    held_bits[region.shared_levels[s]] += draft.row[layout.occupied + s];
  }
  for (LevelId level : IdRange<LevelId>(plan_.tables.num_levels)) {
    if (held_bits[level] > plan_.capacity_bits(level)) return;
  }
  Candidate candidate;
  candidate.latency_cycles = std::ceil(cycles * (1 - 4e-14));
  candidate.energy_pj =
      done.row[layout.energy] + plan_.leakage_pj_per_cycle * candidate.latency_cycles;
  if (!gate_.is_news(candidate.energy_pj, candidate.latency_cycles)) return;
  candidate.mapping = write_down(tile, origin);
  if (gate_.offer(candidate)) ++counters_.finished;
}

Mapping ExactSearch::write_down(Tile tile, const LabelOrigin& origin) const {
  Mapping mapping;
  for (TensorId t : plan_.tensors) {
    mapping.nodes.push_back(Node::storage(plan_.space.homes[t], t));
  }
  for (DimId dim : IdRange<DimId>(plan_.tables.num_dims)) {
    const std::int64_t left = plan_.lattice.left(tile, dim);
    if (left > 1) mapping.nodes.push_back(Node::temporal(dim, left));
  }
  std::size_t region = 0;
  for (LabelOrigin at = origin; at.event.kind != Event::Kind::kCompute;
       at = stores_[region].origin(at.inside)) {
    const Event& event = at.event;
    if (event.kind == Event::Kind::kLoop) {
      Node loop = Node::temporal(DimId(event.dim), event.number);
      Node& outer = mapping.nodes.back();
      if (outer.is_temporal() && outer.dim == loop.dim) {
        outer.bound *= loop.bound;
      } else {
        mapping.nodes.push_back(loop);
      }
    } else if (event.kind == Event::Kind::kStorage) {
      mapping.nodes.push_back(Node::storage(LevelId(event.level), TensorId(event.tensor)));
    } else {
      for (const Node& loop : plan_.regions[region].choices[event.number].loops) {
        mapping.nodes.push_back(loop);
      }
      ++region;
    }
  }
  return canonical(mapping);
}

}  // namespace paretile::mapper
