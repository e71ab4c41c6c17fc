// SPDX-License-Identifier: Apache-2.0
#include "cli/catalogue.h"
#include "cli/commands.h"
#include "cli/help.h"
#include "cli/json_text.h"

namespace paretile::cli {
namespace {

Json flag_json(const Flag& flag) {
  Json json = {{"name", flag.name}, {"value", flag.value}, {"help", flag.help}};
  json["required"] = flag.required;
  if (!flag.instead.empty()) json["instead"] = flag.instead;
  if (!flag.fallback.empty()) json["default"] = flag.fallback;
  if (!flag.choices.empty()) json["choices"] = flag.choices;
  return json;
}

std::string help_json() {
  Json json = answer_of("help");
  json["commands"] = Json::array();
  for (const Command& command : commands()) {
    Json flags = Json::array();
    for (const Flag& flag : command.flags) flags.push_back(flag_json(flag));
    json["commands"].push_back(
        {{"name", command.name}, {"summary", command.summary}, {"flags", std::move(flags)}});
  }
  return to_text(json);
}

Outcome run_help(const Arguments& arguments, const Context& /*context*/) {
  Outcome outcome;
  outcome.json = help_json();
  if (arguments.has("--markdown")) {
    outcome.text = help_markdown();
  } else if (arguments.has("command")) {
    outcome.text = command_help(find_command(arguments.text("command")));
  } else {
    outcome.text = program_help();
  }
  return outcome;
}

}  // namespace

Command help_command() {
  return {.name = "help",
          .summary = "the commands, or one command with its flags and an example",
          .flags = {{.name = "command", .value = "COMMAND", .help = "the command to explain"},
                    {.name = "--markdown",
                     .kind = Flag::Kind::kSwitch,
                     .help = "everything, as docs/cli.md"}},
          .example = example_of("help"),
          .run = run_help};
}

}  // namespace paretile::cli
