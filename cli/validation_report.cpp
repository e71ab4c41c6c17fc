// SPDX-License-Identifier: Apache-2.0
#include "cli/validation_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "cli/json_text.h"
#include "cli/text_table.h"

namespace paretile::cli {
namespace {

using validation::Basis;
using validation::Measure;
using validation::Outcome;
using validation::Published;
using validation::Report;
using validation::Row;

constexpr double kPercent = 100;

std::string with_unit(const std::string& number, const Published& published) {
  return published.unit.name.empty() ? number : fmt::format("{} {}", number, published.unit.name);
}

std::string predicted_text(const Row& row) {
  if (row.outcome == Outcome::kNoAnswer) return "-";
  return with_unit(four_digits(row.predicted), row.target->published);
}

std::string signed_error(double error, bool is_points) {
  const double shown = is_points ? error : error * kPercent;
  const double rounded = std::abs(shown) < 0.05 ? 0.0 : shown;
  return fmt::format("{:+.1f} {}", rounded, is_points ? "points" : "%");
}

std::string error_text_of(const Row& row) {
  if (row.outcome == Outcome::kNoAnswer) return "-";
  const bool is_points = row.measure->within.is_points;
  std::string text =
      row.outcome == Outcome::kFitted ? "fitted" : signed_error(row.error, is_points);
  if (row.error_without_ramp_up) {
    text +=
        fmt::format(" ({} without ramp-up)", signed_error(*row.error_without_ramp_up, is_points));
  }
  return text;
}

std::string tolerance_text(const Row& row) {
  if (row.outcome == Outcome::kFitted) return "";
  const validation::Tolerance& within = row.measure->within;
  return within.is_points ? fmt::format("{:g} points", within.limit)
                          : fmt::format("{:g} %", within.limit * kPercent);
}

std::string mark(const Row& row) { return is_red(row) ? "red" : ""; }

std::string markdown_mark(const Row& row) { return is_red(row) ? "🔴" : ""; }

/// "CONV3: why", for rows that say so or have no answer.
std::vector<std::string> remarks(const Report& report) {
  std::vector<std::string> lines;
  for (const Row& row : report.rows) {
    std::string why = row.target->reason;
    if (!row.failure.empty()) why = row.failure + (why.empty() ? "" : "; " + why);
    if (why.empty()) continue;
    lines.push_back(fmt::format("{}, {}: {}", row.measure->name, row.case_name, why));
  }
  return lines;
}

struct Totals {
  std::map<Outcome, std::int64_t> outcomes;
  std::map<Basis, std::int64_t> bases;
  std::int64_t rows = 0;
};

Totals totals_of(const std::vector<Report>& reports) {
  Totals totals;
  for (const Report& report : reports) {
    for (const Row& row : report.rows) {
      ++totals.rows;
      ++totals.outcomes[row.outcome];
      ++totals.bases[row.basis];
    }
  }
  return totals;
}

std::string totals_text(const std::vector<Report>& reports) {
  Totals totals = totals_of(reports);
  const std::int64_t red = totals.outcomes[Outcome::kOff] + totals.outcomes[Outcome::kNoAnswer];
  return fmt::format(
      "{}: {} inside their tolerance, {} fitted, {} red; {} by evaluating a mapping, {} by "
      "mapping, {} from a chip's file\n",
      counted(totals.rows, "row"), totals.outcomes[Outcome::kInside],
      totals.outcomes[Outcome::kFitted], red, totals.bases[Basis::kEvaluate],
      totals.bases[Basis::kMap], totals.bases[Basis::kChip]);
}

std::string study_text(const Report& report) {
  using Align = TextTable::Align;
  TextTable table({{"target"},
                   {"case"},
                   {"published", Align::kRight},
                   {"predicted", Align::kRight},
                   {"error", Align::kRight},
                   {"within", Align::kRight},
                   {"conf."},
                   {"from"},
                   {""}});
  for (const Row& row : report.rows) {
    table.add_row({row.measure->name, row.case_name, row.target->published.text,
                   predicted_text(row), error_text_of(row), tolerance_text(row),
                   row.measure->confidence, std::string(to_string(row.basis)), mark(row)});
  }
  std::string text = report.study->title + "\n\n" + table.str();
  for (const std::string& line : remarks(report)) text += "\n" + line + "\n";
  return text;
}

std::vector<std::string> sources_of(const Report& report) {
  std::vector<std::string> sources;
  for (const Measure& measure : report.study->measures) {
    if (std::find(sources.begin(), sources.end(), measure.source) == sources.end()) {
      sources.push_back(measure.source);
    }
  }
  return sources;
}

Json row_json(const Row& row) {
  const Published& published = row.target->published;
  const bool has_answer = row.outcome != Outcome::kNoAnswer;
  return {{"target", row.measure->name},
          {"case", row.case_name},
          {"quantity", row.measure->quantity->name},
          {"unit", published.unit.name},
          {"published_low", published.low},
          {"published_high", std::isfinite(published.high) ? Json(published.high) : Json()},
          {"predicted", has_answer ? Json(row.predicted) : Json()},
          {"error", has_answer ? Json(row.error) : Json()},
          {"error_without_ramp_up",
           row.error_without_ramp_up ? Json(*row.error_without_ramp_up) : Json()},
          {"within", row.measure->within.limit},
          {"is_points", row.measure->within.is_points},
          {"outcome", to_string(row.outcome)},
          {"from", to_string(row.basis)},
          {"confidence", row.measure->confidence},
          {"source", row.measure->source},
          {"reason", row.target->reason},
          {"failure", row.failure}};
}

}  // namespace

std::string validation_text(const std::vector<Report>& reports) {
  std::string text;
  for (const Report& report : reports) text += study_text(report) + "\n";
  return text + totals_text(reports);
}

std::string study_markdown(const Report& report) {
  const validation::Study& study = *report.study;
  std::string text =
      fmt::format("## {}\n\n`validation/{}.yaml`. {}\n", study.title, study.name, study.about);
  text += "\nSources: " + fmt::format("{}", fmt::join(sources_of(report), "; ")) + ".\n\n";
  text +=
      "| target | case | published | predicted | error | within | conf. | from | |\n"
      "| --- | --- | ---: | ---: | ---: | ---: | --- | --- | --- |\n";
  for (const Row& row : report.rows) {
    text += fmt::format("| {} | {} | {} | {} | {} | {} | {} | {} | {} |\n", row.measure->name,
                        row.case_name, row.target->published.text, predicted_text(row),
                        error_text_of(row), tolerance_text(row), row.measure->confidence,
                        to_string(row.basis), markdown_mark(row));
  }
  const std::vector<std::string> lines = remarks(report);
  if (!lines.empty()) text += "\n";
  for (const std::string& line : lines) text += "- " + line + "\n";
  return text;
}

std::string validation_markdown(const std::vector<Report>& reports) {
  std::string text =
      "# Predictions beside published measurements\n\n"
      "`paretile validate --markdown` prints this file; `scripts/update_docs.sh` writes it anew. "
      "Each row is a number\nin a data file under `validation/`, with its source, and what the "
      "program answers when it is asked the same:\n"
      "`evaluate`, a mapping of the file; `map`, the optimum of a search; `chip`, the chip's own "
      "file. Nothing is\ntuned to a target: one cost model, one table per technology. What had "
      "to be fitted says so and is no\nprediction. A red row is further off than its tolerance and "
      "stays, with the reason.\n\n"
      "Confidence: A, the published number was read in its source; B, recalled, and consistent "
      "with numbers read;\nC, a hint. The error is relative, of a range to its nearer end, of "
      "shares in percentage points.\n\n";
  text += totals_text(reports);
  for (const Report& report : reports) text += "\n" + study_markdown(report);
  return text;
}

std::string validation_json(const std::vector<Report>& reports) {
  Json json = answer_of("validate");
  json["studies"] = Json::array();
  for (const Report& report : reports) {
    Json rows = Json::array();
    for (const Row& row : report.rows) rows.push_back(row_json(row));
    json["studies"].push_back({{"name", report.study->name},
                               {"title", report.study->title},
                               {"is_proven", report.is_proven},
                               {"rows", std::move(rows)}});
  }
  return to_text(json);
}

bool is_unexplained(const std::vector<Report>& reports) {
  return std::any_of(reports.begin(), reports.end(), [](const Report& report) {
    return std::any_of(report.rows.begin(), report.rows.end(),
                       [](const Row& row) { return is_red(row) && row.target->reason.empty(); });
  });
}

}  // namespace paretile::cli
