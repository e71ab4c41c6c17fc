// SPDX-License-Identifier: Apache-2.0
#include "cli/run.h"

#include "cli/commands.h"
#include "cli/help.h"
#include "cli/output.h"
#include "cli/parse.h"

namespace paretile::cli {

int run(int argc, const char* const* argv, const std::atomic<bool>& stop) {
  const CommandLine line = parse_command_line(argc, argv);
  if (line.arguments.has("--version")) {
    write_stdout(version_text());
    return kDone;
  }
  if (line.command == nullptr || line.arguments.has("--help")) {
    write_stdout(line.command == nullptr ? program_help() : command_help(*line.command));
    return kDone;
  }

  const bool wants_json = line.arguments.has("--json");
  const std::string json_path = line.arguments.text("--json");
  if (wants_json) check_writable(json_path);
  const Outcome outcome = line.command->run(line.arguments, {&stop, line.arguments.has("--quiet")});
  if (wants_json) write_text(json_path, outcome.json);
  if (json_path != "-") write_stdout(outcome.text);
  return outcome.exit_code;
}

}  // namespace paretile::cli
