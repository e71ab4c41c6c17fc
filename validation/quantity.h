// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/architecture.h"
#include "core/problem.h"

namespace paretile::validation {

struct Answer;

/// How a quantity is written: "MB", and how many base units that is.
struct Unit {
  std::string_view name;
  double factor = 1;
};

/// A part of what a mapping does: words moved, energy spent or time taken there. Written as words
/// in any order: `glb output reads`, `dram`, `weight`, `compute`, `pe_array weight sent`.
struct Place {
  enum class Action : std::uint8_t { kFills, kReads, kUpdates, kDrains, kSent, kDelivered };
  std::optional<LevelId> level;
  std::optional<FanoutId> fanout;
  bool is_compute = false;
  std::optional<Role> role;      ///< without: all
  std::optional<Action> action;  ///< without: fills, reads, updates and drains
};

/// The place, or what is wrong with the text.
struct ParsedPlace {
  std::optional<Place> place;
  std::string message;
  std::string hint;
};
[[nodiscard]] ParsedPlace parse_place(std::string_view text, const Architecture& architecture);

/// What places mean to a quantity; a text for messages.
enum class PlaceUse : std::uint8_t {
  kNone,     ///< it takes none
  kTraffic,  ///< words moved: a level or fan-out, with or without role and action
  kEnergy,   ///< energy spent: level, fan-out, role or compute
  kTime,     ///< busy ports: levels and compute; without any, the whole latency
  kAccess,   ///< energy of one access: a level and `reads` or `fills`, or compute
};

/// Why a quantity cannot be asked of the place; empty if it can.
[[nodiscard]] std::string mistake_in(const Place& place, PlaceUse use);

/// Something that is published and predicted. A row of a table.
struct Quantity {
  std::string_view name;
  std::string_view help;  ///< one line
  PlaceUse places = PlaceUse::kNone;
  bool is_of_chip = false;      ///< asks nothing of a mapping
  std::span<const Unit> units;  ///< the first is the base unit
  /// In base units; places are valid for the answer's architecture.
  double (*value)(const Answer&, const std::vector<Place>&) = nullptr;
};

[[nodiscard]] std::span<const Quantity> quantities();
[[nodiscard]] const Quantity* find_quantity(std::string_view name);

}  // namespace paretile::validation
