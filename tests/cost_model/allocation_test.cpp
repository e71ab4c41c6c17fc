// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <atomic>
#include <cstdlib>
#include <new>
#include <vector>

#include "core/einsum.h"
#include "cost_model/evaluator.h"

namespace {

std::atomic<long> allocations{0};

void* counted(std::size_t size) {
  allocations.fetch_add(1, std::memory_order_relaxed);
  void* memory = std::malloc(size == 0 ? 1 : size);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

}  // namespace

// All other forms of new and delete end in these four.
void* operator new(std::size_t size) { return counted(size); }
void* operator new[](std::size_t size) { return counted(size); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }

namespace paretile::cost_model {
namespace {

Problem conv3x3() {
  const Einsum einsum = parse_einsum("O[k,p,q] += W[k,c,r,s] * I[c,p+r,q+s]").einsum;
  return to_problem(einsum,
                    {{"K", "K", 64},
                     {"C", "C", 64},
                     {"P", "P", 56},
                     {"Q", "Q", 56},
                     {"R", "R", 3},
                     {"S", "S", 3}},
                    "W");
}

/// Memory, a buffer of 4096 words, an array of 16 x 16, a spad of 256 words.
Architecture chip() {
  Architecture result;
  result.levels = IdVector<LevelId, Level>(3);
  result.levels[LevelId(1)].capacity_bits = 4096LL * 8;
  result.levels[LevelId(2)].capacity_bits = 256LL * 8;
  Fanout array;
  array.name = "array";
  array.levels_outside = 2;
  array.axes = {{"y", 16, {}}, {"x", 16, {}}};
  result.fanouts.push_back(array);
  return result;
}

/// A generator that is the same everywhere (Knuth's MMIX constants).
class Dice {
 public:
  std::size_t below(std::size_t count) {
    state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<std::size_t>((state_ >> 33U) % count);
  }

 private:
  std::uint64_t state_ = 1;
};

/// dram[all] _ glb[W] _ glb[I] _ glb[O] _ array _ spad[I] _ spad[W] _ spad[O] _: every prime factor
/// of every dimension falls into one of the gaps or onto an axis.
Mapping random_mapping(const Problem& problem, Dice& dice) {
  const TensorId w = *problem.find_tensor("W");
  const TensorId i = *problem.find_tensor("I");
  const TensorId o = *problem.find_tensor("O");
  Mapping gaps[8];
  Mapping spatial[2];
  for (DimId dim : problem.dims.ids()) {
    std::int64_t left = problem.dims[dim].size;
    for (std::int64_t prime = 2; left > 1; left % prime == 0 ? left /= prime : ++prime) {
      if (left % prime != 0) continue;
      const std::size_t place = dice.below(10);
      if (place < 8) gaps[place].nodes.push_back(Node::temporal(dim, prime));
      if (place >= 8)
        spatial[place - 8].nodes.push_back(Node::spatial(dim, prime, AxisId(place - 8)));
    }
  }
  const std::vector<Node> nodes[8] = {
      {Node::storage(LevelId(0), w), Node::storage(LevelId(0), i), Node::storage(LevelId(0), o)},
      {Node::storage(LevelId(1), w)},
      {Node::storage(LevelId(1), i)},
      {Node::storage(LevelId(1), o)},
      {},  // the array
      {Node::storage(LevelId(2), i)},
      {Node::storage(LevelId(2), w)},
      {Node::storage(LevelId(2), o)}};
  Mapping mapping;
  for (std::size_t g = 0; g < 8; ++g) {
    for (const Node& node : nodes[g]) mapping.nodes.push_back(node);
    for (std::size_t axis = 0; g == 4 && axis < 2; ++axis) {
      for (const Node& node : spatial[axis].nodes) mapping.nodes.push_back(node);
    }
    for (const Node& node : gaps[g].nodes) mapping.nodes.push_back(node);
  }
  return mapping;
}

}  // namespace

TEST_CASE("the counter sees allocations") {
  const long before = allocations;
  delete new int(1);
  CHECK(allocations - before == 1);
}

TEST_CASE("scoring 1,000 random mappings allocates nothing") {
  const Problem problem = conv3x3();
  const Evaluator evaluator(problem, chip());
  Dice dice;
  std::vector<Mapping> mappings;
  for (int i = 0; i < 1'000; ++i) mappings.push_back(random_mapping(problem, dice));
  Evaluation evaluation;
  int fitting = 0;
  int malformed = 0;
  const long before = allocations;
  for (const Mapping& mapping : mappings) {
    const Verdict verdict = evaluator.evaluate(mapping, evaluation);
    fitting += verdict.fits() ? 1 : 0;
    malformed += verdict.reason == Verdict::Reason::kMalformed ? 1 : 0;
    if (!evaluator.count(mapping, evaluation.counts)) ++malformed;
    (void)evaluator.check(mapping);
  }
  CHECK(allocations - before == 0);
  CHECK(malformed == 0);
  CHECK(fitting > 0);
  CHECK(fitting < 1'000);
}

}  // namespace paretile::cost_model
