// SPDX-License-Identifier: Apache-2.0
#include "core/validate.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/checked.h"
#include "core/diagnostics.h"
#include "core/names.h"

namespace paretile {
namespace {

/// Findings of one problem; a prefix such as `layers[3].problem.` makes their paths.
class ProblemCheck {
 public:
  ProblemCheck(const Problem& problem, std::vector<Finding>& findings, std::string prefix)
      : problem_(problem), findings_(findings), prefix_(std::move(prefix)) {}

  void run() {
    const std::size_t before = findings_.size();
    check_dims();
    check_tensors();
    if (findings_.size() == before) check_counts();
  }

 private:
  void add(const std::string& path, std::string message, std::string hint = {}) {
    findings_.push_back({prefix_ + path, std::move(message), std::move(hint)});
  }

  void check_dims() {
    if (problem_.dims.empty()) add("dims", "the problem has no dimensions");
    if (problem_.dims.size() > kMaxDims) {
      add("dims", fmt::format("{} dimensions, at most {}", problem_.dims.size(), kMaxDims));
    }
    NameRegister names;
    for (std::size_t i = 0; i < problem_.dims.size(); ++i) {
      const Dimension& dim = *(problem_.dims.begin() + static_cast<std::ptrdiff_t>(i));
      const std::string path = fmt::format("dims[{}]", i);
      if (!is_name(dim.name)) {
        add(path, fmt::format("bad dimension name {}", quoted(dim.name)), std::string(kNameRule));
      } else if (names.add(dim.name, path)) {
        add(path, fmt::format("two dimensions are named '{}'", dim.name));
      }
      if (dim.size < 1) {
        add(path + ".size",
            fmt::format("dimension '{}' must be at least 1, not {}", dim.name, dim.size));
      }
    }
  }

  void check_tensors() {
    if (problem_.tensors.size() > kMaxTensors) {
      add("tensors", fmt::format("{} tensors, at most {}", problem_.tensors.size(), kMaxTensors));
    }
    const auto outputs = std::count_if(problem_.tensors.begin(), problem_.tensors.end(),
                                       [](const Tensor& t) { return t.role == Role::kOutput; });
    if (outputs != 1) add("tensors", fmt::format("{} output tensors, one is needed", outputs));
    if (problem_.tensors.size() < 2) add("tensors", "the problem reads no tensor");
    NameRegister names;
    for (std::size_t i = 0; i < problem_.tensors.size(); ++i) {
      const Tensor& tensor = *(problem_.tensors.begin() + static_cast<std::ptrdiff_t>(i));
      const std::string path = fmt::format("tensors[{}]", i);
      if (!is_name(tensor.name)) {
        add(path, fmt::format("bad tensor name {}", quoted(tensor.name)), std::string(kNameRule));
      } else if (names.add(tensor.name, path)) {
        add(path, fmt::format("two tensors are named '{}'", tensor.name));
      }
      check_bits(tensor, path);
      check_ranks(tensor, path);
    }
  }

  void check_bits(const Tensor& tensor, const std::string& path) {
    if (tensor.bits < 1 || tensor.bits > kMaxValueBits) {
      add(path + ".bits", fmt::format("values of '{}' must have 1 to {} bits, not {}", tensor.name,
                                      kMaxValueBits, tensor.bits));
      return;
    }
    if (tensor.role != Role::kOutput) {
      if (tensor.psum_bits != tensor.bits) {
        add(path + ".psum_bits", fmt::format("only outputs have partial sums, '{}' is an {}",
                                             tensor.name, to_string(tensor.role)));
      }
    } else if (tensor.psum_bits < tensor.bits || tensor.psum_bits > kMaxValueBits) {
      add(path + ".psum_bits",
          fmt::format("partial sums of '{}' must have {} to {} bits, not {}", tensor.name,
                      tensor.bits, kMaxValueBits, tensor.psum_bits));
    }
  }

  void check_ranks(const Tensor& tensor, const std::string& path) {
    IdSet<DimId> seen;
    for (std::size_t i = 0; i < tensor.ranks.size(); ++i) {
      const Rank& rank = tensor.ranks[i];
      const std::string rank_path = fmt::format("{}.ranks[{}]", path, i);
      if (rank.empty()) add(rank_path, fmt::format("rank {} of '{}' is empty", i, tensor.name));
      if (rank.size() > 1 && tensor.role == Role::kOutput) {
        add(rank_path, fmt::format("the output '{}' is addressed by a sum", tensor.name),
            "only inputs may be; split a transposed convolution into its phases");
      }
      for (const Term& term : rank) {
        if (term.dim.index() >= problem_.dims.size() || term.dim.index() >= kMaxDims) {
          add(rank_path,
              fmt::format("'{}' is addressed by a dimension that is not there", tensor.name));
          continue;
        }
        const std::string& dim = problem_.dims[term.dim].name;
        if (seen.contains(term.dim)) {
          add(rank_path, fmt::format("dimension '{}' occurs twice in '{}'", dim, tensor.name));
        }
        seen.insert(term.dim);
        if (tensor.role == Role::kOutput && rank.size() == 1 && term.coefficient > 1) {
          add(rank_path,
              fmt::format("the output '{}' is addressed by a multiple of '{}'", tensor.name, dim),
              "an output has no holes; drop the coefficient");
        }
        if (term.coefficient < 1) {
          add(rank_path, fmt::format("the coefficient of '{}' in '{}' must be at least 1, not {}",
                                     dim, tensor.name, term.coefficient));
        }
      }
    }
  }

