// SPDX-License-Identifier: Apache-2.0
#include "validation/case_reader.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/io/mapping_block.h"
#include "core/precision.h"
#include "core/units.h"
#include "validation/catalogue.h"

namespace paretile::validation {
namespace {

using io::Need;
using io::YamlReader;
using io::YamlValue;

const std::vector<std::string> kObjectives = {"energy", "latency", "edp"};
constexpr mapper::ObjectiveKind kObjectiveKinds[] = {
    mapper::ObjectiveKind::kEnergy, mapper::ObjectiveKind::kLatency, mapper::ObjectiveKind::kEdp};

/// Loads what a key names; a name that is none is reported at the key, a mistake in a file of the
/// user's own where it stands.
template <typename Load>
auto load_named(YamlReader& map, const char* key, const Load& load)
    -> std::optional<decltype(load(""))> {
  const std::optional<std::string> name = map.text(key);
  if (!name) return std::nullopt;
  try {
    return load(*name);
  } catch (const InputError& error) {
    const Diagnostic& first = error.diagnostics().front();
    const std::string where = first.location.line == 0
                                  ? first.location.file
                                  : fmt::format("{}:{}", first.location.file, first.location.line);
    map.document().error(*map.value(key), fmt::format("{}: {}", where, first.message), first.hint);
    return std::nullopt;
  }
}

}  // namespace

std::optional<std::size_t> find_case(const std::vector<Case>& cases, const std::string& name,
                                     const YamlValue& at, io::YamlDocument& document) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    if (cases[i].name == name) return i;
    names.push_back(cases[i].name);
  }
  document.error(at, fmt::format("no case is named {}", quoted(name)), suggestion(name, names));
  return std::nullopt;
}

CaseReader::CaseReader(io::YamlDocument& document, YamlReader& file)
    : document_(document),
      names_architecture_(file.has("architecture")),
      names_workload_(file.has("workload")) {
  architecture_ = read_architecture(file);
  workload_ = read_workload(file);
}

void CaseReader::read(YamlReader& entry) {
  Case made;
  made.name = entry.name("name", Need::kRequired).value_or("");
  const auto is_same = [&](const Case& other) { return other.name == made.name; };
  if (!made.name.empty() && std::any_of(cases_.begin(), cases_.end(), is_same)) {
    entry.error_at_key("name", fmt::format("a second case {}", quoted(made.name)));
  }
  if (entry.has("parts")) {
    read_parts(entry, made);
  } else {
    read_question(entry, made);
  }
  entry.finish();
  cases_.push_back(std::move(made));
}

void CaseReader::read_parts(YamlReader& entry, Case& made) {
  for (const auto& [name, at] : entry.texts("parts")) {
    const auto part = find_case(cases_, name, *at, document_);
    if (!part) continue;
    if (!made.parts.empty() && cases_[*part].architecture.name != made.architecture.name) {
      document_.error(*at, fmt::format("{} is of another chip", quoted(name)));
    }
    made.parts.push_back(*part);
    made.architecture = cases_[*part].architecture;
    made.basis = cases_[*part].basis;
  }
}

void CaseReader::read_question(YamlReader& entry, Case& made) {
  const bool has_own_chip = entry.has("architecture");
  const std::optional<Architecture> chip = has_own_chip ? read_architecture(entry) : architecture_;
  if (!has_own_chip && !names_architecture_) {
    entry.error(fmt::format("{} has no architecture", entry.path()));
  }
  if (chip) made.architecture = *chip;
  const bool is_asked = entry.has("mapping") || entry.has("objective");
  const bool has_own_workload = entry.has("workload");
  const std::optional<Workload> workload = has_own_workload ? read_workload(entry) : workload_;
  if (is_asked && !has_own_workload && !names_workload_) {
    entry.error(fmt::format("{} has no workload", entry.path()));
  }
  if (is_asked && workload) made.workload = with_precision(*workload, made.architecture);
  choose_layer(entry, made);
  read_densities(entry, made);
  if (entry.has("mapping")) {
    if (chip && !made.workload.layers.empty()) read_mapping(entry, made);
    entry.expect("mapping");
    return;
  }
  if (entry.has("objective")) {
    made.basis = Basis::kMap;
    made.objective = kObjectiveKinds[entry.choice("objective", kObjectives).value_or(0)];
    made.pad_percent = static_cast<int>(entry.integer("pad", {0, 100}).value_or(0));
  }
}

std::optional<Architecture> CaseReader::read_architecture(YamlReader& map) {
  return load_named(map, "architecture", [](const std::string& n) { return load_architecture(n); });
}

std::optional<Workload> CaseReader::read_workload(YamlReader& map) {
  return load_named(map, "workload", [](const std::string& n) { return load_workload(n); });
}

void CaseReader::choose_layer(YamlReader& entry, Case& made) {
  const std::optional<std::string> name = entry.text("layer");
  if (!name || made.workload.layers.empty()) return;
  std::vector<std::string> names;
  for (Layer& layer : made.workload.layers) {
    if (layer.name == *name) {
      Layer chosen = std::move(layer);
      made.workload.layers = {std::move(chosen)};
      return;
    }
    names.push_back(layer.name);
  }
  document_.error(*entry.value("layer"),
                  fmt::format("workload '{}' has no layer {}", made.workload.name, quoted(*name)),
                  suggestion(*name, names));
}

void CaseReader::read_densities(YamlReader& entry, Case& made) {
  std::optional<YamlReader> densities = entry.child("densities");
  if (!densities) return;
  for (std::size_t role = 0; role < kNumRoles; ++role) {
    const std::string key(to_string(static_cast<Role>(role)));
    made.densities[role] = densities->quantity(key.c_str(), paretile::Quantity::kCount);
    if (made.densities[role].value_or(0) <= 1) continue;
    densities->error_at_key(key, fmt::format("{} must be from 0 to 1", densities->path_of(key)));
  }
  densities->finish();
}

void CaseReader::read_mapping(YamlReader& entry, Case& made) {
  const YamlValue* block = entry.value("mapping");
  if (block == nullptr) return;
  if (made.workload.layers.size() > 1) {
    entry.error_at_key("mapping", fmt::format("{} needs a layer", entry.path()));
    return;
  }
  made.basis = Basis::kEvaluate;
  const std::size_t errors = document_.num_errors();
  io::check_mapping_block(*block, document_);
  if (document_.num_errors() > errors) return;
  try {
    made.mapping = io::parse_mapping_block(*block, document_, made.workload.layers.front().problem,
                                           made.architecture);
  } catch (const InputError& error) {
    mapping_mistakes_.insert(mapping_mistakes_.end(), error.diagnostics().begin(),
                             error.diagnostics().end());
  }
}

void CaseReader::throw_if_mappings_are_wrong() const {
  if (!mapping_mistakes_.empty()) throw InputError(mapping_mistakes_);
}

}  // namespace paretile::validation
