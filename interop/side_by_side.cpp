// SPDX-License-Identifier: Apache-2.0
#include "interop/side_by_side.h"

#include <algorithm>

namespace paretile::interop {

std::string_view to_string(Standing standing) {
  switch (standing) {
    case Standing::kEqual:
      return "equal";
    case Standing::kExplained:
      return "explained";
    case Standing::kUnexplained:
      break;
  }
  return "unexplained";
}

std::int64_t SideBySide::num(Standing standing) const {
  return std::count_if(numbers.begin(), numbers.end(),
                       [&](const ComparedNumber& number) { return number.standing == standing; });
}

}  // namespace paretile::interop
