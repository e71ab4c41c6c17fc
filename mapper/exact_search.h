// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <functional>
#include <unordered_map>
#include <vector>

#include "mapper/completion.h"
#include "mapper/exact_label.h"
#include "mapper/gate.h"
#include "mapper/outlets.h"

namespace paretile::mapper {

/// How much a search did. Labels kept and offered, over all passes.
struct SearchCounters {
  std::uint64_t offered = 0;
  std::uint64_t hopeless = 0;
  std::uint64_t kept = 0;
  std::uint64_t finished = 0;
  int passes = 0;
};

/// All labels the gate lets through, from compute outward, in passes: what its limit turns away
/// waits for a pass with a higher one. docs/engine.md.
class ExactSearch {
 public:
  /// `give_up` is asked now and then; once it says yes the pass ends early.
  ExactSearch(const ExactPlan& plan, Completion& completion, HaloTable& halos, Gate& gate,
              const std::function<bool()>& give_up, SearchCounters& counters);

  /// Lets labels grow that are new or have waited for this limit. False if it was cut short.
  bool run();
  /// The least rank of anything that waits for a higher limit and may still matter; or infinity.
  [[nodiscard]] double least_waiting();

 private:
  /// Labels at every tile of one state of one region: those that may step freely, and those that
  /// owe something (a promise, a slide, a loop that has to move a tile).
  struct State {
    std::vector<LabelList> free;
    std::vector<LabelList> owing;
    std::vector<std::uint64_t> fresh;  ///< a bit per tile: it has labels that are new in this pass
  };
  /// Calls `visit` with each tile of new labels, ascending, those that visits add further on
  /// included, while there is time.
  template <typename Visit>
  void each_fresh(const State& state, const Visit& visit) {
    for (std::size_t w = 0; w < state.fresh.size(); ++w) {
      std::uint64_t seen = 0;
      while (const std::uint64_t left = state.fresh[w] & ~seen) {
        if (stopped()) return;
        const int bit = std::countr_zero(left);
        seen |= (std::uint64_t{2} << bit) - 1;
        visit(static_cast<Tile>(64 * w + static_cast<std::size_t>(bit)));
      }
    }
  }
  /// A label being made.
  struct Draft {
    std::array<double, 64> row;
    LabelKey key;
  };
  struct Option {
    double still = 1;  ///< what is left outside the mover that does not move the tensor
    Slide slide;
    bool crosses_next = false;
  };

  /// A way for a label to grow that the limit turned away.
  struct Waiting {
    enum class Way : std::uint8_t { kStep, kSlide, kPlace, kCross, kCrossBy };
    /// Of the ways to place a node, from one on: that one, all with its slide, or those of them
    /// that cross next.
    enum class Options : std::uint8_t { kAll, kOfSlide, kCrossing, kOne };
    Refused refused;
    LabelId label = 0;
    Tile tile = 0;
    std::uint32_t number = 0;  ///< of the factor, the option, or the use of the fan-out
    Way way = Way::kStep;
    Options options = Options::kAll;
    std::uint8_t tensor = 0;  ///< kPlace
    std::uint8_t slot = 0;    ///< kPlace
  };
  using WaitingList = std::vector<Waiting>;

  void start();
  /// Takes those out of a list whose limit has come.
  [[nodiscard]] WaitingList take_due(std::size_t region, WaitingList& list);
  void run_waiting(std::size_t region, std::size_t state);
  void place_again(std::size_t region, std::size_t state, const Waiting& waiting);
  void cross_waiting(std::size_t region);
  void run_state(std::size_t region, std::size_t state);
  void step_owing(std::size_t region, std::size_t state, Tile tile);
  void step_free(std::size_t region, std::size_t state);
  void step(std::size_t region, std::size_t state, Tile tile, LabelId id, std::uint32_t factor);
  void slide(std::size_t region, std::size_t state, Tile tile, LabelId id);
  void place_all(std::size_t region, std::size_t state);
  void place(std::size_t region, std::size_t state, Tile tile, LabelId id, TensorId t);
  void place_at(std::size_t region, std::size_t state, Tile tile, LabelId id, TensorId t,
                std::size_t slot, const Draft& served, std::size_t first = 0,
                Waiting::Options which = Waiting::Options::kAll);
  const std::vector<Option>& options_at(std::size_t region, Tile tile, TensorId t);
  void collect_options(std::size_t region, Tile tile, TensorId t, std::vector<Option>& options);
  void cross_all(std::size_t region);
  void cross_by(std::size_t region, Tile tile, LabelId id, bool again = false);
  [[nodiscard]] std::vector<std::size_t> ways_out(std::size_t region, Tile tile,
                                                  const Draft& draft);
  void cross(std::size_t region, Tile tile, LabelId id, std::size_t choice);
  [[nodiscard]] bool carry_promises(std::size_t region, const Crossing& crossing, Tile outer,
                                    const Draft& inner, Draft& draft) const;
  void carry_costs(std::size_t region, const Crossing& crossing, const Draft& inner,
                   Draft& draft) const;
  double words_outside(std::size_t region, TensorId t, const Crossing& crossing, Tile tile,
                       double inside, LabelKey& key);
  void finish(Tile tile, const Draft& draft, const LabelOrigin& origin);
  /// The nest of a finished label: homes, what loops are left, then what led to the label.
  [[nodiscard]] Mapping write_down(Tile tile, const LabelOrigin& origin) const;

