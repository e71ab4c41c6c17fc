// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "core/architecture.h"
#include "core/ids.h"
#include "core/problem.h"

namespace paretile::cost_model {

/// Whether a mapping fits, and if not, the first limit it breaks (outermost first). Data, not text.
struct Verdict {
  enum class Reason : std::uint8_t {
    kFits,
    kCapacity,  ///< tiles of `level` need `needed` bits, `available` there; `tensor` is the largest
    kAxis,      ///< spatial loops on `axis` need `needed` children, `available` there
    kFold,  ///< spatial loops of a folding fan-out (that of `axis`) need more than all its children
    kDimNotAllowed,  ///< `axis` may not carry `dim`
    kMayNotKeep,     ///< `level` may not hold `tensor`
    kMustKeep,       ///< `level` must hold `tensor` and the mapping does not place it there
    kTooSlow,        ///< the latency passes `available` cycles, the most that is counted exactly
    kTooRagged,      ///< tiles fall into more than `available` pieces, the most that is looked at
    kMalformed,      ///< not a legal nest: validate(mapping, ...) says where
  };
  Reason reason = Reason::kFits;
  LevelId level;
  TensorId tensor;
  AxisId axis;
  DimId dim;
  std::int64_t needed = 0;
  std::int64_t available = 0;

  [[nodiscard]] bool fits() const { return reason == Reason::kFits; }
  friend bool operator==(const Verdict&, const Verdict&) = default;
};

/// The verdict as one sentence: "glb needs 1.2 Mib for W (900 Kib) and I (300 Kib) but has 108
/// KiB".
[[nodiscard]] std::string describe(const Verdict& verdict, const Problem& problem,
                                   const Architecture& architecture);

}  // namespace paretile::cost_model
