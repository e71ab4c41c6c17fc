// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "estimators/estimator.h"

namespace paretile::estimators {

// The row of each class, from the source file of its name.
[[nodiscard]] Estimator sram();
[[nodiscard]] Estimator register_file();
[[nodiscard]] Estimator dram();
[[nodiscard]] Estimator mac();
[[nodiscard]] Estimator wire();
[[nodiscard]] Estimator noc();

}  // namespace paretile::estimators
