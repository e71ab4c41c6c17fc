// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/units.h"
#include "estimators/technology.h"

namespace paretile::estimators {

/// What an estimator describes: where in an architecture its class may stand.
enum class Part : std::uint8_t { kLevel, kFanout, kCompute };
[[nodiscard]] std::string_view to_string(Part part);  // "a storage level", ...

/// One thing an estimator may be told. The rows are the keys of the class in architecture files and
/// the flags of `paretile estimate`.
struct Attribute {
  enum class Kind : std::uint8_t {
    kQuantity,  ///< a number above 0 with the unit of `quantity`
    kCount,     ///< a whole number, at least 1
    kText,
  };
  std::string_view key;
  Kind kind = Kind::kQuantity;
  Quantity quantity = Quantity::kCount;
  std::string_view fallback;  ///< as the documentation states it; "required"
  std::string_view help;      ///< one line
};

/// What is asked. Attributes that were not given are absent, all others checked as their rows say.
struct Query {
  Process process;
  std::map<std::string, double, std::less<>> numbers;     ///< by key, in base units
  std::map<std::string, std::string, std::less<>> texts;  ///< by key

  [[nodiscard]] double number(std::string_view key, double fallback = 0) const;
  [[nodiscard]] std::string text(std::string_view key, std::string_view fallback) const;
};

/// One estimated number, and why it is believed.
struct Number {
  std::string name;  ///< the field it fills: "read_pj", "area_um2"
  double value = 0;
  Quantity quantity = Quantity::kEnergy;
  std::string from;             ///< tables, and what was done to them
  std::string confidence;       ///< of the weakest row or rule that took part: "A", "B" or "C"
  std::optional<double> error;  ///< relative, of interpolating and scaling; nullopt = not known
};

/// What cannot be answered. `key` is the attribute at fault, or "class" or "technology".
struct Problem {
  std::string key;
  std::string message;  ///< lower case start, no full stop
  std::string hint;
};

/// What an estimator answers: numbers, or at least one problem.
struct Estimate {
  std::vector<Number> numbers;
  std::vector<std::string> cautions;  ///< of the tables used, for the user to read
  std::vector<Problem> problems;
};

/// A kind of component whose energy, leakage and area can be estimated. To add one: one source
/// file with a function that returns its row, and that row in estimators.cpp.
struct Estimator {
  std::string_view name;  ///< `class: sram`
  std::string_view help;  ///< one line
  Part part = Part::kLevel;
  std::span<const Attribute> attributes;

  /// Pure: the same query and tables give the same answer; nothing is read, printed or thrown.
  /// Energies are per access of the width asked for, or per operation; leakage and area of one
  /// instance. No number is negative. Numbers a table has exactly are returned exactly. What the
  /// tables do not cover is a problem, not a guess; a rule without a source is of confidence C.
  Estimate (*estimate)(const Query& query, const Technology& technology) = nullptr;
};

/// All classes.
[[nodiscard]] std::span<const Estimator> estimators();

/// The class of that name; null if there is none.
[[nodiscard]] const Estimator* find_estimator(std::string_view name);

/// The names of the classes that describe such a part; of all parts without one.
[[nodiscard]] std::vector<std::string> estimator_names(std::optional<Part> part = std::nullopt);

}  // namespace paretile::estimators
