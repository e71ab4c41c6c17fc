// SPDX-License-Identifier: Apache-2.0
#include "cli/inputs.h"

#include <algorithm>

#include "cli/usage_error.h"
#include "core/io/load.h"
#include "core/operators.h"
#include "hw_specs/catalogue.h"
#include "workloads/catalogue.h"

namespace paretile::cli {
namespace {

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

ChipAndWorkload load_chip_and_workload(const Arguments& arguments) {
  Architecture architecture = hw_specs::load_architecture(arguments.text("--arch"));
  Workload workload =
      with_precision(workloads::load_workload(arguments.text("--workload")), architecture);
  return {std::move(architecture), std::move(workload)};
}

Case load_case(const Arguments& arguments) {
  Case loaded;
  loaded.options = model_options(arguments);
  ChipAndWorkload pair = load_chip_and_workload(arguments);
  loaded.architecture = std::move(pair.architecture);
  loaded.workload = std::move(pair.workload);
  loaded.layer = chosen_layer(loaded.workload, arguments);
  const std::string file = arguments.text("--mapping");
  loaded.mapping =
      io::load_mapping(io::read_file(file), file, loaded.layer.problem, loaded.architecture);
  return loaded;
}

}  // namespace paretile::cli
