// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/architecture.h"
#include "core/io/load.h"

namespace paretile::hw_specs {

/// One shipped file: its name without folder and ending, and its text, built into the program.
struct ShippedFile {
  std::string_view name;
  std::string_view path;  ///< in the source tree, for messages: "hw_specs/eyeriss.yaml"
  std::string_view text;
};

/// The shipped architectures, by name.
[[nodiscard]] const std::vector<ShippedFile>& shipped_architectures();

/// The shipped energy tables (hw_specs/technology), by name.
[[nodiscard]] const std::vector<ShippedFile>& shipped_tables();

/// Finds shipped tables; what architecture files may refer to.
[[nodiscard]] std::optional<io::TableText> find_table(std::string_view name);

/// An architecture by shipped name ("eyeriss") or by path of a YAML file. Throws InputError; an
/// unknown name gets the near miss.
[[nodiscard]] Architecture load_architecture(const std::string& name_or_path);

}  // namespace paretile::hw_specs
