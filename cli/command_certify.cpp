// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "cli/catalogue.h"
#include "cli/certificate.h"
#include "cli/claim.h"
#include "cli/commands.h"
#include "cli/foreign_inputs.h"
#include "cli/inputs.h"
#include "cli/json_text.h"
#include "cli/map_flags.h"
#include "cli/text_table.h"
#include "cli/usage_error.h"
#include "core/io/load.h"
#include "mapper/parallel.h"

namespace paretile::cli {
namespace {

InputNames names_of(const Claim& claim, const Arguments& arguments) {
  if (given_tool(arguments) != nullptr) {
    InputNames others = input_names(arguments);
    others.layer = claim.layer;
    return others;
  }
  InputNames named{claim.architecture, claim.workload, claim.layer, claim.tool, claim.files};
  if (!named.tool.empty() && (arguments.has("--arch") || arguments.has("--workload"))) {
    throw usage_error("the result is of files of " + named.tool +
                      ", so neither --arch nor --workload can take their place");
  }
  if (arguments.has("--arch")) named.architecture = arguments.text("--arch");
  if (arguments.has("--workload")) named.workload = arguments.text("--workload");
  return named;
}

std::string text_of(const ChipAndWorkload& given, const Certificate& certificate) {
  std::string text = fmt::format("{} on {}\n\n", given.workload.name, given.architecture.name);
  for (const Objection& objection : certificate.objections) {
    text += fmt::format("{}: {}: {}\n", objection.layer, objection.field, objection.message);
  }
  for (const Reproof& reproof : certificate.reproofs) {
    if (!reproof.solved_again) {
      text += fmt::format("{}: not solved again within the limit\n", reproof.layer);
    }
  }
  const auto solved = std::count_if(certificate.reproofs.begin(), certificate.reproofs.end(),
                                    [](const Reproof& reproof) { return reproof.solved_again; });
  text += fmt::format("claims about all mappings solved again: {} of {}\n", solved,
                      std::ssize(certificate.reproofs));
  if (certificate.objections.empty()) return text + "accepted\n";
  return text +
         fmt::format("rejected: {}\n", counted(std::ssize(certificate.objections), "objection"));
}

std::string json_of(const std::string& file, const Certificate& certificate) {
  Json json = answer_of("certify");
  json["result"] = file;
  json["accepted"] = certificate.objections.empty();
  json["objections"] = Json::array();
  for (const Objection& objection : certificate.objections) {
    json["objections"].push_back(
        {{"layer", objection.layer}, {"field", objection.field}, {"message", objection.message}});
  }
  json["reproofs"] = Json::array();
  for (const Reproof& reproof : certificate.reproofs) {
    json["reproofs"].push_back({{"layer", reproof.layer},
                                {"solved_again", reproof.solved_again},
                                {"seconds", reproof.seconds}});
  }
  return to_text(json);
}

int exit_code_of(const Certificate& certificate, const Context& context) {
  if (!certificate.objections.empty()) return kRejected;
  return mapper::stopped(context.stop) ? kInterrupted : kDone;
}

Outcome run_certify(const Arguments& arguments, const Context& context) {
  const std::string result = arguments.text("result");
  const std::string file = result == "-" ? "/dev/stdin" : result;
  const Claim claim = read_claim(io::read_file(file), file);
  const ChipAndWorkload given = load_named(names_of(claim, arguments));
  mapper::Settings settings;
  settings.mapspace = claim.mapspace;
  settings.objective = claim.objective;
  settings.model = claim.model;
  settings.pad_percent = claim.pad_percent;
  settings.constraints = read_constraints(claim.constraints, file + ": constraints", given);
  settings.time_limit_seconds = static_cast<double>(arguments.number("--limit"));
  settings.stop = context.stop;
  const Certificate certificate = certify(claim, given, settings);
  return {exit_code_of(certificate, context), text_of(given, certificate),
          json_of(result, certificate)};
}

std::vector<Flag> inputs_in_place_of_the_named() {
  std::vector<Flag> flags = or_foreign_search({arch_flag(), workload_flag()});
  for (Flag& flag : flags) {
    flag.required = false;
    flag.help += ", in place of what the result names";
  }
  return flags;
}

}  // namespace

Command certify_command() {
  Command command = {
      .name = "certify",
      .summary = "whether a result of map is true: scores, bounds and proofs made again",
      .flags = {{.name = "result",
                 .value = "FILE|-",
                 .help = "what 'map --json' wrote; '-' is stdin",
                 .required = true}},
      .example = example_of("certify"),
      .run = run_certify};
  for (Flag& flag : inputs_in_place_of_the_named()) command.flags.push_back(std::move(flag));
  command.flags.push_back({.name = "--limit",
                           .kind = Flag::Kind::kNumber,
                           .value = "SECONDS",
                           .help = "time to solve layers again, all together; 0 = no limit",
                           .fallback = "60",
                           .unit = "seconds",
                           .min = 0,
                           .max = 1'000'000});
  return command;
}

}  // namespace paretile::cli
