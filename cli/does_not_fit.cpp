// SPDX-License-Identifier: Apache-2.0
#include "cli/does_not_fit.h"

#include "cli/foreign_inputs.h"
#include "cli/report.h"
#include "cli/result_json.h"

namespace paretile::cli {

Outcome does_not_fit(const std::string& command, const Case& given,
                     const cost_model::Verdict& verdict) {
  const std::string sentence = describe(verdict, given.layer.problem, given.architecture);
  return {kNothingFeasible,
          title(given) + "\n\nthe mapping does not fit: " + sentence +
              "\n'paretile explain' shows what each tensor needs\n" + remarks_text(given.read_from),
          verdict_json(command, given, verdict)};
}

}  // namespace paretile::cli
