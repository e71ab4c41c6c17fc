// SPDX-License-Identifier: Apache-2.0
#include "explore/relaxation.h"

#include <doctest/doctest.h>

#include <random>

#include "explore/design.h"
#include "mapper/pareto.h"
#include "tests/search/families.h"

namespace paretile::explore {
namespace {

using mapper::ObjectiveKind;
using search::Case;
using search::Family;

mapper::Settings settings_of(const search::Question& question, ObjectiveKind kind) {
  mapper::Settings settings;
  settings.mapspace = question.mapspace;
  settings.constraints = question.constraints;
  settings.model = question.model;
  settings.objective.kind = kind;
  settings.threads = 1;
  return settings;
}

/// Some ports slower, so that relaxed and real fronts share all points, some or none.
Architecture slowed(Architecture chip, std::mt19937_64& random) {
  for (Level& level : chip.levels) {
    if (random() % 2 == 0) continue;
    const double bits = 1 + static_cast<double>(random() % 512) / 8;
    level.shared_bandwidth_bits_per_cycle = std::min(level.shared_bandwidth_bits_per_cycle, bits);
  }
  return chip;
}

struct Seen {
  std::size_t whole = 0;
  std::size_t parts = 0;
  std::size_t nothing = 0;
};

std::vector<mapper::Point> with_reuse(const Case& drawn, const Architecture& real,
                                      const mapper::Settings& settings, Seen& seen) {
  const Problem& problem = drawn.question.problem;
  const auto relaxed = mapper::map_problem(problem, drawn.question.architecture, settings);
  const cost_model::Evaluator evaluator(problem, real, settings.model);
  const CarriedOver carried = carry_over(relaxed.front, settings.objective, evaluator);
  ++(carried.missing.empty() ? seen.whole : carried.points.empty() ? seen.nothing : seen.parts);
  mapper::Front front;
  for (const mapper::Point& point : carried.points) front.offer(point);
  for (const mapper::Objective& missing : carried.missing) {
    mapper::Settings between = settings;
    between.objective = missing;
    for (const auto& point : mapper::map_problem(problem, real, between).front) {
      front.offer(point);
    }
  }
  return front.points();
}

/// `seeds`: cases of each family.
Seen check(ObjectiveKind kind, std::uint64_t seeds) {
  Seen seen;
  for (std::size_t family = 0; family < search::kFamilyNames.size(); ++family) {
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
      const Case drawn = search::draw_case(static_cast<Family>(family), seed);
      CAPTURE(to_text(drawn));
      std::mt19937_64 random(seed);
      const Architecture real = slowed(drawn.question.architecture, random);
      const mapper::Settings settings = settings_of(drawn.question, kind);
      const auto plain = mapper::map_problem(drawn.question.problem, real, settings).front;
      const auto reused = with_reuse(drawn, real, settings, seen);
      REQUIRE(reused.size() == plain.size());
      for (std::size_t i = 0; i < plain.size(); ++i) {
        CHECK(reused[i].energy_pj == doctest::Approx(plain[i].energy_pj).epsilon(1e-12));
        CHECK(reused[i].latency_cycles == plain[i].latency_cycles);
      }
    }
  }
  return seen;
}

TEST_CASE("a front carried over from a chip of more bandwidth is the one solved plainly") {
  const Seen seen = check(ObjectiveKind::kFront, 24);
  CHECK(seen.whole > 10);
  CHECK(seen.parts > 5);
  CHECK(seen.nothing > 10);
}

TEST_CASE("so is one optimum") {
  for (const ObjectiveKind kind :
       {ObjectiveKind::kEnergy, ObjectiveKind::kLatency, ObjectiveKind::kEdp}) {
    const Seen seen = check(kind, 4);
    CHECK(seen.whole > 5);
    CHECK(seen.nothing > 5);
  }
}

TEST_CASE("the most generous chip is the same for all designs that differ in bandwidths") {
  const Sweep sweep = parse_sweep(
      "format: 1\nname: s\narchitectures: [simple_2level]\n"
      "workloads: [" PARETILE_SOURCE_DIR
      "/examples/toy_conv.yaml]\nvary:\n"
      "  kib: {field: buffer.capacity, values: [1 KiB, 2 KiB]}\n"
      "  dram: {field: dram.bandwidth, values: [8 b/cycle, 64 b/cycle, 16 b/cycle]}\n"
      "  port: {field: buffer.read_bandwidth, values: [32 b/cycle, 16 b/cycle]}\n",
      "s.yaml");
  const Relaxation relaxation(sweep, {});
  for (const std::int64_t id : sweep.designs) {
    const Architecture chip = build(sweep, *make_design(sweep, id).design);
    const Architecture relaxed = relaxation.relaxed(sweep.workload.layers.front().problem, chip);
    CHECK(relaxed.levels[LevelId(0)].shared_bandwidth_bits_per_cycle == 64);
    CHECK(relaxed.levels[LevelId(1)].read_bandwidth_bits_per_cycle == 32);
    CHECK(relaxed.levels[LevelId(1)].capacity_bits == chip.levels[LevelId(1)].capacity_bits);
  }
}

}  // namespace
}  // namespace paretile::explore
