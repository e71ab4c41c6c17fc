// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "core/io/yaml_document.h"
#include "interop/imported.h"

namespace paretile::interop {

/// Makes of the value what Python's YAML reader, which ZigZag uses, sees: `True` is a truth, and of
/// keys given twice in a map the last counts. Each such key becomes a remark.
void read_as_python(io::YamlValue& value, const std::string& file, std::vector<Remark>& remarks);

}  // namespace paretile::interop
