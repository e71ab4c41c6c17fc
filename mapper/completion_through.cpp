// SPDX-License-Identifier: Apache-2.0
// What a label costs at least through an exit.
#include <algorithm>
#include <limits>

#include "mapper/completion.h"

namespace paretile::mapper {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
/// A number of words computed another way may differ by this and still be the same.
constexpr double kRounding = 1e-9;

}  // namespace

Leaving Completion::leaving(std::size_t region, Tile tile, const Inside& inside) const {
  Leaving leaving;
  leaving.energy_pj = inside.energy_pj;
  leaving.credit_pj = inside.credit_pj;
  leaving.region = region;
  leaving.tile = tile;
  const RegionPlan& plan = plan_.regions[region];
  const cost_model::FanoutTable& fanout = plan_.tables.fanouts[plan_.regions[region - 1].fanout];
  for (TensorId t : plan_.tensors) {
    const cost_model::TensorTable& tensor = plan_.tables.tensors[t];
    Leaving::Tensor& from = leaving.tensors[t];
    from.is_output = tensor.is_output;
    from.words = static_cast<double>(tensor.words);
    from.several = tensor.is_output ? from.words * (1 + kRounding) : kInfinity;
    from.delivered = std::max(inside.delivered[t], from.words);
    const std::size_t first_outside = plan.first_slot[t] + plan.num_slots[t];
    const std::size_t next = plan.first_slot[t] + inside.placed[t];
    for (std::size_t p = next; p < first_outside && from.leaves; ++p) {
      const Parent& parent = parents_[t][p];
      const bool wide = from.delivered > from.several;
      const double again = wide ? (from.delivered - from.words) * parent.again_pj : 0;
      from.stays.push_back({from.delivered * (wide ? parent.wide_pj : parent.read_pj) + again +
                                (*parent.outward)[tile],
                            wide ? parent.saved_pj : 0});
      from.leaves = !plan_.slots[t][p].required;
    }
    const std::size_t member = region == 1 && from.leaves ? coupled(t, next) : kNone;
    each_outside(region, t, [&](std::size_t p, const Parent& parent) {
      double shared = from.delivered;
      for (std::size_t f = parent.region; f + 1 < region; ++f) shared /= sharing_[f][t][tile];
      const bool is_near = member != kNone && p == coupling_->members()[member].slot;
      // Where a node further in may come before, all that is known is that each word comes once.
      if (is_near && p != next) shared = 0;
      from.ways.push_back({shared, parent.read_pj, parent.wide_pj, parent.again_pj, parent.saved_pj,
                           parent.region, is_near});
    });
    from.member = member;
    if (member != kNone) leaving.open |= Coupling::Set{1} << member;
    if (next != first_outside) continue;
    from.send_pj = tensor.bits * fanout.send_pj_per_bit;
    from.deliver_pj = (from.delivered > from.several ? tensor.psum_bits : tensor.bits) *
                      fanout.deliver_pj_per_bit;
    if (!from.is_output) leaving.inputs_handed_pj += from.delivered * from.deliver_pj;
  }
  return leaving;
}

/// Sums begin once per word and copy, those further out included.
double Completion::sent_pj(const Leaving& leaving, const Exit& exit) const {
  double sum = 0;
  for (TensorId t : plan_.tensors) {
    const Leaving::Tensor& from = leaving.tensors[t];
    const double outside = std::max(from.delivered * exit.inverse_share[t], from.words);
    sum += on_wires(from, outside, from.words * exit.further_copies) * from.send_pj;
  }
  return sum;
}

double Completion::energy_through(const Leaving& leaving, const Exit& exit,
                                  const double* outside) const {
  double sum = leaving.energy_pj - leaving.credit_pj * (exit.copies - 1);
  std::array<double, kMaxTensors> near;
  std::array<double, kMaxTensors> otherwise;
  bool partial = false;
  for (TensorId t : plan_.tensors) {
    const Leaving::Tensor& from = leaving.tensors[t];
    const double inverse_share = exit.inverse_share[t];
    double least = kInfinity;
    for (const Leaving::Stay& stay : from.stays) {
      const double begun = begun_more(from.delivered, from.words, exit.copies);
      least = std::min(least, stay.cost_pj - stay.saved_pj * begun);
    }
    const double* const outward = outside;
    outside += from.ways.size();
    for (std::size_t w = 0; w < from.ways.size() && from.leaves; ++w) {
      const Leaving::Way& way = from.ways[w];
      const double served = std::max(way.shared * inverse_share, from.words);
      double cost = served * (served > from.several ? way.wide_pj : way.read_pj);
      if (from.is_output) {
        const double copies = way.region == 0 ? 1 : exit.further_copies;
        cost += way.again_pj * (served - from.words) -
                way.saved_pj * begun_more(served, from.words, copies);
      }
      if (way.is_near) {
        near[from.member] = cost;  // the rest is in the numbers of coupled tensors
        partial |= served > from.several;
      } else {
        least = std::min(least, cost + outward[w]);
      }
    }
    if (from.member == kNone) {
      sum += least;
    } else {
      otherwise[from.member] = least;
    }
  }
  if (exit.is_wired) sum += sent_pj(leaving, exit) + handed_pj(leaving, exit.copies);
  if (leaving.open == 0) return sum;
  if (partial && coupling_->has_partial_sums()) outside += coupling_->all() + 1;
  return sum + coupling_->least_of(leaving.open, near.data(), otherwise.data(), outside);
}

}  // namespace paretile::mapper
