// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/ids.h"
#include "core/precision.h"
#include "core/problem.h"
#include "core/provenance.h"

namespace paretile {

inline constexpr std::int64_t kUnlimitedBits = std::numeric_limits<std::int64_t>::max();
inline constexpr double kUnlimitedBandwidth = std::numeric_limits<double>::infinity();

/// One storage level: a memory, repeated once per instance of the fan-outs around it.
struct Level {
  std::string name;
  std::int64_t capacity_bits = kUnlimitedBits;  ///< per instance
  int word_bits = 16;                           ///< bits the energies below are quoted for
  int buffering = 1;                            ///< 2 = double-buffered: tiles take twice the room

  /// Bits per cycle per instance. A shared limit bounds reads and writes together.
  double read_bandwidth_bits_per_cycle = kUnlimitedBandwidth;
  double write_bandwidth_bits_per_cycle = kUnlimitedBandwidth;
  double shared_bandwidth_bits_per_cycle = kUnlimitedBandwidth;

  /// Picojoules per word: read for a child, filled from the parent, updated by a child, drained up.
  double read_pj = 0;
  double fill_pj = 0;
  double update_pj = 0;
  double drain_pj = 0;

  double leakage_w = 0;  ///< watts per instance
  double area_um2 = 0;   ///< square micrometres per instance

  /// Per Role: may the level hold such a tensor, and must every mapping place it here.
  std::array<bool, kNumRoles> may_keep = {true, true, true};
  std::array<bool, kNumRoles> must_keep = {false, false, false};
  std::string source;

  [[nodiscard]] bool keeps(Role role) const { return may_keep[static_cast<std::size_t>(role)]; }
  [[nodiscard]] bool requires_tensor(Role role) const {
    return must_keep[static_cast<std::size_t>(role)];
  }
  friend bool operator==(const Level&, const Level&) = default;
};

/// How words are shared among the children of a fan-out (multicast of inputs and weights,
/// reduction of outputs). docs/model.md section 4.
enum class Sharing : std::uint8_t {
  kWord,  ///< each distinct word is handled once
  kTile,  ///< children that need exactly the same words share one access
  kNone,  ///< each child by itself
};
[[nodiscard]] std::string_view to_string(Sharing sharing);  // "word", "tile", "none"

/// One physical axis of a fan-out.
struct Axis {
  std::string name;               ///< unique in its fan-out
  std::int64_t size = 1;          ///< children along it
  std::vector<std::string> dims;  ///< dimension kinds it may carry; empty = any
  friend bool operator==(const Axis&, const Axis&) = default;
};

/// Replication between two levels: an array of children in one or two axes.
struct Fanout {
  std::string name;
  std::size_t levels_outside = 0;  ///< how many storage levels stand outside it
  std::vector<Axis> axes;          ///< one or two, outermost first
  bool fold = false;  ///< a logical set may wrap: only the product of the axes is checked
  std::array<Sharing, kNumRoles> sharing = {Sharing::kWord, Sharing::kWord, Sharing::kWord};

  /// Wires: picojoules per word of `word_bits` sent into the fan-out / delivered to one child.
  int word_bits = 16;
  double send_pj = 0;
  double deliver_pj = 0;
  double area_um2 = 0;  ///< per instance of the fan-out
  std::string source;

  [[nodiscard]] std::int64_t children() const;  ///< product of the axis sizes
  [[nodiscard]] Sharing sharing_of(Role role) const {
    return sharing[static_cast<std::size_t>(role)];
  }
  friend bool operator==(const Fanout&, const Fanout&) = default;
};

/// The arithmetic unit inside the innermost level.
struct Compute {
  std::string name = "mac";
  double energy_pj = 0;             ///< per operation
  double cycles_per_operation = 1;  ///< initiation interval
  double leakage_w = 0;             ///< watts per instance
  double area_um2 = 0;              ///< per instance
  std::string source;
  friend bool operator==(const Compute&, const Compute&) = default;
};

/// What is in print about the chip as a whole, to compare with: no result depends on it.
struct PublishedFigures {
  std::optional<double> operations_per_second;  ///< at its peak; a multiply-accumulate is two
  std::optional<double> operations_per_joule;   ///< 1e12 are one TOPS/W
  std::optional<double> power_w;
  std::optional<double> area_um2;
  std::string source;
  friend bool operator==(const PublishedFigures&, const PublishedFigures&) = default;
};

/// A chip: storage levels and fan-outs from the outside in, then compute. All numbers resolved.
struct Architecture {
  std::string name;
  std::string source;
  double clock_hz = 1e9;
  double technology_nm = 0;  ///< node; 0 = not stated
  double voltage_v = 0;      ///< supply; 0 = the nominal one of the node
  std::string device;        ///< transistors: "hp" or "lp"; empty = not stated
  Precision precision;       ///< bits the datapath fixes; see with_precision() in core/workload.h
  IdVector<LevelId, Level> levels;
  IdVector<FanoutId, Fanout> fanouts;  ///< by levels_outside, ascending
  Compute compute;
  PublishedFigures published;
  std::vector<Provenance> provenance;  ///< of the numbers as loaded, outermost component first
  std::vector<std::string> cautions;   ///< what the tables used warn of

  [[nodiscard]] std::size_t num_axes() const;
  [[nodiscard]] FanoutId fanout_of(AxisId axis) const;
  [[nodiscard]] AxisId first_axis(FanoutId fanout) const;
  [[nodiscard]] const Axis& axis(AxisId axis) const;
  [[nodiscard]] std::int64_t instances(LevelId level) const;    ///< physical
  [[nodiscard]] std::int64_t instances(FanoutId fanout) const;  ///< physical
  [[nodiscard]] std::int64_t compute_instances() const;         ///< physical
  [[nodiscard]] std::optional<LevelId> find_level(std::string_view wanted) const;
  [[nodiscard]] std::optional<AxisId> find_axis(std::string_view wanted) const;
  [[nodiscard]] double area_um2() const;  ///< component areas times physical instances
  friend bool operator==(const Architecture&, const Architecture&) = default;
};

}  // namespace paretile
