// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "mapper/coupling.h"
#include "mapper/exact_plan.h"
#include "mapper/halo.h"
#include "mapper/memo.h"

namespace paretile::mapper {

/// What it takes at least to bring a tensor from where a label stands to its home: the exact
/// optimum of each tensor alone, with every fan-out outside shared as well as any choice allows.
/// Admissible because tensors only get in each other's way. docs/engine.md, bounds.
class Completion {
 public:
  explicit Completion(const ExactPlan& plan);

  /// Least pJ to serve `delivered` words of a tensor at `tile` in `region`, the first `placed` of
  /// its slots there decided. Infinite if a required level cannot hold it.
  [[nodiscard]] double energy_pj(std::size_t region, TensorId t, std::size_t placed, Tile tile,
                                 double delivered) const;
  /// Least pJ outside the fan-out around `region`, all tensors together, for a label at `tile`:
  /// they share one nest, so a tile small enough for all is brought as often as its size says.
  /// Without `promises` every tile in the label has been moved already; with, one of them may still
  /// stay.
  [[nodiscard]] double joint_energy_pj(std::size_t region, Tile tile, bool promises) const {
    return joint_[region][promises ? 1 : 0][tile];
  }
  /// Least pJ to read a label's words where the region has to hold the tensor and does not yet.
  [[nodiscard]] double inside_pj(std::size_t region, TensorId t, std::size_t placed,
                                 double delivered) const;
  /// One choice of the fan-out around a region, from a tile.
  struct Exit {
    std::size_t choice = 0;
    IdArray<TensorId, double> share;  ///< of the words of each tensor, at most
    double children = 1;              ///< with the best choices further out
    double further_children = 1;      ///< of those choices alone
    double further_copies = 1;        ///< of the output: most that choices further out add
    double copies = 1;                ///< with those
  };
  /// All exits of a tile, in groups: the first of each surpasses the others in everything, so what
  /// is hopeless through it is hopeless through all. One choice serves all tensors, and what shares
  /// the words of one keeps those of another apart: there are several groups.
  struct Exits {
    std::vector<Exit> all;                ///< firsts of all groups, then the others, group by group
    std::vector<std::size_t> group_ends;  ///< of the others
    std::vector<double> numbers;          ///< what energy_through needs, exit by exit
    std::size_t width = 0;                ///< of the numbers of one
    [[nodiscard]] const double* numbers_of(std::size_t exit) const {
      return numbers.data() + exit * width;
    }
    /// How many there are, kept or not.
    [[nodiscard]] std::size_t size() const { return group_ends.empty() ? 0 : group_ends.back(); }
  };
  /// `whole` with all of them, else at least the first of each group. Valid until the next call.
  [[nodiscard]] const Exits& exits_at(std::size_t region, Tile tile, bool whole);

  /// A label at the inner side of a fan-out.
  struct Inside {
    IdArray<TensorId, std::size_t> placed;
    IdArray<TensorId, double> delivered;
    double energy_pj = 0;
    double credit_pj = 0;  ///< saved per further copy of the output outside
    double cycles = 0;     ///< times the instances outside
  };
  /// The same, as all exits see it.
  struct Leaving {
    /// A node inside the fan-out that may serve a tensor next: what it takes, and how much more per
    /// output word that is read again.
    struct Stay {
      double cost_pj;
      double again_pj;
    };
    /// A node outside.
    struct Way {
      double shared;  ///< words, by children further out
      double read_pj;
      double wide_pj;
      double again_pj;
      bool is_home_region;
      bool is_near;  ///< in the coupled level
    };
    struct Tensor {
      bool is_output = false;
      bool leaves = true;  ///< no node inside is required
      double words = 0;
      double delivered = 0;
      double several = 0;  ///< more words than this: some come more than once
      double send_pj =
          0;  ///< per word on the wires right outside, while all nodes inside are placed
      double deliver_pj = 0;
      std::size_t member = kNone;  ///< of the coupling
      InlineVector<Stay, kMaxLevels> stays;
      InlineVector<Way, kMaxLevels + 1> ways;
    };
    double energy_pj = 0;
    double credit_pj = 0;
    Coupling::Set open = 0;  ///< coupled tensors
    IdArray<TensorId, Tensor> tensors;
  };
  [[nodiscard]] Leaving leaving(std::size_t region, Tile tile, const Inside& inside) const;
  /// Least pJ of a nest with this label inside, through the exit of these numbers.
  struct Through {
    double energy_pj = 0;
    double coupled_pj = 0;  ///< of that, what the coupled tensors cost outside
  };
  [[nodiscard]] Through energy_through(const Leaving& leaving, const double* numbers) const;
  /// Least cycles of the same: what is inside, and the ports right outside and of the homes.
  [[nodiscard]] double cycles_through(std::size_t region, const Inside& inside,
                                      const Exit& exit) const;
  /// The same of the ports of homes alone, the tensors in each other's way.
  [[nodiscard]] double home_cycles_through(std::size_t region, Tile tile, const Inside& inside,
                                           const Exit& exit) const;

