// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.h"

#include <algorithm>

#include "cli/python_commands.h"
#include "cli/usage_error.h"

namespace paretile::cli {

const std::vector<Command>& commands() {
  static const std::vector<Command> table = {
      evaluate_command(), map_command(),      certify_command(), explain_command(),
      budget_command(),   compare_command(),  chips_command(),   validate_command(),
      show_command(),     estimate_command(), convert_command(), list_command(),
      explore_command(),  results_command(),  merge_command(),   help_command()};
  return table;
}

const std::vector<Flag>& global_flags() {
  static const std::vector<Flag> table = {
      {.name = "--json",
       .value = "FILE|-",
       .help = "write the result as JSON to a file, or to stdout instead of the text"},
      {.name = "--threads",
       .kind = Flag::Kind::kNumber,
       .value = "N",
       .help = "threads a search uses; 0 = one per core; the answer does not depend on it",
       .fallback = "0",
       .unit = "threads",
       .min = 0,
       .max = 4096},
      {.name = "--quiet", .kind = Flag::Kind::kSwitch, .help = "say nothing on stderr but errors"},
      {.name = "--help", .kind = Flag::Kind::kSwitch, .help = "show the help of the command"},
      {.name = "--version", .kind = Flag::Kind::kSwitch, .help = "show the version"},
  };
  return table;
}

const Command& find_command(std::string_view name) {
  const std::vector<Command>& table = commands();
  const auto found = std::find_if(table.begin(), table.end(),
                                  [&](const Command& command) { return command.name == name; });
  if (found == table.end() && is_python_command(name)) throw needs_python(name);
  if (found == table.end()) throw unknown_command(name);
  return *found;
}

InputError unknown_command(std::string_view name) {
  std::vector<std::string> names;
  for (const Command& command : commands()) names.push_back(command.name);
  for (const PythonCommand& command : python_commands()) names.push_back(command.name);
  return usage_error("unknown command '" + std::string(name) + "'", suggestion(name, names));
}

}  // namespace paretile::cli
