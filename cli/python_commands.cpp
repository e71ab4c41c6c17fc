// SPDX-License-Identifier: Apache-2.0
#include "cli/python_commands.h"

#include <algorithm>

#include "cli/usage_error.h"

namespace paretile::cli {
namespace {

constexpr const char* kHow = "in a clone of Paretile: pip install . (docs/python.md)";

}  // namespace

const std::vector<PythonCommand>& python_commands() {
  static const std::vector<PythonCommand> table = {
      {"import", "an ONNX or PyTorch network as a workload file"},
      {"report", "a sweep, or the result of a search, as one HTML page"},
  };
  return table;
}

bool is_python_command(std::string_view name) {
  const std::vector<PythonCommand>& table = python_commands();
  return std::any_of(table.begin(), table.end(),
                     [&](const PythonCommand& command) { return command.name == name; });
}

InputError needs_python(std::string_view name) {
  return usage_error("the command '" + std::string(name) + "' comes with the Python package", kHow);
}

InputError flag_needs_python(std::string_view flag, std::string_view command) {
  return usage_error(
      std::string(flag) + " of '" + std::string(command) + "' comes with the Python package", kHow);
}

}  // namespace paretile::cli
