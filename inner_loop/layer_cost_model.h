// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/architecture.h"
#include "core/workload.h"
#include "inner_loop/layer_answer.h"
#include "inner_loop/layer_row.h"
#include "mapper/run.h"

namespace paretile::inner_loop {

/// Where the answers of a batch go: arrays of one value per layer, those wanted; empty: not wanted.
struct LayerCostColumns {
  std::span<double> energy_pj;       ///< one run of the layer; infinite without a mapping
  std::span<double> latency_cycles;  ///< whole numbers, exact up to 2^53
  std::span<double> edp_pj_cycles;
  std::span<double> gap;           ///< LayerAnswer::gap
  std::span<std::uint8_t> status;  ///< LayerStatus
};

/// The same as arrays of its own.
struct LayerCosts {
  explicit LayerCosts(std::size_t count);
  [[nodiscard]] LayerCostColumns columns();

  std::vector<double> energy_pj;
  std::vector<double> latency_cycles;
  std::vector<double> edp_pj_cycles;
  std::vector<double> gap;
  std::vector<std::uint8_t> status;
};

/// How a caller follows a query and ends it early.
struct QueryControl {
  const std::atomic<bool>* stop = nullptr;                ///< set by the caller
  std::function<void(const mapper::Progress&)> progress;  ///< of the nests to be solved
};

/// How many layers a model has answered, and whence.
struct QueryCounts {
  std::uint64_t layers = 0;     ///< asked for
  std::uint64_t solved = 0;     ///< nests searched for
  std::uint64_t from_file = 0;  ///< nests taken from the cache file
};

/// What layers cost on one chip, each at its proven optimum: for inner loops that ask again and
/// again. Every nest is solved once, in parallel, then looked up. Any number of threads may ask the
/// same model at the same time.
class LayerCostModel {
 public:
  /// `architecture` must be valid. Of `settings`, the objective kFront stands for EDP, `stop` and
  /// `progress` are not used (each query has its own), and padding and random search are refused
  /// with InputError: they have no proof. `cache_file`: an SQLite file to keep proved answers in,
  /// made if there is none; other processes may use it at the same time. Throws InputError if it is
  /// something else.
  explicit LayerCostModel(Architecture architecture, mapper::Settings settings = {},
                          const std::optional<std::string>& cache_file = std::nullopt);
  ~LayerCostModel();
  LayerCostModel(LayerCostModel&&) noexcept;
  LayerCostModel& operator=(LayerCostModel&&) noexcept;

  /// The costs of one run of each layer. Throws InputError with all rows that are no layers, by
  /// `layers[i].column`; then nothing is solved. Stopped, it returns false: layers without an
  /// answer are kUnknown, and asked again they are searched for again.
  bool query(std::span<const LayerRow> layers, const LayerCostColumns& out,
             const QueryControl& control = {}) const;
  [[nodiscard]] LayerCosts query(std::span<const LayerRow> layers) const;

  /// Looks up alone: true if it knows all of the layers; else `out` holds the costs of some.
  bool query_known(std::span<const LayerRow> layers, const LayerCostColumns& out) const;

  /// One layer with its mapping, or the reason why it has none; as long as the model lives. Throws
  /// InputError as above.
  [[nodiscard]] const LayerAnswer& answer(const LayerRow& layer) const;

  /// A layer as the chip computes it, with the bits it fixes: what the numbers of its mapping count
  /// in. Throws InputError as above.
  [[nodiscard]] Layer layer(const LayerRow& layer) const;

  [[nodiscard]] const Architecture& architecture() const;
  [[nodiscard]] const mapper::Settings& settings() const;
  [[nodiscard]] std::size_t size() const;  ///< distinct layers it knows
  [[nodiscard]] QueryCounts counts() const;

 private:
  struct State;
  template <typename Visit>
  void look_up(std::span<const LayerRow> layers, const LayerCostColumns& out,
               const Visit& visit_missing) const;

  std::unique_ptr<State> state_;
};

}  // namespace paretile::inner_loop
