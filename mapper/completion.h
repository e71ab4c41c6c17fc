// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <functional>
#include <optional>
#include <vector>

#include "mapper/coupling.h"
#include "mapper/exact_plan.h"
#include "mapper/exit.h"
#include "mapper/halo.h"
#include "mapper/memo.h"

namespace paretile::mapper {

/// What it takes at least to bring a tensor from where a label stands to its home: the exact
/// optimum of each tensor alone, with every fan-out outside shared as well as any choice allows.
/// Admissible because tensors only get in each other's way. docs/engine.md, bounds.
class Completion {
 public:
  /// Whether a nest with these bounds cannot be part of the answer, given answers known.
  using IsHopeless = std::function<bool(double energy_pj, double cycles)>;

  /// What hopeless nests take outside is not told: it is infinite.
  explicit Completion(const ExactPlan& plan, IsHopeless is_hopeless = {});

  /// Least pJ to serve `delivered` words of a tensor at `tile` in `region`, the first `placed` of
  /// its slots there decided. Infinite if a required level cannot hold it.
  [[nodiscard]] double energy_pj(std::size_t region, TensorId t, std::size_t placed, Tile tile,
                                 double delivered) const;
  /// Least pJ outside the fan-out around `region`, all tensors together, for a label at `tile` that
  /// may still grow there: they share one nest, so a tile small enough for all is brought as often
  /// as its size says.
  [[nodiscard]] double joint_energy_pj(std::size_t region, Tile tile, std::size_t staying) const {
    return joint_[region][staying][tile].energy_pj;
  }
  /// Least cycles of the homes' ports, for the same.
  [[nodiscard]] double joint_cycles(std::size_t region, Tile tile, std::size_t staying) const {
    return region > 1 ? joint_[1][kAnyStays][tile].cycles : joint_[region][staying][tile].cycles;
  }
  [[nodiscard]] const std::vector<Least>& joint(std::size_t region, std::size_t staying) const {
    return joint_[region][staying];
  }
  /// Least pJ to serve a label's words where the region has to hold the tensor and does not yet.
  [[nodiscard]] double inside_pj(std::size_t region, TensorId t, std::size_t placed, Tile tile,
                                 double delivered) const;
  /// What any label has spent at least that leaves a region by an exit with so many copies.
  [[nodiscard]] Spent least_spent(std::size_t region, double copies) const;
  /// Per tile what any label takes from there at least that has just crossed to it.
  [[nodiscard]] const std::vector<Least>& least_outside(std::size_t region, std::size_t staying) {
    const std::vector<Least>& known = least_outside_[region][staying];
    return known.empty() ? find_least_outside(region, staying) : known;
  }
  /// A use of the fan-out around a region, from a tile; and what it shares of each tensor's words.
  [[nodiscard]] Exit exit_by(std::size_t region, Tile tile, std::size_t choice) const;
  void share(std::size_t region, Tile tile, Exit& exit) const;
  /// Whether no dimension leaves two tensors alone, so that one tile at most waits to be moved.
  [[nodiscard]] bool one_at_a_time() const { return one_at_a_time_; }

  [[nodiscard]] Leaving leaving(std::size_t region, Tile tile, const Inside& inside) const;
  /// What the wires of the fan-out take on their outer and on their inner side.
  [[nodiscard]] double sent_pj(const Leaving& leaving, const Exit& exit) const;
  [[nodiscard]] double handed_pj(const Leaving& leaving, double copies) const {
    const Leaving::Tensor& output = leaving.tensors[plan_.tables.output];
    return leaving.inputs_handed_pj +
           on_wires(output, output.delivered, output.words * copies) * output.deliver_pj;
  }
  /// Least pJ of a nest with this label inside, through the exit of these numbers.
  /// `outside`: outside_at or outside_numbers of the tile the exit leads to.
  [[nodiscard]] double energy_through(const Leaving& leaving, const Exit& exit,
                                      const double* outside) const;
  /// Least pJ of what may serve tensors outside the fan-out around `region`, from a tile: per
  /// tensor and parent, then per set of coupled tensors, and again where sums come unfinished; then
  /// bits of homes' ports in the same way.
  [[nodiscard]] const double* outside_at(std::size_t region, Tile tile) const {
    return &outside_[region].numbers[tile * outside_[region].width];
  }
  /// What any label takes outside that has just crossed to a tile and keeps a promise; and where
  /// the numbers are that outside_at has of other labels.
  struct Promised {
    Least least;
    std::uint32_t outside = 0;
  };
  [[nodiscard]] Promised outside_held(std::size_t region, Tile tile, const Held& held);
  /// What any label takes outside at least, as there.
  [[nodiscard]] Least least_held(std::size_t region, Tile tile, const Held& held) {
    const bool is_kept = plan_.still_left[held.tensor][tile] == held.left;
    if (is_kept) return least_outside(region, kNoneStays)[tile];
    if (region == 1 && !gains_by_staying_[held.tensor]) {
      const std::optional<Tile> kept = kept_at(plan_, held, tile);
      if (kept) return least_outside(1, kNoneStays)[*kept];
    }
    return outside_held(region, tile, held).least;
  }
  /// Valid until the next outside_held. 0 for those of outside_at.
  [[nodiscard]] const double* outside_numbers(std::size_t region, Tile tile,
                                              std::uint32_t outside) const {
    return outside == 0 ? outside_at(region, tile) : &outside_held_[outside];
  }
  /// Least cycles of the same: what is inside, and the ports right outside and of the homes.
  [[nodiscard]] double cycles_through(std::size_t region, const Inside& inside,
                                      const Exit& exit) const;
  /// The same of the ports of homes alone, the tensors in each other's way.
  [[nodiscard]] double home_cycles_through(std::size_t region, const Inside& inside,
                                           const Exit& exit, const double* outside) const;

