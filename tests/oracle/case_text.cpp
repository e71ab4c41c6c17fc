// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "core/mapping_text.h"
#include "tests/oracle/generators.h"

namespace paretile::oracle {
namespace {

std::string rank_text(const Problem& problem, const Rank& rank) {
  std::string text;
  for (const Term& term : rank) {
    if (!text.empty()) text += " + ";
    text += problem.dims[term.dim].name;
    if (term.coefficient != 1) text += "*" + std::to_string(term.coefficient);
  }
  return text;
}

std::string tensor_text(const Problem& problem, const Tensor& tensor) {
  std::string text = tensor.name + "[";
  for (std::size_t i = 0; i < tensor.ranks.size(); ++i) {
    text += (i > 0 ? ", " : "") + rank_text(problem, tensor.ranks[i]);
  }
  return text + "] " + std::string(to_string(tensor.role)) + " of " + std::to_string(tensor.bits) +
         " bits, sums " + std::to_string(tensor.psum_bits);
}

std::string fanout_text(const Fanout& fanout) {
  std::string text = "fan-out " + fanout.name + " inside " + std::to_string(fanout.levels_outside) +
                     " levels, axes";
  for (const Axis& axis : fanout.axes) text += " " + axis.name;
  text += ", sharing of input, weight, output:";
  for (Sharing sharing : fanout.sharing) text += " " + std::string(to_string(sharing));
  return text;
}

}  // namespace

std::string to_text(const Case& random_case) {
  std::string text = "problem " + random_case.problem.name + ":";
  for (const Dimension& dim : random_case.problem.dims) {
    text += " " + dim.name + "=" + std::to_string(dim.size);
  }
  for (const Tensor& tensor : random_case.problem.tensors) {
    text += "\n  " + tensor_text(random_case.problem, tensor);
  }
  text += "\narchitecture of " + std::to_string(random_case.architecture.levels.size()) + " levels";
  for (const Fanout& fanout : random_case.architecture.fanouts) {
    text += "\n  " + fanout_text(fanout);
  }
  return text + "\nfootprint " + std::string(to_string(random_case.footprint)) + "\nmapping\n" +
         to_text(random_case.mapping, random_case.problem, random_case.architecture);
}

}  // namespace paretile::oracle
