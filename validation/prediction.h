// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "mapper/run.h"
#include "validation/study.h"

namespace paretile::validation {

/// What became of a published number.
enum class Outcome : std::uint8_t {
  kInside,    ///< predicted, within the tolerance
  kOff,       ///< predicted, and further off: a red row
  kFitted,    ///< a parameter was chosen so that this one agrees: no prediction
  kNoAnswer,  ///< the mapping does not fit, or none was found: a red row
};
[[nodiscard]] std::string_view to_string(Outcome outcome);  // "inside", "off", ...

/// One published number beside its prediction.
struct Row {
  const Measure* measure = nullptr;
  const Target* target = nullptr;
  std::string case_name;
  Basis basis = Basis::kEvaluate;
  Outcome outcome = Outcome::kNoAnswer;
  double predicted = 0;  ///< in the unit of the published number
  /// Fraction of the published number (points: the difference), signed; 0 inside a range.
  double error = 0;
  std::optional<double> error_without_ramp_up;  ///< of the plain model
  std::string failure;                          ///< of kNoAnswer: why
};

/// The rows of a study, in the order of its file. Refers to the study.
struct Report {
  const Study* study = nullptr;
  std::vector<Row> rows;
  bool is_proven = true;  ///< no search was cut short
};

/// Asks the model every case and compares. `settings` says how to search.
[[nodiscard]] Report predict(const Study& study, const mapper::Settings& settings);

/// Signed; see Row::error.
[[nodiscard]] double error_of(double predicted, const Published& published,
                              const Tolerance& within);

/// The row is red: off or without an answer.
[[nodiscard]] bool is_red(const Row& row);

}  // namespace paretile::validation
