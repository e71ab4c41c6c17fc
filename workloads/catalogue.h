// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/workload.h"

namespace paretile::workloads {

/// One shipped file: its name without folder and ending, and its text, built into the program.
struct ShippedFile {
  std::string_view name;
  std::string_view path;  ///< in the source tree, for messages: "workloads/resnet18.yaml"
  std::string_view text;
};

/// The shipped networks, by name.
[[nodiscard]] const std::vector<ShippedFile>& shipped_workloads();

/// A workload by shipped name ("resnet18") or by path of a YAML file. Throws InputError; an unknown
/// name gets the near miss.
[[nodiscard]] Workload load_workload(const std::string& name_or_path);

}  // namespace paretile::workloads
