// SPDX-License-Identifier: Apache-2.0
#include "cli/catalogue.h"
#include "cli/commands.h"
#include "cli/inputs.h"
#include "cli/specs.h"
#include "cli/usage_error.h"
#include "hw_specs/catalogue.h"
#include "workloads/catalogue.h"

namespace paretile::cli {
namespace {

Flag optional(Flag flag) {
  flag.required = false;
  return flag;
}

Outcome run_show(const Arguments& arguments, const Context& /*context*/) {
  if (arguments.has("--mapping")) {
    if (!arguments.has("--arch") || !arguments.has("--workload")) {
      throw usage_error("a mapping is shown for one layer on one architecture",
                        "give --arch and --workload as well");
    }
    const Case given = load_case(arguments);
    return {kDone, mapping_text(given), mapping_json(given)};
  }
  if (arguments.has("--provenance") && !arguments.has("--arch")) {
    throw usage_error("--provenance is of an architecture", "give --arch as well");
  }
  if (arguments.has("--arch") == arguments.has("--workload")) {
    throw usage_error("show takes --arch, or --workload, or both and --mapping",
                      "paretile show --arch eyeriss");
  }
  if (arguments.has("--arch")) {
    const Architecture architecture = hw_specs::load_architecture(arguments.text("--arch"));
    return {kDone,
            arguments.has("--provenance") ? provenance_text(architecture)
                                          : architecture_text(architecture),
            architecture_json(architecture)};
  }
  const Workload workload = workloads::load_workload(arguments.text("--workload"));
  if (!arguments.has("--layer")) return {kDone, workload_text(workload), workload_json(workload)};
  const Layer& layer = find_layer(workload, arguments.text("--layer"));
  return {kDone, layer_text(layer), layer_json(layer)};
}

}  // namespace

Command show_command() {
  return {.name = "show",
          .summary = "an architecture, a workload, one of its layers, or a mapping, as understood",
          .flags = {optional(arch_flag()),
                    optional(workload_flag()),
                    layer_flag(),
                    optional(mapping_flag()),
                    {.name = "--provenance",
                     .kind = Flag::Kind::kSwitch,
                     .help = "of an architecture, where each number came from"}},
          .example = example_of("show"),
          .run = run_show};
}

}  // namespace paretile::cli
