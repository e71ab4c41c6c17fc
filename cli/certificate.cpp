// SPDX-License-Identifier: Apache-2.0
#include "cli/certificate.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cli/certificate_layer.h"
#include "core/checked.h"
#include "mapper/network.h"
#include "mapper/parallel.h"
#include "mapper/recheck.h"

namespace paretile::cli {
namespace {

class Certifier {
 public:
  Certifier(const Claim& claim, const ChipAndWorkload& given, const mapper::Settings& settings)
      : claim_(claim), given_(given), settings_(settings), unique_(unique_layers(given.workload)) {}

  Certificate run() {
    const bool all_there = check_names();
    runs_ = mapper::runs_per_nest(given_.workload, unique_);
    per_layer_ = settings_;
    per_layer_.objective = mapper::layer_objective(
        settings_.objective, runs_.empty() ? 1 : *std::min_element(runs_.begin(), runs_.end()),
        runs_.size());
    for (const UniqueLayer& group : unique_) check_group(group);
    if (all_there) check_network();
    solve_again();
    return std::move(certificate_);
  }

 private:
  void object(std::string layer, std::string field, std::string message) {
    certificate_.objections.push_back({std::move(layer), std::move(field), std::move(message)});
  }
  [[nodiscard]] const Layer& layer(std::size_t i) const { return given_.workload.layers[i]; }
  [[nodiscard]] const ClaimedLayer* find(const std::string& name) const {
    const auto found = std::find_if(claim_.layers.begin(), claim_.layers.end(),
                                    [&](const ClaimedLayer& said) { return said.name == name; });
    return found == claim_.layers.end() ? nullptr : &*found;
  }

  /// Every layer of the workload, in its order, and no other.
  bool check_names() {
    const std::size_t before = certificate_.objections.size();
    const auto& layers = given_.workload.layers;
    for (const Layer& layer : layers) {
      if (find(layer.name) == nullptr) object(layer.name, "name", "the layer is not in the result");
    }
    for (std::size_t i = 0; i < claim_.layers.size(); ++i) {
      const ClaimedLayer& said = claim_.layers[i];
      const bool known = std::any_of(layers.begin(), layers.end(),
                                     [&](const Layer& layer) { return layer.name == said.name; });
      if (!known) object(said.name, "name", "the workload has no such layer");
      if (find(said.name) != &said) object(said.name, "name", "the layer is there twice");
      if (known && certificate_.objections.size() == before && layers[i].name != said.name) {
        object(said.name, "name", fmt::format("layer {} comes before it", layers[i].name));
      }
    }
    return certificate_.objections.size() == before;
  }

  /// The first layer with a nest in full, the others against it.
  void check_group(const UniqueLayer& group) {
    const ClaimedLayer* first = find(layer(group.first).name);
    for (const std::size_t member : group.members) {
      const ClaimedLayer* said = find(layer(member).name);
      if (said == nullptr) continue;
      if (said->repeat != layer(member).repeat) {
        object(said->name, "repeat",
               fmt::format("{} is said, the workload has {}", said->repeat, layer(member).repeat));
      }
      check_layer(*said, layer(member).problem, given_.architecture, per_layer_,
                  certificate_.objections);
      if (member == group.first && said->same_as) {
        object(said->name, "same_as", "no earlier layer has its loop nest");
      }
      if (member == group.first || first == nullptr) continue;
      if (said->same_as != first->name) {
        object(said->name, "same_as", fmt::format("{} has the same loop nest", first->name));
      }
      if (!same_answers(*said, *first)) {
        object(said->name, "front", fmt::format("is not that of {}", first->name));
      }
    }
  }

  // The network.

  void check_network() {
    for (const ClaimedLayer& said : claim_.layers) {
      if (said.front.empty() && claim_.network.front.empty() && !claim_.network.best) return;
    }
    const std::size_t before = certificate_.objections.size();
    const auto& front = claim_.network.front;
    for (std::size_t i = 0; i < front.size(); ++i) check_sum(i, front[i]);
    if (certificate_.objections.size() != before) return;
    for (std::size_t i = 1; i < front.size(); ++i) {
      if (front[i].energy_pj > front[i - 1].energy_pj &&
          front[i].latency_cycles < front[i - 1].latency_cycles) {
        continue;
      }
      object("network", fmt::format("front[{}]", i), "is beaten, or not in the order of energy");
    }
    check_completeness();
    check_totals();
  }

