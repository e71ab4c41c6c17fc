// SPDX-License-Identifier: Apache-2.0
#include "tests/search/draw.h"

#include <algorithm>
#include <string>

#include "core/einsum.h"

namespace paretile::search {
namespace {

using oracle::Choices;

double draw_pj(Choices& choices) { return static_cast<double>(choices.pick(1, 60'000)) / 1000.0; }

double draw_bandwidth(Choices& choices) { return static_cast<double>(choices.pick(8, 800)) / 8.0; }

/// Three to six prime factors: one each for as many dimensions as there are, then for any. Sizes up
/// to 12.
void draw_sizes(Choices& choices, std::vector<Dimension>& dims) {
  static const std::vector<std::int64_t> primes = {2, 2, 2, 2, 3, 3, 3, 5};
  const std::int64_t last = std::ssize(dims) - 1;
  const std::int64_t start = choices.pick(0, last);
  const std::int64_t factors = choices.pick(3, 6);
  for (std::int64_t i = 0; i < factors; ++i) {
    const std::int64_t at = i <= last ? (start + i) % (last + 1) : choices.pick(0, last);
    Dimension& dim = dims[static_cast<std::size_t>(at)];
    const std::int64_t prime = choices.one_of(primes);
    if (dim.size * prime <= 12) dim.size *= prime;
  }
}

Level draw_level(Choices& choices, std::size_t index) {
  Level level;
  level.name = "l" + std::to_string(index);
  level.word_bits = static_cast<int>(choices.one_of<std::int64_t>({8, 16, 12}));
  if (choices.chance(1, 6)) level.buffering = 2;
  const double scale = index == 0 ? 20 : (index == 1 ? 3 : 1);  // keeping inside pays
  level.read_pj = scale * draw_pj(choices);
  level.fill_pj = scale * draw_pj(choices);
  level.update_pj = scale * draw_pj(choices);
  level.drain_pj = scale * draw_pj(choices);
  if (choices.chance(1, 4)) level.leakage_w = draw_pj(choices) / 100;
  if (choices.chance(1, 3)) level.read_bandwidth_bits_per_cycle = draw_bandwidth(choices);
  if (choices.chance(1, 3)) level.write_bandwidth_bits_per_cycle = draw_bandwidth(choices);
  if (choices.chance(1, 3)) level.shared_bandwidth_bits_per_cycle = draw_bandwidth(choices);
  if (index == 0) return level;
  for (std::size_t role = 0; role < kNumRoles; ++role) {
    level.may_keep[role] = choices.chance(2, 3);
    level.must_keep[role] = level.may_keep[role] && choices.chance(1, 4);
  }
  return level;
}

Fanout draw_fanout(Choices& choices, const Problem& problem, std::size_t index) {
  static const std::vector<Sharing> modes = {Sharing::kWord, Sharing::kTile, Sharing::kNone};
  Fanout fanout;
  fanout.name = "f" + std::to_string(index);
  const std::int64_t axes = choices.chance(1, 3) ? 2 : 1;
  for (std::int64_t i = 0; i < axes; ++i) {
    Axis axis{fanout.name + (i == 0 ? "x" : "y"), choices.pick(2, 4), {}};
    if (choices.chance(1, 2)) {
      for (const Dimension& dim : problem.dims) {
        if (choices.chance(1, 2)) axis.dims.push_back(dim.kind);
      }
    }
    fanout.axes.push_back(axis);
  }
  fanout.fold = choices.chance(1, 5);
  for (Sharing& sharing : fanout.sharing) sharing = choices.one_of(modes);
  fanout.word_bits = 8;
  if (choices.chance(1, 4)) fanout.send_pj = draw_pj(choices);
  if (choices.chance(1, 4)) fanout.deliver_pj = draw_pj(choices);
  return fanout;
}

/// Ties everywhere: all accesses cost the same, or nothing.
void level_energies(Architecture& chip, double pj) {
  for (Level& level : chip.levels) {
    level.read_pj = level.fill_pj = level.update_pj = level.drain_pj = pj;
    level.leakage_w = 0;
  }
}

}  // namespace

std::vector<ProblemShape> sliding_windows() {
  return {{"O[k,p] += W[k,r] * I[p*stride+r*dilation]", "KPR"},
          {"O[p] += W[r] * I[p*stride+r*dilation]", "PR"},
          {"O[p] += W[c,r] * I[c,p*stride+r*dilation]", "CPR"},
          {"O[k,p] += W[k,c,r] * I[c,p*stride+r*dilation]", "KCPR"},
          {"O[n,p] += W[r] * I[n,p*stride+r*dilation]", "NPR"},
          {"O[p,q] += W[r,s] * I[p*stride+r*dilation,q*dilation+s]", "PQRS"},
          {"O[p,q] += W[r] * I[p*stride+r*dilation,q]", "PQR"}};
}

std::vector<ProblemShape> two_tensor_shapes() {
  return {{"O[p] += I[p*stride+r*dilation]", "PR"},
          {"O[c,p] += I[c,p*stride+r*dilation]", "CPR"},
          {"O[m] += I[m,k]", "MK"},
          {"O[m,n] += I[m,k]", "MNK"}};
}

std::vector<ProblemShape> unusual_shapes() {
  return {{"O[m,n] += A[m,k] * W[k,n] * B[k]", "MNK"},
          {"O[p,k] += W[k,r] * I[p*stride+r*dilation] * M[p]", "PKR"},
          {"O[p,q] += A[p,q] + B[q]", "PQ"},
          {"O[g,p] += W[g,r] * I[g,p*stride+r*dilation]", "GPR"},
          {"O[g,k,p] += W[g,k,c] * I[g,c,p*stride]", "GKCP"},
          {"O[p] += W[p*stride+r] * I[p+r*dilation]", "PR"},
          {"O[m] += A[m+k] * W[k*stride+m*dilation] * B[k]", "MK"}};
}

std::vector<ProblemShape> all_shapes() {
  std::vector<ProblemShape> shapes = {{"O[m,n] += W[k,n] * I[m,k]", "MNK"},
                                      {"O[m,n] += W[k,n] * I[m,k]", "MNK"},
                                      {"O[b,m,n] += W[b,k,n] * I[b,m,k]", "BMNK"}};
  for (const auto& more : {sliding_windows(), two_tensor_shapes(), unusual_shapes()}) {
    shapes.insert(shapes.end(), more.begin(), more.end());
  }
  return shapes;
}

Problem draw_problem(Choices& choices, const ProblemShape& shape, bool strided) {
  std::vector<Dimension> dims;
  for (const char letter : shape.dims) {
    dims.push_back({std::string(1, letter), std::string(1, letter), 1});
  }
  draw_sizes(choices, dims);
  const bool steps = strided || choices.chance(1, 4);
  const std::int64_t most = steps ? 4 : 1;
  const NamedNumbers numbers = {{"stride", choices.pick(steps ? 2 : 1, most)},
                                {"dilation", choices.pick(1, most)}};
  Problem problem = to_problem(parse_einsum(shape.einsum, numbers).einsum, dims, "W");
  problem.name = "drawn";
  for (Tensor& tensor : problem.tensors) {
    tensor.bits = static_cast<int>(choices.one_of<std::int64_t>({8, 8, 4, 16, 11}));
    tensor.psum_bits = tensor.bits;
  }
  if (choices.chance(1, 2)) widen_sums(choices, problem);
  return problem;
}

Architecture draw_chip(Choices& choices, const Problem& problem, std::size_t levels,
                       const std::vector<std::size_t>& fanouts) {
  Architecture chip;
  chip.name = "drawn";
  for (std::size_t i = 0; i < levels; ++i) chip.levels.push_back(draw_level(choices, i));
  std::vector<std::size_t> places = fanouts;
  std::ranges::sort(places);
  for (const std::size_t place : places) {
    Fanout fanout = draw_fanout(choices, problem, chip.fanouts.size());
    fanout.levels_outside = std::min(place, levels);
    chip.fanouts.push_back(fanout);
  }
  chip.compute.energy_pj = draw_pj(choices);
  chip.compute.cycles_per_operation = choices.one_of<double>({1, 1, 2, 0.5});
  if (choices.chance(1, 4)) chip.compute.leakage_w = draw_pj(choices) / 100;
  if (choices.chance(1, 10)) level_energies(chip, choices.chance(1, 3) ? 0 : 1);
  Question question{problem, chip, {}, {}, {}};
  if (choices.chance(1, 2)) limit_room(choices, question);
  return question.architecture;
}

void draw_switches(Choices& choices, Question& question) {
  if (choices.chance(1, 5)) question.model.footprint = cost_model::Footprint::kBox;
  if (choices.chance(1, 5)) question.model.drains = cost_model::Drains::kFree;
  question.mapspace = choices.one_of<mapper::MapspaceKind>(
      {mapper::MapspaceKind::kUnevenFree, mapper::MapspaceKind::kUnevenFree,
       mapper::MapspaceKind::kUnevenFree, mapper::MapspaceKind::kUnevenHierarchy,
       mapper::MapspaceKind::kEven});
}

void limit_room(Choices& choices, Question& question) {
  std::int64_t all_bits = 0;
  for (TensorId tensor : question.problem.tensors.ids()) {
    all_bits += question.problem.tensor_words(tensor) * question.problem.tensors[tensor].psum_bits;
  }
  for (LevelId level : question.architecture.levels.ids()) {
    if (level == LevelId(0)) continue;
    question.architecture.levels[level].capacity_bits =
        std::max<std::int64_t>(24, all_bits * choices.pick(1, 20) / 64);
  }
}

void spread_windows(Choices& choices, Question& question) {
  static const std::vector<Sharing> modes = {Sharing::kWord, Sharing::kTile, Sharing::kNone};
  Fanout& fanout = question.architecture.fanouts[FanoutId(0)];
  fanout.axes[0].dims = {"P", "R", "S"};
  fanout.sharing[static_cast<std::size_t>(Role::kInput)] = choices.one_of(modes);
}

void widen_sums(Choices& choices, Problem& problem) {
  Tensor& output = problem.tensors[problem.output()];
  output.psum_bits = output.bits + static_cast<int>(choices.pick(1, 24));
}

}  // namespace paretile::search
