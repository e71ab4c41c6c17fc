// SPDX-License-Identifier: Apache-2.0
#include "core/io/estimate_reader.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/io/technology_table.h"

namespace paretile::io {
namespace {

using estimators::Attribute;
using estimators::Estimate;
using estimators::Estimator;
using estimators::Query;

/// Keys that every component of the kind has, whether or not it is estimated.
bool is_common_key(std::string_view key) { return key == "capacity"; }

/// With a class that is unknown, its keys are not the mistake.
void expect_all_attributes(YamlReader& reader, estimators::Part part) {
  for (const Estimator& estimator : estimators::estimators()) {
    if (estimator.part != part) continue;
    for (const Attribute& attribute : estimator.attributes) {
      reader.expect(Key(attribute.key, {}));
    }
  }
}

const Estimator* find_class(YamlReader& reader, const std::string& name, estimators::Part part) {
  const Estimator* estimator = estimators::find_estimator(name);
  if (estimator != nullptr && estimator->part == part) return estimator;
  const std::vector<std::string> names = estimators::estimator_names(part);
  const std::string message =
      estimator == nullptr
          ? fmt::format("{}: unknown class {}", reader.path_of("class"), quoted(name))
          : fmt::format("{}: class '{}' describes {}, not {}", reader.path_of("class"), name,
                        to_string(estimator->part), to_string(part));
  reader.document().error(*reader.value("class"), message,
                          estimator == nullptr ? suggestion(name, names)
                                               : fmt::format("one of: {}", fmt::join(names, ", ")));
  expect_all_attributes(reader, part);
  return nullptr;
}

void check_required(YamlReader& reader, const Estimator& estimator, const Query& query) {
  for (const Attribute& attribute : estimator.attributes) {
    const Key key(attribute.key, {});
    const bool is_known = query.numbers.contains(attribute.key) ||
                          query.texts.contains(attribute.key) || reader.has(key);
    if (attribute.fallback != "required" || is_known) continue;
    reader.error_at_key("class",
                        fmt::format("missing key '{}'{}", attribute.key, in_path(reader.path())),
                        fmt::format("class '{}' estimates from it", estimator.name));
  }
}

void report(YamlReader& reader, const Estimate& estimate) {
  for (const estimators::Problem& problem : estimate.problems) {
    const std::string key = reader.has(Key(problem.key.c_str())) ? problem.key : "class";
    const YamlValue* at = reader.value(Key(key.c_str()));
    if (at == nullptr) continue;  // empty: reported
    reader.document().error(*at, fmt::format("{}: {}", reader.path_of(key), problem.message),
                            problem.hint);
  }
}

}  // namespace

void read_attribute(YamlReader& reader, const Attribute& attribute, Query& query) {
  const Key key(attribute.key, {});
  const std::string name(attribute.key);
  if (attribute.kind == Attribute::Kind::kText) {
    if (const auto text = reader.text(key)) query.texts[name] = *text;
  } else if (attribute.kind == Attribute::Kind::kCount) {
    if (const auto count = reader.integer(key, kAtLeastOne)) {
      query.numbers[name] = static_cast<double>(*count);
    }
  } else if (const auto number = reader.quantity(key, attribute.quantity)) {
    query.numbers[name] = *number;
    if (*number > 0) return;
    reader.document().error(*reader.value(key),
                            fmt::format("{} must be above 0", reader.path_of(attribute.key)));
  }
}

Estimate read_estimate(YamlReader& reader, ComponentQuery query,
                       const TechnologyFinder& technology) {
  ClassChoice choice;
  read_rows(reader, class_keys(), choice);
  Query& known = query.known;
  if (choice.technology_nm > 0) known.process.node_nm = choice.technology_nm;
  if (choice.voltage_v > 0) known.process.voltage_v = choice.voltage_v;
  known.process.device = read_device(reader).value_or(known.process.device);
  if (choice.name.empty()) return {};

  const Estimator* estimator = find_class(reader, choice.name, query.part);
  if (estimator == nullptr) return {};
  const std::size_t mistakes = reader.document().num_errors();
  for (const Attribute& attribute : estimator->attributes) {
    if (!is_common_key(attribute.key)) read_attribute(reader, attribute, known);
  }
  check_required(reader, *estimator, known);
  const bool is_complete =
      reader.document().num_errors() == mistakes &&
      (!reader.has({"capacity", "capacity_bits"}) || known.number("capacity") > 0);
  if (!is_complete) return {};
  if (!technology || technology().tables.empty()) {
    reader.error_at_key(
        "class", fmt::format("{}: no technology tables to estimate from", reader.path_of("class")));
    return {};
  }
  Estimate estimate = estimator->estimate(known, technology());
  report(reader, estimate);
  return estimate;
}

}  // namespace paretile::io
