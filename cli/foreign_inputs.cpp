// SPDX-License-Identifier: Apache-2.0
#include "cli/foreign_inputs.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <span>
#include <utility>

#include "cli/foreign_result.h"
#include "cli/loads.h"
#include "cli/usage_error.h"
#include "core/io/load.h"
#include "core/operators.h"
#include "interop/timeloop.h"
#include "interop/zigzag.h"

namespace paretile::cli {
namespace {

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

Layer layer_of(const Problem& problem) {
  Layer layer;
  layer.name = problem.name;
  layer.op = std::string(kEinsumOperator);
  layer.problem = problem;
  return layer;
}

/// The one problem of the files, as a network.
ChipAndWorkload search_of(interop::Imported imported) {
  ChipAndWorkload result;
  result.workload.layers = {layer_of(imported.problem)};
  result.architecture = std::move(imported.architecture);
  result.options = imported.options;
  result.constraints = imported.constraints.value_or(Constraints{});
  result.read_from.remarks = std::move(imported.remarks);
  return result;
}

ChipAndWorkload read_timeloop_search(std::span<const interop::SourceText> files,
                                     const std::optional<std::string>& /*layer*/) {
  return search_of(interop::read_timeloop_search(files));
}

ChipAndWorkload read_zigzag_search(std::span<const interop::SourceText> files,
                                   const std::optional<std::string>& layer) {
  return search_of(interop::read_zigzag_space(files, layer));
}

Flag files_flag(std::string name, std::string help) {
  return {.name = std::move(name),
          .kind = Flag::Kind::kFiles,
          .value = "FILES",
          .help = std::move(help)};
}

const std::vector<ForeignTool>& tools() {
  static const std::vector<ForeignTool> table = {
      {.name = "Timeloop",
       .flag =
           files_flag("--timeloop", "Timeloop's YAML files, in any order, with its conventions"),
       .conventions = "counted as Timeloop counts: children of an array share a word where they "
                      "need the same tile,\nholes of a stride are words ('box'), outputs leave for "
                      "nothing (drains 'free')",
       .read = read_timeloop_files,
       .searches_even = true,
       .read_search = read_timeloop_search,
       .compare = compare_timeloop_files},
      {.name = "ZigZag",
       .flag = files_flag("--zigzag", "ZigZag's hardware, workload and mapping, in any order"),
       .conventions = "read from ZigZag's files, counted as always here: a first sum is not read, "
                      "tiles that slide fetch\nwhat is new, each bit of an access has its price "
                      "(docs/interop_zigzag.md: where ZigZag differs)",
       .has_layers = true,
       .read = read_zigzag_files,
       .search_conventions = "unrolled along the array as the mapping file has it, as ZigZag's "
                             "mapper does; the order in time is searched",
       .read_search = read_zigzag_search,
       .compare = compare_zigzag_files},
  };
  return table;
}

/// Each flag: only without the files of `chosen` tools, which say it.
template <typename Chosen>
void allow_foreign(std::vector<Flag>& flags, const Chosen& chosen) {
  for (Flag& flag : flags) {
    for (const ForeignTool& tool : tools()) {
      const bool says_it = flag.name != "--layer" || !tool.has_layers;
      if (chosen(tool) && says_it) flag = or_instead(flag, tool.flag.name);
    }
  }
}

/// The flags that take the files of `chosen` tools, of which only one may be given.
template <typename Chosen>
void add_file_flags(std::vector<Flag>& flags, const Chosen& chosen) {
  std::vector<std::string> before;
  for (const ForeignTool& tool : tools()) {
    if (!chosen(tool)) continue;
    Flag flag = tool.flag;
    flag.instead = before;
    before.push_back(flag.name);
    flags.push_back(std::move(flag));
  }
}

}  // namespace

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

const ForeignTool* given_tool(const Arguments& arguments) {
  const auto found = std::find_if(tools().begin(), tools().end(), [&](const ForeignTool& tool) {
    return arguments.has(tool.flag.name);
  });
  return found == tools().end() ? nullptr : &*found;
}

std::vector<Flag> case_flags() {
  std::vector<Flag> flags = {arch_flag(),    workload_flag(),  layer_flag(),
                             mapping_flag(), footprint_flag(), drains_flag()};
  const auto all = [](const ForeignTool&) { return true; };
  allow_foreign(flags, all);
  add_file_flags(flags, all);
  return flags;
}

std::vector<Flag> or_foreign_search(std::vector<Flag> flags) {
  const auto searches = [](const ForeignTool& tool) { return tool.read_search != nullptr; };
  allow_foreign(flags, searches);
  add_file_flags(flags, searches);
  return flags;
}

std::vector<Flag> result_files_flags() {
  std::vector<Flag> flags;
  add_file_flags(flags, [](const ForeignTool& tool) { return tool.compare != nullptr; });
  return flags;
}

Flag layer_of_tool_flag() {
  std::vector<Flag> flags = {layer_flag()};
  allow_foreign(flags, [](const ForeignTool& tool) { return tool.compare != nullptr; });
  return flags.front();
}

Case case_of(interop::Imported imported, const ForeignTool& tool) {
  if (!imported.mapping) {
    throw usage_error("no 'mapping' is in the files of " + tool.flag.name,
                      "several files may be given, in any order");
  }
  Case result;
  result.layer = layer_of(imported.problem);
  result.workload.name = tool.name + " files";
  result.workload.layers = {result.layer};
  result.architecture = std::move(imported.architecture);
  result.mapping = *imported.mapping;
  result.options = imported.options;
  result.read_from = {tool.name, tool.conventions, std::move(imported.remarks)};
  return result;
}

Case load_foreign_case(const Arguments& arguments) {
  const ForeignTool& tool = *given_tool(arguments);
  return case_of(tool.read(read_texts(arguments.files(tool.flag.name)), arguments), tool);
}

ChipAndWorkload load_foreign_search(const InputNames& named) {
  std::vector<std::string> names;
  for (const ForeignTool& tool : tools()) {
    if (tool.read_search == nullptr) continue;
    names.push_back(tool.name);
    if (tool.name != named.tool) continue;
    ChipAndWorkload result = tool.read_search(read_texts(named.files), named.layer);
    result.workload.name = tool.name + " files";
    result.read_from.tool = tool.name;
    result.read_from.conventions = tool.conventions;
    if (!tool.search_conventions.empty()) {
      result.read_from.conventions += "\n" + tool.search_conventions;
    }
    result.read_from.searches_even = tool.searches_even;
    return result;
  }
  throw usage_error("no search begins with files of '" + named.tool + "'",
                    suggestion(named.tool, names));
}

std::string remarks_text(const ReadFrom& read_from) {
  if (read_from.tool.empty()) return "";
  std::string text = "\n" + read_from.conventions + "\n";
  for (const interop::Remark& remark : read_from.remarks) {
    text += fmt::format("{}:{}: {}\n", remark.location.file, remark.location.line, remark.text);
  }
  return text;
}

std::vector<std::string> tool_words() {
  std::vector<std::string> words;
  for (const ForeignTool& tool : tools()) words.push_back(tool.flag.name.substr(2));
  return words;
}

Foreign read_foreign(const std::string& tool_word, const std::vector<std::string>& files,
                     const Arguments& arguments) {
  const std::string flag = "--" + tool_word;
  const ForeignTool& tool =
      *std::find_if(tools().begin(), tools().end(),
                    [&](const ForeignTool& candidate) { return candidate.flag.name == flag; });
  if (arguments.has("--layer") && !tool.has_layers) {
    throw usage_error("--layer cannot go with files of " + tool.name + ", which are of one layer");
  }
  Foreign foreign;
  foreign.flag = flag;
  foreign.sources = read_texts(files);
  foreign.imported = tool.read(foreign.sources, arguments);
  foreign.read_from = {tool.name, tool.conventions, foreign.imported.remarks};
  return foreign;
}

}  // namespace paretile::cli
