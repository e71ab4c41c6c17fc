// SPDX-License-Identifier: Apache-2.0
#include "core/units.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <span>
#include <vector>

#include "core/diagnostics.h"

namespace paretile {
namespace {

/// One unit: how it is written and how many base units it is.
struct Unit {
  std::string_view name;
  double factor;
  bool printed = true;  ///< used by format_quantity; units must then ascend
};

constexpr double kKibi = 1024.0;
constexpr Unit kBitUnits[] = {
    {"b", 1},
    {"Kib", kKibi, false},
    {"Mib", kKibi* kKibi, false},
    {"Gib", kKibi* kKibi* kKibi, false},
    {"kb", 1e3, false},
    {"Mb", 1e6, false},
    {"Gb", 1e9, false},
    {"kB", 8e3, false},
    {"MB", 8e6, false},
    {"GB", 8e9, false},
    {"B", 8},
    {"KiB", 8 * kKibi},
    {"MiB", 8 * kKibi* kKibi},
    {"GiB", 8 * kKibi* kKibi* kKibi},
};
constexpr Unit kEnergyUnits[] = {{"fJ", 1e-3}, {"pJ", 1},   {"nJ", 1e3},
                                 {"uJ", 1e6},  {"mJ", 1e9}, {"J", 1e12}};
constexpr Unit kFrequencyUnits[] = {{"Hz", 1}, {"kHz", 1e3}, {"MHz", 1e6}, {"GHz", 1e9}};
constexpr Unit kPowerUnits[] = {{"pW", 1e-12}, {"nW", 1e-9}, {"uW", 1e-6}, {"mW", 1e-3}, {"W", 1}};
constexpr Unit kAreaUnits[] = {{"um2", 1}, {"mm2", 1e6}};
constexpr Unit kOperationUnits[] = {
    {"OP", 1}, {"kOP", 1e3}, {"MOP", 1e6}, {"GOP", 1e9}, {"TOP", 1e12}};
constexpr Unit kTimeUnits[] = {{"ps", 1e-12}, {"ns", 1e-9}, {"us", 1e-6}, {"ms", 1e-3}, {"s", 1}};
constexpr Unit kLengthUnits[] = {{"nm", 1}, {"um", 1e3}, {"mm", 1e6}};
constexpr Unit kVoltageUnits[] = {{"mV", 1e-3, false}, {"V", 1}};

/// A bandwidth is written as bits or bytes per cycle (base) or per second.
constexpr std::string_view kPerCycle = "/cycle";
constexpr std::string_view kPerSecond = "/s";

std::span<const Unit> units_of(Quantity quantity) {
  switch (quantity) {
    case Quantity::kCount:
      return {};
    case Quantity::kBits:
      return kBitUnits;
    case Quantity::kEnergy:
      return kEnergyUnits;
    case Quantity::kFrequency:
      return kFrequencyUnits;
    case Quantity::kPower:
      return kPowerUnits;
    case Quantity::kArea:
      return kAreaUnits;
    case Quantity::kBandwidth:
      return kBitUnits;
    case Quantity::kTime:
      return kTimeUnits;
    case Quantity::kOperations:
      return kOperationUnits;
    case Quantity::kLength:
      return kLengthUnits;
    case Quantity::kVoltage:
      return kVoltageUnits;
  }
  return {};
}

std::string_view noun_of(Quantity quantity) {
  switch (quantity) {
    case Quantity::kCount:
      return "number";
    case Quantity::kBits:
      return "size";
    case Quantity::kEnergy:
      return "energy";
    case Quantity::kFrequency:
      return "frequency";
    case Quantity::kPower:
      return "power";
    case Quantity::kArea:
      return "area";
    case Quantity::kBandwidth:
      return "bandwidth";
    case Quantity::kTime:
      return "time";
    case Quantity::kOperations:
      return "operation count";
    case Quantity::kLength:
      return "length";
    case Quantity::kVoltage:
      return "voltage";
  }
  return "";
}

std::string_view article_of(Quantity quantity) {
  const bool vowel = std::string_view("aeiou").find(noun_of(quantity)[0]) != std::string_view::npos;
  return vowel ? "an" : "a";
}

std::vector<std::string> unit_names(Quantity quantity) {
  std::vector<std::string> names;
  for (const Unit& unit : units_of(quantity)) {
    names.emplace_back(unit.name);
    if (quantity == Quantity::kBandwidth) names.back() += kPerCycle;
  }
  if (quantity == Quantity::kBandwidth) names.emplace_back("GB/s");
  return names;
}

ParsedNumber failure(std::string error, std::string hint) {
  return {false, 0, std::move(error), std::move(hint)};
}

std::string_view trim(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::optional<double> factor_of(std::string_view unit, std::span<const Unit> units) {
  for (const Unit& known : units) {
    if (known.name == unit) return known.factor;
  }
  return std::nullopt;
}

/// Base units in one `unit`; nullopt when the quantity does not know it.
std::optional<double> resolve_unit(std::string_view unit, Quantity quantity, double clock_hz) {
  double per = 1;
  if (quantity == Quantity::kBandwidth) {
    if (unit.ends_with(kPerCycle)) {
      unit.remove_suffix(kPerCycle.size());
    } else if (unit.ends_with(kPerSecond)) {
      unit.remove_suffix(kPerSecond.size());
      per = clock_hz;
    } else {
      return std::nullopt;
    }
  }
  const std::optional<double> factor = factor_of(unit, units_of(quantity));
  if (!factor) return std::nullopt;
  return *factor / per;
}

ParsedNumber unit_failure(std::string_view unit, Quantity quantity) {
  if (quantity == Quantity::kCount) {
    return failure(fmt::format("unexpected {} after the number", quoted(unit)),
                   "write a plain number without a unit");
  }
  return failure(fmt::format("{} is not a unit of {}", quoted(unit), noun_of(quantity)),
                 suggestion(unit, unit_names(quantity)));
}

/// No "inf", "nan" or sign alone: a digit, or a point, must come first.
bool starts_like_number(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  return !text.empty() && ((text[0] >= '0' && text[0] <= '9') || text[0] == '.');
}

std::string example_of(Quantity quantity) {
  if (quantity == Quantity::kCount) return "for example 16";
  std::string_view base;
  for (const Unit& unit : units_of(quantity)) {
    if (unit.factor == 1) base = unit.name;
  }
  return fmt::format("for example '16 {}{}'", base,
                     quantity == Quantity::kBandwidth ? kPerCycle : "");
}

/// The unit that shows a value with the fewest digits before the point.
const Unit& printed_unit(double value, std::span<const Unit> units) {
  auto best = std::find_if(units.begin(), units.end(), [](const Unit& u) { return u.printed; });
  for (auto unit = best; unit != units.end(); ++unit) {
    const bool reaches = value == 0 ? unit->factor <= 1 : std::abs(value) >= unit->factor;
    if (unit->printed && reaches) best = unit;
  }
  return *best;
}

/// Three significant digits, but all digits before the point and none of a whole number lost.
std::string short_number(double value) {
  const bool whole = value == std::round(value) && std::abs(value) < 1e15;
  if (whole || (std::abs(value) >= 100 && std::abs(value) < 1e15)) {
    return fmt::format("{:.0f}", value);
  }
  return fmt::format("{:.3g}", value);
}

}  // namespace

ParsedNumber parse_number(std::string_view text, Quantity quantity, double clock_hz) {
  text = trim(text);
  double value = 0;
  const char* end = text.data() + text.size();
  const auto [rest, status] = std::from_chars(text.data(), end, value);
  if (!starts_like_number(text) || status == std::errc::invalid_argument) {
    return failure(
        fmt::format("{} is not {} {}", quoted(text), article_of(quantity), noun_of(quantity)),
        example_of(quantity));
  }
  const std::string_view unit = trim(std::string_view(rest, static_cast<std::size_t>(end - rest)));
  if (!unit.empty()) {
    if (quantity == Quantity::kBandwidth && unit.ends_with(kPerSecond) && clock_hz <= 0) {
      return failure("a bandwidth per second needs a clock", "give 'clock', or write b/cycle");
    }
    const std::optional<double> factor = resolve_unit(unit, quantity, clock_hz);
    if (!factor) return unit_failure(unit, quantity);
    value *= *factor;
  }
  if (status == std::errc::result_out_of_range || !std::isfinite(value)) {
    return failure(fmt::format("{} is beyond what a number can hold", quoted(text)), {});
  }
  return {true, value, {}, {}};
}

std::string format_quantity(double value, Quantity quantity) {
  if (quantity == Quantity::kCount) return short_number(value);
  if (quantity == Quantity::kBandwidth) return short_number(value) + " b/cycle";
  // Bits stay bits up to a kibibit: a 64-bit word is not "8 B" to its designer.
  if (quantity == Quantity::kBits && value < kKibi) return short_number(value) + " b";
  const Unit& unit = printed_unit(value, units_of(quantity));
  return fmt::format("{} {}", short_number(value / unit.factor), unit.name);
}

std::string exact_quantity(double value, Quantity quantity) {
  if (quantity == Quantity::kCount) return fmt::format("{}", value);
  if (quantity == Quantity::kBandwidth) return fmt::format("{} b/cycle", value);
  std::string shortest;
  for (const Unit& unit : units_of(quantity)) {
    const bool is_word = quantity == Quantity::kBits && value < kKibi;
    if (unit.factor != 1 && (is_word || value == 0 || !unit.printed)) continue;
    const std::string text = fmt::format("{} {}", value / unit.factor, unit.name);
    const bool is_shorter = shortest.empty() || text.size() < shortest.size();
    if (is_shorter && parse_number(text, quantity).value == value) shortest = text;
  }
  return shortest;
}

}  // namespace paretile