  /// As energy_pj, of a label that keeps a promise about this or another tensor.
  [[nodiscard]] double energy_held_pj(std::size_t region, TensorId t, std::size_t placed, Tile tile,
                                      double delivered, const Held& held);
  /// Least words that fill a node of a tensor at a tile, in a label that crosses next under a
  /// promise about another.
  [[nodiscard]] double held_filled(TensorId t, Tile tile) const {
    const auto words = static_cast<double>(plan_.tables.tensors[t].words);
    return one_at_a_time_ ? words * plan_.still_left[t][tile] : words;
  }

  /// Most children any choice of the fan-outs outside gives one instance of the region.
  [[nodiscard]] double children(std::size_t region, Tile tile) const {
    return children_[region][tile];
  }
  /// Most copies of the output outside the region.
  [[nodiscard]] double copies(std::size_t region, Tile tile) const { return copies_[region][tile]; }
  /// Least pJ of serving all tensors of a label in the outermost region, with `room_bits` left in
  /// the level of `coupling`: the tensors get in each other's way.
  [[nodiscard]] double coupled_energy_pj(Tile tile, const Inside& inside, double room_bits) const;
  /// The same of a nest that keeps a promise.
  [[nodiscard]] double coupled_held_pj(Tile tile, const Inside& inside, double room_bits,
                                       const Held& held);
  [[nodiscard]] const Coupling& coupling() const { return *coupling_; }
  /// Least cycles of the homes' ports, for the same.
  [[nodiscard]] double coupled_cycles(Tile tile, const Inside& inside, double room_bits);
  /// The same of a nest that keeps a promise.
  [[nodiscard]] double coupled_held_cycles(Tile tile, const Inside& inside, double room_bits,
                                           const Held& held);
  /// Least cycles of the homes' ports, for a label in any region.
  [[nodiscard]] double home_cycles(std::size_t region, Tile tile, const Inside& inside) const;

 private:
  /// Least words that reach the home of a tensor, for a label as in energy_pj.
  [[nodiscard]] double home_words(std::size_t region, TensorId t, std::size_t placed, Tile tile,
                                  double delivered) const;
  [[nodiscard]] Inside least_inside(std::size_t region, Tile tile, std::uint32_t staying) const;
  /// Whether any label that leaves a region is, if it takes so much outside.
  [[nodiscard]] bool is_hopeless(std::size_t region, double energy_pj, double cycles) const;
  [[nodiscard]] Least least_beyond(std::size_t region, Tile tile, const Inside& inside,
                                   const double* outside) const;
  /// Where several may stay, all may.
  [[nodiscard]] std::uint32_t staying_with(std::uint32_t tensors) const {
    return one_at_a_time_ || tensors == 0 ? tensors : (1U << plan_.num_tensors) - 1;
  }
  /// A port of a home, and what coupled tensors bring through it.
  struct HomePort {
    Port port;
    Coupling bits;
  };
  void tabulate_home_ports(const ExactPlan& plan);
  /// Where the next node of each tensor may be, and the words it has to bring if that is its home.
  struct Outermost {
    IdArray<TensorId, std::size_t> next;
    IdArray<TensorId, double> served;
  };
  /// `outward`: bits that nodes of each set of coupled tensors bring.
  [[nodiscard]] double home_cycles(const HomePort& home, const Outermost& from,
                                   const double* outward) const;
  /// The parents a tensor may have outside the fan-out around a region, inner to outer.
  template <typename Visit>
  void each_outside(std::size_t region, TensorId t, const Visit& visit) const {
    const std::vector<PlanSlot>& slots = plan_.slots[t];
    const RegionPlan& plan = plan_.regions[region];
    for (std::size_t p = plan.first_slot[t] + plan.num_slots[t]; p <= slots.size(); ++p) {
      visit(p, parents_[t][p]);
      if (p < slots.size() && slots[p].required) return;
    }
  }
  void tabulate_outside();
  const std::vector<Least>& find_least_outside(std::size_t region, std::size_t staying);
  template <typename OutwardBits>
  [[nodiscard]] double coupled_cycles(const Inside& inside, const OutwardBits& outward_bits);
  template <typename EnergyAt>
  [[nodiscard]] double coupled_pj(const Inside& inside, const Coupling::PerSet& outward_pj,
                                  const EnergyAt& energy_at) const;
  void tabulate_sharing(const ExactPlan& plan);
  void tabulate_tensor(const ExactPlan& plan, TensorId t, const HaloTable& halos);
  [[nodiscard]] static bool is_one_at_a_time(const ExactPlan& plan);
  void tabulate_joint();
  void keep_promises();
  [[nodiscard]] bool find_gains_by_staying(TensorId t) const;
  [[nodiscard]] std::vector<Least> least_staying(TensorId t);
  void leave_out_large(std::size_t region, std::vector<Least>& least) const;
  [[nodiscard]] double most_words_inside(std::size_t region, TensorId t, bool partial) const;
  [[nodiscard]] double least_again_pj(TensorId t) const;
  [[nodiscard]] double cost_of(TensorId t, const Parent& parent, std::size_t region, Tile tile,
                               double delivered) const;
  [[nodiscard]] std::vector<double> energies_pj(std::size_t region, TensorId t, std::size_t next,
                                                const std::vector<double>& delivered) const;
  /// `copies` of every output word at most outside the parent.
  [[nodiscard]] double cost_from(TensorId t, const Parent& parent, double outward, double served,
                                 double copies) const {
    const auto words = static_cast<double>(plan_.tables.tensors[t].words);
    served = std::max(served, words);
    if (!plan_.is_output(t) || served <= words) return served * parent.read_pj + outward;
    return served * parent.wide_pj + (served - words) * parent.again_pj -
           begun_more(served, words, copies) * parent.saved_pj + outward;
  }

