// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "core/io/catalogue.h"
#include "validation/study.h"

namespace paretile::validation {

/// The shipped studies (validation/*.yaml), by name.
[[nodiscard]] const std::vector<io::ShippedFile>& shipped_studies();

/// Architectures and workloads that only studies use (validation/architectures, .../workloads).
[[nodiscard]] const std::vector<io::ShippedFile>& study_architectures();
[[nodiscard]] const std::vector<io::ShippedFile>& study_workloads();

/// By name, of the studies' own or of all shipped ones, or by path of a YAML file. Throw
/// InputError; an unknown name gets the near miss.
[[nodiscard]] Architecture load_architecture(const std::string& name_or_path);
[[nodiscard]] Workload load_workload(const std::string& name_or_path);

/// A study by shipped name ("eyeriss_alexnet") or by path. Throws InputError as above.
[[nodiscard]] Study load_study(const std::string& name_or_path);

}  // namespace paretile::validation
