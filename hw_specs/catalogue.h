// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/architecture.h"
#include "core/io/catalogue.h"
#include "core/io/load.h"
#include "estimators/technology.h"

namespace paretile::hw_specs {

/// The shipped architectures, by name.
[[nodiscard]] const std::vector<io::ShippedFile>& shipped_architectures();

/// The shipped technology tables (hw_specs/technology), by name.
[[nodiscard]] const std::vector<io::ShippedFile>& shipped_tables();

/// Finds shipped tables; what architecture files may refer to.
[[nodiscard]] std::optional<io::TableText> find_table(std::string_view name);

/// All shipped technology tables, read once; what a `class` is estimated from.
[[nodiscard]] const estimators::Technology& technology();

/// An architecture by shipped name ("eyeriss") or by path of a YAML file. Throws InputError; an
/// unknown name gets the near miss.
[[nodiscard]] Architecture load_architecture(const std::string& name_or_path);

}  // namespace paretile::hw_specs
