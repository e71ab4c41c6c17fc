// SPDX-License-Identifier: Apache-2.0
#include "explore/design.h"

#include <fmt/format.h>

#include <cmath>

#include "hw_specs/catalogue.h"

namespace paretile::explore {
namespace {

io::YamlValue scalar(std::string text, std::size_t put) {
  io::YamlValue value;
  value.kind = io::YamlValue::Kind::kScalar;
  value.text = std::move(text);
  value.line = kFirstPutLine + static_cast<int>(put);
  value.column = 1;
  return value;
}

std::optional<double> number_in(const io::YamlValue& tree, std::string_view path) {
  const io::FieldOrMistake found = io::find_field(tree, path);
  if (!found.field) return std::nullopt;
  const io::YamlValue* value = io::value_of(tree, *found.field);
  if (value == nullptr || !value->is_scalar()) return std::nullopt;
  const ParsedNumber parsed = parse_number(value->text, found.field->quantity);
  return parsed.ok ? std::optional(parsed.value) : std::nullopt;
}

Design chosen(const Sweep& sweep, std::int64_t id) {
  Design design;
  design.id = id;
  design.choice.resize(sweep.parameters.size());
  std::int64_t rest = id;
  for (std::size_t i = sweep.parameters.size(); i-- > 0;) {
    const auto count = static_cast<std::int64_t>(sweep.parameters[i].values.size());
    design.choice[i] = static_cast<std::size_t>(rest % count);
    rest /= count;
  }
  design.chip = static_cast<std::size_t>(rest);
  const BaseChip& chip = *sweep.chips[design.chip];
  design.tree = chip.document.root();
  for (std::size_t i = 0; i < sweep.parameters.size(); ++i) {
    const Setting& setting = sweep.parameters[i].values[design.choice[i]];
    for (const io::Field& field : chip.parameter_fields[i]) {
      io::set_value(design.tree, field, scalar(setting.text, i));
    }
  }
  return design;
}

std::string put_text(double value, const io::Field& field, std::string& mistake) {
  if (field.kind == io::Field::Kind::kWhole && (value != std::floor(value) || value > 0x1p53)) {
    mistake = fmt::format("comes to {}, but '{}' must be a whole number", value, field.path);
  }
  return fmt::format("{}", value);
}

}  // namespace

std::int64_t grid_size(const Sweep& sweep) {
  auto size = static_cast<double>(sweep.chips.size());
  for (const Parameter& parameter : sweep.parameters) {
    size *= static_cast<double>(parameter.values.size());
  }
  return size < 0x1p62 ? static_cast<std::int64_t>(size) : std::int64_t{1} << 62;
}

DesignOrMistake make_design(const Sweep& sweep, std::int64_t id) {
  Design design = chosen(sweep, id);
  const BaseChip& chip = *sweep.chips[design.chip];
  for (std::size_t i = 0; i < sweep.derived.size(); ++i) {
    Arithmetic made = evaluate_arithmetic(sweep.derived[i].expression, [&](std::string_view name) {
      return number_of(sweep, design, name);
    });
    if (!made.value) return {std::nullopt, i, std::move(made.mistake)};
    design.derived.push_back(*made.value);
    for (const io::Field& field : chip.derived_fields[i]) {
      std::string mistake;
      std::string text = put_text(*made.value, field, mistake);
      if (!mistake.empty()) return {std::nullopt, i, std::move(mistake)};
      io::set_value(design.tree, field, scalar(std::move(text), sweep.parameters.size() + i));
    }
  }
  return {std::move(design), 0, ""};
}

std::optional<double> number_of(const Sweep& sweep, const Design& design, std::string_view name,
                                const Architecture* architecture) {
  for (std::size_t i = 0; i < sweep.parameters.size(); ++i) {
    if (sweep.parameters[i].name == name)
      return sweep.parameters[i].values[design.choice[i]].number;
  }
  for (std::size_t i = 0; i < design.derived.size(); ++i) {
    if (sweep.derived[i].name == name) return design.derived[i];
  }
  if (architecture != nullptr) {
    if (name == "area_um2") return architecture->area_um2();
    if (name == "area_mm2") return architecture->area_um2() * 1e-6;
    if (name == "compute_units") return static_cast<double>(architecture->compute_instances());
  }
  return number_in(design.tree, name);
}

Architecture build(const Sweep& sweep, const Design& design) {
  io::YamlDocument document = sweep.chips[design.chip]->document;
  document.set_root(design.tree);
  return io::parse_architecture(document, hw_specs::find_table, hw_specs::technology);
}

}  // namespace paretile::explore
