// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Batches for inner loops, arrays in and arrays out (docs/inner_loop.md): mappings of one layer by
/// the million, and layers at their proven optimum, solved once and then looked up.
#include "inner_loop/evaluate_many.h"     // IWYU pragma: export
#include "inner_loop/layer_cost_model.h"  // IWYU pragma: export
#include "inner_loop/layer_row.h"         // IWYU pragma: export
#include "inner_loop/mapping_row.h"       // IWYU pragma: export
#include "inner_loop/random_table.h"      // IWYU pragma: export
