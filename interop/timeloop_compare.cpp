// SPDX-License-Identifier: Apache-2.0
#include "interop/timeloop_compare.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

#include "interop/timeloop_variants.h"
#include "interop/timeloop_walk.h"

namespace paretile::interop {
namespace {

constexpr std::string_view kAccessGranularity = "access granularity";
constexpr std::string_view kIdleLeakage = "idle leakage";
constexpr std::string_view kNetworkEnergy = "network energy";
constexpr std::string_view kNetworkLatency = "network latency";
constexpr std::string_view kRoundedDemands = "rounded demands";
constexpr double kPicojoulesPerMicrojoule = 1e6;
constexpr double kOwnRounding = 1e-9;  ///< of sums of doubles, relative

using Names = std::vector<std::string>;

bool is_near(double a, double b) {
  return std::abs(a - b) <= kOwnRounding * std::max(std::abs(a), std::abs(b));
}

void add(Names& names, std::string_view name) {
  if (std::find(names.begin(), names.end(), name) == names.end()) names.emplace_back(name);
}

/// A number of a recount: a count, or an energy by blocks or by words.
using Pick = std::function<double(const TimeloopRecount&)>;

class Comparer {
 public:
  Comparer(const TimeloopRun& run, const cost_model::Evaluation& ours, const TimeloopStats& printed)
      : run_(run),
        ours_(ours),
        printed_(printed),
        variants_(run),
        theirs_(variants_.find(printed)),
        is_uneven_(!uneven_dims(run.nest).empty()) {
    result_.tool = "Timeloop";
  }

  SideBySide run() {
    note();
    for (const LevelId level : run_.nest.ids()) {
      for (const TensorId tensor : run_.imported.problem.tensors.ids()) {
        if (has_tensor(run_.nest[level].bypassed, tensor)) continue;
        compare_counts(level, tensor);
        if (has_energies_) compare_energy(level, tensor);
      }
      if (has_energies_) compare_leakage(level);
    }
    compare_whole();
    return std::move(result_);
  }

 private:
  void note() {
    const Architecture& chip = run_.imported.architecture;
    has_energies_ = chip.compute.energy_pj > 0 ||
                    std::any_of(chip.levels.begin(), chip.levels.end(), [](const Level& level) {
                      return level.read_pj > 0 || level.fill_pj > 0 || level.update_pj > 0;
                    });
    if (!has_energies_) {
      result_.notes.emplace_back("energies are not compared: the files give none (no 'ERT')");
    }
    if (theirs_ == nullptr) {
      result_.notes.emplace_back(
          "the nest has too many loops to be recounted: nothing is explained");
      return;
    }
    for (std::string& sentence : assumptions(theirs_->conventions)) {
      result_.notes.push_back(std::move(sentence));
    }
  }

  void compare_counts(LevelId level, TensorId tensor) {
    const cost_model::NodeCounts& node = ours_.counts.nodes[level][tensor];
    const TimeloopNodeStats& stats = printed_.nodes[level][tensor];
    const auto compare = [&](const char* what, const std::optional<PrintedNumber>& printed,
                             std::int64_t cost_model::NodeCounts::*count) {
      place(level, tensor, what, printed, static_cast<double>(node.*count),
            [=](const TimeloopRecount& recount) {
              return static_cast<double>(recount.counts.nodes[level][tensor].*count);
            });
    };
    compare("tile_words", stats.tile_words, &cost_model::NodeCounts::tile_words);
    place(level, tensor, "instances", stats.instances,
          static_cast<double>(ours_.counts.instances[level]), [=](const TimeloopRecount& recount) {
            return static_cast<double>(recount.counts.instances[level]);
          });
    compare("reads", stats.reads, &cost_model::NodeCounts::reads);
    compare("fills", stats.fills, &cost_model::NodeCounts::fills);
    compare("updates", stats.updates, &cost_model::NodeCounts::updates);
  }

  /// A number that depends on counts alone.
  void place(LevelId level, TensorId tensor, const char* what,
             const std::optional<PrintedNumber>& printed, double ours, const Pick& pick) {
    if (!printed) return;
    ComparedNumber* number = add_number(what, *printed, ours);
    number->level = run_.imported.architecture.levels[level].name;
    number->tensor = run_.imported.problem.tensors[tensor].name;
    explain(*number, *printed, pick);
  }

  ComparedNumber* add_number(const char* what, const PrintedNumber& printed, double ours) {
    ComparedNumber number;
    number.what = what;
    number.theirs = printed.value;
    number.ours = ours;
    number.standing = printed.is(ours) ? Standing::kEqual : Standing::kUnexplained;
    result_.numbers.push_back(std::move(number));
    return &result_.numbers.back();
  }

  /// Whether something besides how words are counted lies between a recount under our conventions
  /// and our number; adds its name.
  using Gap = std::function<bool(const TimeloopRecount&, Names&)>;

  void explain(ComparedNumber& number, const PrintedNumber& printed, const Pick& pick,
               const Gap& gap = {}) {
    if (number.standing == Standing::kEqual || theirs_ == nullptr) return;
    std::optional<Names> names =
        variants_.fewest(theirs_->conventions,
                         [&](const TimeloopRecount& recount) { return printed.is(pick(recount)); });
    if (!names) return;
    const TimeloopRecount& as_ours = *variants_.get(kOurConventions);
    if (!is_near(pick(as_ours), number.ours)) {
      Names between;
      const bool is_gap = gap && gap(as_ours, between);
      if (!is_gap && !is_uneven_) return;
      if (!is_gap) between = {std::string(kImperfectFactors)};
      for (const std::string& name : between) add(*names, name);
    }
    if (names->empty()) return;
    number.conventions = std::move(*names);
    number.standing = Standing::kExplained;
  }

