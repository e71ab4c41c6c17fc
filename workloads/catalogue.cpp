// SPDX-License-Identifier: Apache-2.0
#include "workloads/catalogue.h"

#include "core/io/load.h"

namespace paretile::workloads {

Workload load_workload(const std::string& name_or_path) {
  const io::TableText found = io::find_text(shipped_workloads(), "workload", name_or_path);
  return io::parse_workload(found.text, found.file);
}

}  // namespace paretile::workloads
