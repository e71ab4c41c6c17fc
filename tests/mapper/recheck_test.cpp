// SPDX-License-Identifier: Apache-2.0
#include "mapper/recheck.h"

#include <doctest/doctest.h>

#include <atomic>

#include "mapper/run.h"
#include "tests/mapper/cases.h"
#include "tests/search/brute_force.h"

namespace paretile::mapper {
namespace {

constexpr double kTolerance = 1e-9;  // sums in another order

/// A window over the input: two outputs apart by `stride`, filters of three taps.
Problem strided_conv1d(std::int64_t outputs, int stride) {
  const std::string einsum = "O[p] += W[r] * I[" + std::to_string(stride) + "*p+r]";
  return to_problem(parse_einsum(einsum).einsum, {{"P", "P", outputs}, {"R", "R", 3}}, "W");
}

Architecture with_sharing(Sharing sharing) {
  Architecture chip = tiny_chip(16);
  Fanout& row = chip.fanouts[FanoutId(0)];
  row.sharing.fill(sharing);
  row.word_bits = 8;
  row.send_pj = 5;
  row.deliver_pj = 2;
  return chip;
}

Architecture bypassing() {
  Architecture chip = tiny_chip(16);
  chip.levels[LevelId(1)].may_keep = {true, false, true};
  chip.levels[LevelId(1)].must_keep = {true, false, false};
  return chip;
}

Architecture fanout_outside() {
  Architecture chip = tiny_chip(16);
  chip.fanouts[FanoutId(0)].levels_outside = 1;
  chip.levels[LevelId(1)].may_keep = {true, true, false};
  return chip;
}

Architecture inner_home() {
  Architecture chip = tiny_chip(16);
  chip.levels[LevelId(0)].may_keep = {false, true, true};
  return chip;
}

Architecture two_fanouts() {
  Architecture chip = tiny_chip(16);
  chip.levels[LevelId(1)].may_keep = {false, false, true};
  chip.fanouts = {array_of("outer", 1, {{"a", 2, {}}}), array_of("inner", 2, {{"b", 2, {}}})};
  return chip;
}

Architecture folding_grid() {
  Architecture chip = tiny_chip(16);
  chip.fanouts = {array_of("grid", 2, {{"y", 2, {"K", "R"}}, {"x", 3, {"P", "K"}}})};
  chip.fanouts[FanoutId(0)].fold = true;
  return chip;
}

Problem wide_sums(Problem problem) {
  problem.tensors[problem.output()].psum_bits = 24;
  return problem;
}

struct Case {
  const char* name;
  Problem problem;
  Architecture chip;
};

std::vector<Case> cases() {
  Architecture leaking = tiny_chip(30);
  leaking.compute.leakage_w = 0.01;
  leaking.levels[LevelId(0)].shared_bandwidth_bits_per_cycle = 4;
  return {
      {"a gemm", gemm(2, 2, 2), tiny_chip(16)},
      {"unfinished sums are wider than the room for them", wide_sums(gemm(2, 2, 4)), tiny_chip(12)},
      {"a halo, shared by word", conv1d(4, 3, 1), with_sharing(Sharing::kWord)},
      {"a halo, shared by tile", conv1d(4, 3, 1), with_sharing(Sharing::kTile)},
      {"a halo, not shared", conv1d(4, 3, 1), with_sharing(Sharing::kNone)},
      {"a stride below the filter", strided_conv1d(4, 2), tiny_chip(12)},
      {"a stride beyond the filter", strided_conv1d(4, 4), tiny_chip(12)},
      {"weights bypass, inputs must stay", gemm(2, 2, 2), bypassing()},
      {"the fan-out outside the buffer", gemm(2, 1, 4), fanout_outside()},
      {"inputs start in the buffer", gemm(2, 2, 2), inner_home()},
      {"two fan-outs", wide_sums(gemm(2, 1, 4)), two_fanouts()},
      {"a folding grid", conv1d(2, 3, 2), folding_grid()},
      {"leakage against bandwidth", gemm(2, 2, 4), leaking}};
}

std::vector<Point> true_front(const Case& c) {
  search::Question question;
  question.problem = c.problem;
  question.architecture = c.chip;
  std::vector<Point> front;
  for (const search::Answer& answer : search::brute_force(question).front) {
    front.push_back({answer.energy_pj, answer.latency_cycles, 0, answer.mapping});
  }
  return front;
}

}  // namespace

TEST_CASE("the search and solving again each give the front of every mapping there is") {
  for (const Case& c : cases()) {
    CAPTURE(c.name);
    const Recheck again = solve_again(c.problem, c.chip, {});
    CHECK(again.finished);
    CHECK_FALSE(again.front.empty());
    const std::vector<Point> truth = true_front(c);
    CHECK(same_front(again.front, truth, kTolerance));
    const ProblemResult result = map_problem(c.problem, c.chip);
    CHECK(result.proof.status == ProofStatus::kOptimal);
    CHECK(same_front(result.front, truth, kTolerance));
  }
}

TEST_CASE("solving again copes with three prime factors in each of four dimensions") {
  const Einsum einsum = parse_einsum("O[k,p] += W[k,c,r] * I[c,2*p+r]").einsum;
  const Problem conv =
      to_problem(einsum, {{"K", "K", 8}, {"C", "C", 8}, {"P", "P", 8}, {"R", "R", 3}}, "W");
  for (const MapspaceKind kind :
       {MapspaceKind::kEven, MapspaceKind::kUnevenHierarchy, MapspaceKind::kUnevenFree}) {
    Settings settings;
    settings.mapspace = kind;
    const Recheck again = solve_again(conv, small_chip(), settings);
    CHECK(again.finished);
    CHECK_FALSE(again.front.empty());
  }
}

TEST_CASE("solving again stops when told and when its time is up, and then has no front") {
  const std::atomic<bool> stop = true;
  Settings stopped;
  stopped.stop = &stop;
  Settings hurried;
  hurried.time_limit_seconds = 1e-9;
  for (const Settings& settings : {stopped, hurried}) {
    const Recheck again = solve_again(gemm(2, 2, 2), tiny_chip(16), settings);
    CHECK_FALSE(again.finished);
    CHECK(again.front.empty());
  }
}

TEST_CASE("constraints nothing can keep leave an empty front") {
  Settings settings;
  settings.constraints.keeps = {{LevelId(1), Role::kWeight, false},
                                {LevelId(1), Role::kWeight, true}};
  const Recheck again = solve_again(gemm(2, 2, 2), tiny_chip(16), settings);
  CHECK(again.finished);
  CHECK(again.front.empty());
}

TEST_CASE("fronts are the same if neither has a point the other does not reach") {
  const std::vector<Point> front = {{100, 9, 900, {}}, {200, 5, 1000, {}}};
  std::vector<Point> other = front;
  CHECK(same_front(front, other, kTolerance));
  other[0].energy_pj = 100 * (1 + 5e-10);
  CHECK(same_front(front, other, kTolerance));
  other[0].energy_pj = 100 * (1 + 5e-9);
  CHECK_FALSE(same_front(front, other, kTolerance));
  other = {front[0]};
  CHECK_FALSE(same_front(front, other, kTolerance));
  CHECK_FALSE(same_front(other, front, kTolerance));
  CHECK(same_front({}, {}, kTolerance));
}

}  // namespace paretile::mapper