  void compare_energy(LevelId level, TensorId tensor) {
    const std::optional<PrintedNumber>& printed = printed_.nodes[level][tensor].energy_pj;
    if (!printed) return;
    ComparedNumber* number =
        add_number("energy_pj", *printed, ours_.cost.actions[level][tensor].total_pj());
    number->level = run_.imported.architecture.levels[level].name;
    number->tensor = run_.imported.problem.tensors[tensor].name;
    const double our_pj = number->ours;
    explain(
        *number, *printed,
        [=](const TimeloopRecount& recount) { return recount.cost.energy_pj[level][tensor]; },
        [=](const TimeloopRecount& as_ours, Names& names) {
          add(names, kAccessGranularity);
          return is_near(as_ours.cost_by_words.energy_pj[level][tensor], our_pj);
        });
    collect(*number);
  }

  /// Of instances at work; we charge all that are built.
  void compare_leakage(LevelId level) {
    const std::optional<PrintedNumber>& printed = printed_.leakage_pj[level];
    if (!printed || (printed->value == 0 && ours_.cost.levels[level].leakage_pj == 0)) return;
    ComparedNumber* number =
        add_number("leakage_pj", *printed, ours_.cost.levels[level].leakage_pj);
    number->level = run_.imported.architecture.levels[level].name;
    const double our_pj = number->ours;
    const auto built = static_cast<double>(run_.imported.architecture.instances(level));
    explain(
        *number, *printed,
        [=](const TimeloopRecount& recount) { return recount.cost.leakage_pj[level]; },
        [=](const TimeloopRecount& as_ours, Names& names) {
          add(names, kIdleLeakage);
          return is_near(as_ours.cost.leakage_pj[level] * built /
                             static_cast<double>(as_ours.counts.instances[level]),
                         our_pj);
        });
    collect(*number);
  }

  void compare_whole() {
    if (printed_.operations) {
      explain(*add_number("operations", *printed_.operations,
                          static_cast<double>(ours_.counts.operations)),
              *printed_.operations,
              [](const TimeloopRecount& r) { return static_cast<double>(r.counts.operations); },
              {});
    }
    if (has_energies_ && printed_.compute_energy_pj) {
      ComparedNumber* number = add_number("compute_energy_pj", *printed_.compute_energy_pj,
                                          ours_.cost.compute_energy_pj);
      explain(*number, *printed_.compute_energy_pj,
              [](const TimeloopRecount& r) { return r.cost.compute_pj; });
      collect(*number);
    }
    if (printed_.cycles) compare_cycles();
    if (has_energies_ && printed_.energy_uj) compare_total();
  }

  /// Timeloop adds the cycles in which networks fill and drain to those of the slowest level.
  void compare_cycles() {
    const PrintedNumber& printed = *printed_.cycles;
    ComparedNumber& number =
        *add_number("latency_cycles", printed, static_cast<double>(ours_.cost.latency_cycles));
    const double network = printed_.level_cycles > 0 ? printed.value - printed_.level_cycles : 0;
    const double our_cycles = number.ours;
    explain(
        number, printed,
        [=](const TimeloopRecount& recount) {
          return static_cast<double>(recount.cost.latency_cycles) + network;
        },
        [=](const TimeloopRecount& as_ours, Names& names) {
          const double difference = static_cast<double>(as_ours.cost.latency_cycles) - our_cycles;
          if (difference != 0) add(names, kRoundedDemands);
          if (network > 0) add(names, kNetworkLatency);
          return std::abs(difference) <= 1;
        });
  }

  /// Explained by what explains its parts, if the recounted parts and the networks add up to it.
  void compare_total() {
    const PrintedNumber& printed = *printed_.energy_uj;
    ComparedNumber& number =
        *add_number("energy_uj", printed, ours_.cost.energy_pj / kPicojoulesPerMicrojoule);
    if (number.standing == Standing::kEqual || theirs_ == nullptr) return;
    const double sum_pj = theirs_->cost.total_pj() + printed_.network_pj;
    if (!printed.is(sum_pj / kPicojoulesPerMicrojoule)) return;
    number.conventions = of_energies_;
    if (printed_.network_pj > 0) add(number.conventions, kNetworkEnergy);
    if (!number.conventions.empty()) number.standing = Standing::kExplained;
  }

  void collect(const ComparedNumber& number) {
    for (const std::string& name : number.conventions) add(of_energies_, name);
  }

  const TimeloopRun& run_;
  const cost_model::Evaluation& ours_;
  const TimeloopStats& printed_;
  TimeloopVariants variants_;
  const TimeloopRecount* theirs_;
  bool is_uneven_;
  bool has_energies_ = true;
  Names of_energies_;  ///< what explains energies of parts
  SideBySide result_;
};

}  // namespace

SideBySide compare_with_timeloop(const TimeloopRun& run, const cost_model::Evaluation& ours,
                                 const TimeloopStats& printed) {
  return Comparer(run, ours, printed).run();
}

}  // namespace paretile::interop
