// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "cost_model/cost.h"
#include "cost_model/totals.h"
#include "interop/imported.h"
#include "interop/zigzag_case.h"

namespace paretile::interop {

/// Why a number of words differs from ZigZag's: what is shown from our own number first, then what
/// ZigZag's rules give.
enum class ZigzagDifference : std::uint8_t {
  kNone,
  kOwnNest,      ///< no one nest has all operands: equal in a nest for this one
  kFirstTouch,   ///< ZigZag reads a sum back even where it is the first
  kHeldInUnits,  ///< ZigZag's units keep an operand while loops tick that do not concern it
  kCopies,       ///< a memory told as copies, each with its share of the energy
  kUneven,       ///< an unrolling that does not divide is a fraction in ZigZag
  kBorder,       ///< the border of an input is left out by ZigZag
  kHalo,         ///< overlap of neighbouring tiles is fetched again by ZigZag
  kUnexplained,
};
inline constexpr std::size_t kNumZigzagDifferences = 9;
[[nodiscard]] std::string_view to_string(ZigzagDifference difference);

/// Counts of a case here: in one nest, or where there is none, of each operand in a nest of its
/// own.
class ZigzagCounts {
 public:
  /// Throws InputError where the chip has no counterpart.
  explicit ZigzagCounts(const ZigzagCase& given);

  [[nodiscard]] bool in_one_nest() const { return nests_.size() == 1; }
  [[nodiscard]] const ZigzagCase& given() const { return given_; }
  [[nodiscard]] const Imported& imported() const { return nests_.front().imported; }  ///< the first

  /// Words that cross a memory of a tensor (low to high), all instances together: written from
  /// above, read to below, written from below, read to above.
  [[nodiscard]] std::array<std::int64_t, 4> words(TensorId tensor, std::size_t memory) const;

  /// What it costs, room or not: the sum over operands; the slowest of the nests.
  [[nodiscard]] double energy_pj() const;
  [[nodiscard]] double energy_pj(TensorId tensor, std::size_t memory) const;
  [[nodiscard]] std::int64_t latency_cycles() const;
  /// Whether all tiles have room together, in one nest.
  [[nodiscard]] bool fits() const;

  /// Why ZigZag has `theirs` where words() has another number; `direction` as there.
  [[nodiscard]] ZigzagDifference explain(TensorId tensor, std::size_t memory, std::size_t direction,
                                         double theirs) const;

 private:
  struct Nest {
    Imported imported;
    cost_model::Totals totals;
    cost_model::Cost cost;  ///< as if every tile had room
    bool fits = false;
  };
  void add(const ZigzagCase& given);
  [[nodiscard]] const Nest& nest_of(TensorId tensor) const;
  [[nodiscard]] const ZigzagMemory& memory_of(TensorId tensor, std::size_t memory) const;
  [[nodiscard]] std::int64_t copies_of(TensorId tensor, const ZigzagMemory& memory) const;

  ZigzagCase given_;
  std::vector<Nest> nests_;  ///< one, or one per tensor
};

}  // namespace paretile::interop