  /// A promise: loops that move the tensor may come once `left` is what is left of the others.
  struct Held {
    TensorId tensor;
    double left = 0;
  };
  /// As energy_pj, of a label that keeps a promise about this or another tensor.
  [[nodiscard]] double energy_held_pj(std::size_t region, TensorId t, std::size_t placed, Tile tile,
                                      double delivered, const Held& held);
  /// What the promise adds to the least pJ through an exit, for a label that crosses at this tile.
  [[nodiscard]] double held_extra_pj(std::size_t region, Tile tile, const Inside& inside,
                                     const Exit& exit, const Through& through, const Held& held);
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
  [[nodiscard]] const Coupling& coupling() const { return *coupling_; }
  /// Least cycles of the homes' ports, for the same.
  [[nodiscard]] double coupled_cycles(Tile tile, const Inside& inside, double room_bits) const;
  /// Least words that reach the home of a tensor, for a label as above.
  [[nodiscard]] double home_words(std::size_t region, TensorId t, std::size_t placed, Tile tile,
                                  double delivered) const;

 private:
  struct Parent {
    std::size_t region = 0;
    double read_pj = 0;   ///< per word delivered: reads of inputs, updates of outputs
    double again_pj = 0;  ///< per word of an output beyond its first touch, where that is known
    double wide_pj = 0;   ///< per word of an output that comes more than once
    const std::vector<double>* outward = nullptr;  ///< per tile: what the parent itself costs
  };
  [[nodiscard]] static Exits firsts_of(const Exits& exits);
  void collect_exits(std::size_t region, Tile tile, Exits& exits) const;
  [[nodiscard]] Exit exit_by(std::size_t region, Tile tile, std::size_t choice) const;
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
  [[nodiscard]] double home_cycles(const HomePort& home, Tile tile, const Outermost& from,
                                   double room_bits) const;
  void list_numbers(std::size_t region, Tile tile, const Exit& exit,
                    std::vector<double>& numbers) const;
  template <typename Visit>
  void each_outside(std::size_t region, TensorId t, const Visit& visit) const;
  void tabulate_sharing(const ExactPlan& plan);
  void tabulate_tensor(const ExactPlan& plan, TensorId t, const HaloTable& halos);
  void tabulate_joint(const ExactPlan& plan);
  [[nodiscard]] double cost_of(TensorId t, const Parent& parent, std::size_t region, Tile tile,
                               double delivered) const;
  [[nodiscard]] std::vector<double> energies_pj(std::size_t region, TensorId t, std::size_t next,
                                                const std::vector<double>& delivered) const;
  /// `copies` of every output word at most outside the parent.
  [[nodiscard]] double cost_from(TensorId t, const Parent& parent, double outward, double served,
                                 double copies) const {
  served = std::max(served, static_cast<double>(plan_.tables.tensors[t].words));
  if (!plan_.is_output(t) || served <= plan_.output_words()) {
    return served * parent.read_pj + outward;
  }
  const double again = std::max(0.0, served - plan_.output_words() * copies);
  return served * parent.wide_pj + again * parent.again_pj + outward;
}

  /// The number of a tensor among the coupled ones if its next node, whose slot is `next` at least,
  /// may be that in the coupled level; or kNone.
  [[nodiscard]] std::size_t coupled(TensorId t, std::size_t next) const;
  [[nodiscard]] double held_outward(TensorId t, std::size_t slot, Tile tile, const Held& held);

  const ExactPlan& plan_;
  bool one_at_a_time_ = true;  ///< promises: no dimension leaves two tensors alone
  std::vector<std::vector<double>> children_;
  std::vector<std::vector<double>> copies_;
  std::vector<std::array<std::vector<double>, 2>> joint_;
  /// Per fan-out, tensor and tile inside it: most children that share a word.
  std::vector<IdArray<TensorId, std::vector<double>>> sharing_;
  /// Per region and tile, when asked for: whole while there is room for that.
  std::vector<std::vector<Exits>> exits_;
  std::size_t kept_numbers_ = 0;
  Exits latest_;  ///< whole ones there was no room for: labels ask tile by tile
  std::size_t latest_region_ = kNone;
  Tile latest_tile_ = 0;
  /// Per tensor and tile: words that fill a node of the outermost region there, at least.
  IdArray<TensorId, std::vector<double>> filled_;
  /// Per tensor and slot (the last is home): as a parent.
  IdArray<TensorId, std::vector<Parent>> parents_;
  IdArray<TensorId, std::vector<std::vector<double>>> outward_;
  /// Per tensor, slot and tile: as outward_, with the node at this very tile.
  IdArray<TensorId, std::vector<std::vector<double>>> here_;
  std::optional<Coupling> coupling_;
  std::vector<HomePort> home_ports_;  ///< where latency counts
  Memo held_outward_;
};

}  // namespace paretile::mapper
