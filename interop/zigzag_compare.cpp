// SPDX-License-Identifier: Apache-2.0
#include "interop/zigzag_compare.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "interop/zigzag_recount.h"

namespace paretile::interop {
namespace {

constexpr std::array kDirections = {"fills", "reads", "updates", "drains"};
constexpr std::array kAll = {ZigzagDirection::kWriteFromAbove, ZigzagDirection::kReadToBelow,
                             ZigzagDirection::kWriteFromBelow, ZigzagDirection::kReadToAbove};
constexpr double kRounding = 1e-9;  // of sums printed in decimals

bool same(double a, double b) {
  return std::abs(a - b) <= kRounding * std::max({1.0, std::abs(a), std::abs(b)});
}

bool differs_in_width(const ZigzagMemory& memory) {
  return std::any_of(kAll.begin(), kAll.end(),
                     [&](ZigzagDirection one) { return memory.differs_in_width(one); });
}

class Comparison {
 public:
  Comparison(const ZigzagCounts& ours, const ZigzagStats& printed)
      : ours_(ours), given_(ours.given()), printed_(printed) {}

  SideBySide run() {
    compared_.tool = "ZigZag";
    for (std::size_t i = given_.hardware.memories.size(); i-- > 0;) {
      compare_memory(given_.hardware.memories[i]);
    }
    compare_whole();
    compared_.notes.push_back(
        "fills, reads, updates and drains are accesses of a port's full width");
    compared_.notes.push_back(fmt::format(
        "latency, of another definition: {:.6g} cycles, {:.6g} of them computing and stalled; "
        "here {}",
        printed_.latency_cycles(), printed_.computation_cycles, ours_.latency_cycles()));
    if (ours_.in_one_nest() && !ours_.fits()) {
      compared_.notes.push_back(
          "its tiles do not all have room here, where the border of inputs takes room: "
          "'paretile explain' shows what is needed");
    }
    if (!ours_.in_one_nest()) {
      compared_.notes.push_back(
          "no one nest has all operands as they are kept: each is counted in a nest of its own");
    }
    return std::move(compared_);
  }

 private:
  using Reasons = std::set<std::string>;

  /// A number that ZigZag's rules make `recounted`, for these reasons not what it is here.
  void add(const std::string& level, TensorId tensor, const std::string& what, double theirs,
           double ours, double recounted, const Reasons& reasons) {
    const std::string& name = given_.layer.problem.tensors[tensor].name;
    judge({level, name, what, theirs, ours, Standing::kEqual, {}}, recounted, reasons);
  }

  void judge(ComparedNumber number, double recounted, const Reasons& reasons) {
    if (same(number.theirs, number.ours)) {
      number.standing = Standing::kEqual;
    } else if (same(number.theirs, recounted)) {
      number.standing = Standing::kExplained;
      number.conventions.assign(reasons.begin(), reasons.end());
    } else {
      number.standing = Standing::kUnexplained;
    }
    compared_.numbers.push_back(std::move(number));
  }

  void compare_memory(const ZigzagMemory& memory) {
    for (const TensorId tensor : given_.layer.problem.tensors.ids()) {
      const auto chain = given_.hardware.chain(given_.operands[tensor]);
      const auto found = std::find(chain.begin(), chain.end(), &memory);
      if (found == chain.end()) continue;
      compare_tensor(memory, tensor, static_cast<std::size_t>(found - chain.begin()));
    }
  }

  void compare_tensor(const ZigzagMemory& memory, TensorId tensor, std::size_t index) {
    const ZigzagTransfers recounted = recount(given_, tensor, index);
    const auto words = ours_.words(tensor, index);
    const ZigzagMemoryStats& printed = printed_.memories[tensor][index];
    double energy_pj = 0;
    Reasons reasons;
    for (std::size_t i = 0; i < kDirections.size(); ++i) {
      const auto direction = static_cast<ZigzagDirection>(i);
      const ZigzagPort* port = memory.port(given_.operands[tensor], direction);
      if (port == nullptr) continue;
      const double theirs = word_accesses(recounted[i], *port);
      const bool is_read =
          direction == ZigzagDirection::kReadToBelow || direction == ZigzagDirection::kReadToAbove;
      energy_pj += theirs * (is_read ? memory.read_pj : memory.write_pj);
      const Reasons own = reasons_of(tensor, index, i, recounted[i], *port);
      reasons.insert(own.begin(), own.end());
      const double bits = bits_of(tensor, recounted[i]);
      const double ours =
          static_cast<double>(words[i]) * bits / static_cast<double>(port->max_bits);
      add(memory.name, tensor, kDirections[i], printed.accesses[i], ours, theirs, own);
    }
    if (differs_in_width(memory)) reasons.emplace("port widths");
    energy_pj_ += energy_pj;
    reasons_.insert(reasons.begin(), reasons.end());
    add(memory.name, tensor, "energy_pj", printed.energy_pj, ours_.energy_pj(tensor, index),
        energy_pj, reasons);
  }

  [[nodiscard]] double bits_of(TensorId tensor, const ZigzagTransfer& recounted) const {
    if (recounted.bits_per_word > 0) return recounted.bits_per_word;
    return given_.layer.problem.tensors[tensor].bits;
  }

  [[nodiscard]] Reasons reasons_of(TensorId tensor, std::size_t index, std::size_t direction,
                                   const ZigzagTransfer& recounted, const ZigzagPort& port) const {
    Reasons reasons;
    const ZigzagDifference why = ours_.explain(tensor, index, direction, recounted.words());
    if (why != ZigzagDifference::kNone && why != ZigzagDifference::kOwnNest) {
      reasons.emplace(to_string(why));
    }
    const double exact =
        recounted.words() * recounted.bits_per_word / static_cast<double>(port.max_bits);
    if (!same(exact, word_accesses(recounted, port))) reasons.emplace("granules");
    return reasons;
  }

  void compare_whole() {
    if (given_.hardware.computes_in_memory) {
      compared_.notes.push_back(
          fmt::format("operations in memory, {:.6g} pJ, have no counterpart here: energies are "
                      "compared of memories only",
                      printed_.operation_energy_pj));
      return;
    }
    const auto operations = static_cast<double>(given_.layer.problem.operations());
    const double operation_pj = operations * given_.hardware.unit_energy_pj;
    judge({"",
           "",
           "operation_energy_pj",
           printed_.operation_energy_pj,
           operation_pj,
           Standing::kEqual,
           {}},
          operation_pj, {});
    judge({"", "", "energy_pj", printed_.energy_pj, ours_.energy_pj(), Standing::kEqual, {}},
          energy_pj_ + operation_pj, reasons_);
  }

  const ZigzagCounts& ours_;
  const ZigzagCase& given_;
  const ZigzagStats& printed_;
  SideBySide compared_;
  double energy_pj_ = 0;  ///< of all memories, by ZigZag's rules
  Reasons reasons_;       ///< of all of them
};

}  // namespace

SideBySide compare_with_zigzag(const ZigzagCounts& ours, const ZigzagStats& printed) {
  return Comparison(ours, printed).run();
}

}  // namespace paretile::interop
