// SPDX-License-Identifier: Apache-2.0
#include "benchmarks/growth_series.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "benchmarks/random_mappings.h"
#include "hw_specs/catalogue.h"
#include "workloads/catalogue.h"

namespace paretile::benchmarks {
namespace {

constexpr mapper::ObjectiveKind kObjectives[] = {mapper::ObjectiveKind::kEnergy,
                                                 mapper::ObjectiveKind::kFront};

/// Any dimension on any axis of its 14 x 12 units, and any tensor may pass the buffer by.
Architecture open_chip() {
  return hw_specs::load_architecture("benchmarks/peers/eyeriss_like.yaml");
}

Problem gemm(const Architecture& chip) { return shipped_layer("bert_base", "ffn1", chip); }
Problem conv(const Architecture& chip) { return shipped_layer("resnet18", "layer1.0.conv1", chip); }

using Sizes = std::vector<std::pair<std::string, std::int64_t>>;

Problem resized(Problem problem, const Sizes& sizes) {
  for (const auto& [name, size] : sizes) problem.dims[*problem.find_dim(name)].size = size;
  return problem;
}

void ask_both(const Question& question, std::vector<Question>& questions) {
  for (mapper::ObjectiveKind objective : kObjectives) {
    questions.push_back(question);
    questions.back().objective = objective;
  }
}

/// The smallest shipped chip, further buffers between its own and the array: each a quarter of the
/// room at half the energy.
Architecture with_levels(int num_levels) {
  Architecture chip = hw_specs::load_architecture("simple_2level");
  Level level = chip.levels[LevelId(1)];
  for (int i = 2; i < num_levels; ++i) {
    level.name = fmt::format("buffer{}", i);
    level.capacity_bits /= 4;
    for (double* energy : {&level.read_pj, &level.fill_pj, &level.update_pj, &level.drain_pj}) {
      *energy /= 2;
    }
    chip.levels.push_back(level);
    ++chip.fanouts[FanoutId(0)].levels_outside;
  }
  return chip;
}

/// O = W * I over `num_dims` dimensions in turn rows, columns and reduction, as of a GEMM.
Problem contraction(int num_dims) {
  std::array<std::string, 3> ranks;  // of I (rows, reduction), W (columns, reduction), O
  std::string sizes;
  for (int i = 0; i < num_dims; ++i) {
    const std::string dim = fmt::format("{}d{}", i == 0 ? "" : ",", i);
    sizes += dim + ": 8";
    const int without = std::array{1, 0, 2}[i % 3];  // rows are not in W, columns not in I
    for (int tensor = 0; tensor < 3; ++tensor) {
      if (tensor == without) continue;
      std::string& text = ranks[static_cast<std::size_t>(tensor)];
      text += fmt::format("{}d{}", text.empty() ? "" : ",", i);
    }
  }
  const std::string text = fmt::format(
      "format: 1\nname: contraction\nbits: {{input: 16, weight: 16, output: 16, psum: 16}}\n"
      "layers:\n  - {{name: n{}, einsum: \"O[{}] += W[{}] * I[{}]\", dims: {{{}}}}}\n",
      num_dims, ranks[2], ranks[1], ranks[0], sizes);
  return io::parse_workload(text, "contraction").layers.front().problem;
}

}  // namespace

std::vector<Question> growing_size() {
  const Architecture chip = open_chip();
  std::vector<Question> questions;
  for (int n = 8; n <= 4096; n *= 2) {
    const Problem problem = resized(gemm(chip), {{"M", n}, {"N", n}, {"K", n}});
    ask_both({"size", "GEMM", n, problem, chip}, questions);
  }
  return questions;
}

std::vector<Question> growing_levels() {
  std::vector<Question> questions;
  for (int levels = 2; levels <= 6; ++levels) {
    const Architecture chip = with_levels(levels);
    ask_both({"levels", "GEMM", levels, gemm(chip), chip}, questions);
    ask_both({"levels", "conv", levels, conv(chip), chip}, questions);
  }
  return questions;
}

std::vector<Question> growing_dims() {
  const Architecture chip = open_chip();
  std::vector<Question> questions;
  for (int dims = 2; dims <= 8; ++dims) {
    ask_both({"dims", "contraction", dims, contraction(dims), chip}, questions);
  }
  Sizes sizes = {{"N", 1}, {"K", 16}, {"C", 1}, {"P", 16}, {"Q", 1}, {"R", 3}, {"S", 1}};
  const Sizes further = {{"C", 16}, {"Q", 16}, {"S", 3}, {"N", 16}};
  int dims = 3;
  ask_both({"dims", "conv", dims, resized(conv(chip), sizes), chip}, questions);
  for (const auto& dim : further) {
    sizes.push_back(dim);
    ask_both({"dims", "conv", ++dims, resized(conv(chip), sizes), chip}, questions);
  }
  return questions;
}

std::vector<Question> growing_array() {
  std::vector<Question> questions;
  for (int size = 1; size <= 256; size *= 2) {
    Architecture chip = open_chip();
    for (Axis& axis : chip.fanouts[FanoutId(0)].axes) axis.size = size;
    ask_both({"array", "GEMM", size, gemm(chip), chip}, questions);
    ask_both({"array", "conv", size, conv(chip), chip}, questions);
  }
  return questions;
}

std::vector<Question> shipped_layers(const std::vector<std::string>& chips) {
  std::vector<Question> questions;
  for (const std::string& name : chips) {
    const Architecture chip = hw_specs::load_architecture(name);
    const std::size_t first = questions.size();  // of this chip
    for (const io::ShippedFile& shipped : workloads::shipped_workloads()) {
      const Workload network =
          with_precision(workloads::load_workload(std::string(shipped.name)), chip);
      for (const UniqueLayer& nest : unique_layers(network)) {
        const Layer& layer = network.layers[nest.first];
        const auto same = [&](const Question& q) { return q.problem.same_nest(layer.problem); };
        if (std::any_of(questions.begin() + static_cast<std::ptrdiff_t>(first), questions.end(),
                        same)) {
          continue;
        }
        questions.push_back({"shipped", network.name + "/" + layer.name, 0, layer.problem, chip});
      }
    }
  }
  return questions;
}

}  // namespace paretile::benchmarks
