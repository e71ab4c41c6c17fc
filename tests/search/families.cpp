// SPDX-License-Identifier: Apache-2.0
#include "tests/search/families.h"

#include <algorithm>
#include <random>
#include <vector>

#include "core/validate.h"
#include "tests/oracle/choices.h"
#include "tests/search/draw.h"

namespace paretile::search {
namespace {

using oracle::Choices;

/// What the members of a family have in common.
struct Plan {
  std::vector<ProblemShape> shapes;
  std::size_t levels = 2;
  std::vector<std::size_t> fanouts;  ///< levels outside each
};

Level& innermost(Question& question) {
  return question.architecture.levels[LevelId(question.architecture.levels.size() - 1)];
}

Plan plan_of(Family family, Choices& choices) {
  const std::vector<ProblemShape> windows = sliding_windows();
  const std::vector<ProblemShape> all = all_shapes();
  const auto inner_place = static_cast<std::size_t>(choices.pick(1, 2));
  switch (family) {
    case Family::kPinned:
      return {all, 3, {2}};
    case Family::kHalo:
    case Family::kStride:
      return choices.chance(1, 3) ? Plan{windows, 3, {inner_place}}
                                  : Plan{windows, 2, {inner_place}};
    case Family::kFanouts:
      return {all, 3, {inner_place, choices.chance(1, 2) ? std::size_t{2} : std::size_t{3}}};
    case Family::kDeep:
      return {all, 3, {}};
    case Family::kMapspace:  // no fan-out between inner levels
      return choices.chance(1, 2) ? Plan{all, 2, {inner_place}}
                                  : Plan{all, 3, {choices.chance(1, 2) ? 1U : 3U}};
    case Family::kTensors:
      return {choices.chance(1, 3) ? two_tensor_shapes() : unusual_shapes(),
              choices.chance(1, 2) ? std::size_t{3} : std::size_t{2},
              {2}};
    default:
      break;
  }
  return {all, static_cast<std::size_t>(choices.pick(2, 3)), {inner_place}};
}

/// Weights must stay in the innermost level alone, activations in the one outside it.
void pin_weights(Question& question) {
  innermost(question).may_keep = {false, true, false};
  innermost(question).must_keep = {false, true, false};
  question.architecture.levels[LevelId(1)].may_keep = {true, false, true};
  question.architecture.levels[LevelId(1)].must_keep = {true, false, true};
  question.architecture.fanouts[FanoutId(0)].levels_outside = 2;
}

/// Every role stays in one inner level, so that only room and reuse decide what stands where.
void keep_apart(Choices& choices, Question& question) {
  Architecture& chip = question.architecture;
  for (std::size_t role = 0; role < kNumRoles; ++role) {
    const LevelId kept(static_cast<std::size_t>(choices.pick(1, std::ssize(chip.levels) - 1)));
    for (LevelId level : chip.levels.ids()) {
      chip.levels[level].may_keep[role] = level == LevelId(0) || level == kept;
      chip.levels[level].must_keep[role] = level == kept;
    }
  }
}

/// What is cheap is slow: inner levels have narrow ports, and spreading costs energy on the wires.
void make_cheap_slow(Choices& choices, Question& question) {
  for (LevelId level : question.architecture.levels.ids()) {
    const std::int64_t widest = level == LevelId(0) ? 400 : 80;
    const auto draw = [&] { return static_cast<double>(choices.pick(4, widest)) / 8.0; };
    Level& slow = question.architecture.levels[level];
    slow.read_bandwidth_bits_per_cycle = draw();
    slow.write_bandwidth_bits_per_cycle = draw();
    if (choices.chance(1, 3)) slow.shared_bandwidth_bits_per_cycle = draw();
  }
  for (Fanout& fanout : question.architecture.fanouts) {
    fanout.deliver_pj = static_cast<double>(choices.pick(1, 9000)) / 100;
  }
}

void adapt(Family family, Choices& choices, Question& question) {
  Architecture& chip = question.architecture;
  switch (family) {
    case Family::kPinned:
      pin_weights(question);
      limit_room(choices, question);
      break;
    case Family::kHalo:
      spread_windows(choices, question);
      break;
    case Family::kReduction:
      for (Fanout& fanout : chip.fanouts) {
        fanout.sharing[static_cast<std::size_t>(Role::kOutput)] = Sharing::kNone;
      }
      break;
    case Family::kPsum:
      widen_sums(choices, question.problem);
      limit_room(choices, question);
      break;
    case Family::kBandwidth:
      make_cheap_slow(choices, question);
      break;
    case Family::kCapacity:
      limit_room(choices, question);
      break;
    case Family::kMapspace:
      keep_apart(choices, question);
      limit_room(choices, question);
      // An inner level with more room than an outer one: its nodes would rather stand outside.
      if (chip.levels.size() > 2) innermost(question).capacity_bits *= 4;
      question.mapspace = choices.one_of<mapper::MapspaceKind>(
          {mapper::MapspaceKind::kUnevenHierarchy, mapper::MapspaceKind::kEven,
           mapper::MapspaceKind::kUnevenFree});
      break;
    case Family::kConstrain:
      question.constraints = draw_constraints(choices, question);
      break;
    default:
      break;
  }
}

Question draw_question(Family family, Choices& choices) {
  const Plan plan = plan_of(family, choices);
  Question question;
  question.problem = draw_problem(choices, choices.one_of(plan.shapes), family == Family::kStride);
  question.architecture = draw_chip(choices, question.problem, plan.levels, plan.fanouts);
  draw_switches(choices, question);
  adapt(family, choices, question);
  return question;
}

}  // namespace

std::optional<Family> find_family(std::string_view name) {
  const auto* at = std::ranges::find(kFamilyNames, name);
  if (at == kFamilyNames.end()) return std::nullopt;
  return static_cast<Family>(at - kFamilyNames.begin());
}

Case draw_case(Family family, std::uint64_t seed) {
  std::mt19937_64 random(seed * kFamilyNames.size() + static_cast<std::uint64_t>(family));
  // Small lists are too easy, so most draws are thrown away until one is long but not too long.
  static const std::vector<std::uint64_t> limits = {5'000, 20'000, 20'000, 50'000, kMaxListed};
  const std::uint64_t limit = limits[random() % limits.size()];
  for (std::uint64_t attempt = 0;; ++attempt) {
    std::vector<std::uint32_t> numbers(256);
    for (std::uint32_t& number : numbers) number = static_cast<std::uint32_t>(random() >> 48U);
    Choices choices(std::move(numbers));
    const Question question = draw_question(family, choices);
    if (!validate(question.constraints, question.architecture).empty()) continue;
    const auto listed = count_mappings(question, limit);
    const std::uint64_t enough = attempt < 20 ? limit / 20 : 20;
    if (listed && *listed >= enough) return {family, seed, question, *listed};
  }
}

}  // namespace paretile::search
