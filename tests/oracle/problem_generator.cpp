// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <initializer_list>
#include <iterator>
#include <string>
#include <string_view>

#include "tests/oracle/generators.h"

namespace paretile::oracle {
namespace {

/// Adds dimensions named by single letters and tensors by their ranks in those letters.
class ProblemBuilder {
 public:
  explicit ProblemBuilder(std::string_view name) { problem_.name = name; }

  [[nodiscard]] bool has(char dim) const { return letters_.find(dim) != std::string::npos; }
  [[nodiscard]] DimId id(char dim) const { return DimId(letters_.find(dim)); }

  void add_dim(char name) {
    problem_.dims.push_back({std::string(1, name), std::string(1, name), 1});
    letters_ += name;
  }

  /// Adds a tensor; `letters` are its plain ranks, those that are no dimension are left out.
  Tensor& add_tensor(std::string_view name, Role role, std::string_view letters) {
    Tensor tensor;
    tensor.name = name;
    tensor.role = role;
    for (char letter : letters) {
      if (has(letter)) tensor.ranks.push_back({Term{id(letter), 1}});
    }
    problem_.tensors.push_back(tensor);
    return problem_.tensors[TensorId(problem_.tensors.size() - 1)];
  }

  Problem& problem() { return problem_; }

 private:
  Problem problem_;
  std::string letters_;  // the dimensions so far, in order
};

/// Sizes that multiply to kMaxIterations at most, and usually to far less.
void draw_sizes(Choices& choices, Problem& problem) {
  static const std::vector<std::int64_t> sizes = {1, 2, 2, 3, 3, 4, 4, 4, 5, 6, 6, 7, 8, 9, 12};
  static const std::vector<std::int64_t> budgets = {24,  48,  96,  144,  192,
                                                    300, 500, 800, 1200, kMaxIterations};
  std::int64_t budget = choices.one_of(budgets);
  const std::size_t count = problem.dims.size();
  const auto start = static_cast<std::size_t>(choices.pick(0, std::ssize(budgets)));
  for (std::size_t i = 0; i < count; ++i) {
    const std::int64_t size = std::min(choices.one_of(sizes), budget);
    problem.dims[DimId((start + i) % count)].size = size;
    budget /= size;
  }
}

void draw_bits(Choices& choices, Problem& problem) {
  for (Tensor& tensor : problem.tensors) {
    tensor.bits = static_cast<int>(choices.pick(4, 16));
    const bool accumulates = tensor.role == Role::kOutput;
    tensor.psum_bits = tensor.bits + static_cast<int>(accumulates ? choices.pick(0, 16) : 0);
  }
}

/// O[n,g,k,p,q] += W[g,k,c,r,s] * I[n,g,c,p*stride+r*dilation,q*stride+s*dilation], with any of the
/// dimensions but P and R left out; without W it is pooling.
Problem make_convolution(Choices& choices) {
  const bool is_depthwise = choices.chance(1, 4);
  ProblemBuilder builder(is_depthwise ? "depthwise_conv" : "conv");
  for (char dim : std::string_view("PRQSNGKC")) {
    const bool is_channel = dim == 'K' || dim == 'C';
    if (dim == 'S' && !builder.has('Q')) continue;
    if (is_depthwise && is_channel) continue;
    const bool is_core = dim == 'P' || dim == 'R' || (dim == 'S') || (is_depthwise && dim == 'G');
    const bool is_full = builder.problem().dims.size() == 7;
    if (is_core || (!is_full && choices.chance(1, is_channel ? 2 : 3))) builder.add_dim(dim);
  }
  if (choices.chance(5, 6)) builder.add_tensor("W", Role::kWeight, "GKCRS");
  Tensor& input = builder.add_tensor("I", Role::kInput, "NGC");
  const std::int64_t stride = choices.pick(1, 4);
  const std::int64_t dilation = choices.pick(1, 4);
  input.ranks.push_back({Term{builder.id('P'), stride}, Term{builder.id('R'), dilation}});
  if (builder.has('Q')) {
    input.ranks.push_back(
        {Term{builder.id('Q'), choices.pick(1, 4)}, Term{builder.id('S'), choices.pick(1, 4)}});
  }
  builder.add_tensor("O", Role::kOutput, "NGKPQ");
  return builder.problem();
}

/// O[b,m,n] += W[b,k,n] * I[b,m,k].
Problem make_product(Choices& choices) {
  ProblemBuilder builder("gemm");
  for (char dim : std::string_view("MNKB")) {
    if (dim != 'B' || choices.chance(1, 2)) builder.add_dim(dim);
  }
  builder.add_tensor("W", Role::kWeight, choices.chance(1, 2) ? "BKN" : "KN");
  builder.add_tensor("I", Role::kInput, "BMK");
  builder.add_tensor("O", Role::kOutput, "BMN");
  return builder.problem();
}

/// O[p,q] = A[p,q] + B[q]: two operands of one role, the second perhaps broadcast.
Problem make_element_wise(Choices& choices) {
  ProblemBuilder builder("add");
  builder.add_dim('P');
  if (choices.chance(2, 3)) builder.add_dim('Q');
  builder.add_tensor("A", Role::kInput, "PQ");
  builder.add_tensor("B", Role::kInput, choices.chance(1, 3) ? "Q" : "PQ");
  builder.add_tensor("O", Role::kOutput, "PQ");
  return builder.problem();
}

/// Adds the dimensions to the operand, each alone or in a sum with another one.
void draw_ranks(Choices& choices, Tensor& tensor, std::vector<DimId> dims) {
  while (!dims.empty()) {
    Rank rank = {Term{dims.back(), 1}};
    dims.pop_back();
    if (!dims.empty() && choices.chance(1, 2)) {
      rank[0].coefficient = choices.pick(1, 4);
      const auto other = dims.begin() + choices.pick(0, std::ssize(dims) - 1);
      rank.push_back(Term{*other, choices.pick(1, 4)});
      dims.erase(other);
    }
    if (rank.size() == 1 && choices.chance(1, 6)) rank[0].coefficient = choices.pick(2, 4);
    tensor.ranks.push_back(rank);
  }
}

/// Any dimensions in any operands and any of them in the output, useful to anyone or not.
Problem make_einsum(Choices& choices) {
  static const std::vector<Role> roles = {Role::kInput, Role::kWeight};
  ProblemBuilder builder("einsum");
  const std::int64_t count = choices.pick(1, 7);
  for (std::int64_t i = 0; i < count; ++i) builder.add_dim(static_cast<char>('T' + i));
  const std::int64_t operands = choices.pick(1, 3);
  for (std::int64_t i = 0; i < operands; ++i) {
    Tensor& tensor =
        builder.add_tensor(std::string(1, static_cast<char>('A' + i)), choices.one_of(roles), "");
    std::vector<DimId> dims;
    for (DimId dim : builder.problem().dims.ids()) {
      if (!choices.chance(1, 3)) dims.push_back(dim);
    }
    draw_ranks(choices, tensor, dims);
  }
  Tensor& output = builder.add_tensor("O", Role::kOutput, "");
  for (DimId dim : builder.problem().dims.ids()) {
    if (choices.chance(1, 2)) output.ranks.push_back({Term{dim, 1}});
  }
  return builder.problem();
}

}  // namespace

Problem make_problem(Choices& choices) {
  static const std::vector<Problem (*)(Choices&)> kinds = {
      make_convolution, make_convolution, make_convolution, make_einsum,
      make_einsum,      make_product,     make_element_wise};
  Problem problem = choices.one_of(kinds)(choices);
  draw_sizes(choices, problem);
  draw_bits(choices, problem);
  return problem;
}

}  // namespace paretile::oracle
