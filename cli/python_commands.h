// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/diagnostics.h"

namespace paretile::cli {

/// A command that is written in Python and comes with the Python package.
struct PythonCommand {
  std::string name;
  std::string summary;  ///< one sentence, no full stop
};
[[nodiscard]] const std::vector<PythonCommand>& python_commands();
[[nodiscard]] bool is_python_command(std::string_view name);

/// What the program, built without Python, says to such a command: how to get it.
[[nodiscard]] InputError needs_python(std::string_view name);
/// The same of a flag of a command that is not written in Python.
[[nodiscard]] InputError flag_needs_python(std::string_view flag, std::string_view command);

}  // namespace paretile::cli
