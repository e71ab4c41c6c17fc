// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/architecture.h"
#include "core/mapping.h"
#include "core/workload.h"
#include "mapper/objective.h"
#include "validation/quantity.h"

namespace paretile::validation {

/// Where a prediction comes from.
enum class Basis : std::uint8_t {
  kEvaluate,  ///< a mapping of the file, evaluated
  kMap,       ///< the optimum found by the mapper
  kChip,      ///< numbers of the chip's file, or estimated for it
};
[[nodiscard]] std::string_view to_string(Basis basis);  // "evaluate", "map", "chip"

/// Something the model is asked: layers on a chip under given or searched mappings, a chip alone,
/// or several of the former together.
struct Case {
  std::string name;
  Architecture architecture;
  Workload workload;  ///< as the chip computes it; no layers: the chip alone, or `parts`
  std::optional<Mapping> mapping;  ///< of the only layer; none: searched
  mapper::ObjectiveKind objective = mapper::ObjectiveKind::kEnergy;  ///< of the search
  int pad_percent = 0;                                               ///< of the search
  /// Share of words that are not 0, by role; none: the tensor is never compressed.
  std::array<std::optional<double>, kNumRoles> densities = {};
  std::vector<std::size_t> parts;  ///< earlier cases of the study, taken together
  Basis basis = Basis::kChip;
};

/// A published number, or a range.
struct Published {
  double low = 0;    ///< in `unit`
  double high = 0;   ///< low, unless a range; infinite: `at least`
  std::string text;  ///< as written: "18.5 MB", "1.4 to 2.5", "at least 1.3"
  Unit unit;
};

/// How far a prediction may be off before its row is red.
struct Tolerance {
  double limit = 0;        ///< fraction of the published number, or points
  bool is_points = false;  ///< of a share: percentage points
};

/// Time that each pass over the array takes before it can compute, in proportion to the words
/// brought there. The proportion is not published: it is fitted to one case and used in all.
struct RampUp {
  std::string per;            ///< a place: "pe_array weight sent"
  std::size_t fitted_to = 0;  ///< case
};

/// One published number and what it is compared with.
struct Target {
  std::size_t of_case = 0;
  Published published;
  std::string reason;  ///< why the prediction is off, where it is
};

/// A quantity published for one or several cases: a table or column of a paper.
struct Measure {
  std::string name;
  const Quantity* quantity = nullptr;
  std::vector<std::string> places;         ///< what of the case is summed up, see quantity.h
  bool is_compressed = false;              ///< run-length encoding of tensors with a density
  std::optional<std::size_t> relative_to;  ///< case that divides
  std::optional<RampUp> ramp_up;
  Tolerance within;
  std::string confidence;  ///< "A": read in the source, "B": recalled, consistent, "C": a hint
  std::string source;
  std::vector<Target> targets;
};

/// Published measurements of one subject, and how the model is asked the same. One data file.
struct Study {
  std::string name;  ///< of the file
  std::string title;
  std::string about;   ///< what is assumed and what is not
  std::string source;  ///< default of the measures'
  std::vector<Case> cases;
  std::vector<Measure> measures;
};

}  // namespace paretile::validation
