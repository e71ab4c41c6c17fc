// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <pybind11/pybind11.h>

#include <optional>
#include <string>

namespace paretile::python {

/// What from_yaml() was given: a text with a line break is the YAML itself; another text is a
/// shipped name or the path of a file; an os.PathLike is always a path.
struct Source {
  std::optional<std::string> text;  ///< the YAML itself, where that or a path was given
  std::string name;                 ///< the file for messages, or the shipped name
};
/// Throws TypeError for anything else, InputError for a file that cannot be read. `inline_name` is
/// the file that messages name for a text.
[[nodiscard]] Source source_of(pybind11::handle given, const char* inline_name);

/// A Python dict from the JSON of a command, without what only names the command.
[[nodiscard]] pybind11::dict dict_of_json(const std::string& json);

}  // namespace paretile::python
