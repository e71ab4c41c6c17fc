// SPDX-License-Identifier: Apache-2.0
#include "cli/certificate_layer.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/diagnostics.h"
#include "core/mapping_text.h"
#include "core/validate.h"
#include "cost_model/evaluator.h"
#include "mapper/constraints.h"
#include "mapper/mapspace.h"
#include "mapper/pad.h"
#include "mapper/pareto.h"
#include "mapper/recheck.h"

namespace paretile::cli {
namespace {

using mapper::ObjectiveKind;
using mapper::ProofStatus;

/// The least of each kind of cost among some points.
struct Least {
  double energy_pj = std::numeric_limits<double>::infinity();
  double latency_cycles = std::numeric_limits<double>::infinity();
  double edp_pj_cycles = std::numeric_limits<double>::infinity();
  double objective = std::numeric_limits<double>::infinity();
};

template <typename Points>
Least least_of(const Points& points, const mapper::Objective& objective) {
  Least least;
  for (const auto& point : points) {
    const auto cycles = static_cast<double>(point.latency_cycles);
    least.energy_pj = std::min(least.energy_pj, point.energy_pj);
    least.latency_cycles = std::min(least.latency_cycles, cycles);
    least.edp_pj_cycles = std::min(least.edp_pj_cycles, point.energy_pj * cycles);
    least.objective = std::min(least.objective, objective.value(point.energy_pj, cycles));
  }
  return least;
}

class LayerCheck {
 public:
  LayerCheck(const ClaimedLayer& said, const Problem& problem, const Architecture& architecture,
             const mapper::Settings& settings, std::vector<Objection>& objections)
      : said_(said),
        problem_(problem),
        architecture_(architecture),
        settings_(settings),
        objections_(objections) {
    paddings_.push_back(problem);
    if (settings.pad_percent > 0) {
      paddings_.clear();
      for (const mapper::Sizes& sizes : mapper::list_paddings(problem, settings).sizes) {
        paddings_.push_back(mapper::with_sizes(problem, sizes));
      }
    }
    for (const ClaimedPoint& point : said.front) {
      mapper::Point& known = points_.emplace_back();
      known.energy_pj = point.energy_pj;
      known.latency_cycles = point.latency_cycles;
      known.edp_pj_cycles = point.edp_pj_cycles;
    }
  }

  void run() {
    for (std::size_t i = 0; i < said_.front.size(); ++i) {
      check_point(fmt::format("front[{}]", i), said_.front[i]);
    }
    check_order();
    check_space();
    if (said_.status == ProofStatus::kNone || said_.front.empty()) return;
    const Least least = least_of(said_.front, settings_.objective);
    check_bounds(least, "the best found");
    check_gap(least);
  }

  bool solve_again(double& seconds) {
    mapper::Front front;
    for (const Problem& problem : paddings_) {
      mapper::Settings settings = settings_;
      if (settings.time_limit_seconds > 0) {
        settings.time_limit_seconds = std::max(settings.time_limit_seconds - seconds, 1e-9);
      }
      const mapper::Recheck again = mapper::solve_again(problem, architecture_, settings);
      seconds += again.seconds;
      if (!again.finished) return false;
      for (const mapper::Point& point : again.front) front.offer(point);
    }
    judge(front.points());
    return true;
  }

 private:
  /// The claim about all mappings against their front.
  void judge(const std::vector<mapper::Point>& all) {
    std::vector<mapper::Point> truth = all;
    std::erase_if(truth, [&](const mapper::Point& point) {
      return !settings_.objective.admits(point.energy_pj, point.latency_cycles);
    });
    const Least least = least_of(truth, settings_.objective);
    if (said_.status == ProofStatus::kBounded && !truth.empty()) {
      check_bounds(least, "what solving again finds");
    }
    if (said_.nothing_fits && !all.empty()) {
      object("verdict", "solving again finds mappings that fit");
    }
    if (said_.status == ProofStatus::kOptimal) compare(truth, least);
  }

  void object(std::string field, std::string message) {
    objections_.push_back({said_.name, std::move(field), std::move(message)});
  }
  void check_number(const std::string& field, double said, double right) {
    if (same_number(said, right)) return;
    object(field, fmt::format("{} is said, {} is right", said, right));
  }

