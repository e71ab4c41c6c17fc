// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>

#include "core/architecture.h"
#include "core/workload.h"

namespace paretile::io {

/// A comment of a written file: above the level, fan-out, compute unit or layer called `about`, or
/// at the head of the file where nothing is called so.
struct Comment {
  std::string about;
  std::string text;
};

/// An architecture as YAML, which parse_architecture() reads back to an equal value. Numbers that
/// came from a table or an estimate are written out, `sources` says where they came from; cautions
/// become comments. Throws InputError where the format cannot say it, such as for an invalid value.
[[nodiscard]] std::string architecture_to_yaml(const Architecture& architecture,
                                               std::span<const Comment> comments = {});

/// A workload as YAML, which parse_workload() reads back to an equal value, but that the output is
/// the last tensor of each layer and a layer that became several stays several. Throws InputError
/// where the format cannot say it: a dimension in no operand, a name with '-', bits that are
/// neither stated by the layer nor those of all.
[[nodiscard]] std::string workload_to_yaml(const Workload& workload,
                                           std::span<const Comment> comments = {});

}  // namespace paretile::io
