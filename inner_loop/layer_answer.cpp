// SPDX-License-Identifier: Apache-2.0
#include "inner_loop/layer_answer.h"

namespace paretile::inner_loop {

std::string_view to_string(LayerStatus status) {
  switch (status) {
    case LayerStatus::kOptimal:
      return "optimal";
    case LayerStatus::kBounded:
      return "bounded";
    case LayerStatus::kInfeasible:
      return "infeasible";
    case LayerStatus::kUnknown:
      break;
  }
  return "unknown";
}

}  // namespace paretile::inner_loop
