// SPDX-License-Identifier: Apache-2.0
#include "explore/sweep_expressions.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/arithmetic.h"
#include "core/diagnostics.h"
#include "core/io/field_path.h"

namespace paretile::explore {
namespace {

/// What is wrong with a name, and what to write instead.
struct NameMistake {
  std::string message;
  std::string hint;
};

template <typename Named>
const Named* find_by_name(const std::vector<Named>& list, const std::string& name) {
  const auto found =
      std::find_if(list.begin(), list.end(), [&](const Named& one) { return one.name == name; });
  return found == list.end() ? nullptr : &*found;
}

/// Nothing if every chip has that field, and it is a number.
NameMistake mistake_of_path(const Sweep& sweep, const std::string& path) {
  for (const auto& chip : sweep.chips) {
    io::FieldOrMistake found = io::find_field(chip->document.root(), path);
    if (!found.field) {
      return {fmt::format("'{}': {} has no such field: {}", path, chip->name, found.message),
              found.hint};
    }
    if (found.field->kind == io::Field::Kind::kText) return {"'" + path + "' is no number", ""};
  }
  return {};
}

NameMistake mistake_of(const Sweep& sweep, const std::string& name, bool is_of_chip) {
  if (const Parameter* parameter = find_by_name(sweep.parameters, name)) {
    const bool is_number = std::all_of(parameter->values.begin(), parameter->values.end(),
                                       [](const Setting& value) { return value.number; });
    if (is_number) return {};
    return {"'" + name + "' is no number", "some of its values are words, or depend on the clock"};
  }
  const std::vector<std::string>& own = names_of_chips();
  const bool is_own = std::find(own.begin(), own.end(), name) != own.end();
  if (find_by_name(sweep.derived, name) != nullptr || (is_of_chip && is_own)) return {};
  NameMistake of_path = mistake_of_path(sweep, name);
  if (of_path.message.empty() || name.find('.') != std::string::npos) return of_path;
  std::vector<std::string> known;
  for (const Parameter& parameter : sweep.parameters) known.push_back(parameter.name);
  for (const Derived& derived : sweep.derived) known.push_back(derived.name);
  if (is_of_chip) known.insert(known.end(), own.begin(), own.end());
  return {"unknown name " + quoted(name), suggestion(name, known)};
}

/// Where a scalar's text begins in its line: behind a quote, if there is one.
std::size_t text_begin(std::string_view line, const io::YamlValue& scalar) {
  std::size_t begin = 0;
  for (int column = 1; column < scalar.column && begin < line.size(); ++column) {
    ++begin;
    while (begin < line.size() && (static_cast<unsigned char>(line[begin]) & 0xC0U) == 0x80U) {
      ++begin;
    }
  }
  const bool is_quoted = begin < line.size() && (line[begin] == '"' || line[begin] == '\'');
  return begin + (is_quoted ? 1 : 0);
}

}  // namespace

const std::vector<std::string>& names_of_chips() {
  static const std::vector<std::string> names = {"area_um2", "area_mm2", "compute_units"};
  return names;
}

const std::vector<std::string>& names_of_results() {
  static const std::vector<std::string> names = {
      "design",        "architecture", "energy_pj",       "latency_cycles",        "latency_s",
      "edp_pj_cycles", "power_w",      "runs_per_second", "operations_per_second", "tops_per_w",
      "proof",         "reason"};
  return names;
}

io::YamlValue at_byte(const io::YamlDocument& document, const io::YamlValue& scalar,
                      std::size_t byte) {
  const std::string_view line = document.sink().line(scalar.line);
  const std::size_t begin = text_begin(line, scalar);
  io::YamlValue place = scalar;
  if (line.substr(std::min(begin, line.size()), scalar.text.size()) != scalar.text) return place;
  place.column = document.sink().column_of_byte(scalar.line, begin + byte);
  return place;
}

bool check_expression(const Sweep& sweep, const Expression& expression, const std::string& hint,
                      io::YamlDocument& document) {
  bool is_well = true;
  for (const NamePlace& name : names_in_arithmetic(expression.text)) {
    NameMistake mistake = mistake_of(sweep, name.name, expression.is_of_chip);
    if (mistake.message.empty()) continue;
    is_well = false;
    document.error(at_byte(document, *expression.at, expression.begin + name.at),
                   std::move(mistake.message), std::move(mistake.hint));
  }
  if (!is_well) return false;
  const Arithmetic tried =
      evaluate_arithmetic(expression.text, [](std::string_view) { return 1.5; });
  if (tried.value || tried.is_of_numbers) return true;
  document.error(at_byte(document, *expression.at, expression.begin + tried.at), tried.mistake,
                 hint);
  return false;
}

}  // namespace paretile::explore
