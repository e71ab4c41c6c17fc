// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/architecture.h"
#include "core/io/field_path.h"
#include "core/io/load.h"
#include "core/workload.h"
#include "explore/comparison.h"
#include "mapper/objective.h"

namespace paretile::explore {

/// One value a parameter takes: as it would stand in the chip's file, and as a number in the base
/// unit where it is one.
struct Setting {
  std::string text;
  std::optional<double> number;
};

/// Fields of a chip that are varied together, all to the same value.
struct Parameter {
  std::string name;
  std::vector<std::string> paths;
  std::vector<Setting> values;
};

/// A number that follows from others, and the fields it is put into, if any.
struct Derived {
  std::string name;
  std::vector<std::string> paths;
  std::string expression;
};

/// A chip as its file says it, and where in it the parameters and derived numbers go.
struct BaseChip {
  std::string name;
  io::TableText file;
  io::YamlDocument document;  ///< of `file`
  std::vector<std::vector<io::Field>> parameter_fields;
  std::vector<std::vector<io::Field>> derived_fields;

  explicit BaseChip(io::TableText given) : file(std::move(given)), document(file.text, file.file) {}
  BaseChip(const BaseChip&) = delete;  // its document refers to its text
  BaseChip& operator=(const BaseChip&) = delete;
};

/// The files that a sweep names, by the names it gives them: with them it can be read elsewhere.
struct SweepTexts {
  std::map<std::string, io::TableText> architectures;
  std::map<std::string, io::TableText> workloads;
};

/// Which designs are solved.
enum class Sampling : std::uint8_t {
  kGrid,   ///< all of them
  kFront,  ///< those that may have a point on the front of energy, time and area
};
[[nodiscard]] std::string_view to_string(Sampling sampling);  // "grid", "front"

/// Chips to be judged by what they make of the same work.
struct Sweep {
  std::string name;
  std::vector<std::shared_ptr<const BaseChip>> chips;
  Workload workload;  ///< all of them, each layer as often as its network runs
  mapper::ObjectiveKind objective = mapper::ObjectiveKind::kFront;
  Sampling sampling = Sampling::kGrid;
  std::vector<Parameter> parameters;
  std::vector<Derived> derived;  ///< each after those it is made of
  std::vector<Comparison> constraints;
  std::vector<std::int64_t> designs;  ///< those of the grid that keep the constraints, ascending

  std::string description;  ///< in words, all that results depend on but the program
  std::string text;         ///< of the sweep's file
  SweepTexts texts;
};

/// Designs of the whole grid: every chip with every choice of values.
[[nodiscard]] std::int64_t grid_size(const Sweep& sweep);

/// A grid of more designs is never gone through.
inline constexpr std::int64_t kMaxGrid = 1'000'000;

/// Reads a sweep (docs/yaml_format.md) and goes through its grid. `max_designs`: a larger grid is
/// refused before that. `texts`: what the sweep names is looked for there before anywhere else.
/// Throws InputError with every mistake, those of impossible designs too.
[[nodiscard]] Sweep parse_sweep(std::string_view text, const std::string& file,
                                std::int64_t max_designs = kMaxGrid,
                                const SweepTexts* texts = nullptr);

}  // namespace paretile::explore
