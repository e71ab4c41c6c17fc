// SPDX-License-Identifier: Apache-2.0
// Is what local search scores drafts by what the evaluator says of their mappings?
#include <doctest/doctest.h>

#include <array>
#include <optional>
#include <string>

#include "cost_model/evaluator.h"
#include "cost_model/pricer.h"
#include "hw_specs/catalogue.h"
#include "mapper/draft_reader.h"
#include "mapper/moves.h"
#include "mapper/rng.h"
#include "mapper/sample.h"
#include "tests/mapper/cases.h"
#include "workloads/catalogue.h"

namespace paretile::mapper {
namespace {

/// How often drafts did and did not fit.
struct Seen {
  int fitting = 0;
  int refused = 0;
};

void compare(const SearchSpace& space, const cost_model::Evaluator& evaluator, const Draft& draft,
             Seen& seen) {
  const Mapping mapping = to_mapping(space, draft);
  cost_model::Evaluation evaluation;
  const bool fits = evaluator.evaluate(mapping, evaluation).fits();
  DraftReader reader(space, evaluator.tables());
  const cost_model::Pricer pricer(evaluator.tables());
  cost_model::Trace trace;
  cost_model::Price price;
  const bool is_read = reader.read(draft, trace);
  REQUIRE((is_read && pricer.has_room(trace)) == evaluator.check(mapping).fits());
  REQUIRE((is_read && pricer.price(trace, price)) == fits);
  ++(fits ? seen.fitting : seen.refused);
  if (!fits) return;
  REQUIRE(price.energy_pj == doctest::Approx(evaluation.cost.energy_pj).epsilon(1e-12));
  REQUIRE(price.latency_cycles == static_cast<double>(evaluation.cost.latency_cycles));
}

/// Random drafts and what a few random changes make of them.
void compare_many(const Problem& problem, const Architecture& chip, cost_model::Options options,
                  int samples, Seen& seen) {
  const SpaceOrVerdict built = build_space(problem, chip);
  if (!built.space) return;
  const cost_model::Evaluator evaluator(problem, chip, options);
  Rng rng(2024, 0);
  for (int sample = 0; sample < samples; ++sample) {
    std::optional<Draft> draft = sample_draft(*built.space, evaluator, rng);
    if (!draft) continue;
    compare(*built.space, evaluator, *draft, seen);
    for (int change = 0; change < 10; ++change) {
      const std::vector<Move> moves = list_moves(*built.space, *draft);
      if (moves.empty()) break;
      apply(*built.space, moves[rng.below(moves.size())], *draft);
      compare(*built.space, evaluator, *draft, seen);
    }
  }
}

void share(Architecture& chip, Sharing sharing) {
  for (Fanout& fanout : chip.fanouts) fanout.sharing.fill(sharing);
}

TEST_CASE("drafts cost what their mappings cost, on all chips, of windows and of products") {
  Seen seen;
  for (const io::ShippedFile& file : hw_specs::shipped_architectures()) {
    const Architecture chip = hw_specs::load_architecture(std::string(file.name));
    CAPTURE(chip.name);
    for (const char* network : {"resnet18", "mobilenet_v2", "bert_base"}) {
      const Workload workload = with_precision(workloads::load_workload(network), chip);
      for (const auto& [index, count] : unique_layers(workload)) {
        CAPTURE(workload.layers[index].name);
        compare_many(workload.layers[index].problem, chip, {}, 3, seen);
      }
    }
  }
  CHECK(seen.fitting > 10'000);
  CHECK(seen.refused > 1'000);
}

TEST_CASE("drafts cost what their mappings cost, whatever children share and the model counts") {
  using cost_model::Drains;
  using cost_model::Footprint;
  Seen seen;
  for (const Sharing sharing : {Sharing::kWord, Sharing::kTile, Sharing::kNone}) {
    for (const bool fold : {false, true}) {
      Architecture chip = small_chip();
      share(chip, sharing);
      Fanout& array = chip.fanouts[FanoutId(0)];
      array.fold = fold;
      array.send_pj = 3;
      array.deliver_pj = 1;
      Problem problem = conv1d(24, 6, 8);
      for (Tensor& tensor : problem.tensors) {
        if (tensor.role == Role::kOutput) tensor.psum_bits = 24;
      }
      for (const Footprint footprint : {Footprint::kExact, Footprint::kBox}) {
        for (const Drains drains : {Drains::kCounted, Drains::kFree}) {
          compare_many(problem, chip, {footprint, drains}, 30, seen);
        }
      }
    }
  }
  CHECK(seen.fitting > 1'000);
  CHECK(seen.refused > 100);
}

}  // namespace
}  // namespace paretile::mapper
