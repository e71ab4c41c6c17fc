// SPDX-License-Identifier: Apache-2.0
#include "validation/prediction.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "validation/answer.h"
#include "validation/tally.h"

namespace paretile::validation {
namespace {

/// The limit itself is inside, whatever the last bit of the division says.
constexpr double kRounding = 1e-9;

std::vector<Place> places_of(const Measure& measure, const Architecture& architecture) {
  std::vector<Place> places;
  for (const std::string& text : measure.places) {
    places.push_back(*parse_place(text, architecture).place);
  }
  return places;
}

/// A measure asked of the answers to all cases.
class Comparison {
 public:
  Comparison(const Study& study, const Measure& measure, const std::vector<Answer>& answers)
      : study_(study), measure_(measure), answers_(answers) {
    if (measure_.ramp_up && answers_[measure_.ramp_up->fitted_to].failure.empty()) fit();
  }

  [[nodiscard]] Row row(const Target& target) const {
    Row row;
    row.measure = &measure_;
    row.target = &target;
    row.case_name = study_.cases[target.of_case].name;
    row.basis = measure_.quantity->is_of_chip ? Basis::kChip : study_.cases[target.of_case].basis;
    row.failure = failure_of(target);
    if (!row.failure.empty()) return row;
    const double plain = plain_value(target.of_case);
    const double unit = target.published.unit.factor;
    row.predicted = (plain + ramp_up_seconds(target.of_case)) / unit;
    row.error = error_of(row.predicted, target.published, measure_.within);
    if (measure_.ramp_up) {
      row.error_without_ramp_up = error_of(plain / unit, target.published, measure_.within);
    }
    const bool is_inside = std::abs(row.error) <= measure_.within.limit + kRounding;
    row.outcome = is_inside ? Outcome::kInside : Outcome::kOff;
    if (measure_.ramp_up && measure_.ramp_up->fitted_to == target.of_case) {
      row.outcome = Outcome::kFitted;
    }
    return row;
  }

 private:
  [[nodiscard]] std::string failure_of(const Target& target) const {
    std::string failure = answers_[target.of_case].failure;
    if (failure.empty() && measure_.relative_to) failure = answers_[*measure_.relative_to].failure;
    if (failure.empty() && measure_.ramp_up) {
      failure = answers_[measure_.ramp_up->fitted_to].failure;
    }
    return failure;
  }

  [[nodiscard]] double value_of(std::size_t asked) const {
    Answer answer = answers_[asked];
    answer.is_compressed = measure_.is_compressed;
    return measure_.quantity->value(answer, places_of(measure_, answer.architecture));
  }

  [[nodiscard]] double plain_value(std::size_t asked) const {
    const double value = value_of(asked);
    return measure_.relative_to ? value / value_of(*measure_.relative_to) : value;
  }

  [[nodiscard]] double words_before_passes(std::size_t asked) const {
    const Answer& answer = answers_[asked];
    return tally(answer, *parse_place(measure_.ramp_up->per, answer.architecture).place).words;
  }

  [[nodiscard]] double ramp_up_seconds(std::size_t asked) const {
    return measure_.ramp_up ? seconds_per_word_ * words_before_passes(asked) : 0;
  }

  void fit() {
    const std::size_t fitted = measure_.ramp_up->fitted_to;
    for (const Target& target : measure_.targets) {
      if (target.of_case != fitted) continue;
      const double published = target.published.low * target.published.unit.factor;
      seconds_per_word_ = (published - plain_value(fitted)) / words_before_passes(fitted);
    }
  }

  const Study& study_;
  const Measure& measure_;
  const std::vector<Answer>& answers_;
  double seconds_per_word_ = 0;
};

}  // namespace

std::string_view to_string(Basis basis) {
  constexpr std::array<std::string_view, 3> kNames = {"evaluate", "map", "chip"};
  return kNames[static_cast<std::size_t>(basis)];
}

std::string_view to_string(Outcome outcome) {
  constexpr std::array<std::string_view, 4> kNames = {"inside", "off", "fitted", "no answer"};
  return kNames[static_cast<std::size_t>(outcome)];
}

double error_of(double predicted, const Published& published, const Tolerance& within) {
  const double nearest = std::min(std::max(predicted, published.low), published.high);
  const double difference = predicted - nearest;
  return within.is_points || difference == 0 ? difference : difference / nearest;
}

bool is_red(const Row& row) {
  return row.outcome == Outcome::kOff || row.outcome == Outcome::kNoAnswer;
}

Report predict(const Study& study, const mapper::Settings& settings) {
  Report report;
  report.study = &study;
  std::vector<Answer> answers;
  for (const Case& asked : study.cases) {
    answers.push_back(answer(asked, answers, settings));
    report.is_proven = report.is_proven && answers.back().is_proven;
  }
  for (const Measure& measure : study.measures) {
    const Comparison comparison(study, measure, answers);
    for (const Target& target : measure.targets) report.rows.push_back(comparison.row(target));
  }
  return report;
}

}  // namespace paretile::validation
