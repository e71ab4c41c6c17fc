// SPDX-License-Identifier: Apache-2.0
#include "cli/side_by_side_report.h"

#include <fmt/format.h>

#include <cmath>

#include "cli/foreign_inputs.h"
#include "cli/json_text.h"
#include "cli/report.h"
#include "cli/result_json.h"
#include "cli/text_table.h"

namespace paretile::cli {
namespace {

using interop::ComparedNumber;
using interop::SideBySide;
using interop::Standing;

/// "energy_pj" -> "energy, pJ".
std::string words_of(std::string what) {
  for (char& c : what) c = c == '_' ? ' ' : c;
  for (const auto& [ending, unit] :
       {std::pair(" pj", ", pJ"), std::pair(" uj", ", uJ"), std::pair(" cycles", ", cycles")}) {
    if (!what.ends_with(ending)) continue;
    return what.substr(0, what.size() - std::string_view(ending).size()) + unit;
  }
  return what;
}

std::string number_text(double number) {
  constexpr double kMost = 1e15;  ///< beyond, not every integer is a double
  if (number == std::floor(number) && number < kMost) {
    return with_commas(static_cast<std::int64_t>(number));
  }
  return fmt::format("{:.6g}", number);
}

std::string verdict_text(const ComparedNumber& number) {
  if (number.conventions.empty()) return std::string(to_string(number.standing));
  return fmt::format("{}", fmt::join(number.conventions, ", "));
}

Json number_json(const ComparedNumber& number) {
  return {{"level", number.level.empty() ? Json() : Json(number.level)},
          {"tensor", number.tensor.empty() ? Json() : Json(number.tensor)},
          {"number", number.what},
          {"theirs", number.theirs},
          {"ours", number.ours},
          {"standing", to_string(number.standing)},
          {"conventions", number.conventions}};
}

}  // namespace

std::string side_by_side_text(const Case& given, const SideBySide& compared) {
  TextTable table({{"level"},
                   {"tensor"},
                   {"number"},
                   {compared.tool, TextTable::Align::kRight},
                   {"Paretile", TextTable::Align::kRight},
                   {""}});
  for (const ComparedNumber& number : compared.numbers) {
    if (number.theirs == 0 && number.ours == 0) continue;
    table.add_row({number.level, number.tensor, words_of(number.what), number_text(number.theirs),
                   number_text(number.ours), verdict_text(number)});
  }
  std::string text =
      fmt::format("{}, as {} printed it\n\n{}\n{}: {} equal, {} explained, {} unexplained\n",
                  title(given), compared.tool, table.str(),
                  counted(static_cast<std::int64_t>(compared.numbers.size()), "number"),
                  compared.num(Standing::kEqual), compared.num(Standing::kExplained),
                  compared.num(Standing::kUnexplained));
  for (const std::string& note : compared.notes) text += note + "\n";
  return text + remarks_text(given.read_from);
}

std::string side_by_side_json(const Case& given, const SideBySide& compared) {
  Json json = answer_of("compare");
  json["tool"] = compared.tool;
  json["architecture"] = given.architecture.name;
  json["layer"] = given.layer.name;
  json["equal"] = compared.num(Standing::kEqual);
  json["explained"] = compared.num(Standing::kExplained);
  json["unexplained"] = compared.num(Standing::kUnexplained);
  json["notes"] = compared.notes;
  json["numbers"] = Json::array();
  for (const ComparedNumber& number : compared.numbers) {
    json["numbers"].push_back(number_json(number));
  }
  json["read_from"] = read_from_json(given.read_from);
  return to_text(json);
}

}  // namespace paretile::cli
