// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "explore/sweep.h"

namespace paretile::explore {

/// A choice of mappings for the whole work on one design.
struct DesignPoint {
  double energy_pj = 0;
  std::int64_t latency_cycles = 0;
};

/// A distinct loop nest of the work on one design, in the design's optimum.
struct LayerResult {
  std::string layer;      ///< the first that has this nest
  std::int64_t runs = 1;  ///< of all that have it
  double energy_pj = 0;   ///< of one run
  std::int64_t latency_cycles = 0;
  std::string proof;  ///< "optimal", ...
  std::string mapspace_hash;
  std::int64_t front_size = 0;  ///< mappings of its front
  std::string nest;             ///< core/mapping_text.h
  double seconds = 0;           ///< thread time of its search
};

/// Why a design is not on the front: each of its mappings is beaten by a design of no more area.
struct Exclusion {
  double energy_pj = 0;             ///< at least, of the whole work
  std::int64_t latency_cycles = 0;  ///< at least
  std::int64_t by_design = 0;       ///< beats what takes that energy; others may beat the rest
};

/// What was found for one design.
struct DesignResult {
  std::int64_t id = 0;
  std::string architecture;
  double clock_hz = 0;
  double area_um2 = 0;
  std::int64_t compute_units = 0;
  std::vector<std::pair<std::string, Setting>> settings;  ///< parameters, then derived numbers
  std::string proof;                   ///< of the weakest layer; "optimal" too where nothing fits
  std::string reason;                  ///< why there is no point; empty if there is one
  std::optional<Exclusion> exclusion;  ///< then there are no points, and the proof is "excluded"
  std::vector<DesignPoint> points;     ///< not beaten in energy and latency, by energy ascending
  std::optional<std::size_t> best;     ///< of the sweep's objective; of the front: of least EDP
  double energy_error = 0;             ///< mapper::NetworkFront::energy_error
  std::vector<LayerResult> layers;
  double seconds = 0;
};

/// A sweep's results in an SQLite file: one transaction per design, so that it holds whole designs
/// whatever ends the program; any number of processes may use it at once. docs/exploring.md says
/// what is in its tables.
class SweepFile {
 public:
  /// Opens or makes the file of that sweep. Throws InputError if it is of another one, or of
  /// another version of the program, or cannot be used.
  SweepFile(const std::string& path, const Sweep& sweep);
  /// The same for the sweep of another file.
  SweepFile(const std::string& path, const SweepFile& other);
  /// Opens what is there.
  explicit SweepFile(const std::string& path);
  ~SweepFile();
  SweepFile(SweepFile&&) noexcept;
  SweepFile& operator=(SweepFile&&) noexcept;

  [[nodiscard]] std::set<std::int64_t> finished() const;
  /// A design that is there already stays as it is. Throws InputError where it cannot be written,
  /// as on a full disk: what was there before stays. After a power cut, designs of the last second
  /// may be missing, nothing else.
  void put(const DesignResult& result);
  /// Lets the file grow to so many bytes and no further: then put() finds no room.
  void limit_size(std::int64_t bytes);

  /// Adds all designs of another file of the same sweep. Throws InputError where it is of another.
  void add(const std::string& other_path);

  struct Row {
    std::int64_t design = 0;
    std::string architecture;
    std::vector<std::pair<std::string, Setting>> settings;
    double area_um2 = 0;
    std::int64_t compute_units = 0;
    double clock_hz = 0;
    double operations = 0;             ///< of the whole work, two per multiply-accumulate
    std::optional<DesignPoint> point;  ///< none: `reason` says why
    std::string proof;
    std::string reason;
    [[nodiscard]] double latency_s() const;  ///< of the point
  };
  /// One row per design, its optimum; or one per point of every design.
  [[nodiscard]] std::vector<Row> rows(bool all_points) const;

  /// The view `front`: designs and points, by design and energy.
  struct FrontPoint {
    std::int64_t design = 0;
    DesignPoint point;
    friend bool operator==(const FrontPoint& a, const FrontPoint& b) {
      return a.design == b.design && a.point.energy_pj == b.point.energy_pj &&
             a.point.latency_cycles == b.point.latency_cycles;
    }
  };
  [[nodiscard]] std::vector<FrontPoint> front_view() const;

  /// The sweep itself, read again from the texts that are in the file.
  [[nodiscard]] Sweep sweep() const;
  /// Designs that were excluded, and why.
  [[nodiscard]] std::vector<std::pair<std::int64_t, Exclusion>> exclusions() const;

  [[nodiscard]] std::string name() const;
  [[nodiscard]] std::int64_t num_designs() const;  ///< of the sweep, finished or not

 private:
  struct Identity;
  struct Open;
  SweepFile(const std::string& path, const Identity& identity);
  std::unique_ptr<Open> open_;
};

/// Of rows that have points, the indices of those no other beats in energy, time and area.
[[nodiscard]] std::vector<std::size_t> front_of(const std::vector<SweepFile::Row>& rows);

}  // namespace paretile::explore
