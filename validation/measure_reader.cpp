// SPDX-License-Identifier: Apache-2.0
#include "validation/measure_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "core/units.h"
#include "validation/case_reader.h"

namespace paretile::validation {
namespace {

using io::Need;
using io::YamlReader;
using io::YamlValue;

const std::vector<std::string> kConfidences = {"A", "B", "C"};
const std::vector<std::string> kEncodings = {"run_length"};
constexpr std::string_view kTo = " to ";
constexpr std::string_view kAtLeast = "at least ";
constexpr double kPercent = 0.01;

std::vector<std::string> quantity_names() {
  std::vector<std::string> names;
  for (const Quantity& row : quantities()) names.emplace_back(row.name);
  return names;
}

/// "18.5 MB" -> "18.5", "MB".
std::pair<std::string_view, std::string_view> split_unit(std::string_view text) {
  const std::size_t end = text.find_last_of("0123456789.") + 1;
  const std::size_t unit = text.find_first_not_of(' ', end);
  return {text.substr(0, end), unit == std::string_view::npos ? "" : text.substr(unit)};
}

}  // namespace

Measure MeasureReader::read() {
  made_.name = entry_.name("name", Need::kRequired).value_or("");
  made_.source = entry_.name("source").value_or(study_.source);
  const auto confidence = entry_.choice("confidence", kConfidences, Need::kRequired);
  made_.confidence = kConfidences[confidence.value_or(0)];
  made_.is_compressed = entry_.choice("encoding", kEncodings).has_value();
  if (const auto divisor = entry_.text("relative_to")) {
    made_.relative_to = find_case(study_.cases, *divisor, *entry_.value("relative_to"), document_);
  }
  read_quantity();
  read_tolerance();
  read_targets();
  read_reasons();
  read_ramp_up();
  check_places();
  entry_.finish();
  return std::move(made_);
}

void MeasureReader::read_quantity() {
  const std::vector<std::string> names = quantity_names();
  const auto row = entry_.choice("quantity", names, Need::kRequired);
  if (row) made_.quantity = &quantities()[*row];
}

void MeasureReader::read_tolerance() {
  const std::optional<std::string> text = entry_.text("within", Need::kRequired);
  if (!text) return;
  const auto [number, unit] = split_unit(*text);
  const ParsedNumber parsed = parse_number(number, paretile::Quantity::kCount);
  made_.within.is_points = unit == "points";
  made_.within.limit = made_.within.is_points ? parsed.value : parsed.value * kPercent;
  if (parsed.ok && (unit == "%" || unit == "points")) return;
  document_.error(*entry_.value("within"),
                  fmt::format("{} must be a percentage or points of one, not {}",
                              entry_.path_of("within"), quoted(*text)),
                  "for example '3 %' or '7 points'");
}

void MeasureReader::read_targets() {
  std::optional<YamlReader> published = entry_.child("published", Need::kRequired);
  if (!published) return;
  for (const YamlReader::Entry& item : published->entries()) {
    const auto of_case = find_case(study_.cases, item.key, *item.key_value, document_);
    const std::optional<Published> number = to_published(*item.value);
    if (!of_case || !number) continue;
    made_.targets.push_back({*of_case, *number, {}});
    check_case(made_.targets.back(), *item.key_value);
  }
}

void MeasureReader::check_case(const Target& target, const YamlValue& at) {
  const Case& asked = study_.cases[target.of_case];
  if (made_.quantity == nullptr || made_.quantity->is_of_chip || asked.basis != Basis::kChip) {
    return;
  }
  document_.error(at, fmt::format("{} needs a mapping: case {} has neither mapping nor objective",
                                  made_.quantity->name, quoted(asked.name)));
}

std::optional<double> MeasureReader::to_number(std::string_view text, const YamlValue& at,
                                               Unit& unit) {
  const auto [number, name] = split_unit(text);
  const auto units = made_.quantity->units;
  const auto plain = std::span<const Unit>(units).first(made_.relative_to ? 0 : units.size());
  const auto known = std::find_if(plain.begin(), plain.end(),
                                  [&, word = name](const Unit& row) { return row.name == word; });
  const ParsedNumber parsed = parse_number(number, paretile::Quantity::kCount);
  if (!parsed.ok) {
    document_.error(at, parsed.error, parsed.hint);
    return std::nullopt;
  }
  if (known != plain.end()) {
    unit = *known;
  } else if (!(made_.relative_to && name.empty())) {
    std::vector<std::string> names;
    for (const Unit& row : plain) names.emplace_back(row.name);
    document_.error(at, fmt::format("{} is no unit of {}", quoted(name), made_.quantity->name),
                    made_.relative_to ? "a ratio has none" : suggestion(name, names));
    return std::nullopt;
  }
  return parsed.value;
}

std::optional<Published> MeasureReader::to_published(const YamlValue& value) {
  const auto text = io::to_text(document_, value, entry_.path_of("published"));
  if (!text || made_.quantity == nullptr) return std::nullopt;
  Published made;
  made.text = *text;
  const std::size_t to = text->find(kTo);
  const bool is_open = text->starts_with(kAtLeast);
  const std::size_t start = is_open ? kAtLeast.size() : to + kTo.size();
  const std::string_view last =
      std::string_view(*text).substr(!is_open && to == std::string::npos ? 0 : start);
  const std::optional<double> high = to_number(last, value, made.unit);
  if (!high) return std::nullopt;
  made.high = is_open ? std::numeric_limits<double>::infinity() : *high;
  made.low = *high;
  if (to != std::string::npos) {
    const ParsedNumber low = parse_number(text->substr(0, to), paretile::Quantity::kCount);
    if (!low.ok) document_.error(value, low.error, low.hint);
    made.low = low.value;
  }
  if (made.low > made.high || made.high <= 0) {
    document_.error(value, fmt::format("{} is not above 0, or no range", quoted(*text)));
  }
  return made;
}

void MeasureReader::read_reasons() {
  std::optional<YamlReader> reasons = entry_.child("reasons");
  if (!reasons) return;
  for (const YamlReader::Entry& item : reasons->entries()) {
    const auto of_case = find_case(study_.cases, item.key, *item.key_value, document_);
    const auto text = io::to_text(document_, *item.value, reasons->path_of(item.key));
    if (!of_case || !text) continue;
    const auto target = std::find_if(made_.targets.begin(), made_.targets.end(),
                                     [&](const Target& each) { return each.of_case == *of_case; });
    if (target == made_.targets.end()) {
      document_.error(*item.key_value,
                      fmt::format("nothing is published here for {}", quoted(item.key)));
    } else {
      target->reason = *text;
    }
  }
}

void MeasureReader::read_ramp_up() {
  std::optional<YamlReader> map = entry_.child("ramp_up");
  if (!map) return;
  RampUp made;
  made.per = map->text("per", Need::kRequired).value_or("");
  const auto fitted_to = map->text("fitted_to", Need::kRequired);
  if (!made.per.empty()) check_place(made.per, *map->value("per"), PlaceUse::kTraffic);
  if (fitted_to) {
    const YamlValue& at = *map->value("fitted_to");
    const auto of_case = find_case(study_.cases, *fitted_to, at, document_);
    const auto is_published = [&](const Target& each) { return each.of_case == of_case; };
    if (of_case && std::none_of(made_.targets.begin(), made_.targets.end(), is_published)) {
      document_.error(at, fmt::format("nothing is published here for {}", quoted(*fitted_to)));
    }
    made.fitted_to = of_case.value_or(0);
  }
  if (made_.quantity != nullptr && made_.quantity->name != "time") {
    entry_.error_at_key("ramp_up", "only a time has a ramp-up");
  }
  if (made_.relative_to) entry_.error_at_key("ramp_up", "a ratio has no ramp-up");
  map->finish();
  made_.ramp_up = made;
}

void MeasureReader::check_place(const std::string& text, const YamlValue& at, PlaceUse use) {
  for (const Target& target : made_.targets) {
    const ParsedPlace parsed = parse_place(text, study_.cases[target.of_case].architecture);
    const std::string mistake = parsed.place ? mistake_in(*parsed.place, use) : "";
    if (!parsed.place) document_.error(at, parsed.message, parsed.hint);
    if (!mistake.empty()) {
      document_.error(at, fmt::format("{} {}: {}", made_.quantity->name, mistake, quoted(text)));
    }
    if (!parsed.place || !mistake.empty()) return;
  }
}

void MeasureReader::check_places() {
  const std::vector<YamlReader::Text> places = entry_.texts("of");
  for (const auto& [text, at] : places) {
    made_.places.push_back(text);
    if (made_.quantity != nullptr) check_place(text, *at, made_.quantity->places);
  }
  if (made_.quantity == nullptr || !places.empty()) return;
  const PlaceUse use = made_.quantity->places;
  if (use == PlaceUse::kTraffic || use == PlaceUse::kAccess ||
      made_.quantity->name == "energy_share") {
    entry_.error(fmt::format("{} of {} needs 'of'", made_.quantity->name, entry_.path()));
  }
}

}  // namespace paretile::validation
