// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <vector>

#include "core/inline_vector.h"
#include "mapper/coupling.h"
#include "mapper/exact_plan.h"

namespace paretile::mapper {

/// One choice of the fan-out around a region, from a tile.
struct Exit {
  std::size_t choice = 0;
  Tile outside = 0;                         ///< the tile it leads to
  IdArray<TensorId, double> inverse_share;  ///< of the words of each tensor, at least
  double children = 1;                      ///< with the best choices further out
  double further_children = 1;              ///< of those choices alone
  double further_copies = 1;                ///< of the output: most that choices further out add
  double copies = 1;                        ///< with those
  bool is_wired = false;                    ///< the wires to its children take energy
};

/// Whose tile may stay where it is whatever loops stand outside: no tensor's, one tensor's but any,
/// or that of one tensor (kOneStays + its index).
enum Staying : std::size_t { kNoneStays, kAnyStays, kOneStays };

/// What any label takes outside an exit at least.
struct Least {
  double energy_pj = 0;
  double cycles = 0;
  double sent_pj = 0;  ///< more, on the outer side of the fan-out's wires, where it is used
};

/// What a label has taken inside an exit.
struct Spent {
  double energy_pj = 0;  ///< the inner side of the wires included
  double cycles = 0;     ///< times the instances outside
};

/// A label at the inner side of a fan-out.
struct Inside {
  IdArray<TensorId, std::size_t> placed;
  IdArray<TensorId, double> delivered;
  double energy_pj = 0;
  double credit_pj = 0;  ///< saved per further copy of the output outside
  double cycles = 0;     ///< times the instances outside, with the most copies there may be
  double busy = 0;       ///< the same of all but ports that are done sooner with more copies
  struct Port {
    double cycles;  ///< with one copy
    double saved;   ///< per further one
  };
  InlineVector<Port, 3 * kMaxLevels> ports;  ///< a level has three

  [[nodiscard]] double cycles_with(double copies) const {
    double most = busy;
    for (const Port& port : ports) {
      most = std::max(most, port.cycles - port.saved * (copies - 1));
    }
    return most;
  }
};

/// The same, as all exits see it.
struct Leaving {
  /// A node inside the fan-out that may serve a tensor next: what it takes, and how much less per
  /// word of every further copy of an output.
  struct Stay {
    double cost_pj;
    double saved_pj;
  };
  /// A node outside.
  struct Way {
    double shared;  ///< words, by children further out
    double read_pj;
    double wide_pj;
    double again_pj;
    double saved_pj;
    std::size_t region;
    bool is_near;  ///< in the coupled level
  };
  struct Tensor {
    bool is_output = false;
    bool leaves = true;  ///< no node inside is required
    double words = 0;
    double delivered = 0;
    double several = 0;  ///< more words than this: some come more than once
    double send_pj = 0;  ///< per word on the wires right outside, while all nodes inside are placed
    double deliver_pj = 0;
    std::size_t member = kNone;  ///< of the coupling
    InlineVector<Stay, kMaxLevels> stays;
    InlineVector<Way, kMaxLevels + 1> ways;
  };
  std::size_t region = 0;
  Tile tile = 0;
  double energy_pj = 0;
  double credit_pj = 0;
  double inputs_handed_pj = 0;  ///< on the inner side of the wires right outside
  Coupling::Set open = 0;       ///< coupled tensors
  IdArray<TensorId, Tensor> tensors;
};

/// Words on the wires of a fan-out: of an output up and down, except where a sum begins.
inline double on_wires(const Leaving::Tensor& from, double words, double begun) {
  return from.is_output ? std::max(words, 2 * words - begun) : words;
}

/// Words an output brings that begin a sum beyond those of the first copy.
inline double begun_more(double brought, double words, double copies) {
  return std::min(brought, words * copies) - words;
}

/// What may serve a tensor: the node of a slot, or its home.
struct Parent {
  std::size_t region = 0;
  double read_pj = 0;   ///< per word delivered: reads of inputs, updates of outputs
  double again_pj = 0;  ///< per word of an output beyond its first touch
  double saved_pj = 0;  ///< less per word that is begun in a further copy, and drained from it
  double wide_pj = 0;   ///< per word of an output that comes more than once
  const std::vector<double>* outward = nullptr;  ///< per tile: what the parent itself costs
};

}  // namespace paretile::mapper
