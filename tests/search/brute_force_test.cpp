// SPDX-License-Identifier: Apache-2.0
#include "tests/search/brute_force.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>

#include "core/einsum.h"
#include "cost_model/evaluator.h"
#include "mapper/constraints.h"
#include "tests/search/families.h"
#include "tests/search/rescore.h"

namespace paretile::search {
namespace {

using mapper::MapspaceKind;

constexpr MapspaceKind kSpaces[] = {MapspaceKind::kEven, MapspaceKind::kUnevenHierarchy,
                                    MapspaceKind::kUnevenFree};

struct ByNodes {
  bool operator()(const Mapping& a, const Mapping& b) const { return compare(a, b) < 0; }
};
using MappingSet = std::set<Mapping, ByNodes>;

Problem problem_of(std::string_view einsum, const std::vector<std::int64_t>& sizes) {
  const Einsum parsed = parse_einsum(einsum).einsum;
  std::vector<Dimension> dims;
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    dims.push_back({parsed.dims[i], parsed.dims[i], sizes[i]});
  }
  return to_problem(parsed, dims, "W");
}

/// Levels named a, b, c ... that may keep everything and cost nothing.
Question question_of(const Problem& problem, std::size_t levels) {
  Question question;
  question.problem = problem;
  for (std::size_t i = 0; i < levels; ++i) {
    Level level;
    level.name = std::string(1, static_cast<char>('a' + i));
    question.architecture.levels.push_back(level);
  }
  return question;
}

void add_fanout(Question& question, std::size_t levels_outside, std::vector<Axis> axes) {
  Fanout fanout;
  fanout.name = "f" + std::to_string(question.architecture.fanouts.size());
  fanout.levels_outside = levels_outside;
  fanout.axes = std::move(axes);
  question.architecture.fanouts.push_back(fanout);
}

std::uint64_t count(Question question, MapspaceKind kind) {
  question.mapspace = kind;
  return count_mappings(question, kMaxListed).value();
}

/// Every mapping of the space, by writing down every sequence of nodes there is and keeping those
/// that the rules of a mapspace allow and that break no rule of keeping or of axes.
class SequenceWriter {
 public:
  explicit SequenceWriter(const Question& question)
      : question_(question), evaluator_(question.problem, question.architecture, question.model) {
    for (const Dimension& dim : question.problem.dims) left_.push_back(dim.size);
  }

  MappingSet write() {
    extend();
    return std::move(found_);
  }

 private:
  void extend_with(const Node& node) {
    mapping_.nodes.push_back(node);
    extend();
    mapping_.nodes.pop_back();
  }

  void extend() {
    if (std::ranges::all_of(left_, [](std::int64_t left) { return left == 1; })) take();
    for (LevelId level : question_.architecture.levels.ids()) {
      for (TensorId tensor : question_.problem.tensors.ids()) {
        const Node node = Node::storage(level, tensor);
        if (std::ranges::find(mapping_.nodes, node) == mapping_.nodes.end()) extend_with(node);
      }
    }
    for (DimId dim : question_.problem.dims.ids()) {
      for (std::int64_t bound = 2; bound <= left_[dim]; ++bound) {
        if (left_[dim] % bound == 0) add_loops(dim, bound);
      }
    }
  }

  void add_loops(DimId dim, std::int64_t bound) {
    left_[dim] /= bound;
    extend_with(Node::temporal(dim, bound));
    for (AxisId axis : IdRange<AxisId>(question_.architecture.num_axes())) {
      extend_with(Node::spatial(dim, bound, axis));
    }
    left_[dim] *= bound;
  }

  void take() {
    if (!mapper::in_mapspace(question_.mapspace, question_.problem, question_.architecture,
                             mapping_)) {
      return;
    }
    const cost_model::Verdict verdict = evaluator_.check(mapping_);
    if (verdict.fits() || verdict.reason == cost_model::Verdict::Reason::kCapacity) {
      found_.insert(canonical(mapping_));
    }
  }

  const Question& question_;
  cost_model::Evaluator evaluator_;
  IdVector<DimId, std::int64_t> left_;
  Mapping mapping_;
  MappingSet found_;
};

MappingSet listed(const Question& question) {
  MappingSet mappings;
  std::uint64_t count = 0;
  visit_mappings(question, [&](const Mapping& mapping) {
    ++count;
    mappings.insert(canonical(mapping));
    return true;
  });
  CHECK(mappings.size() == count);  // each once
  return mappings;
}

/// Two tensors, so that all sequences can be written: O[p] += I[p,k].
std::vector<Question> tiny_questions() {
  const Problem sum = problem_of("O[p] += I[p,k]", {2, 2});
  std::vector<Question> questions;
  questions.push_back(question_of(problem_of("O[p] += I[p,k]", {4, 2}), 2));
  questions.push_back(question_of(sum, 3));
  questions.push_back(question_of(sum, 2));
  add_fanout(questions.back(), 2, {{"x", 2, {}}, {"y", 2, {"P"}}});
  questions.push_back(question_of(problem_of("O[p] += I[p,k]", {1, 4}), 2));
  add_fanout(questions.back(), 1, {{"x", 2, {}}, {"y", 3, {}}});
  questions.back().architecture.fanouts[FanoutId(0)].fold = true;
  questions.push_back(question_of(sum, 2));  // two fan-outs, one after the other
  add_fanout(questions.back(), 1, {{"x", 2, {}}});
  add_fanout(questions.back(), 1, {{"y", 2, {}}});
  questions.push_back(question_of(problem_of("O[p] += I[p,k]", {2, 1}), 3));  // one unused
  add_fanout(questions.back(), 1, {{"x", 2, {}}});
  add_fanout(questions.back(), 2, {{"y", 1, {}}});
  questions.push_back(question_of(sum, 3));  // keep sets
  questions.back().architecture.levels[LevelId(1)].must_keep = {true, false, false};
  questions.back().architecture.levels[LevelId(2)].may_keep = {true, true, false};
  questions.push_back(question_of(sum, 3));  // an inner home, a fan-out outside it
  questions.back().architecture.levels[LevelId(0)].may_keep = {false, true, true};
  add_fanout(questions.back(), 1, {{"x", 2, {}}});
  return questions;
}

}  // namespace

