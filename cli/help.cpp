// SPDX-License-Identifier: Apache-2.0
#include "cli/help.h"

#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/python_commands.h"
#include "cli/text_table.h"

namespace paretile::cli {
namespace {

constexpr const char* kPurpose =
    "Paretile maps deep-learning layers onto accelerators: which tilings, loop orders, unrollings\n"
    "and placements are best in energy and latency, what each costs, and what is proved about "
    "it.\n";

constexpr const char* kExitCodes =
    "exit codes: 0 done, 1 nothing feasible, 2 bad input or a file that cannot be used, 3 "
    "interrupted\n"
    "(what was found is written)\n"
    "results go to stdout, logs and progress to stderr\n";

/// "default 20000, from 1 to 1000000 mappings per layer", "default exact, one of exact, box".
std::string default_and_range(const Flag& flag) {
  std::string text;
  const auto add = [&text](const std::string& part) {
    if (!text.empty()) text += ", ";
    text += part;
  };
  const std::string instead = fmt::format("{}", fmt::join(flag.instead, " or "));
  if (flag.required) add(instead.empty() ? "required" : "required without " + instead);
  if (!flag.required && !instead.empty()) add("not with " + instead);
  if (!flag.fallback.empty()) add("default " + flag.fallback);
  if (flag.kind == Flag::Kind::kNumber) {
    add(fmt::format("from {} to {}{}{}", flag.min, flag.max, flag.unit.empty() ? "" : " ",
                    flag.unit));
  }
  if (flag.kind == Flag::Kind::kChoice)
    add(fmt::format("one of {}", fmt::join(flag.choices, ", ")));
  return text;
}

std::string spelling(const Flag& flag) {
  if (flag.is_positional()) return flag.value;
  return flag.value.empty() ? flag.name : flag.name + " " + flag.value;
}

std::string flags_text(const std::vector<Flag>& flags) {
  std::string text;
  for (const Flag& flag : flags) {
    text += fmt::format("  {:<20} {}\n", spelling(flag), flag.help);
    const std::string range = default_and_range(flag);
    if (!range.empty()) text += fmt::format("  {:<20} ({})\n", "", range);
  }
  return text;
}

/// "paretile map --arch NAME|FILE --workload NAME|FILE [flags]".
std::string synopsis(const Command& command) {
  std::string text = "paretile " + command.name;
  bool optional = false;
  for (const Flag& flag : command.flags) {
    if (flag.is_positional()) {
      text += flag.required ? " " + flag.value : " [" + flag.value + "]";
    } else if (flag.required) {
      text += " " + spelling(flag);
    } else {
      optional = true;
    }
  }
  return optional ? text + " [flags]" : text;
}

std::string sentence(const std::string& summary) {
  return static_cast<char>(std::toupper(static_cast<unsigned char>(summary.front()))) +
         summary.substr(1) + ".\n";
}

std::string example_text(const Example& example) {
  return "$ " + example.command + "\n" + example.output;
}

}  // namespace

std::string version_text() { return "paretile " PARETILE_VERSION "\n"; }

std::string program_help() {
  std::string text = kPurpose;
  text += "\nusage: paretile COMMAND [flags]\n\ncommands:\n";
  for (const Command& command : commands()) {
    text += fmt::format("  {:<10} {}\n", command.name, command.summary);
  }
  text += "\ncommands of the Python package ('pip install .' in a clone):\n";
  for (const PythonCommand& command : python_commands()) {
    text += fmt::format("  {:<10} {}\n", command.name, command.summary);
  }
  text += "\nflags of every command:\n" + flags_text(global_flags());
  text += fmt::format("\n{}\n'paretile help COMMAND' says more about one command\n", kExitCodes);
  return text;
}

std::string command_help(const Command& command) {
  std::string text = sentence(command.summary);
  text += "\nusage: " + synopsis(command) + "\n";
  text += "\nexample:\n" + example_text(command.example);
  if (!command.flags.empty()) text += "\nflags:\n" + flags_text(command.flags);
  text += "\nflags of every command:\n" + flags_text(global_flags());
  return text;
}

std::string help_markdown() {
  std::string text = fmt::format(
      "# Command line\n\n"
      "This file is what `paretile help --markdown` prints; scripts/update_docs.sh writes it "
      "anew.\n\n"
      "{}\n```\n{}```\n",
      kPurpose, kExitCodes);
  for (const Command& command : commands()) {
    text += fmt::format("\n## `paretile {}`\n\n{}\n```\n{}\n```\n", command.name,
                        sentence(command.summary), synopsis(command));
    text += fmt::format("\n```console\n{}```\n", example_text(command.example));
    if (!command.flags.empty()) text += fmt::format("\n```\n{}```\n", flags_text(command.flags));
  }
  text +=
      "\n## Commands of the Python package\n\nThey come with `pip install .` in a clone "
      "([python.md](python.md)).\n\n";
  for (const PythonCommand& command : python_commands()) {
    text += fmt::format("- `paretile {}`: {}\n", command.name, command.summary);
  }
  text += fmt::format("\n## Flags of every command\n\n```\n{}```\n", flags_text(global_flags()));
  return text;
}

}  // namespace paretile::cli
