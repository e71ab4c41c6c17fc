// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "cli/catalogue.h"
#include "cli/commands.h"
#include "cli/json_text.h"
#include "cli/text_table.h"
#include "core/operators.h"
#include "hw_specs/catalogue.h"
#include "workloads/catalogue.h"

namespace paretile::cli {
namespace {

/// One thing that can be named on the command line or in a file.
struct Entry {
  std::string name;
  std::string description;
};

std::vector<Entry> architectures() {
  std::vector<Entry> entries;
  for (const auto& file : hw_specs::shipped_architectures()) {
    const Architecture architecture = hw_specs::load_architecture(std::string(file.name));
    entries.push_back(
        {std::string(file.name),
         fmt::format("{}, {}; {}", counted(architecture.compute_instances(), "compute unit"),
                     counted(std::ssize(architecture.levels), "level"), architecture.source)});
  }
  return entries;
}

std::vector<Entry> workloads() {
  std::vector<Entry> entries;
  for (const auto& file : workloads::shipped_workloads()) {
    const Workload workload = workloads::load_workload(std::string(file.name));
    std::int64_t total = 0;
    for (const Layer& layer : workload.layers) total += macs(layer);
    entries.push_back({std::string(file.name),
                       fmt::format("{}, {} MACs; {}", counted(std::ssize(workload.layers), "layer"),
                                   with_commas(total), workload.source)});
  }
  return entries;
}

std::vector<Entry> tables() {
  std::vector<Entry> entries;
  for (const auto& file : hw_specs::shipped_tables()) {
    entries.push_back({std::string(file.name), std::string(file.path)});
  }
  return entries;
}

std::vector<Entry> operator_entries() {
  std::vector<Entry> entries;
  for (const Operator& op : operators()) {
    entries.push_back({std::string(op.name), std::string(op.help)});
  }
  return entries;
}

struct Kind {
  std::string name;
  std::vector<Entry> (*entries)();
};

const std::vector<Kind>& kinds() {
  static const std::vector<Kind> table = {{"architectures", architectures},
                                          {"workloads", workloads},
                                          {"tables", tables},
                                          {"operators", operator_entries}};
  return table;
}

Outcome run_list(const Arguments& arguments, const Context& /*context*/) {
  const std::string wanted = arguments.text("kind");
  Outcome outcome;
  Json json = answer_of("list");
  for (const Kind& kind : kinds()) {
    if (!wanted.empty() && kind.name != wanted) continue;
    if (!outcome.text.empty()) outcome.text += "\n";
    outcome.text += kind.name + "\n";
    json[kind.name] = Json::array();
    for (const Entry& entry : kind.entries()) {
      outcome.text += fmt::format("  {:<18} {}\n", entry.name, entry.description);
      json[kind.name].push_back({{"name", entry.name}, {"description", entry.description}});
    }
  }
  outcome.json = to_text(json);
  return outcome;
}

}  // namespace

Command list_command() {
  std::vector<std::string> names;
  for (const Kind& kind : kinds()) names.push_back(kind.name);
  return {.name = "list",
          .summary = "the shipped architectures, workloads and energy tables, and the operators",
          .flags = {{.name = "kind",
                     .kind = Flag::Kind::kChoice,
                     .value = "KIND",
                     .help = "only these",
                     .choices = names}},
          .example = example_of("list"),
          .run = run_list};
}

}  // namespace paretile::cli
