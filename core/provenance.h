// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/units.h"

namespace paretile {

/// How a number of an architecture came about.
enum class Origin : std::uint8_t {
  kStated,     ///< given in the architecture file
  kTable,      ///< an entry of an energy table the file names
  kEstimated,  ///< by an estimator, from technology tables
  kNone,       ///< nobody gave one: 0, or unlimited
};
[[nodiscard]] std::string_view to_string(Origin origin);  // "stated", "table", ...

/// Where one number of an architecture came from, as it was loaded.
struct Provenance {
  std::string component;  ///< name of the level, fan-out or compute; empty = the whole chip
  std::string number;     ///< the field: "read_pj", "capacity_bits"
  double value = 0;
  Quantity quantity = Quantity::kCount;
  Origin origin = Origin::kNone;
  std::string from;             ///< citation, table or estimate; empty = nobody said
  std::string confidence;       ///< of an estimate: "A", "B" or "C"; empty = not graded
  std::optional<double> error;  ///< relative, of an estimate's interpolation; nullopt = not known
  friend bool operator==(const Provenance&, const Provenance&) = default;
};

/// The number has a source, or says how it was estimated; what is 0 or unlimited because nobody
/// gave a number needs none.
[[nodiscard]] bool is_sourced(const Provenance& provenance);

}  // namespace paretile
