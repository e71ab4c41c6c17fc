// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "core/architecture.h"
#include "core/ids.h"
#include "core/inline_vector.h"
#include "core/problem.h"
#include "cost_model/options.h"

namespace paretile::cost_model {

/// A rank with one dimension that matters (those of size 1 are left out).
struct PlainRank {
  DimId dim;
  std::int64_t coefficient = 1;
};

/// A rank that is a sum: `first_coefficient * first + second_coefficient * second`.
struct SumRank {
  DimId first;
  DimId second;
  std::int64_t first_coefficient = 1;
  std::int64_t second_coefficient = 1;
  std::int64_t first_ratio = 1;  ///< the coefficients without their common factor
  std::int64_t second_ratio = 1;
};

struct TensorTable {
  Role role = Role::kInput;
  bool is_output = false;
  int bits = 8;
  int psum_bits = 8;
  std::int64_t words = 1;   ///< of the whole tensor; outputs have no sum ranks
  IdSet<DimId> moved_by;    ///< dimensions of size > 1 in any of its ranks
  IdSet<DimId> plain_dims;  ///< those alone in a rank
  InlineVector<PlainRank, kMaxRanks> plain;
  InlineVector<SumRank, kMaxRanks> sums;
};

struct LevelTable {
  double read_pj_per_bit = 0;
  double fill_pj_per_bit = 0;
  double update_pj_per_bit = 0;
  double drain_pj_per_bit = 0;      ///< 0 when drains are free
  double leakage_pj_per_cycle = 0;  ///< all physical instances
  double read_bits_per_cycle = 0;
  double write_bits_per_cycle = 0;
  double shared_bits_per_cycle = 0;
  std::int64_t capacity_bits = 0;
  std::int64_t buffering = 1;
  IdSet<TensorId> may_keep;
  IdSet<TensorId> must_keep;
  std::uint8_t fanouts_outside = 0;
};

struct FanoutTable {
  std::uint8_t levels_outside = 0;
  bool fold = false;
  std::int64_t children = 1;
  double send_pj_per_bit = 0;
  double deliver_pj_per_bit = 0;
  IdArray<TensorId, Sharing> sharing;
};

struct AxisTable {
  FanoutId fanout;
  std::int64_t size = 1;
  IdSet<DimId> dims;  ///< dimensions it may carry
};

/// A problem on an architecture with every name resolved: what the hot path reads.
struct Tables {
  std::size_t num_dims = 0;
  std::size_t num_tensors = 0;
  std::size_t num_levels = 0;
  std::size_t num_fanouts = 0;
  std::size_t num_axes = 0;
  bool box = false;
  bool charge_drains = true;
  TensorId output;
  std::int64_t operations = 1;
  std::int64_t physical_compute_instances = 1;
  double operation_pj = 0;
  double cycles_per_operation = 1;
  double compute_leakage_pj_per_cycle = 0;
  double area_um2 = 0;
  IdArray<DimId, std::int64_t> sizes;
  IdArray<DimId, IdSet<TensorId>> moves;  ///< tensors whose tile a loop over the dimension moves
  IdArray<TensorId, TensorTable> tensors;
  IdArray<LevelId, LevelTable> levels;
  IdArray<FanoutId, FanoutTable> fanouts;
  IdArray<AxisId, AxisTable> axes;
};

[[nodiscard]] Tables build_tables(const Problem& problem, const Architecture& architecture,
                                  const Options& options);

}  // namespace paretile::cost_model