  void check_sum(std::size_t index, const mapper::NetworkPoint& point) {
    const std::string field = fmt::format("front[{}]", index);
    if (point.choice.size() != claim_.layers.size()) {
      object("network", field + ".choice", "must name one point per layer");
      return;
    }
    double energy_pj = 0;
    std::int64_t latency_cycles = 0;
    for (std::size_t i = 0; i < point.choice.size(); ++i) {
      const ClaimedLayer& said = claim_.layers[i];
      if (point.choice[i] >= said.front.size()) {
        object("network", field + ".choice", fmt::format("{} has no such point", said.name));
        return;
      }
      const ClaimedPoint& chosen = said.front[point.choice[i]];
      energy_pj += chosen.energy_pj * static_cast<double>(said.repeat);
      latency_cycles =
          saturating_sum(latency_cycles, saturating_product(chosen.latency_cycles, said.repeat));
    }
    if (!same_number(energy_pj, point.energy_pj)) {
      object("network", field + ".energy_pj",
             fmt::format("{} is said, the layers sum to {}", point.energy_pj, energy_pj));
    }
    if (latency_cycles != point.latency_cycles) {
      object("network", field + ".latency_cycles",
             fmt::format("{} is said, the layers sum to {}", point.latency_cycles, latency_cycles));
    }
  }

  /// No choice that beats one of these is left out.
  void check_completeness() {
    std::vector<std::vector<mapper::Point>> fronts;
    for (const UniqueLayer& group : unique_) {
      std::vector<mapper::Point>& front = fronts.emplace_back();
      for (const ClaimedPoint& point : claim_.layers[group.first].front) {
        mapper::Point& known = front.emplace_back();
        known.energy_pj = point.energy_pj;
        known.latency_cycles = point.latency_cycles;
      }
    }
    std::vector<mapper::LayerFront> layers;
    for (std::size_t i = 0; i < fronts.size(); ++i) layers.push_back({fronts[i], runs_[i]});
    mapper::NetworkFront again = mapper::network_front(layers);
    mapper::apply_limits(again, settings_.objective);
    if (!mapper::same_front(points_of(again.points), points_of(claim_.network.front),
                            kSameNumber)) {
      object("network", "front", "is not what the fronts of the layers give");
    }
    if (!same_number(again.energy_error, claim_.network.energy_error)) {
      object(
          "network", "energy_error",
          fmt::format("{} is said, {} is right", claim_.network.energy_error, again.energy_error));
    }
  }

  static std::vector<mapper::Point> points_of(const std::vector<mapper::NetworkPoint>& sums) {
    std::vector<mapper::Point> points;
    for (const mapper::NetworkPoint& sum : sums) {
      mapper::Point& point = points.emplace_back();
      point.energy_pj = sum.energy_pj;
      point.latency_cycles = sum.latency_cycles;
    }
    return points;
  }

  void check_totals() {
    const ClaimedNetwork& said = claim_.network;
    const mapper::NetworkFront front{said.front, said.energy_error};
    const std::optional<std::size_t> best = mapper::best_point(front, settings_.objective);
    if (said.best != best) {
      object("network", "best", best ? fmt::format("must be {}", *best) : "there is none");
      return;
    }
    if (!best) return;
    const mapper::NetworkPoint& point = said.front[*best];
    const double edp = point.energy_pj * static_cast<double>(point.latency_cycles);
    check_total("energy_pj", said.energy_pj, point.energy_pj);
    check_total("latency_cycles", said.latency_cycles, point.latency_cycles);
    check_total("edp_pj_cycles", said.edp_pj_cycles, edp);
  }

  template <typename Number>
  void check_total(const char* field, const std::optional<Number>& said, Number right) {
    if (said && same_number(static_cast<double>(*said), static_cast<double>(right))) return;
    object("network", field,
           said ? fmt::format("{} is said, {} is right", *said, right) : "is missing");
  }

  // Solving again.

  /// Small layers first, none with more than its share of the time left: what cannot be done in
  /// time should not keep others from it.
  void solve_again() {
    std::vector<UniqueLayer> groups = unique_;
    std::erase_if(groups, [&](const UniqueLayer& group) {
      const ClaimedLayer* said = find(layer(group.first).name);
      return said == nullptr || (said->status == mapper::ProofStatus::kNone && !said->nothing_fits);
    });
    std::stable_sort(groups.begin(), groups.end(), [&](const auto& a, const auto& b) {
      return layer(a.first).problem.operations() < layer(b.first).problem.operations();
    });
    const mapper::Stopwatch clock;
    for (std::size_t i = 0; i < groups.size(); ++i) {
      const Layer& first = layer(groups[i].first);
      const double left = settings_.time_limit_seconds - clock.seconds();
      mapper::Settings settings = per_layer_;
      if (settings.time_limit_seconds > 0) {
        settings.time_limit_seconds = std::max(left, 1e-9) / static_cast<double>(groups.size() - i);
      }
      Reproof reproof{first.name, false, 0};
      reproof.solved_again =
          check_proof_again(*find(first.name), first.problem, given_.architecture, settings,
                            reproof.seconds, certificate_.objections);
      certificate_.reproofs.push_back(reproof);
    }
  }

  const Claim& claim_;
  const ChipAndWorkload& given_;
  const mapper::Settings& settings_;
  std::vector<UniqueLayer> unique_;
  std::vector<std::int64_t> runs_;
  mapper::Settings per_layer_;
  Certificate certificate_;
};

}  // namespace

Certificate certify(const Claim& claim, const ChipAndWorkload& given,
                    const mapper::Settings& settings) {
  return Certifier(claim, given, settings).run();
}

}  // namespace paretile::cli
