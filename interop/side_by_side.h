// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace paretile::interop {

/// How a number of another tool stands to ours.
enum class Standing : std::uint8_t {
  kEqual,
  kExplained,    ///< recomputed under the conventions named, ours is theirs
  kUnexplained,  ///< it is not
};
[[nodiscard]] std::string_view to_string(Standing standing);  // "equal", "explained", ...

/// One number that both print.
struct ComparedNumber {
  std::string level;   ///< empty: of the whole
  std::string tensor;  ///< empty: of a whole level
  std::string what;    ///< "reads", "energy_pj", "latency_cycles" ...
  double theirs = 0;
  double ours = 0;
  Standing standing = Standing::kEqual;
  std::vector<std::string> conventions;  ///< of kExplained: what differs between us, one or more
};

/// Results of another tool for a mapping beside ours, outermost level first, then the whole.
struct SideBySide {
  std::string tool;
  std::vector<ComparedNumber> numbers;
  std::vector<std::string> notes;  ///< what was assumed about how the tool ran

  [[nodiscard]] std::int64_t num(Standing standing) const;
};

}  // namespace paretile::interop
