// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "cli/catalogue.h"
#include "cli/commands.h"
#include "cli/inputs.h"
#include "cli/loads.h"
#include "cli/log.h"
#include "cli/usage_error.h"
#include "cli/validation_report.h"
#include "validation/catalogue.h"

namespace paretile::cli {
namespace {

std::vector<std::string> study_names(const Arguments& arguments) {
  if (arguments.has("studies")) {
    std::vector<std::string> named = listed(arguments.text("studies"));
    if (named.empty()) throw usage_error("'validate' was told to run no study");
    return named;
  }
  std::vector<std::string> names;
  for (const io::ShippedFile& file : validation::shipped_studies()) names.emplace_back(file.name);
  return names;
}

std::vector<validation::Study> load_studies(const Arguments& arguments) {
  Loads loads;
  std::vector<validation::Study> studies;
  for (const std::string& name : study_names(arguments)) {
    auto study = loads.attempt([&] { return validation::load_study(name); });
    if (study) studies.push_back(std::move(*study));
  }
  loads.throw_if_any();
  return studies;
}

Outcome run_validate(const Arguments& arguments, const Context& context) {
  const std::vector<validation::Study> studies = load_studies(arguments);
  mapper::Settings settings;
  settings.threads = static_cast<int>(arguments.number("--threads"));
  settings.stop = context.stop;
  ProgressBar bar(context);
  settings.progress = [&bar](const mapper::Progress& progress) { bar.show(progress); };
  std::vector<validation::Report> reports;
  for (const validation::Study& study : studies) {
    log_info(context, "comparing: " + study.title);
    reports.push_back(validation::predict(study, settings));
    bar.erase();
    if (context.stop->load()) break;
  }
  Outcome outcome;
  outcome.exit_code = is_unexplained(reports) ? kRejected : kDone;
  if (context.stop->load()) outcome.exit_code = kInterrupted;
  outcome.text =
      arguments.has("--markdown") ? validation_markdown(reports) : validation_text(reports);
  outcome.json = validation_json(reports);
  return outcome;
}

}  // namespace

Command validate_command() {
  return {.name = "validate",
          .summary = "predictions beside published measurements of chips, and how far they are off",
          .flags = {{.name = "studies",
                     .value = "STUDY|FILE,...",
                     .help = "only these; without, all of validation/"},
                    {.name = "--markdown",
                     .kind = Flag::Kind::kSwitch,
                     .help = "as docs/validation.md"}},
          .example = example_of("validate"),
          .run = run_validate};
}

}  // namespace paretile::cli