// One level: the nodes stand on top, below them the loops. 4 = one loop of 4 or two of 2, which are
// the same next to each other; K2 stands before, after, or between these: K P4, P4 K, P2 K P2.
TEST_CASE("loops stand in every order, those of one dimension merged") {
  const Question question = question_of(problem_of("O[p] += I[p,k]", {4, 2}), 1);
  for (const MapspaceKind kind : kSpaces) CHECK(count(question, kind) == 3);
}

// One loop P2, one tensor besides the output, two levels. Neither is kept in b: 1. One is: its node
// stands above or below the loop: 2 + 2. Both are: every node above or below: 4.
TEST_CASE("every tensor is kept or bypassed, above or below each loop") {
  const Question question = question_of(problem_of("O[p] += I[p]", {2}), 2);
  CHECK(count(question, MapspaceKind::kUnevenFree) == 9);
  CHECK(count(question, MapspaceKind::kUnevenHierarchy) == 9);
  CHECK(count(question, MapspaceKind::kEven) == 7);  // both above or both below
}

// No loops: only keep sets. Levels b and c, two tensors: 16. Neighbouring nodes have no order.
TEST_CASE("nodes without loops between them have one order") {
  const Question question = question_of(problem_of("O[p] += I[p]", {1}), 3);
  for (const MapspaceKind kind : kSpaces) CHECK(count(question, kind) == 16);
}

// Nodes of b and c around one loop P2, both of them for both tensors. Per tensor: both above, b
// above and c below, both below. Free: 3 x 3. In the hierarchy no c above with a b below it, so
// never both above for one tensor and both below for the other: 9 - 2. Even: both tensors alike: 3.
TEST_CASE("the three spaces differ in which nodes may stand inside which") {
  Question question = question_of(problem_of("O[p] += I[p]", {2}), 3);
  for (const std::size_t level : {1, 2}) {
    question.architecture.levels[LevelId(level)].must_keep = {true, false, true};
  }
  CHECK(count(question, MapspaceKind::kUnevenFree) == 9);
  CHECK(count(question, MapspaceKind::kUnevenHierarchy) == 7);
  CHECK(count(question, MapspaceKind::kEven) == 3);
}

// One level and an array of 2 x 4 inside it, P4: as factors of (time, x, y) with two places in time
// once a spatial loop stands between them. Not spread: 1. x2: P2 outside or inside: 2. y2: 2.
// y4: 1. x2 y2: 1.
TEST_CASE("spatial bounds take every divisor the axes have room for") {
  Question question = question_of(problem_of("O[p] += I[p]", {4}), 1);
  add_fanout(question, 1, {{"x", 2, {}}, {"y", 4, {}}});
  CHECK(count(question, MapspaceKind::kUnevenFree) == 7);
  question.architecture.fanouts[FanoutId(0)].axes[1].dims = {"K"};
  CHECK(count(question, MapspaceKind::kUnevenFree) == 3);  // 1 and x2
  question.architecture.fanouts[FanoutId(0)].fold = true;  // x4 as well
  CHECK(count(question, MapspaceKind::kUnevenFree) == 4);
}

TEST_CASE("a list is exactly the sequences of nodes the rules allow, each once") {
  for (Question& question : tiny_questions()) {
    for (const MapspaceKind kind : kSpaces) {
      question.mapspace = kind;
      const MappingSet mappings = listed(question);
      CHECK(mappings.size() >= 9);
      CHECK(mappings == SequenceWriter(question).write());
    }
  }
}

TEST_CASE("a list longer than the limit is not counted") {
  const Question question = question_of(problem_of("O[p] += I[p]", {2}), 2);
  CHECK(count_mappings(question, 9) == 9);
  CHECK_FALSE(count_mappings(question, 8).has_value());
}

TEST_CASE("the front has the least energy of every latency that pays") {
  const Question question = draw_case(Family::kBandwidth, 7).question;
  const Truth truth = brute_force(question);
  const cost_model::Evaluator evaluator(question.problem, question.architecture, question.model);
  cost_model::Evaluation evaluation;
  std::uint64_t feasible = 0;
  const bool none_beats = visit_mappings(question, [&](const Mapping& mapping) {
    if (!evaluator.evaluate(mapping, evaluation).fits()) return true;
    ++feasible;
    // Somewhere on the front is an answer that is no worse.
    return std::ranges::any_of(truth.front, [&](const Answer& answer) {
      return answer.energy_pj <= evaluation.cost.energy_pj &&
             answer.latency_cycles <= evaluation.cost.latency_cycles;
    });
  });
  CHECK(none_beats);
  CHECK(truth.feasible == feasible);
  for (std::size_t i = 1; i < truth.front.size(); ++i) {
    CHECK(truth.front[i].latency_cycles > truth.front[i - 1].latency_cycles);
    CHECK(truth.front[i].energy_pj < truth.front[i - 1].energy_pj);
  }
}

}  // namespace paretile::search
