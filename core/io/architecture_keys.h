// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>

#include "core/architecture.h"
#include "core/io/key_table.h"

namespace paretile::io {

/// Energies as stated, in a level, a fan-out, compute or an entry of a table; pJ per word (per
/// operation for `energy`). What is stated explicitly goes before what a table says.
struct StatedEnergies {
  std::optional<double> read;
  std::optional<double> write;
  std::optional<double> fill;
  std::optional<double> update;
  std::optional<double> drain;
  std::optional<double> send;
  std::optional<double> deliver;
  std::optional<double> energy;
};

/// What a level, a fan-out or compute says about being estimated, besides its class's own keys.
struct ClassChoice {
  std::string name;          ///< empty = not estimated
  double technology_nm = 0;  ///< 0 = the chip's
  double voltage_v = 0;
};

/// The keys of each map. Rows without a target are read by core/io/architecture_reader.cpp.
[[nodiscard]] std::span<const KeyRow<Architecture>> architecture_keys();
[[nodiscard]] std::span<const KeyRow<ClassChoice>> class_keys();
[[nodiscard]] std::span<const KeyRow<Level>> level_keys();
[[nodiscard]] std::span<const KeyRow<StatedEnergies>> level_energy_keys();
[[nodiscard]] std::span<const KeyRow<Fanout>> fanout_keys();
[[nodiscard]] std::span<const KeyRow<StatedEnergies>> fanout_energy_keys();
[[nodiscard]] std::span<const KeyRow<Axis>> axis_keys();
[[nodiscard]] std::span<const KeyRow<Compute>> compute_keys();
[[nodiscard]] std::span<const KeyRow<StatedEnergies>> compute_energy_keys();
[[nodiscard]] std::span<const KeyRow<PublishedFigures>> published_keys();

}  // namespace paretile::io
