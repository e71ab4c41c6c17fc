// SPDX-License-Identifier: Apache-2.0
#include "cli/foreign_inputs.h"

#include <algorithm>
#include <optional>
#include <span>
#include <utility>

#include "cli/loads.h"
#include "cli/usage_error.h"
#include "core/io/load.h"
#include "core/operators.h"
#include "interop/timeloop.h"
#include "interop/zigzag.h"

namespace paretile::cli {
namespace {

/// All files, or what is wrong with each that cannot be read.
std::vector<interop::SourceText> read_texts(const std::vector<std::string>& files) {
  Loads loads;
  std::vector<interop::SourceText> texts;
  for (const std::string& file : files) {
    auto text = loads.attempt([&] { return io::read_file(file); });
    if (text) texts.push_back({file, std::move(*text)});
  }
  loads.throw_if_any();
  return texts;
}

interop::Imported read_timeloop_files(std::span<const interop::SourceText> files,
                                      const Arguments& /*arguments*/) {
  return interop::read_timeloop(files);
}

interop::Imported read_zigzag_files(std::span<const interop::SourceText> files,
                                    const Arguments& arguments) {
  std::optional<std::string> layer;
  if (arguments.has("--layer")) layer = arguments.text("--layer");
  return interop::read_zigzag(files, layer);
}

/// A tool whose files are read in place of ours.
struct Tool {
  std::string name;
  Flag flag;
  std::string conventions;  ///< how its files are counted
  bool has_layers = false;  ///< its files may have several, of which --layer names one
  interop::Imported (*read)(std::span<const interop::SourceText> files, const Arguments& arguments);
};

Flag files_flag(std::string name, std::string help) {
  return {.name = std::move(name),
          .kind = Flag::Kind::kFiles,
          .value = "FILES",
          .help = std::move(help)};
}

const std::vector<Tool>& tools() {
  static const std::vector<Tool> table = {
      {.name = "Timeloop",
       .flag =
           files_flag("--timeloop", "Timeloop's YAML files, in any order, with its conventions"),
       .conventions = "counted as Timeloop counts: children of an array share a word where they "
                      "need the same tile,\nholes of a stride are words ('box'), outputs leave for "
                      "nothing (drains 'free')",
       .read = read_timeloop_files},
      {.name = "ZigZag",
       .flag = files_flag("--zigzag", "ZigZag's hardware, workload and mapping, in any order"),
       .conventions = "read from ZigZag's files, counted as always here: a first sum is not read, "
                      "tiles that slide fetch\nwhat is new, each bit of an access has its price "
                      "(docs/interop_zigzag.md: where ZigZag differs)",
       .has_layers = true,
       .read = read_zigzag_files},
  };
  return table;
}

const Tool* given_tool(const Arguments& arguments) {
  const auto found = std::find_if(tools().begin(), tools().end(),
                                  [&](const Tool& tool) { return arguments.has(tool.flag.name); });
  return found == tools().end() ? nullptr : &*found;
}

Case case_of(interop::Imported imported, const Tool& tool) {
  Case result;
  result.tool = tool.name;
  result.conventions = tool.conventions;
  result.layer.name = imported.problem.name;
  result.layer.op = std::string(kEinsumOperator);
  result.layer.problem = std::move(imported.problem);
  result.workload.name = tool.name + " files";
  result.workload.layers = {result.layer};
  result.architecture = std::move(imported.architecture);
  result.mapping = *imported.mapping;
  result.options = imported.options;
  result.remarks = std::move(imported.remarks);
  return result;
}

}  // namespace

std::vector<Flag> case_flags() {
  std::vector<Flag> flags = {arch_flag(),    workload_flag(),  layer_flag(),
                             mapping_flag(), footprint_flag(), drains_flag()};
  for (Flag& flag : flags) {
    for (const Tool& tool : tools()) {
      if (flag.name == "--layer" && tool.has_layers) continue;
      flag = or_instead(flag, tool.flag.name);
    }
  }
  for (const Tool& tool : tools()) {
    Flag flag = tool.flag;
    for (const Tool& before : tools()) {
      if (before.flag.name == flag.name) break;
      flag = or_instead(flag, before.flag.name);
    }
    flags.push_back(flag);
  }
  return flags;
}

bool is_foreign(const Arguments& arguments) { return given_tool(arguments) != nullptr; }

Case load_foreign_case(const Arguments& arguments) {
  const Tool& tool = *given_tool(arguments);
  interop::Imported imported = tool.read(read_texts(arguments.files(tool.flag.name)), arguments);
  if (!imported.mapping) {
    throw usage_error("no 'mapping' is in the files of " + tool.flag.name,
                      "several files may be given, in any order");
  }
  return case_of(std::move(imported), tool);
}

}  // namespace paretile::cli
