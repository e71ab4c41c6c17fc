// SPDX-License-Identifier: Apache-2.0
#include "inner_loop/layer_cost_model.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <unordered_set>
#include <utility>

#include "core/diagnostics.h"
#include "inner_loop/answer_cache.h"
#include "inner_loop/answer_file.h"
#include "inner_loop/solve_layer.h"
#include "mapper/parallel.h"

namespace paretile::inner_loop {
namespace {

constexpr std::size_t kBlock = 1024;  // rows looked up under one lock

template <typename T>
void put(std::span<T> column, std::size_t i, T value) {
  if (!column.empty()) column[i] = value;
}

void put_answer(const LayerCostColumns& out, std::size_t i, const LayerAnswer& answer) {
  put(out.energy_pj, i, answer.energy_pj);
  put(out.latency_cycles, i, answer.latency_cycles);
  put(out.edp_pj_cycles, i, answer.edp_pj_cycles);
  put(out.gap, i, answer.gap);
  put(out.status, i, static_cast<std::uint8_t>(answer.status));
}

mapper::Settings checked(mapper::Settings settings) {
  std::vector<Diagnostic> mistakes;
  if (settings.strategy != mapper::Strategy::kExact) {
    mistakes.push_back({{"strategy", 0, 0}, "a layer cost model must be 'exact'", "", ""});
  }
  if (settings.pad_percent != 0) {
    mistakes.push_back({{"pad_percent", 0, 0},
                        "a layer cost model does not pad layers",
                        "",
                        "ask for the padded sizes as layers of their own"});
  }
  if (!mistakes.empty()) throw InputError(std::move(mistakes));
  if (settings.objective.kind == mapper::ObjectiveKind::kFront) {
    settings.objective.kind = mapper::ObjectiveKind::kEdp;
  }
  settings.stop = nullptr;
  settings.progress = nullptr;
  return settings;
}

/// Rows seen once each, in order.
class RowSet {
 public:
  bool add(const LayerRow& row) {
    if (!seen_.insert(row).second) return false;
    rows_.push_back(row);
    return true;
  }
  [[nodiscard]] const std::vector<LayerRow>& rows() const { return rows_; }

 private:
  std::unordered_set<LayerRow, LayerRowHash> seen_;
  std::vector<LayerRow> rows_;
};

std::string path_of(std::size_t index, const std::string& column) {
  return column.empty() ? fmt::format("layers[{}]", index)
                        : fmt::format("layers[{}].{}", index, column);
}

/// Collects rows that are no layers; beyond 100 mistakes none are told.
class MistakeList {
 public:
  void add(std::size_t index, const std::vector<KeyMistake>& mistakes) {
    for (const KeyMistake& mistake : mistakes) {
      if (diagnostics_.size() == DiagnosticSink::kMaxDiagnostics) return;
      diagnostics_.push_back(
          {{path_of(index, mistake.key), 0, 0}, mistake.message, "", mistake.hint});
    }
  }
  void throw_if_any() {
    if (!diagnostics_.empty()) throw InputError(std::move(diagnostics_));
  }

 private:
  std::vector<Diagnostic> diagnostics_;
};

}  // namespace

LayerCosts::LayerCosts(std::size_t count)
    : energy_pj(count), latency_cycles(count), edp_pj_cycles(count), gap(count), status(count) {}

LayerCostColumns LayerCosts::columns() {
  return {energy_pj, latency_cycles, edp_pj_cycles, gap, status};
}

struct LayerCostModel::State {
  State(Architecture chip, mapper::Settings how, const std::optional<std::string>& cache_file)
      : solver(std::move(chip), checked(std::move(how))) {
    if (cache_file) file.emplace(*cache_file, solver.scope());
  }

  /// Answers of the canonical rows that have none; false once stopped.
  bool solve(const std::vector<LayerRow>& canonical, const QueryControl& control) {
    while (!mapper::stopped(control.stop)) {
      const std::vector<LayerRow> claimed = cache.claim(canonical);
      solve_claimed(claimed, control);
      cache.wait_for(canonical);
      // What another thread gave up is taken up here.
      const bool complete = std::all_of(canonical.begin(), canonical.end(), [&](const auto& row) {
        return cache.find_canonical(row, row) != nullptr;
      });
      if (complete) return true;
    }
    return false;
  }

  void solve_claimed(const std::vector<LayerRow>& claimed, const QueryControl& control) {
    struct Release {
      AnswerCache& cache;
      const std::vector<LayerRow>& rows;
      ~Release() { cache.release(rows); }
    } const release{cache, claimed};
    mapper::ProgressReporter progress(control.progress, claimed.size());
    mapper::parallel_blocks(claimed.size(), 1, solver.settings().threads, control.stop,
                            [&](const mapper::Block& block) {
                              const LayerRow& row = claimed[block.begin];
                              std::optional<LayerAnswer> answer = from_file(row);
                              if (!answer) answer = solve_one(row, control);
                              if (!answer) return;
                              cache.publish(row, std::move(*answer));
                              progress.finish_unit();
                            });
    progress.finish_all();
  }

  std::optional<LayerAnswer> from_file(const LayerRow& canonical) {
    const std::optional<StoredAnswer> stored = file ? file->find(canonical) : std::nullopt;
    std::optional<LayerAnswer> answer;
    if (stored) answer = solver.from_stored(canonical, *stored);
    if (answer) known.fetch_add(1, std::memory_order_relaxed);
    return answer;
  }

