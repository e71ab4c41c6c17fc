// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "core/io/key_table.h"
#include "estimators/technology.h"

namespace paretile::io {

/// The keys of a technology table and of the rows of its lists. Rows without a target are read by
/// core/io/technology_table.cpp.
[[nodiscard]] std::span<const KeyRow<estimators::Table>> table_keys();
[[nodiscard]] std::span<const KeyRow<estimators::OperationRow>> operation_keys();
[[nodiscard]] std::span<const KeyRow<estimators::SramRow>> sram_keys();
[[nodiscard]] std::span<const KeyRow<estimators::RegisterFileRow>> register_file_keys();
[[nodiscard]] std::span<const KeyRow<estimators::CellRow>> cell_keys();
[[nodiscard]] std::span<const KeyRow<estimators::DramRow>> dram_keys();
[[nodiscard]] std::span<const KeyRow<estimators::WireRow>> wire_keys();
[[nodiscard]] std::span<const KeyRow<estimators::HopRow>> hop_keys();
[[nodiscard]] std::span<const KeyRow<estimators::ScalingRow>> scaling_keys();

}  // namespace paretile::io
