// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "core/io/catalogue.h"
#include "core/workload.h"

namespace paretile::workloads {

/// The shipped networks, by name.
[[nodiscard]] const std::vector<io::ShippedFile>& shipped_workloads();

/// A workload by shipped name ("resnet18") or by path of a YAML file. Throws InputError; an unknown
/// name gets the near miss.
[[nodiscard]] Workload load_workload(const std::string& name_or_path);

}  // namespace paretile::workloads
