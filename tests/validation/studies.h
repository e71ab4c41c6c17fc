// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "validation/prediction.h"

namespace paretile::validation {

/// The row of that measure and case; fails the test if there is none.
[[nodiscard]] const Row& row_of(const Report& report, std::string_view measure,
                                std::string_view case_name);

/// A study about conv5 of AlexNet on Eyeriss, searched for least energy, with these measures.
[[nodiscard]] Study small_study(const std::string& measures);

}  // namespace paretile::validation
