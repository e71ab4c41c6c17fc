// SPDX-License-Identifier: Apache-2.0
#include "validation/catalogue.h"

#include "hw_specs/catalogue.h"
#include "validation/study_reader.h"
#include "workloads/catalogue.h"

namespace paretile::validation {
namespace {

std::vector<io::ShippedFile> joined(std::vector<io::ShippedFile> own,
                                    const std::vector<io::ShippedFile>& shipped) {
  own.insert(own.end(), shipped.begin(), shipped.end());
  return own;
}

}  // namespace

Architecture load_architecture(const std::string& name_or_path) {
  static const std::vector<io::ShippedFile> files =
      joined(study_architectures(), hw_specs::shipped_architectures());
  const io::TableText found = io::find_text(files, "architecture", name_or_path);
  return io::parse_architecture(found.text, found.file, hw_specs::find_table, hw_specs::technology);
}

Workload load_workload(const std::string& name_or_path) {
  static const std::vector<io::ShippedFile> files =
      joined(study_workloads(), workloads::shipped_workloads());
  const io::TableText found = io::find_text(files, "workload", name_or_path);
  return io::parse_workload(found.text, found.file);
}

Study load_study(const std::string& name_or_path) {
  const io::TableText found = io::find_text(shipped_studies(), "study", name_or_path);
  return parse_study(found.text, found.file);
}

}  // namespace paretile::validation
