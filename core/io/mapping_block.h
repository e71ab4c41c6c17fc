// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/architecture.h"
#include "core/io/yaml_document.h"
#include "core/mapping.h"
#include "core/problem.h"

namespace paretile::io {

/// `mapping: |` holds the nest as a text, indented below its key. Reports any other spelling, and
/// a text that is empty.
void check_mapping_block(const YamlValue& value, YamlDocument& document);

/// The mapping of a block that check_mapping_block has let pass; its mistakes are at their lines
/// of the file. Throws InputError.
[[nodiscard]] Mapping parse_mapping_block(const YamlValue& block, const YamlDocument& document,
                                          const Problem& problem, const Architecture& architecture);

}  // namespace paretile::io