  void check_point(const std::string& place, const ClaimedPoint& point) {
    const std::optional<Problem> problem = padded(place + ".padded_sizes", point.padded_sizes);
    if (!problem) return;
    const std::optional<Mapping> mapping =
        read_mapping(place + ".mapping", point.mapping, *problem);
    if (!mapping) return;
    const cost_model::Evaluator evaluator(*problem, architecture_, settings_.model);
    cost_model::Evaluation evaluation;
    const cost_model::Verdict verdict = evaluator.evaluate(*mapping, evaluation);
    if (!verdict.fits()) {
      object(place + ".mapping", "does not fit: " + describe(verdict, *problem, architecture_));
      return;
    }
    const cost_model::Cost& cost = evaluation.cost;
    if (!mapper::in_mapspace(settings_.mapspace, *problem, architecture_, *mapping)) {
      object(place + ".mapping",
             fmt::format("is not of the space {}", to_string(settings_.mapspace)));
    }
    if (cost.utilization < settings_.constraints.min_utilization ||
        !mapper::satisfies(settings_.constraints, *problem, architecture_, *mapping)) {
      object(place + ".mapping", "breaks a constraint");
    }
    check_number(place + ".energy_pj", point.energy_pj, cost.energy_pj);
    check_number(place + ".latency_cycles", static_cast<double>(point.latency_cycles),
                 static_cast<double>(cost.latency_cycles));
    check_number(place + ".edp_pj_cycles", point.edp_pj_cycles, cost.edp_pj_cycles);
  }

  std::optional<Mapping> read_mapping(const std::string& field, const std::string& text,
                                      const Problem& problem) {
    try {
      return parse_mapping(text, problem, architecture_);
    } catch (const InputError& error) {
      const Diagnostic& first = error.diagnostics().front();
      object(field, fmt::format("line {}: {}", first.location.line, first.message));
      return std::nullopt;
    }
  }

  /// The problem a point is of, which may be larger than the layer's own by so much.
  std::optional<Problem> padded(const std::string& field,
                                const std::map<std::string, std::int64_t>& sizes) {
    Problem problem = problem_;
    for (Dimension& dim : problem.dims) {
      const auto size = sizes.find(dim.name);
      if (sizes.empty() || size == sizes.end()) continue;
      const auto largest = dim.size + static_cast<std::int64_t>(static_cast<double>(dim.size) *
                                                                settings_.pad_percent / 100);
      if (size->second < dim.size || size->second > largest) {
        object(field, fmt::format("{} must be from {} to {}", dim.name, dim.size, largest));
        return std::nullopt;
      }
      dim.size = size->second;
    }
    if (validate(problem).empty()) return problem;
    object(field, "is no problem that can be counted exactly");
    return std::nullopt;
  }

  void check_order() {
    for (std::size_t i = 1; i < said_.front.size(); ++i) {
      const ClaimedPoint& before = said_.front[i - 1];
      const ClaimedPoint& point = said_.front[i];
      if (point.energy_pj <= before.energy_pj) {
        object(fmt::format("front[{}]", i), "does not come in the order of energy");
      } else if (point.latency_cycles >= before.latency_cycles) {
        object(fmt::format("front[{}]", i), fmt::format("is beaten by front[{}]", i - 1));
      }
    }
  }

  void check_space() {
    if (said_.objective != settings_.objective.kind) {
      object("proof.objective",
             fmt::format("{} is said, {} was asked for", to_string(said_.objective),
                         to_string(settings_.objective.kind)));
    }
    std::string name(to_string(settings_.mapspace));
    if (settings_.pad_percent > 0) name += fmt::format(" padded up to {} %", settings_.pad_percent);
    if (said_.mapspace != name) {
      object("proof.mapspace.name",
             fmt::format("{} is said, {} was asked for", said_.mapspace, name));
    }
    const std::string hash = fmt::format("{:016x}", hash_of_space());
    if (said_.hash == hash) return;
    object("proof.mapspace.hash",
           fmt::format("{} is said, layer and architecture as they are now have {}", said_.hash,
                       hash));
  }

  [[nodiscard]] std::uint64_t hash_of_space() const {
    std::uint64_t hash = 0;
    for (std::size_t i = 0; i < paddings_.size(); ++i) {
      const mapper::Mapspace space = mapper::mapspace_of(paddings_[i], architecture_, settings_, 0);
      hash = i == 0 ? space.hash : mapper::join_hashes(hash, space.hash);
    }
    return hash;
  }

