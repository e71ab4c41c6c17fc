// SPDX-License-Identifier: Apache-2.0
#include "python_bindings/search_call.h"

#include "cli/commands.h"
#include "cli/map_flags.h"
#include "cli/parse.h"
#include "core/io/load.h"
#include "python_bindings/source.h"

namespace paretile::python {

mapper::Settings settings_of(const Flags& flags, const py::object& constraints,
                             const cli::ChipAndWorkload& given) {
  std::map<std::string, std::string, std::less<>> values(flags.begin(), flags.end());
  values["--arch"] = given.architecture.name;
  values["--workload"] = given.workload.name;
  const cli::Arguments arguments =
      cli::check_arguments(cli::find_command("map"), std::move(values));
  mapper::Settings settings = cli::search_settings(arguments, given);
  if (!constraints.is_none()) {
    Source source = source_of(constraints, "<constraints>");
    if (!source.text) source.text = io::read_file(source.name);
    settings.constraints = cli::read_constraints(*source.text, source.name, given);
  }
  return settings;
}

}  // namespace paretile::python
