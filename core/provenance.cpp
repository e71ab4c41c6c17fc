// SPDX-License-Identifier: Apache-2.0
#include "core/provenance.h"

namespace paretile {

std::string_view to_string(Origin origin) {
  switch (origin) {
    case Origin::kStated:
      return "stated";
    case Origin::kTable:
      return "table";
    case Origin::kEstimated:
      return "estimated";
    case Origin::kNone:
      return "none";
  }
  return "";
}

bool is_sourced(const Provenance& provenance) {
  return provenance.origin == Origin::kNone || !provenance.from.empty();
}

}  // namespace paretile
