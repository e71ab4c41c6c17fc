// SPDX-License-Identifier: Apache-2.0
// Does the search find what AccelForge (Accelergy-Project/accelforge 1c1929c) proves optimal in its
// own spaces? It computes in 32-bit floats; a search of chains of tiles, each node priced by its
// own place alone, gives the same numbers to the digits written here. The chips are those of
// benchmarks/peers, the products of matrices those of EMJzero/FactorFlow (MB6, BERT-large KQV).
#include <doctest/doctest.h>

#include <cmath>
#include <string>

#include "core/io/load.h"
#include "mapper/run.h"
#include "tests/mapper/cases.h"

namespace paretile::mapper {
namespace {

constexpr int kWordBits = 16;

Architecture peer_chip(const std::string& name) {
  const std::string file = std::string(PARETILE_SOURCE_DIR) + "/benchmarks/peers/" + name + ".yaml";
  return io::parse_architecture(io::read_file(file), file, {});
}

/// O[m,n] += I[m,k] W[k,n] in words of the chips.
Problem words_gemm(std::int64_t m, std::int64_t n, std::int64_t k) {
  Problem problem = gemm(m, n, k);
  for (Tensor& tensor : problem.tensors) tensor.bits = tensor.psum_bits = kWordBits;
  return problem;
}

/// Z[m,n] += W[m,k] I[k,n], M512 N256 K256: gemm's m and n the other way round.
Problem mb6() { return words_gemm(256, 512, 256); }
Problem mb6_roles_swapped() { return words_gemm(512, 256, 256); }
Problem kqv() { return words_gemm(4096, 3072, 1024); }

enum class Tiles : std::uint8_t { kStay, kMoveAtFanouts, kMoveAtFanoutsAndLevels };

/// The mapping of least energy; its energy is proven.
Point least_energy(const Problem& problem, const Architecture& chip, MapspaceKind mapspace,
                   Tiles tiles) {
  Settings settings;
  settings.mapspace = mapspace;
  settings.objective.kind = ObjectiveKind::kEnergy;
  settings.constraints.tiles_stay_across_fanouts = tiles == Tiles::kStay;
  settings.constraints.tiles_stay_across_levels = tiles != Tiles::kMoveAtFanoutsAndLevels;
  const ProblemResult result = map_problem(problem, chip, settings);
  REQUIRE(result.front.size() == 1);
  CHECK(result.proof.status == ProofStatus::kOptimal);
  return result.front.front();
}

std::int64_t least_pj(const Problem& problem, const Architecture& chip, MapspaceKind mapspace,
                      Tiles tiles) {
  return std::llround(least_energy(problem, chip, mapspace, tiles).energy_pj);
}

/// The TPU-like chip with a buffer of 32,768 words that weights bypass and the others do not.
Architecture tpu_with_small_buffer() {
  Architecture chip = peer_chip("tpu_like");
  for (Level& level : chip.levels) {
    if (level.name != "unified_buffer") continue;
    level.capacity_bits = std::int64_t{32'768} * kWordBits;
    level.may_keep[static_cast<std::size_t>(Role::kWeight)] = false;
    level.must_keep = level.may_keep;
  }
  return chip;
}

}  // namespace

TEST_CASE("with nodes in any order the optimum of a GEMM is AccelForge's") {
  const Architecture chip = peer_chip("eyeriss_like");
  for (const Tiles tiles : {Tiles::kStay, Tiles::kMoveAtFanouts, Tiles::kMoveAtFanoutsAndLevels}) {
    CHECK(least_pj(mb6(), chip, MapspaceKind::kUnevenFree, tiles) == 209'010'033);
    CHECK(least_pj(mb6_roles_swapped(), chip, MapspaceKind::kUnevenFree, tiles) == 209'013'309);
  }
}

TEST_CASE("in the order of the levels and by AccelForge's rule the optimum is AccelForge's") {
  const Architecture chip = peer_chip("eyeriss_like");
  const Point best =
      least_energy(mb6(), chip, MapspaceKind::kUnevenHierarchy, Tiles::kMoveAtFanoutsAndLevels);
  CHECK(std::llround(best.energy_pj) == 240'979'149);
  CHECK(best.latency_cycles == 532'480);
  CHECK(least_pj(mb6_roles_swapped(), chip, MapspaceKind::kUnevenHierarchy,
                 Tiles::kMoveAtFanoutsAndLevels) == 240'891'986);
  CHECK(least_pj(kqv(), chip, MapspaceKind::kUnevenHierarchy, Tiles::kMoveAtFanoutsAndLevels) ==
        94'689'264'927);
}

TEST_CASE("tiles that stay make the order of the levels as cheap as any order") {
  const Architecture chip = peer_chip("eyeriss_like");
  CHECK(least_pj(mb6(), chip, MapspaceKind::kUnevenHierarchy, Tiles::kStay) == 209'010'033);
  CHECK(least_pj(kqv(), chip, MapspaceKind::kUnevenHierarchy, Tiles::kStay) < 94'689'264'927);
}

// AccelForge's space has mappings whose tiles could stay and prices them as if they did not: its
// optimum is at most that of the mappings none of whose tiles stays.
TEST_CASE("weights pinned in the array beat every mapping whose tiles move at fan-outs") {
  const Architecture chip = tpu_with_small_buffer();
  const Problem problem = words_gemm(1024, 256, 256);
  CHECK(least_pj(problem, chip, MapspaceKind::kUnevenFree, Tiles::kStay) == 769'340'867);
  CHECK(least_pj(problem, chip, MapspaceKind::kUnevenFree, Tiles::kMoveAtFanoutsAndLevels) >=
        1'195'329'454);
}

}  // namespace paretile::mapper
