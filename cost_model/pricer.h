// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "cost_model/links.h"
#include "cost_model/tables.h"
#include "cost_model/trace.h"

namespace paretile::cost_model {

/// What a search compares mappings by.
struct Price {
  double energy_pj = 0;
  double latency_cycles = 0;
};

/// Energy and latency of perfect mappings, and whether they fit, in a fraction of the time of an
/// Evaluator: no counts and no costs of parts are kept. Both agree but for rounding. Refers to the
/// tables, which outlive it.
class Pricer {
 public:
  explicit Pricer(const Tables& tables);

  /// Whether the tiles have room. Keep sets and axes are not looked at.
  [[nodiscard]] bool has_room(const Trace& trace) const noexcept;

  /// False, and nothing of use in `price`, where tiles have no room.
  bool price(const Trace& trace, Price& price) const noexcept;

 private:
  struct Bits {
    std::int64_t held = 0;
    std::int64_t read = 0;
    std::int64_t written = 0;
  };
  struct Sums;
  /// A limit on the bits one instance moves per cycle.
  struct Port {
    std::uint8_t level;
    bool reads;
    bool writes;
    double bits_per_cycle;
  };
  /// A limit on the bits one instance holds.
  struct Room {
    std::uint8_t level;
    double bits;
  };
  void add_input(const Trace& trace, TensorId id, Sums& sums) const noexcept;
  void add_output(const Trace& trace, TensorId id, Sums& sums) const noexcept;
  void add_wires(const Trace& trace, TensorId id, const Link& link, Sums& sums) const noexcept;
  void add_port(LevelId level, bool reads, bool writes, double bits_per_cycle);

  const Tables& tables_;
  std::vector<Port> ports_;
  std::vector<Room> rooms_;
  double operations_pj_ = 0;
  double leakage_pj_per_cycle_ = 0;
  bool has_wires_ = false;  ///< that cost energy
};

}  // namespace paretile::cost_model