  /// No count can pass the number of operations, except in box footprints: a rank a*i + b*j cut
  /// into m*n tiles of i/m by j/n holds at most a*i*n + b*j*m <= i*j*(a + b) words in all of them.
  void check_counts() {
    std::int64_t operations = 1;
    for (const Dimension& dim : problem_.dims)
      operations = saturating_product(operations, dim.size);
    if (operations > kMaxExactCount) {
      add("dims", "more than 2^53 operations: counts would not be exact");
      return;
    }
    for (std::size_t i = 0; i < problem_.tensors.size(); ++i) {
      std::int64_t words = operations;
      const Tensor& tensor = problem_.tensors[TensorId(i)];
      for (const Rank& rank : tensor.ranks) {
        if (rank.size() < 2) continue;
        words = saturating_product(words, saturating_sum(rank[0].coefficient, rank[1].coefficient));
      }
      if (words <= kMaxExactCount) continue;
      add(fmt::format("tensors[{}]", i),
          fmt::format("'{}' could be accessed more than 2^53 times: counts would not be exact",
                      tensor.name));
    }
  }

  const Problem& problem_;
  std::vector<Finding>& findings_;
  std::string prefix_;
};

std::vector<std::string> earlier_names(const Workload& workload, std::size_t index) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < index; ++i) names.push_back(workload.layers[i].name);
  return names;
}

void check_joins(const Layer& layer, const std::string& path, std::vector<Finding>& findings) {
  if (layer.joins.empty()) return;
  const bool is_known = layer.joins.find_first_not_of("*+") == std::string::npos;
  if (is_known && layer.joins.size() + 2 == layer.problem.tensors.size()) return;
  findings.push_back({path + ".joins",
                      fmt::format("joins must be a '*' or '+' between each two operands, not {}",
                                  quoted(layer.joins)),
                      ""});
}

void check_layer(const Workload& workload, std::size_t index, NameRegister& names,
                 std::vector<Finding>& findings) {
  const Layer& layer = workload.layers[index];
  const std::string path = fmt::format("layers[{}]", index);
  if (layer.name.empty()) {
    findings.push_back({path + ".name", "a layer needs a name", ""});
  } else if (names.add(layer.name, path)) {
    findings.push_back(
        {path + ".name", fmt::format("two layers are named {}", quoted(layer.name)), ""});
  }
  if (layer.repeat < 1) {
    findings.push_back(
        {path + ".repeat", fmt::format("repeat must be at least 1, not {}", layer.repeat), ""});
  }
  check_joins(layer, path, findings);
  for (std::size_t i = 0; i < layer.inputs.size(); ++i) {
    if (layer.inputs[i] != layer.name && names.has(layer.inputs[i])) continue;
    const std::string nearest = nearest_name(layer.inputs[i], earlier_names(workload, index));
    findings.push_back({fmt::format("{}.inputs[{}]", path, i),
                        fmt::format("no earlier layer is named {}", quoted(layer.inputs[i])),
                        nearest.empty() ? "" : fmt::format("did you mean '{}'?", nearest)});
  }
  ProblemCheck(layer.problem, findings, path + ".problem.").run();
}

/// Told at the layer with which the total passes what is counted exactly.
void check_total(const Workload& workload, std::vector<Finding>& findings) {
  std::int64_t operations = 0;
  for (std::size_t i = 0; i < workload.layers.size(); ++i) {
    const Layer& layer = workload.layers[i];
    operations =
        saturating_sum(operations, saturating_product(layer.problem.operations(), layer.repeat));
    if (operations <= kMaxExactCount) continue;
    const bool repeats = layer.repeat > 1;
    const std::string cause = repeats
                                  ? fmt::format("repeat {} of {}", layer.repeat, quoted(layer.name))
                                  : fmt::format("layer {}", quoted(layer.name));
    findings.push_back(
        {fmt::format("layers[{}]{}", i, repeats ? ".repeat" : ""),
         cause + " takes the workload past 2^53 operations: counts would not be exact", ""});
    return;
  }
}

}  // namespace

std::vector<Finding> validate(const Problem& problem) {
  std::vector<Finding> findings;
  ProblemCheck(problem, findings, "").run();
  return findings;
}

std::vector<Finding> validate(const Workload& workload) {
  std::vector<Finding> findings;
  if (workload.layers.empty()) findings.push_back({"layers", "the workload has no layers", ""});
  NameRegister names;
  for (std::size_t i = 0; i < workload.layers.size(); ++i) {
    check_layer(workload, i, names, findings);
  }
  if (findings.empty()) check_total(workload, findings);
  return findings;
}

}  // namespace paretile
