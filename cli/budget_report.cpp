// SPDX-License-Identifier: Apache-2.0
#include "cli/budget_report.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/json_text.h"
#include "cli/text_table.h"
#include "core/units.h"

namespace paretile::cli {
namespace {

using Align = TextTable::Align;
using explore::Assessment;
using explore::Frame;

constexpr double kTera = 1e12;
constexpr double kFemtojoulesPerPicojoule = 1e3;
constexpr double kJoulesPerPicojoule = 1e-12;

std::string tops(double operations_per_second) {
  return four_digits(operations_per_second / kTera) + " TOPS";
}

std::string energy(double pj) { return format_quantity(pj, Quantity::kEnergy); }

double energy_per_operation_fj(const Frame& frame, const explore::Budget& budget) {
  return frame.energy_pj * kFemtojoulesPerPicojoule / budget.operations_per_frame;
}

/// On average, at the frame rate of the budget or at the chip's own, if that is less.
double power_w(const Frame& frame, const explore::Budget& budget, const Architecture& chip) {
  const double own_rate = chip.clock_hz / static_cast<double>(frame.latency_cycles);
  return frame.energy_pj * kJoulesPerPicojoule * std::min(own_rate, budget.frames_per_second);
}

std::string question_text(const BudgetQuestion& question) {
  const explore::Budget& budget = question.budget;
  const explore::Need need = explore::need_of(budget);
  return fmt::format(
      "{} frames per second of {}{} in {}\n\n"
      "needed      {}\n"
      "energy      at most {} fJ per operation, {} per frame\n"
      "efficiency  at least {} TOPS/W\n"
      "(a multiply-accumulate is two operations)\n\n",
      four_digits(budget.frames_per_second),
      format_quantity(budget.operations_per_frame, Quantity::kOperations),
      question.workload ? " (" + question.workload->name + ")" : "",
      format_quantity(budget.power_w, Quantity::kPower), tops(need.operations_per_second),
      four_digits(need.energy_per_operation_fj), energy(need.energy_per_frame_pj),
      four_digits(need.tops_per_w));
}

std::string ceilings_text(const BudgetQuestion& question, const std::vector<Assessment>& answers) {
  TextTable table({{"chip"},
                   {"peak", Align::kRight},
                   {"arithmetic alone", Align::kRight},
                   {"at most", Align::kRight},
                   {"answer"}});
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const explore::Ceiling& ceiling = answers[i].ceiling;
    const double fj = ceiling.energy_per_operation_fj;
    table.add_row({question.chips[i].name, tops(ceiling.operations_per_second),
                   four_digits(fj) + " fJ/OP",
                   fj > 0 ? four_digits(explore::tops_per_w(fj)) + " TOPS/W" : "-",
                   answer_words(answers[i])});
  }
  return table.str() +
         "(all units busy, no memory or wire paid for: the chip does no better. What is open may "
         "yet\n"
         "fail; --workload maps a network and tells)\n";
}

std::string frames_text(const BudgetQuestion& question, const std::vector<Assessment>& answers) {
  TextTable table({{"chip"},
                   {"peak", Align::kRight},
                   {"frames/s", Align::kRight},
                   {"per frame", Align::kRight},
                   {"per operation", Align::kRight},
                   {"efficiency", Align::kRight},
                   {"power", Align::kRight},
                   {"proof"},
                   {"answer"}});
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const Architecture& chip = question.chips[i];
    std::vector<std::string> row = {chip.name, tops(answers[i].ceiling.operations_per_second)};
    if (const auto& frame = answers[i].frame) {
      const double fj = energy_per_operation_fj(*frame, question.budget);
      row.insert(row.end(),
                 {four_digits(chip.clock_hz / static_cast<double>(frame->latency_cycles)),
                  energy(frame->energy_pj), four_digits(fj) + " fJ",
                  four_digits(explore::tops_per_w(fj)) + " TOPS/W",
                  format_quantity(power_w(*frame, question.budget, chip), Quantity::kPower),
                  frame->is_proven ? "optimal" : "none"});
    } else {
      row.insert(row.end(), {"-", "-", "-", "-", "-", "none"});
    }
    row.push_back(answer_words(answers[i]));
    table.add_row(std::move(row));
  }
  return table.str() +
         "(mappings of least energy that are fast enough, or else the fastest; frames/s is what "
         "they\nreach. Waiting for the next frame is taken as free)\n";
}

/// Energies are no better than what the files of the chips say of theirs.
std::string sources_text(const std::vector<Architecture>& chips) {
  TextTable table({{"chip"}, {"numbers from"}});
  for (const Architecture& chip : chips) table.add_row({chip.name, chip.source});
  return "\n" + table.str();
}

Json frame_json(const Frame& frame, const explore::Budget& budget, const Architecture& chip) {
  const double fj = energy_per_operation_fj(frame, budget);
  return {{"energy_pj", frame.energy_pj},
          {"latency_cycles", frame.latency_cycles},
          {"frames_per_second", chip.clock_hz / static_cast<double>(frame.latency_cycles)},
          {"energy_per_operation_fj", fj},
          {"tops_per_w", explore::tops_per_w(fj)},
          {"power_w", power_w(frame, budget, chip)},
          {"is_proven", frame.is_proven}};
}

Json chip_json(const BudgetQuestion& question, const Architecture& chip, const Assessment& answer) {
  return {{"name", chip.name},
          {"source", chip.source},
          {"answer", answer_words(answer)},
          {"is_met", answer.is_met},
          {"is_too_slow", answer.is_too_slow},
          {"is_over_energy", answer.is_over_energy},
          {"is_unmapped", answer.is_unmapped},
          {"peak_operations_per_second", answer.ceiling.operations_per_second},
          {"arithmetic_energy_per_operation_fj", answer.ceiling.energy_per_operation_fj},
          {"frame", answer.frame ? frame_json(*answer.frame, question.budget, chip) : Json()}};
}

}  // namespace

std::string answer_words(const Assessment& answer) {
  std::vector<std::string> words;
  if (answer.is_met) words.emplace_back("meets it");
  if (answer.is_unmapped) words.emplace_back("no mapping fits");
  if (answer.is_too_slow) words.emplace_back("too slow");
  if (answer.is_over_energy) words.emplace_back("too much energy");
  return words.empty() ? "open" : fmt::format("{}", fmt::join(words, ", "));
}

std::string budget_text(const BudgetQuestion& question, const std::vector<Assessment>& answers) {
  return question_text(question) +
         (question.workload ? frames_text(question, answers) : ceilings_text(question, answers)) +
         sources_text(question.chips);
}

std::string budget_json(const BudgetQuestion& question, const std::vector<Assessment>& answers) {
  const explore::Need need = explore::need_of(question.budget);
  Json json = answer_of("budget");
  json["frames_per_second"] = question.budget.frames_per_second;
  json["operations_per_frame"] = question.budget.operations_per_frame;
  json["power_w"] = question.budget.power_w;
  json["workload"] = question.workload ? Json(question.workload->name) : Json();
  json["needed"] = {{"operations_per_second", need.operations_per_second},
                    {"energy_per_operation_fj", need.energy_per_operation_fj},
                    {"energy_per_frame_pj", need.energy_per_frame_pj},
                    {"tops_per_w", need.tops_per_w}};
  json["chips"] = Json::array();
  for (std::size_t i = 0; i < answers.size(); ++i) {
    json["chips"].push_back(chip_json(question, question.chips[i], answers[i]));
  }
  return to_text(json);
}

}  // namespace paretile::cli
