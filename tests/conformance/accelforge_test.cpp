// SPDX-License-Identifier: Apache-2.0
// Do we say what AccelForge says of its own best mappings? GEMMs Z[m,n] += B[m,k] * A[k,n] on an
// Eyeriss-like chip; results and mapping texts as printed by Accelergy-Project/accelforge 1c1929c.
// Its arithmetic is in 32-bit floats (24 bits), so totals agree to about 1e-7. It shares words
// among children wherever a dim is irrelevant, which for GEMMs is `word`, and pays for draining
// outputs.
#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <regex>
#include <string>

#include "core/architecture.h"
#include "core/mapping.h"
#include "core/problem.h"
#include "cost_model/evaluator.h"

namespace paretile::conformance {
namespace {

using cost_model::Cost;
using cost_model::Evaluation;
using cost_model::Evaluator;

constexpr int kWordBits = 16;

struct Gemm {
  std::int64_t m = 1;
  std::int64_t k = 1;
  std::int64_t n = 1;
};

Problem problem_of(const Gemm& gemm) {
  const Rank m = {{DimId(0), 1}};
  const Rank k = {{DimId(1), 1}};
  const Rank n = {{DimId(2), 1}};
  Problem problem;
  problem.name = "gemm";
  problem.dims = {{"m", "P", gemm.m}, {"k", "C", gemm.k}, {"n", "K", gemm.n}};
  problem.tensors = {{"B", Role::kWeight, {m, k}, kWordBits, kWordBits},
                     {"A", Role::kInput, {k, n}, kWordBits, kWordBits},
                     {"Z", Role::kOutput, {m, n}, kWordBits, kWordBits}};
  return problem;
}

/// Picojoules per word, for reading and writing alike, and words per cycle through one shared port.
Level level(const std::string& name, std::int64_t capacity_words, double word_pj,
            double words_per_cycle) {
  Level result;
  result.name = name;
  if (capacity_words > 0) result.capacity_bits = capacity_words * kWordBits;
  result.word_bits = kWordBits;
  result.read_pj = result.fill_pj = result.update_pj = result.drain_pj = word_pj;
  result.shared_bandwidth_bits_per_cycle = words_per_cycle * kWordBits;
  return result;
}

Level register_file(const std::string& name, std::int64_t capacity_words, double word_pj,
                    Role role) {
  Level result = level(name, capacity_words, word_pj, 2);
  result.may_keep.fill(false);
  result.may_keep[static_cast<std::size_t>(role)] = true;
  result.must_keep = result.may_keep;
  return result;
}

Architecture eyeriss_like() {
  Architecture architecture;
  architecture.name = "eyeriss_like";
  architecture.levels = {level("DRAM", 0, 64, 4), level("GLB", 131072, 2.02, 16),
                         register_file("InReg", 24, 0.69, Role::kInput),
                         register_file("WReg", 384, 1.97, Role::kWeight),
                         register_file("OutReg", 32, 1.34, Role::kOutput)};
  Fanout array;
  array.name = "array";
  array.levels_outside = 2;
  array.axes = {{"Y", 12, {}}, {"X", 14, {}}};
  architecture.fanouts = {array};
  architecture.compute.energy_pj = 0.21;
  return architecture;
}

/// Reads `[B,A in GLB]`, `T-n in [0..64)` and `S-Y-k in [0..8)`; tile shapes and `reserves` repeat
/// what follows from these.
Mapping mapping_of(const std::string& text, const Problem& problem,
                   const Architecture& architecture) {
  static const std::regex item(
      R"(\[([A-Z,]+) in (\w+)\]|T-(\w) in \[0\.\.(\d+)\)|S-(\w)-(\w) in \[0\.\.(\d+)\))");
  Mapping mapping;
  for (std::sregex_iterator it(text.begin(), text.end(), item), end; it != end; ++it) {
    const std::smatch& match = *it;
    if (match[3].matched) {
      mapping.nodes.push_back(
          Node::temporal(problem.find_dim(match.str(3)).value(), std::stoll(match.str(4))));
    } else if (match[5].matched) {
      mapping.nodes.push_back(Node::spatial(problem.find_dim(match.str(6)).value(),
                                            std::stoll(match.str(7)),
                                            architecture.find_axis(match.str(5)).value()));
    } else {
      for (const char tensor : match.str(1)) {
        if (tensor == ',') continue;
        mapping.nodes.push_back(Node::storage(architecture.find_level(match.str(2)).value(),
                                              problem.find_tensor(std::string(1, tensor)).value()));
      }
    }
  }
  return mapping;
}

Cost cost_of(const Gemm& gemm, const std::string& mapping) {
  const Problem problem = problem_of(gemm);
  const Architecture architecture = eyeriss_like();
  Evaluation result;
  const auto verdict =
      Evaluator(problem, architecture).evaluate(mapping_of(mapping, problem, architecture), result);
  REQUIRE(verdict.fits());
  return result.cost;
}

}  // namespace

TEST_CASE("AccelForge's best mapping in its default order costs 240,979,148.8 pJ") {
  const Cost cost = cost_of(
      {.m = 512, .k = 256, .n = 256},
      "[Z,B,A in DRAM] [B in GLB] Z,B,A reserves DRAM B reserves GLB T-n in [0..64) shape=4 S-Y-k "
      "in "
      "[0..8) shape=32 S-X-k in [0..8) shape=4 [A in InReg] A reserves InReg T-m in [0..512) "
      "shape=1 "
      "[B in WReg] B reserves WReg T-n in [0..4) shape=1 [Z in OutReg] Z reserves OutReg T-k in "
      "[0..4) shape=1 MAC computes Gemm");
  // By level, a MAC being 0.21 and 33,554,432 of them:
  // DRAM: A 65,536 + B 131,072 reads, Z 131,072 updates, at 64:         20,971,520.00
  // GLB: B filled 131,072 times, read 64 * 131,072 times, at 2.02:      17,209,753.60
  // InReg: 64 * (524,288 reads + 1,024 fills) at 0.69:                  23,197,777.92
  // WReg: 64 * (524,288 reads + 131,072 fills) at 1.97:                 82,627,788.80
  // OutReg: 64 * (393,216 + 524,288 + 131,072 drains) at 1.34:          89,925,877.76
  // MAC:                                                                 7,046,430.72
  CHECK(cost.energy_pj == doctest::Approx(240979148.8).epsilon(1e-12));
  CHECK(static_cast<float>(cost.energy_pj) == doctest::Approx(240979152.0).epsilon(1e-7));
  CHECK(cost.latency_cycles == 532480);  // GLB: 65 * 131,072 words / 16
}

TEST_CASE("AccelForge's best mapping in free order costs 209,010,033 pJ") {
  const Cost cost = cost_of(
      {.m = 512, .k = 256, .n = 256},
      "[Z,B,A in DRAM] [A in GLB] Z,B,A reserves DRAM A reserves GLB T-m in [0..8) shape=64 S-Y-k "
      "in "
      "[0..8) shape=32 S-X-k in [0..8) shape=4 [B in WReg] B reserves WReg T-n in [0..256) shape=1 "
      "[A in InReg] A reserves InReg T-m in [0..64) shape=1 [Z in OutReg] Z reserves OutReg T-k in "
      "[0..4) shape=1 MAC computes Gemm");
  CHECK(std::llround(cost.energy_pj) == 209010033);
  CHECK(cost.energy_pj == doctest::Approx(209010032.0).epsilon(1e-7));
  CHECK(cost.latency_cycles == 524288);  // every level keeps up with the 8 * 256 * 64 * 4 steps
}

TEST_CASE("AccelForge's best mapping of a 3072 x 1024 x 4096 GEMM costs 9.46892649e10 pJ") {
  const Cost cost = cost_of(
      {.m = 3072, .k = 1024, .n = 4096},
      "[Z,B,A in DRAM] Z,B,A reserves DRAM T-m in [0..8) shape=384 T-n in [0..16) shape=256 [Z in "
      "GLB] Z reserves GLB T-k in [0..16) shape=64 [B in GLB] B reserves GLB T-n in [0..16) "
      "shape=16 "
      "S-Y-n in [0..4) shape=4 S-Y-k in [0..2) shape=32 S-X-k in [0..8) shape=4 [A in InReg] A "
      "reserves InReg T-m in [0..384) shape=1 [B in WReg] B reserves WReg T-n in [0..4) shape=1 [Z "
      "in "
      "OutReg] Z reserves OutReg T-k in [0..4) shape=1 MAC computes Gemm");
  CHECK(cost.energy_pj == doctest::Approx(9.46892649e10).epsilon(1e-9));
  CHECK(cost.energy_pj == doctest::Approx(94689255424.0).epsilon(2e-7));
}

}  // namespace paretile::conformance
