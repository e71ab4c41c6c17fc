// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "cli/catalogue.h"
#include "cli/commands.h"
#include "cli/foreign_inputs.h"
#include "cli/inputs.h"
#include "cli/json_text.h"
#include "cli/output.h"
#include "cli/result_json.h"
#include "interop/our_files.h"

namespace paretile::cli {
namespace {

/// As a shell needs it.
std::string shell_word(const std::string& text) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./-+:@%";
  if (text.find_first_not_of(kPlain) == std::string::npos) return text;
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? "'\\''" : std::string(1, c);
  return quoted + "'";
}

/// What has to be said beside the files for the tool's conventions.
std::string switches(const cost_model::Options& options) {
  std::string text;
  if (options.footprint != cost_model::Options{}.footprint) {
    text += fmt::format(" --footprint {}", to_string(options.footprint));
  }
  if (options.drains != cost_model::Options{}.drains) {
    text += fmt::format(" --drains {}", to_string(options.drains));
  }
  return text;
}

/// The command line that uses the files: each stands for the flag of its name.
std::string command_line(const std::vector<OutputFile>& files, const cost_model::Options& options) {
  const bool has_mapping = files.size() > 2;
  return fmt::format("paretile {} --arch {} --workload {}{}{}", has_mapping ? "evaluate" : "map",
                     shell_word(files[0].path), shell_word(files[1].path),
                     has_mapping ? " --mapping " + shell_word(files[2].path) : "",
                     switches(options));
}

std::string head_of(const Foreign& foreign) {
  std::vector<std::string> names;
  for (const interop::SourceText& source : foreign.sources) names.push_back(source.file);
  return fmt::format(
      "Made by 'paretile convert' from files of {}: {}. To count as there, evaluate with{}.",
      foreign.read_from.tool, fmt::join(names, ", "),
      switches(foreign.imported.options).empty() ? " no switch of the model"
                                                 : switches(foreign.imported.options));
}

std::string text_of(const Foreign& foreign, const std::vector<OutputFile>& files,
                    const std::string& command) {
  std::string text;
  for (const OutputFile& file : files) text += fmt::format("wrote {}\n", file.path);
  text += fmt::format("\n{}:\n  {}\n",
                      files.size() > 2
                          ? "the same numbers as with " + foreign.flag
                          : "no mapping is in the files; without their constraints, it is found by",
                      command);
  return text + remarks_text(foreign.read_from);
}

std::string json_of(const Foreign& foreign, const std::vector<OutputFile>& files,
                    const std::string& command) {
  Json json = answer_of("convert");
  json["files"] = Json::array();
  for (const OutputFile& file : files) json["files"].push_back(file.path);
  json["options"] = {{"footprint", to_string(foreign.imported.options.footprint)},
                     {"drains", to_string(foreign.imported.options.drains)}};
  json["run"] = command;
  json["read_from"] = read_from_json(foreign.read_from);
  return to_text(json);
}

Outcome run_convert(const Arguments& arguments, const Context& /*context*/) {
  const Foreign foreign =
      read_foreign(arguments.text("--from"), arguments.files("files"), arguments);
  std::string folder = arguments.text("-o");
  while (folder.size() > 1 && folder.back() == '/') folder.pop_back();
  std::vector<OutputFile> files;
  for (interop::OurFile& file :
       interop::to_our_files(foreign.imported, foreign.sources, head_of(foreign))) {
    files.push_back({(folder == "/" ? "" : folder) + "/" + file.name, std::move(file.text)});
  }
  write_files(folder, files, arguments.has("--force"));
  const std::string command = command_line(files, foreign.imported.options);
  return {kDone, text_of(foreign, files, command), json_of(foreign, files, command)};
}

}  // namespace

Command convert_command() {
  Flag layer = layer_flag();
  layer.help = "of ZigZag's workload, the layer; without it, its only one";
  return {.name = "convert",
          .summary = "files of Timeloop or ZigZag as files of ours, which give the same numbers",
          .flags = {{.name = "files",
                     .kind = Flag::Kind::kFiles,
                     .value = "FILES",
                     .help = "the files of the other tool, in any order",
                     .required = true},
                    {.name = "--from",
                     .kind = Flag::Kind::kChoice,
                     .value = "TOOL",
                     .help = "whose files they are",
                     .required = true,
                     .choices = tool_words()},
                    {.name = "-o",
                     .value = "DIR",
                     .help = "folder for architecture.yaml, workload.yaml and mapping.nest",
                     .required = true},
                    layer,
                    {.name = "--force",
                     .kind = Flag::Kind::kSwitch,
                     .help = "replace files that are there"}},
          .example = example_of("convert"),
          .run = run_convert};
}

}  // namespace paretile::cli
