// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "core/diagnostics.h"
#include "core/einsum.h"
#include "core/io/load.h"
#include "core/io/operator_call.h"
#include "core/io/precision_reader.h"
#include "core/io/write.h"
#include "core/io/yaml_text.h"
#include "core/operators.h"

namespace paretile::io {
namespace {

Problem with_output_last(Problem problem) {
  const auto output =
      std::find_if(problem.tensors.begin(), problem.tensors.end(),
                   [](const Tensor& tensor) { return tensor.role == Role::kOutput; });
  if (output != problem.tensors.end()) std::rotate(output, output + 1, problem.tensors.end());
  return problem;
}

Workload with_outputs_last(Workload workload) {
  for (Layer& layer : workload.layers) {
    layer.problem = with_output_last(std::move(layer.problem));
    layer.problem.name = layer.name;
  }
  return workload;
}

/// Bits that a problem has by role.
Precision bits_of(const Problem& problem) {
  Precision bits;
  for (const Tensor& tensor : problem.tensors) {
    if (tensor.role == Role::kInput) bits.input = tensor.bits;
    if (tensor.role == Role::kWeight) bits.weight = tensor.bits;
    if (tensor.role != Role::kOutput) continue;
    bits.output = tensor.bits;
    bits.psum = tensor.psum_bits;
  }
  return bits;
}

/// What the file must say about bits so that layers have those they do not state themselves.
Precision file_bits(const Workload& workload) {
  Precision bits;
  bool sums_follow = true;  // the default, or as wide as the outputs
  for (const Layer& layer : workload.layers) {
    const Precision has = bits_of(layer.problem);
    if (!layer.stated_bits.input && has.input) bits.input = has.input;
    if (!layer.stated_bits.weight && has.weight) bits.weight = has.weight;
    if (!layer.stated_bits.output) bits.output = has.output;
    if (layer.stated_bits.psum) continue;
    bits.psum = has.psum;
    sums_follow = sums_follow && has.psum == std::max(kDefaultBits.psum, has.output);
  }
  if (sums_follow) bits.psum.reset();
  return bits;
}

std::string lower(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

std::string tensor_text(const Tensor& tensor, const Problem& problem) {
  std::vector<std::string> ranks;
  for (const Rank& rank : tensor.ranks) {
    std::string text;
    for (const Term& term : rank) {
      text += (text.empty() ? "" : "+") + lower(problem.dims[term.dim].name);
      if (term.coefficient != 1) text += fmt::format("*{}", term.coefficient);
    }
    ranks.push_back(text);
  }
  return fmt::format("{}[{}]", tensor.name, fmt::join(ranks, ","));
}

/// `O[k,p] += W[k,r] * I[p+r]`.
std::string einsum_text(const Layer& layer) {
  std::string output;
  std::string operands;
  std::size_t join = 0;
  for (const Tensor& tensor : layer.problem.tensors) {
    const std::string text = tensor_text(tensor, layer.problem);
    if (tensor.role == Role::kOutput) {
      output = text;
      continue;
    }
    if (!operands.empty()) {
      operands += fmt::format(" {} ", join < layer.joins.size() ? layer.joins[join] : '*');
      ++join;
    }
    operands += text;
  }
  return fmt::format("{} += {}", output, operands);
}

std::string joined(const std::vector<std::string>& entries) {
  return fmt::format("{{{}}}", fmt::join(entries, ", "));
}

class WorkloadWriter {
 public:
  WorkloadWriter(const Workload& workload, std::span<const Comment> comments)
      : workload_(workload), comments_(comments) {}

  std::string run() {
    std::string text = fmt::format("format: 1\nname: {}\n", yaml_text(workload_.name));
    if (!workload_.source.empty()) text += fmt::format("source: {}\n", yaml_text(workload_.source));
    const Precision bits = file_bits(workload_);
    if (bits != Precision{}) text += fmt::format("bits: {}\n", precision_text(bits));
    text += "layers:\n";
    for (const Layer& layer : workload_.layers) {
      text += comments_.take(layer.name, 2);
      text += layer.op == kEinsumOperator ? einsum_layer(layer) : operator_layer(layer);
    }
    return comments_.take_rest() + text;
  }

 private:
  /// What layers of both kinds say.
  static std::vector<std::string> common(const Layer& layer) {
    std::vector<std::string> entries;
    if (layer.repeat != 1) entries.push_back(fmt::format("repeat: {}", layer.repeat));
    if (layer.stated_bits != Precision{}) {
      entries.push_back("bits: " + precision_text(layer.stated_bits));
    }
    if (!layer.inputs.empty()) entries.push_back("inputs: " + yaml_list(layer.inputs));
    return entries;
  }

  /// On one line, as people write it.
  static std::string operator_layer(const Layer& layer) {
    std::vector<std::string> entries = {"name: " + yaml_text(layer.name),
                                        "op: " + yaml_text(layer.op)};
    for (const auto& [key, value] : operator_call(layer)) {
      entries.push_back(fmt::format("{}: {}", key, value));
    }
    for (std::string& entry : common(layer)) entries.push_back(std::move(entry));
    return "  - " + joined(entries) + "\n";
  }

  static std::string einsum_layer(const Layer& layer) {
    const Problem& problem = layer.problem;
    std::vector<std::string> sizes;
    std::vector<std::string> kinds;
    std::vector<std::string> roles;
    for (const Dimension& dim : problem.dims) {
      sizes.push_back(fmt::format("{}: {}", yaml_text(lower(dim.name)), dim.size));
      if (dim.kind == canonical_dim(dim.name)) continue;
      kinds.push_back(fmt::format("{}: {}", yaml_text(lower(dim.name)), yaml_text(dim.kind)));
    }
    for (const Tensor& tensor : problem.tensors) {
      if (tensor.role == Role::kOutput) continue;
      roles.push_back(fmt::format("{}: {}", yaml_text(tensor.name), to_string(tensor.role)));
    }
    std::string text = fmt::format("  - name: {}\n    einsum: \"{}\"\n    dims: {}\n",
                                   yaml_text(layer.name), einsum_text(layer), joined(sizes));
    text += fmt::format("    roles: {}\n", joined(roles));
    if (!kinds.empty()) text += fmt::format("    acts_as: {}\n", joined(kinds));
    for (const std::string& entry : common(layer)) text += "    " + entry + "\n";
    return text;
  }

  const Workload& workload_;
  CommentQueue comments_;
};

[[noreturn]] void refuse(const std::string& file, std::string message) {
  throw InputError({{{file, 0, 0}, std::move(message), {}, {}}});
}

}  // namespace

std::string workload_to_yaml(const Workload& workload, std::span<const Comment> comments) {
  std::string text = WorkloadWriter(workload, comments).run();
  const std::string file = fmt::format("<workload {}>", quoted(workload.name));
  const Workload read = parse_workload(text, file);
  const Workload wanted = with_outputs_last(workload);
  if (read == wanted) return text;
  for (std::size_t i = 0; i < std::min(read.layers.size(), wanted.layers.size()); ++i) {
    if (read.layers[i] == wanted.layers[i]) continue;
    refuse(file, fmt::format("layer {} cannot be said in a file", quoted(wanted.layers[i].name)));
  }
  refuse(file, "cannot be said in a file");
}

}  // namespace paretile::io
