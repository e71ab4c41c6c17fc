// SPDX-License-Identifier: Apache-2.0
#include "cli/inputs.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "cli/foreign_inputs.h"
#include "cli/loads.h"
#include "cli/usage_error.h"
#include "core/io/load.h"
#include "core/operators.h"
#include "hw_specs/catalogue.h"
#include "workloads/catalogue.h"

namespace paretile::cli {
namespace {

std::optional<ChipAndWorkload> attempt_chip_and_workload(Loads& loads, const InputNames& named) {
  std::optional<Architecture> architecture =
      loads.attempt([&] { return hw_specs::load_architecture(named.architecture); });
  std::optional<Workload> workload = loads.attempt([&] {
    Workload loaded = workloads::load_workload(named.workload);
    if (named.layer) (void)find_layer(loaded, *named.layer);
    return loaded;
  });
  if (!architecture || !workload) return std::nullopt;
  return ChipAndWorkload{std::move(*architecture), std::move(*workload)};
}

/// The chip decides the bits of what it computes.
ChipAndWorkload fitted(ChipAndWorkload pair) {
  pair.workload = with_precision(std::move(pair.workload), pair.architecture);
  return pair;
}

/// The only layer of a workload, or the one --layer names.
const Layer& chosen_layer(const Workload& workload, const Arguments& arguments) {
  if (arguments.has("--layer")) return find_layer(workload, arguments.text("--layer"));
  if (workload.layers.size() == 1) return workload.layers.front();
  std::string names;
  for (const Layer& layer : workload.layers) {
    names += (names.empty() ? "" : ", ") + layer.name;
  }
  throw usage_error("workload '" + workload.name + "' has " +
                        std::to_string(workload.layers.size()) +
                        " layers and a mapping is of one: give --layer NAME",
                    "one of: " + names);
}

}  // namespace

Flag arch_flag() {
  return {.name = "--arch",
          .value = "NAME|FILE",
          .help = "a shipped architecture or a YAML file of your own",
          .required = true};
}

Flag workload_flag() {
  return {.name = "--workload",
          .value = "NAME|FILE",
          .help = "a shipped network or a YAML file of your own",
          .required = true};
}

Flag layer_flag() {
  return {.name = "--layer", .value = "NAME", .help = "only this layer of the workload"};
}

Flag mapping_flag() {
  return {.name = "--mapping",
          .value = "FILE",
          .help = "the loop nest: indented text or YAML",
          .required = true};
}

Flag or_instead(Flag flag, const std::string& instead) {
  flag.instead.push_back(instead);
  return flag;
}

Flag footprint_flag() {
  return {.name = "--footprint",
          .kind = Flag::Kind::kChoice,
          .value = "WHICH",
          .help = "words of a tile with holes: those used, or the box around them (Timeloop)",
          .fallback = "exact",
          .choices = {"exact", "box"}};
}

Flag drains_flag() {
  return {.name = "--drains",
          .kind = Flag::Kind::kChoice,
          .value = "WHICH",
          .help = "whether reading outputs to send them outward costs anything (Timeloop: free)",
          .fallback = "counted",
          .choices = {"counted", "free"}};
}

cost_model::Options model_options(const Arguments& arguments) {
  cost_model::Options options;
  if (arguments.text("--footprint") == "box") options.footprint = cost_model::Footprint::kBox;
  if (arguments.text("--drains") == "free") options.drains = cost_model::Drains::kFree;
  return options;
}

const Layer& find_layer(const Workload& workload, const std::string& name) {
  const auto found = std::find_if(workload.layers.begin(), workload.layers.end(),
                                  [&](const Layer& layer) { return layer.name == name; });
  if (found != workload.layers.end()) return *found;
  std::vector<std::string> names;
  for (const Layer& layer : workload.layers) names.push_back(layer.name);
  throw usage_error("workload '" + workload.name + "' has no layer '" + name + "'",
                    suggestion(name, names));
}

std::int64_t macs_per_run(const Layer& layer) { return macs(layer) / layer.repeat; }

InputNames input_names(const Arguments& arguments) {
  InputNames named;
  if (const ForeignTool* tool = given_tool(arguments)) {
    named.tool = tool->name;
    named.files = arguments.files(tool->flag.name);
  } else {
    named.architecture = arguments.text("--arch");
    named.workload = arguments.text("--workload");
  }
  if (arguments.has("--layer")) named.layer = arguments.text("--layer");
  return named;
}

ChipAndWorkload load_named(const InputNames& named) {
  if (!named.tool.empty()) return load_foreign_search(named);
  Loads loads;
  std::optional<ChipAndWorkload> pair = attempt_chip_and_workload(loads, named);
  loads.throw_if_any();
  if (named.layer) {
    Layer layer = find_layer(pair->workload, *named.layer);
    layer.inputs.clear();  // its producers are not part of the run
    pair->workload.layers = {std::move(layer)};
  }
  return fitted(std::move(*pair));
}

std::vector<std::string> shipped_chips() {
  std::vector<std::string> names;
  for (const io::ShippedFile& file : hw_specs::shipped_architectures()) {
    names.emplace_back(file.name);
  }
  return names;
}

std::vector<std::string> listed(const std::string& names) {
  std::vector<std::string> list;
  for (std::size_t at = 0; at <= names.size();) {
    const std::size_t comma = std::min(names.find(',', at), names.size());
    if (comma > at) list.push_back(names.substr(at, comma - at));
    at = comma + 1;
  }
  return list;
}

std::vector<Architecture> load_architectures(const std::vector<std::string>& names, Loads& loads) {
  std::vector<Architecture> loaded;
  for (const std::string& name : names) {
    auto architecture = loads.attempt([&] { return hw_specs::load_architecture(name); });
    if (architecture) loaded.push_back(std::move(*architecture));
  }
  return loaded;
}

std::vector<Workload> load_workloads(const std::vector<std::string>& names, Loads& loads) {
  std::vector<Workload> loaded;
  for (const std::string& name : names) {
    auto workload = loads.attempt([&] { return workloads::load_workload(name); });
    if (workload) loaded.push_back(std::move(*workload));
  }
  return loaded;
}

Case load_case(const Arguments& arguments) {
  if (given_tool(arguments) != nullptr) return load_foreign_case(arguments);
  const std::string file = arguments.text("--mapping");
  Loads loads;
  std::optional<ChipAndWorkload> both = attempt_chip_and_workload(loads, input_names(arguments));
  const std::optional<std::string> text = loads.attempt([&] { return io::read_file(file); });
  loads.throw_if_any();
  ChipAndWorkload pair = fitted(std::move(*both));
  Case loaded;
  loaded.options = model_options(arguments);
  loaded.architecture = std::move(pair.architecture);
  loaded.workload = std::move(pair.workload);
  loaded.layer = chosen_layer(loaded.workload, arguments);
  loaded.mapping = io::load_mapping(*text, file, loaded.layer.problem, loaded.architecture);
  return loaded;
}

}  // namespace paretile::cli
