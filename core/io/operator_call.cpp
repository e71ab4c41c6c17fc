// SPDX-License-Identifier: Apache-2.0
#include "core/io/operator_call.h"

#include <map>
#include <optional>

#include "core/einsum.h"
#include "core/operators.h"

namespace paretile::io {
namespace {

constexpr std::int64_t kFirstMark = 1000;

/// Where the operator's einsum has its numbers, the problem's coefficients: read by giving each
/// number a value of its own and looking for it.
NamedNumbers coefficients_of(const Operator& op, const Problem& problem) {
  NamedNumbers marks;
  std::map<std::int64_t, std::string> names;
  for (const OperatorNumber& number : op.numbers) {
    const std::int64_t mark = kFirstMark + static_cast<std::int64_t>(marks.size());
    marks.emplace(number.name, mark);
    names.emplace(mark, number.name);
  }
  NamedNumbers found;
  for (const EinsumTensor& written : parse_einsum(op.einsum, marks).einsum.tensors) {
    const std::optional<TensorId> id = problem.find_tensor(written.name);
    if (!id) continue;
    const Tensor& tensor = problem.tensors[*id];
    for (std::size_t r = 0; r < std::min(written.ranks.size(), tensor.ranks.size()); ++r) {
      for (std::size_t t = 0; t < std::min(written.ranks[r].size(), tensor.ranks[r].size()); ++t) {
        const auto name = names.find(written.ranks[r][t].coefficient);
        if (name != names.end()) found[name->second] = tensor.ranks[r][t].coefficient;
      }
    }
  }
  return found;
}

}  // namespace

std::vector<std::pair<std::string, std::int64_t>> operator_call(const Layer& layer) {
  std::vector<std::pair<std::string, std::int64_t>> call;
  const Operator* op = find_operator(layer.op);
  if (op == nullptr) return call;
  for (const OperatorDim& dim : op->dims) {
    const std::optional<DimId> id = layer.problem.find_dim(dim.name);
    const std::int64_t size = id ? layer.problem.dims[*id].size : 1;
    if (size != dim.fallback) call.emplace_back(dim.name, size);
  }
  const NamedNumbers numbers = coefficients_of(*op, layer.problem);
  for (const OperatorNumber& number : op->numbers) {
    const auto found = numbers.find(number.name);
    if (found == numbers.end()) continue;
    const auto same = numbers.find(number.same_as);
    const std::int64_t fallback = same == numbers.end() ? number.fallback : same->second;
    if (found->second != fallback) call.emplace_back(number.name, found->second);
  }
  return call;
}

}  // namespace paretile::io