  /// Nothing if it was stopped: neither proved nor what the time limit gives.
  std::optional<LayerAnswer> solve_one(const LayerRow& canonical, const QueryControl& control) {
    const LayerAnswer answer = solver.solve(canonical, control.stop);
    const bool is_proved =
        answer.status == LayerStatus::kOptimal || answer.status == LayerStatus::kInfeasible;
    if (!is_proved && mapper::stopped(control.stop)) return std::nullopt;
    if (is_proved && file) file->put(canonical, solver.to_stored(canonical, answer));
    solved.fetch_add(1, std::memory_order_relaxed);
    return answer;
  }

  LayerSolver solver;
  AnswerCache cache;
  std::optional<AnswerFile> file;
  std::atomic<std::uint64_t> asked{0};
  std::atomic<std::uint64_t> solved{0};
  std::atomic<std::uint64_t> known{0};  // to the file
};

LayerCostModel::LayerCostModel(Architecture architecture, mapper::Settings settings,
                               const std::optional<std::string>& cache_file)
    : state_(std::make_unique<State>(std::move(architecture), std::move(settings), cache_file)) {}
LayerCostModel::~LayerCostModel() = default;
LayerCostModel::LayerCostModel(LayerCostModel&&) noexcept = default;
LayerCostModel& LayerCostModel::operator=(LayerCostModel&&) noexcept = default;

namespace {

/// Spellings without an answer, each with the canonical row of its layer.
struct Missing {
  std::vector<LayerRow> spellings;
  std::vector<LayerRow> canonical;  ///< per spelling
};

Missing make_canonical(const LayerSolver& solver, std::span<const LayerRow> layers,
                       const std::vector<std::size_t>& missing) {
  Missing result;
  RowSet spellings;
  MistakeList mistakes;
  for (const std::size_t i : missing) {
    if (!spellings.add(layers[i])) continue;
    const RowOrMistakes canonical = solver.canonical(layers[i]);
    mistakes.add(i, canonical.mistakes);
    result.canonical.push_back(canonical.row);
  }
  mistakes.throw_if_any();
  result.spellings = spellings.rows();
  return result;
}

std::vector<LayerRow> distinct(const std::vector<LayerRow>& rows) {
  RowSet set;
  for (const LayerRow& row : rows) set.add(row);
  return set.rows();
}

}  // namespace

/// Writes what is known; `visit_missing(i)` is called with every other layer and may end it.
template <typename Visit>
void LayerCostModel::look_up(std::span<const LayerRow> layers, const LayerCostColumns& out,
                             const Visit& visit_missing) const {
  std::array<const LayerAnswer*, kBlock> found;
  for (std::size_t begin = 0; begin < layers.size(); begin += kBlock) {
    const std::size_t count = std::min(kBlock, layers.size() - begin);
    state_->cache.find(layers.subspan(begin, count), std::span(found).first(count));
    for (std::size_t i = 0; i < count; ++i) {
      if (found[i] == nullptr) {
        if (!visit_missing(begin + i)) return;
      } else {
        put_answer(out, begin + i, *found[i]);
      }
    }
  }
}

bool LayerCostModel::query_known(std::span<const LayerRow> layers,
                                 const LayerCostColumns& out) const {
  bool all_known = true;
  look_up(layers, out, [&](std::size_t) { return all_known = false; });
  if (all_known) state_->asked.fetch_add(layers.size(), std::memory_order_relaxed);
  return all_known;
}

bool LayerCostModel::query(std::span<const LayerRow> layers, const LayerCostColumns& out,
                           const QueryControl& control) const {
  state_->asked.fetch_add(layers.size(), std::memory_order_relaxed);
  std::vector<std::size_t> missing;
  look_up(layers, out, [&](std::size_t i) {
    missing.push_back(i);
    return true;
  });
  if (missing.empty()) return true;

  const Missing unknown = make_canonical(state_->solver, layers, missing);
  const bool complete = state_->solve(distinct(unknown.canonical), control);
  for (std::size_t i = 0; i < unknown.spellings.size(); ++i) {
    state_->cache.find_canonical(unknown.canonical[i], unknown.spellings[i]);
  }
  const LayerAnswer none;
  for (const std::size_t i : missing) {
    const LayerAnswer* found = nullptr;
    state_->cache.find(layers.subspan(i, 1), {&found, 1});
    put_answer(out, i, found == nullptr ? none : *found);
  }
  return complete;
}

LayerCosts LayerCostModel::query(std::span<const LayerRow> layers) const {
  LayerCosts costs(layers.size());
  query(layers, costs.columns());
  return costs;
}

const LayerAnswer& LayerCostModel::answer(const LayerRow& layer) const {
  query({&layer, 1}, LayerCostColumns{});
  const LayerAnswer* found = nullptr;
  state_->cache.find({&layer, 1}, {&found, 1});
  return *found;
}

Layer LayerCostModel::layer(const LayerRow& layer) const {
  LayerOrMistakes read = state_->solver.layer(layer);
  MistakeList mistakes;
  mistakes.add(0, read.mistakes);
  mistakes.throw_if_any();
  return std::move(read.layer);
}

const Architecture& LayerCostModel::architecture() const { return state_->solver.architecture(); }
const mapper::Settings& LayerCostModel::settings() const { return state_->solver.settings(); }
std::size_t LayerCostModel::size() const { return state_->cache.size(); }

QueryCounts LayerCostModel::counts() const {
  return {state_->asked.load(std::memory_order_relaxed),
          state_->solved.load(std::memory_order_relaxed),
          state_->known.load(std::memory_order_relaxed)};
}

}  // namespace paretile::inner_loop