  /// What a label was refused for: for what it costs, which a label that promises less and so
  /// costs more will be, too; for what it costs if it crosses at this very tile; or for its
  /// promises, after all.
  enum class Tried : std::uint8_t { kAll, kCosts, kCrossing, kPromises };
  /// Yes if it was refused and may pass with a higher limit: gate_.refused().
  bool insert(std::size_t region, std::size_t state, Tile tile, Draft& draft,
              const LabelOrigin& origin, Tried& tried);
  bool insert(std::size_t region, std::size_t state, Tile tile, Draft& draft,
              const LabelOrigin& origin) {
    Tried tried = Tried::kAll;
    return insert(region, state, tile, draft, origin, tried);
  }
  [[nodiscard]] bool can_pass(std::size_t region, std::size_t state, Tile tile, const Draft& draft,
                              Tried& tried);
  [[nodiscard]] Inside complete_inside(std::size_t region) const;
  void look_inside(std::size_t region, Tile tile, const Draft& draft, Inside& inside) const;
  [[nodiscard]] double room_bits(const Draft& draft) const;
  /// Bounds of a nest with a label inside.
  [[nodiscard]] double least_energy_pj(std::size_t region, Tile tile, const Draft& draft,
                                       const Inside& inside) const;
  [[nodiscard]] double least_cycles(std::size_t region, Tile tile, const Draft& draft,
                                    const Inside& inside) const;
  [[nodiscard]] bool is_worth(std::size_t region, Tile tile, const Draft& draft, Inside& inside);
  [[nodiscard]] bool is_worth_held(std::size_t region, Tile tile, const Draft& draft,
                                   const Inside& inside);
  [[nodiscard]] bool settle(std::size_t region, Tile tile, IdArray<TensorId, std::size_t>& placed,
                            Draft& draft) const;
  /// Whether a label that crosses at this very tile can be part of the answer by one of the uses of
  /// the fan-out that is accepted, too.
  bool find_way_out(std::size_t region, Tile tile, const Draft& draft, const Inside& inside,
                    const std::function<bool(std::size_t)>& accept);
  /// Whether it could if it had promised nothing.
  [[nodiscard]] bool could_leave(std::size_t region, Tile tile, const Draft& draft,
                                 const Inside& inside);
  /// Whether one that crosses here or further out can.
  [[nodiscard]] bool may_go_on(std::size_t region, Tile tile, const Draft& draft,
                               const Inside& inside);
  template <typename Visit>
  bool any_way(const Inside& inside, const Leaving& leaving, const Outlets::Ways& ways,
               const Visit& visit);
  [[nodiscard]] bool keeps_promises(std::size_t region, const Draft& draft, const Inside& inside,
                                    const Leaving& leaving, const Exit& exit);
  [[nodiscard]] bool passes_through(const Inside& inside, const Leaving& leaving, const Exit& exit,
                                    const double* outside);
  [[nodiscard]] std::size_t may_stay_yet(std::size_t region, const Draft& draft,
                                         const Inside& inside) const;
  [[nodiscard]] std::size_t may_stay(std::size_t region, const Draft& draft,
                                     const Inside& inside) const;
  [[nodiscard]] bool part_of_answer(double energy_pj, double cycles);
  [[nodiscard]] bool leaves_slides(std::size_t region, const Draft& draft, Tile outside) const;
  [[nodiscard]] bool owes(const Layout& layout, const Draft& draft) const;
  [[nodiscard]] double least_promise(std::size_t region, Tile tile, const Draft& draft,
                                     TensorId t) const;
  void move_bits(std::size_t region, LevelId level, bool reads, double bits, double saved,
                 double* row) const;
  void serve(std::size_t region, TensorId t, LevelId level, double* row) const;
  void fill(std::size_t region, TensorId t, LevelId level, double filled, double* row) const;
  [[nodiscard]] bool occupy(std::size_t region, TensorId t, LevelId level, Tile tile,
                            double delivered, double filled, double* row) const;
  [[nodiscard]] std::size_t placed(std::size_t region, std::size_t state, TensorId t) const;
  [[nodiscard]] std::size_t with_placed(std::size_t region, std::size_t state, TensorId t,
                                        std::size_t count) const;
  [[nodiscard]] bool is_complete(std::size_t region, std::size_t state) const;
  [[nodiscard]] bool is_full(std::size_t region, std::size_t state) const;
  [[nodiscard]] std::uint8_t unmoved_inside(std::size_t region, std::size_t state, LevelId level,
                                            std::uint8_t unmoved) const;
  std::uint8_t slide_number(const Slide& slide);
  void load(std::size_t region, LabelId id, Draft& draft) const;
  [[nodiscard]] bool stopped();

  const ExactPlan& plan_;
  Completion& completion_;
  HaloTable& halos_;
  Gate& gate_;
  const std::function<bool()>& give_up_;
  SearchCounters& counters_;
  std::vector<LabelStore> stores_;                 ///< per region
  std::vector<LabelId> first_new_;                 ///< per region, in this pass
  std::vector<std::vector<WaitingList>> waiting_;  ///< per region and state
  std::vector<WaitingList> waiting_to_cross_;      ///< per region
  bool has_started_ = false;
  Refused waits_to_start_;
  double last_limit_ = 0;                                           ///< of the pass before
  std::vector<std::vector<State>> states_;                          ///< per region and state
  std::vector<Slide> slides_;                                       ///< by number; 0 = none
  std::unordered_map<std::uint64_t, std::vector<Option>> options_;  ///< by region, tile, tensor
  Outlets outlets_;
  bool cut_short_ = false;
  std::uint32_t times_asked_ = 0;  ///< whether to give up
};

}  // namespace paretile::mapper