  /// The number of a tensor among the coupled ones if its next node, whose slot is `next` at least,
  /// may be that in the coupled level; or kNone.
  [[nodiscard]] std::size_t coupled(TensorId t, std::size_t next) const;
  /// Whether sums come to the coupled level unfinished, in so many words, if its node is next.
  [[nodiscard]] bool are_partial(std::size_t next, double served) const;
  [[nodiscard]] bool are_partial(const Inside& inside) const {
    const TensorId t = plan_.tables.output;
    return are_partial(plan_.regions[0].first_slot[t] + inside.placed[t], inside.delivered[t]);
  }
  /// Numbers per set of coupled tensors: for finished sums, and for partial ones if that differs.
  [[nodiscard]] std::size_t numbers_of_sets() const {
    return (coupling_->all() + 1) * (coupling_->has_partial_sums() ? 2 : 1);
  }
  [[nodiscard]] double held_outward(TensorId t, std::size_t slot, Tile tile, const Held& held);

  const ExactPlan& plan_;
  IsHopeless is_hopeless_;
  bool one_at_a_time_;  ///< promises: no dimension leaves two tensors alone
  std::vector<std::vector<double>> children_;
  std::vector<std::vector<double>> copies_;
  std::vector<double> most_children_;  ///< per fan-out, of any use
  std::vector<double> most_copies_;
  IdArray<TensorId, bool> gains_by_staying_{};
  std::vector<double> least_spent_pj_;                  ///< per region, by any exit
  std::vector<std::vector<std::vector<Least>>> joint_;  ///< per region and Staying, by tile
  /// Per fan-out, tensor and tile inside it: most children that share a word.
  std::vector<IdArray<TensorId, std::vector<double>>> sharing_;
  /// Per tensor and tile: words that fill a node of the outermost region there, at least.
  IdArray<TensorId, std::vector<double>> filled_;
  std::vector<std::vector<std::vector<Least>>>
      least_outside_;  ///< per region and Staying, by tile; when asked for
  /// Per tensor and slot (the last is home): as a parent.
  IdArray<TensorId, std::vector<Parent>> parents_;
  IdArray<TensorId, std::vector<std::vector<double>>> outward_;
  /// Per tensor, slot and tile: as outward_, with the node at this very tile.
  IdArray<TensorId, std::vector<std::vector<double>>> here_;
  /// Per tensor and slot: tensors about which a promise is kept so that a node there had best stand
  /// at once, if it comes before.
  IdArray<TensorId, std::vector<IdSet<TensorId>>> first_is_best_;
  std::optional<Coupling> coupling_;
  std::vector<HomePort> home_ports_;  ///< where latency counts
  Memo<double> held_outward_;
  struct Outside {
    std::size_t width = 0;
    std::size_t first_of_ports = 0;
    std::vector<double> numbers;  ///< tile by tile
  };
  std::vector<Outside> outside_;  ///< per region
  std::vector<double> outside_held_;
  Memo<std::size_t> outside_held_at_;
};

}  // namespace paretile::mapper
