// SPDX-License-Identifier: Apache-2.0
#include "cli/parse.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>

#include "cli/commands.h"
#include "cli/python_commands.h"
#include "cli/usage_error.h"

namespace paretile::cli {
namespace {

using Values = std::map<std::string, std::string, std::less<>>;

std::string of_command(const Command* command) {
  return command == nullptr ? "" : " of '" + command->name + "'";
}

/// No file has a name with a line end in it that anyone would miss.
std::string joined_files(const std::vector<std::string>& files) {
  std::string joined;
  for (const std::string& file : files) joined += (joined.empty() ? "" : "\n") + file;
  return joined;
}

std::string spelling(const Flag& flag) {
  return flag.is_positional() ? flag.value : flag.name + " " + flag.value;
}

void add_flags(CLI::App& app, const std::vector<Flag>& flags, Values& given) {
  for (const Flag& flag : flags) {
    if (flag.kind == Flag::Kind::kSwitch) {
      app.add_flag_function(flag.name, [&given, &flag](std::int64_t) { given[flag.name]; });
    } else if (flag.kind == Flag::Kind::kFiles) {
      app.add_option_function<std::vector<std::string>>(
             flag.name,
             [&given, &flag](const std::vector<std::string>& files) {
               given[flag.name] = joined_files(files);
             })
          ->expected(1, CLI::detail::expected_max_vector_size);
    } else {
      app.add_option_function<std::string>(
             flag.name, [&given, &flag](const std::string& value) { given[flag.name] = value; })
          ->take_last();
    }
  }
}

/// One of two values would be ignored silently.
void refuse_repeats(const CLI::App& app, const std::vector<Flag>& flags, const Command* command) {
  for (const Flag& flag : flags) {
    if (flag.kind == Flag::Kind::kFiles) continue;
    if (flag.kind != Flag::Kind::kSwitch && app.get_option(flag.name)->count() > 1) {
      throw usage_error(flag.name + of_command(command) + " is given more than once");
    }
  }
}

std::vector<Flag> all_flags(const Command* command) {
  std::vector<Flag> flags = command == nullptr ? std::vector<Flag>() : command->flags;
  flags.insert(flags.end(), global_flags().begin(), global_flags().end());
  return flags;
}

/// CLI11 names the words it has no place for; we say what they might have meant.
InputError surplus_error(const std::vector<std::string>& words, const Command* command) {
  const std::string& word = words.front();
  if (!word.starts_with("-")) {
    if (command == nullptr) return unknown_command(word);
    return usage_error("unexpected word '" + word + "'" + of_command(command),
                       "see 'paretile help " + command->name + "'");
  }
  std::vector<std::string> names;
  for (const Flag& flag : all_flags(command)) {
    if (!flag.is_positional()) names.push_back(flag.name);
  }
  const std::string name = word.substr(0, word.find('='));
  return usage_error("unknown flag '" + name + "'" + of_command(command), suggestion(name, names));
}

void check_number(const Flag& flag, const std::string& value, const Command* command) {
  std::int64_t number = 0;
  const char* const end = value.data() + value.size();
  const auto result = std::from_chars(value.data(), end, number);
  if (result.ec == std::errc() && result.ptr == end && number >= flag.min && number <= flag.max) {
    return;
  }
  throw usage_error(flag.name + of_command(command) + " must be a whole number from " +
                    std::to_string(flag.min) + " to " + std::to_string(flag.max) + ", not '" +
                    value + "'");
}

void check_choice(const Flag& flag, const std::string& value, const Command* command) {
  if (std::find(flag.choices.begin(), flag.choices.end(), value) != flag.choices.end()) return;
  throw usage_error("unknown value '" + value + "' for " + flag.name + of_command(command),
                    suggestion(value, flag.choices));
}

/// The flag given that says what this one says; null if there is none.
const std::string* given_instead(const Flag& flag, const Values& given) {
  const auto found = std::find_if(flag.instead.begin(), flag.instead.end(),
                                  [&](const std::string& name) { return given.contains(name); });
  return found == flag.instead.end() ? nullptr : &*found;
}

void refuse_beside(const Flag& flag, const Values& given, const Command* command) {
  const std::string* instead = given_instead(flag, given);
  if (instead == nullptr) return;
  throw usage_error(flag.name + of_command(command) + " cannot go with " + *instead +
                    ", which says it");
}

/// Checks what was given, fills in the defaults and demands what is required.
Arguments checked(Values given, const Command* command) {
  const bool only_asks = given.contains("--help") || given.contains("--version");
  for (const Flag& flag : all_flags(command)) {
    const auto value = given.find(flag.name);
    if (value != given.end()) {
      refuse_beside(flag, given, command);
      if (flag.kind == Flag::Kind::kNumber) check_number(flag, value->second, command);
      if (flag.kind == Flag::Kind::kChoice) check_choice(flag, value->second, command);
      if (flag.kind == Flag::Kind::kText && value->second.empty()) {
        throw usage_error(flag.name + of_command(command) + " must not be empty");
      }
    } else if (!flag.fallback.empty()) {
      given[flag.name] = flag.fallback;
    } else if (flag.required && !only_asks && given_instead(flag, given) == nullptr) {
      throw usage_error("missing " + spelling(flag) + of_command(command),
                        "see 'paretile help " + command->name + "'");
    }
  }
  return Arguments(std::move(given));
}

}  // namespace

Arguments check_arguments(const Command& command, Values values) {
  for (const auto& [name, unused] : values) {
    std::vector<std::string> names;
    for (const Flag& flag : all_flags(&command)) names.push_back(flag.name);
    if (std::find(names.begin(), names.end(), name) != names.end()) continue;
    throw usage_error("unknown flag '" + name + "'" + of_command(&command),
                      suggestion(name, names));
  }
  return checked(std::move(values), &command);
}

CommandLine parse_command_line(int argc, const char* const* argv) {
  if (argc > 1 && is_python_command(argv[1])) throw needs_python(argv[1]);
  CLI::App app;
  Values given;
  app.set_help_flag("");
  app.fallthrough();
  app.require_subcommand(0, 1);
  add_flags(app, global_flags(), given);
  for (const Command& command : commands()) {
    CLI::App* parser = app.add_subcommand(command.name);
    parser->set_help_flag("");
    add_flags(*parser, command.flags, given);
  }

  const auto named = [&app]() -> const Command* {
    const std::vector<CLI::App*> parsed = app.get_subcommands();
    return parsed.empty() ? nullptr : &find_command(parsed.front()->get_name());
  };
  try {
    app.parse(argc, argv);
  } catch (const CLI::ExtrasError&) {
    throw surplus_error(app.remaining(true), named());
  } catch (const CLI::ArgumentMismatch& error) {
    const std::string text = error.what();  // "--arch: 1 required TEXT missing"
    throw usage_error(text.substr(0, text.find(':')) + of_command(named()) + " needs a value");
  } catch (const CLI::ParseError& error) {
    throw usage_error(error.what(), "see 'paretile help'");
  }
  const Command* command = named();
  refuse_repeats(app, global_flags(), command);
  if (command != nullptr) {
    refuse_repeats(*app.get_subcommand(command->name), command->flags, command);
  }
  return {command, checked(std::move(given), command)};
}

}  // namespace paretile::cli