  /// No bound is above the least of its kind.
  void check_bounds(const Least& least, const char* what) {
    const auto check = [&](const char* field, double bound, double best) {
      if (bound <= best * (1 + kSameNumber)) return;
      object(fmt::format("proof.lower_bound.{}", field),
             fmt::format("{} is above {}, {}", bound, what, best));
    };
    const mapper::LowerBound& bound = said_.lower_bound;
    check("energy_pj", bound.energy_pj, least.energy_pj);
    check("latency_cycles", static_cast<double>(bound.latency_cycles), least.latency_cycles);
    check("edp_pj_cycles", bound.edp_pj_cycles, least.edp_pj_cycles);
  }

  /// The gap is between the best found and the bound, and nothing where the best is proved.
  void check_gap(const Least& least) {
    const mapper::LowerBound& bound = said_.lower_bound;
    if (said_.status == ProofStatus::kBounded) {
      const double right = mapper::gap_to(bound, points_, settings_.objective);
      // Both are quotients of numbers that agree to 1e-9, so compare the difference.
      if (std::abs(said_.gap - right) <= 2 * kSameNumber) return;
      object("proof.gap", fmt::format("{} is said, {} is right", said_.gap, right));
      return;
    }
    check_number("proof.gap", said_.gap, 0);
    const ObjectiveKind kind = said_.objective;
    if (kind == ObjectiveKind::kEnergy) {
      check_number("proof.lower_bound.energy_pj", bound.energy_pj, least.energy_pj);
    } else if (kind == ObjectiveKind::kLatency) {
      check_number("proof.lower_bound.latency_cycles", static_cast<double>(bound.latency_cycles),
                   least.latency_cycles);
    } else if (kind == ObjectiveKind::kFront || kind == ObjectiveKind::kEdp) {
      check_number("proof.lower_bound.edp_pj_cycles", bound.edp_pj_cycles, least.edp_pj_cycles);
    }  // ED2P and weighted sums have no bound of their own in the result
  }

  /// What is called optimal against the truth.
  void compare(const std::vector<mapper::Point>& truth, const Least& least) {
    if (settings_.objective.kind == ObjectiveKind::kFront) {
      if (mapper::same_front(points_, truth, kSameNumber)) return;
      object("front", fmt::format("is not optimal: of {} points where solving again finds {}",
                                  points_.size(), truth.size()));
      return;
    }
    const double best = least_of(points_, settings_.objective).objective;
    if (truth.empty() ? points_.empty() : same_number(best, least.objective)) return;
    object("front", fmt::format("is not optimal: {} of {}, solving again finds {}", best,
                                to_string(said_.objective), least.objective));
  }

  const ClaimedLayer& said_;
  const Problem& problem_;
  const Architecture& architecture_;
  const mapper::Settings& settings_;
  std::vector<Objection>& objections_;
  std::vector<Problem> paddings_;      ///< what was searched; without padding the layer alone
  std::vector<mapper::Point> points_;  ///< what is said of the front, without mappings
};

}  // namespace

bool same_number(double a, double b) {
  return std::abs(a - b) <= kSameNumber * std::max(std::abs(a), std::abs(b));
}

void check_layer(const ClaimedLayer& said, const Problem& problem, const Architecture& architecture,
                 const mapper::Settings& settings, std::vector<Objection>& objections) {
  LayerCheck(said, problem, architecture, settings, objections).run();
}

bool check_proof_again(const ClaimedLayer& said, const Problem& problem,
                       const Architecture& architecture, const mapper::Settings& settings,
                       double& seconds, std::vector<Objection>& objections) {
  return LayerCheck(said, problem, architecture, settings, objections).solve_again(seconds);
}

bool same_answers(const ClaimedLayer& a, const ClaimedLayer& b) {
  const auto same_point = [](const ClaimedPoint& x, const ClaimedPoint& y) {
    return x.energy_pj == y.energy_pj && x.latency_cycles == y.latency_cycles &&
           x.mapping == y.mapping && x.padded_sizes == y.padded_sizes;
  };
  return a.status == b.status && a.gap == b.gap && a.hash == b.hash &&
         std::equal(a.front.begin(), a.front.end(), b.front.begin(), b.front.end(), same_point);
}

}  // namespace paretile::cli
