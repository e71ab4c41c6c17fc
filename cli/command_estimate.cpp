// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "cli/catalogue.h"
#include "cli/commands.h"
#include "cli/json_text.h"
#include "cli/specs.h"
#include "cli/text_table.h"
#include "cli/usage_error.h"
#include "core/units.h"
#include "estimators/estimator.h"
#include "hw_specs/catalogue.h"

namespace paretile::cli {
namespace {

using estimators::Attribute;
using estimators::Estimate;
using estimators::Estimator;
using estimators::Query;

/// Architectures give some attributes in other ways; on the command line they are these.
const std::map<std::string, std::string, std::less<>> kDefaults = {
    {"width", "64 b"},
    {"input_format", "int8"},
    {"weight_format", "int8"},
    {"accumulator_format", "int32"},
};

std::string flag_name(std::string_view key) {
  std::string name = "--" + std::string(key);
  std::replace(name.begin(), name.end(), '_', '-');
  return name;
}

InputError flag_error(const std::string& flag, const std::string& message,
                      const std::string& hint) {
  return usage_error(fmt::format("{} of 'estimate': {}", flag, message), hint);
}

double read_quantity(const std::string& flag, const std::string& text, Quantity quantity) {
  const ParsedNumber number = parse_number(text, quantity);
  if (!number.ok) throw flag_error(flag, number.error, number.hint);
  if (number.value <= 0) throw flag_error(flag, "must be above 0, not '" + text + "'", "");
  return number.value;
}

/// The text of an attribute: given, or its default; empty if neither.
std::string attribute_text(const Arguments& arguments, const Attribute& attribute) {
  const std::string flag = flag_name(attribute.key);
  if (arguments.has(flag)) return arguments.text(flag);
  const auto fallback = kDefaults.find(attribute.key);
  return fallback == kDefaults.end() ? "" : fallback->second;
}

void add_attribute(const Arguments& arguments, const Attribute& attribute, Query& query) {
  const std::string flag = flag_name(attribute.key);
  const std::string text = attribute_text(arguments, attribute);
  const std::string key(attribute.key);
  if (text.empty()) {
    if (attribute.fallback != "required") return;
    throw usage_error(fmt::format("class '{}' needs {}", arguments.text("--class"), flag));
  }
  if (attribute.kind == Attribute::Kind::kText) {
    query.texts[key] = text;
    return;
  }
  query.numbers[key] = read_quantity(flag, text, attribute.quantity);
  const double number = query.numbers[key];
  if (attribute.kind == Attribute::Kind::kCount && number != std::floor(number)) {
    throw flag_error(flag, "must be a whole number, not '" + text + "'", "");
  }
}

/// A flag that belongs to other classes only would be ignored silently.
void refuse_foreign_flags(const Arguments& arguments, const Estimator& estimator) {
  for (const Estimator& other : estimators::estimators()) {
    for (const Attribute& attribute : other.attributes) {
      const auto is_same = [&](const Attribute& own) { return own.key == attribute.key; };
      const auto& own = estimator.attributes;
      const bool is_own = std::any_of(own.begin(), own.end(), is_same) ||
                          (attribute.key == "width" && estimator.part == estimators::Part::kFanout);
      if (is_own || !arguments.has(flag_name(attribute.key))) continue;
      throw usage_error(
          fmt::format("{} is not for class '{}'", flag_name(attribute.key), estimator.name));
    }
  }
}

Query read_query(const Arguments& arguments, const Estimator& estimator) {
  Query query;
  query.process.node_nm =
      read_quantity("--technology", arguments.text("--technology"), Quantity::kLength);
  if (arguments.has("--voltage")) {
    query.process.voltage_v =
        read_quantity("--voltage", arguments.text("--voltage"), Quantity::kVoltage);
  }
  if (arguments.text("--device") == "lp") query.process.device = estimators::Device::kLowPower;
  for (const Attribute& attribute : estimator.attributes) {
    add_attribute(arguments, attribute, query);
  }
  if (estimator.part == estimators::Part::kFanout) {
    add_attribute(arguments, {"width", Attribute::Kind::kQuantity, Quantity::kBits, "", ""}, query);
  }
  return query;
}

std::string subject(const Estimator& estimator, const Query& query) {
  std::string text = fmt::format("{} in {:g} nm", estimator.name, query.process.node_nm);
  for (const auto& [key, value] : query.numbers) {
    const auto row = std::find_if(estimator.attributes.begin(), estimator.attributes.end(),
                                  [&](const Attribute& each) { return each.key == key; });
    const Quantity quantity = row == estimator.attributes.end() ? Quantity::kBits : row->quantity;
    text += fmt::format(", {} {}", key, format_quantity(value, quantity));
  }
  for (const auto& [key, value] : query.texts) text += fmt::format(", {} {}", key, value);
  return text;
}

std::string text_of(const Estimate& estimate) {
  using Align = TextTable::Align;
  TextTable table(
      {{"number"}, {"value", Align::kRight}, {"error", Align::kRight}, {"conf."}, {"from"}});
  for (const estimators::Number& number : estimate.numbers) {
    table.add_row({number.name, format_quantity(number.value, number.quantity),
                   error_text(number.error), number.confidence, number.from});
  }
  return table.str();
}

std::string json_of(const Estimator& estimator, const Query& query, const Estimate& estimate) {
  Json json = answer_of("estimate");
  json["class"] = estimator.name;
  json["technology_nm"] = query.process.node_nm;
  json["device"] = to_string(query.process.device);
  json["numbers"] = Json::array();
  for (const estimators::Number& number : estimate.numbers) {
    json["numbers"].push_back({{"number", number.name},
                               {"value", number.value},
                               {"error", number.error ? Json(*number.error) : Json()},
                               {"confidence", number.confidence},
                               {"from", number.from}});
  }
  json["cautions"] = estimate.cautions;
  return to_text(json);
}

Outcome run_estimate(const Arguments& arguments, const Context& /*context*/) {
  const Estimator& estimator = *estimators::find_estimator(arguments.text("--class"));
  refuse_foreign_flags(arguments, estimator);
  const Query query = read_query(arguments, estimator);
  const Estimate estimate = estimator.estimate(query, hw_specs::technology());
  if (!estimate.problems.empty()) {
    const estimators::Problem& problem = estimate.problems.front();
    throw flag_error(flag_name(problem.key), problem.message, problem.hint);
  }
  const std::string text = fmt::format("{}\n\n{}{}", subject(estimator, query), text_of(estimate),
                                       cautions_text(estimate.cautions));
  return {kDone, text, json_of(estimator, query, estimate)};
}

std::vector<Flag> attribute_flags() {
  std::vector<Flag> flags;
  for (const Estimator& estimator : estimators::estimators()) {
    for (const Attribute& attribute : estimator.attributes) {
      const std::string name = flag_name(attribute.key);
      const auto is_same = [&](const Flag& flag) { return flag.name == name; };
      const auto known = std::find_if(flags.begin(), flags.end(), is_same);
      if (known != flags.end()) continue;
      std::string help(attribute.help);
      const auto fallback = kDefaults.find(attribute.key);
      if (fallback != kDefaults.end()) help += fmt::format("; {} if not given", fallback->second);
      flags.push_back({.name = name,
                       .value = attribute.kind == Attribute::Kind::kText ? "NAME" : "SIZE",
                       .help = help});
    }
  }
  return flags;
}

}  // namespace

Command estimate_command() {
  std::vector<Flag> flags = {{.name = "--class",
                              .kind = Flag::Kind::kChoice,
                              .value = "CLASS",
                              .help = "kind of component",
                              .required = true,
                              .choices = estimators::estimator_names()},
                             {.name = "--technology",
                              .value = "NODE",
                              .help = "node, such as '28 nm'",
                              .fallback = "45nm"},
                             {.name = "--voltage",
                              .value = "VOLTAGE",
                              .help = "supply; the nominal one of the node if not given"},
                             {.name = "--device",
                              .kind = Flag::Kind::kChoice,
                              .value = "DEVICE",
                              .help = "transistors: high performance or low standby power",
                              .fallback = "hp",
                              .choices = {"hp", "lp"}}};
  for (Flag& flag : attribute_flags()) flags.push_back(std::move(flag));
  return {.name = "estimate",
          .summary = "energy, leakage and area of a component from technology tables, with sources",
          .flags = std::move(flags),
          .example = example_of("estimate"),
          .run = run_estimate};
}

}  // namespace paretile::cli
