// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <cstdint>
#include <ostream>
#include <sstream>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/validate.h"
#include "cost_model/evaluator.h"
#include "tests/oracle/counts_text.h"
#include "tests/oracle/generators.h"
#include "tests/oracle/interpreter.h"
#include "tests/oracle/run_options.h"

namespace paretile::oracle {

// Found by RapidCheck when it shows a counterexample.
void showValue(const Case& random_case, std::ostream& out) { out << '\n' << to_text(random_case); }

namespace {

rc::Gen<Case> any_case(Bounds bounds = Bounds::kPerfect) {
  const auto number =
      rc::gen::resize(rc::kNominalSize, rc::gen::inRange<std::uint32_t>(0, 1U << 16U));
  return rc::gen::map(rc::gen::container<std::vector<std::uint32_t>>(kChoicesPerCase, number),
                      [bounds](std::vector<std::uint32_t> numbers) {
                        return make_case(Choices(std::move(numbers)), bounds);
                      });
}

/// Hears of every case and says nothing: the result is reported once, at the end.
class SilentListener : public rc::detail::TestListener {
 public:
  void onTestCaseFinished(const rc::detail::CaseDescription& /*description*/) override {}
  void onShrinkTried(const rc::detail::CaseDescription& /*description*/,
                     bool /*accepted*/) override {}
  void onTestFinished(const rc::detail::TestMetadata& /*metadata*/,
                      const rc::detail::TestResult& /*result*/) override {}
};

/// Runs the property on as many random cases as the command line says; the text is for people.
template <typename Property>
bool holds(const char* name, Property property, std::ostream& report) {
  rc::detail::TestParams params;
  params.seed = run_options().seed;
  params.maxSuccess = run_options().cases;
  const rc::detail::TestMetadata metadata{name, name};
  SilentListener listener;
  const std::unordered_map<std::string, rc::detail::Reproduce> nothing_to_reproduce;
  const auto result =
      rc::detail::checkTestable(property, metadata, params, listener, nothing_to_reproduce);
  rc::detail::printResultMessage(result, report);
  report << "\nagain: test_oracle --seed=" << params.seed << " --cases=" << params.maxSuccess;
  return result.template is<rc::detail::SuccessResult>();
}

/// Counts that no evaluation leaves behind in the fields of this problem and architecture: the
/// evaluator must write each of them.
cost_model::Counts stale_counts(const Problem& problem, const Architecture& architecture) {
  cost_model::Counts counts;
  for (TensorId tensor : problem.tensors.ids()) {
    for (LevelId level : architecture.levels.ids()) {
      counts.instances[level] = -1;
      counts.nodes[level][tensor] = {true, -1, -1, -1, -1, -1, -1, -1, -1};
    }
    for (FanoutId fanout : architecture.fanouts.ids()) {
      counts.wires[fanout][tensor] = {-1, -1, -1, -1};
    }
  }
  return counts;
}

TEST_CASE("random cases are legal") {
  std::ostringstream report;
  const bool all_legal = holds(
      "legal",
      [] {
        const Case random_case = *any_case();
        std::string mistakes;
        for (const auto& findings :
             {validate(random_case.problem), validate(random_case.architecture),
              validate(random_case.mapping, random_case.problem, random_case.architecture)}) {
          for (const Finding& finding : findings) {
            mistakes += "  " + finding.path + ": " + finding.message + "\n";
          }
        }
        if (!mistakes.empty()) RC_FAIL(mistakes);
      },
      report);
  INFO(report.str());
  CHECK(all_legal);
}

/// One edit that may or may not break a nest: a node lost, doubled, moved, or another bound.
Mapping edited(const Mapping& mapping, Choices& choices) {
  Mapping result = mapping;
  const auto last = static_cast<std::int64_t>(result.nodes.size()) - 1;
  const auto at = static_cast<std::size_t>(choices.pick(0, last));
  const Node node = result.nodes[at];
  switch (choices.pick(0, 3)) {
    case 0:
      result.nodes.erase_at(at);
      break;
    case 1:
      result.nodes.insert_at(static_cast<std::size_t>(choices.pick(0, last)), node);
      break;
    case 2:
      result.nodes.erase_at(at);
      result.nodes.insert_at(static_cast<std::size_t>(choices.pick(0, last)), node);
      break;
    default:
      result.nodes[at].bound = choices.pick(0, 4);
  }
  return result;
}

TEST_CASE("validation and the evaluator agree on what is a legal nest") {
  std::ostringstream report;
  const bool always_agree = holds(
      "agree",
      [] {
        const Case given = *any_case(*rc::gen::element(Bounds::kPerfect, Bounds::kRagged));
        Choices choices(*rc::gen::container<std::vector<std::uint32_t>>(
            8, rc::gen::inRange<std::uint32_t>(0, 1U << 16U)));
        const Mapping mapping = edited(given.mapping, choices);
        const bool is_legal = validate(mapping, given.problem, given.architecture).empty();
        cost_model::Counts counts;
        const cost_model::Evaluator evaluator(given.problem, given.architecture);
        RC_CLASSIFY(!is_legal, "broken");
        RC_ASSERT(evaluator.count(mapping, counts) == is_legal);
      },
      report);
  INFO(report.str());
  CHECK(always_agree);
}

void check_counts(const Case& given) {
  const Executed executed =
      execute(given.problem, given.architecture, given.mapping, given.footprint);
  const cost_model::Evaluator evaluator(given.problem, given.architecture,
                                        {.footprint = given.footprint});
  Executed counted{stale_counts(given.problem, given.architecture), {}};
  RC_ASSERT(evaluator.count(given.mapping, counted.counts, counted.totals));
  if (executed == counted) return;
  RC_FAIL(describe_differences(executed, counted, given.problem, given.architecture));
}

TEST_CASE("analytical counts equal executed counts") {
  std::ostringstream report;
  const bool all_equal = holds(
      "counts", [] { check_counts(*any_case()); }, report);
  INFO(report.str());
  CHECK(all_equal);
}

TEST_CASE("counts of ragged mappings equal executed counts, over all instances and the busiest") {
  std::ostringstream report;
  const bool all_equal = holds(
      "ragged",
      [] {
        const Case given = *any_case(Bounds::kRagged);
        RC_ASSERT(validate(given.mapping, given.problem, given.architecture).empty());
        check_counts(given);
      },
      report);
  INFO(report.str());
  CHECK(all_equal);
}

}  // namespace
}  // namespace paretile::oracle
