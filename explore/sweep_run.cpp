// SPDX-License-Identifier: Apache-2.0
#include "explore/sweep_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "core/units.h"
#include "explore/design_solver.h"
#include "explore/exclusion.h"
#include "mapper/parallel.h"

namespace paretile::explore {
namespace {

const std::string kExcluded = "excluded";

/// In the order in which designs are looked at: for a front the small ones first, as nothing larger
/// can beat them.
std::vector<std::int64_t> in_order(const Sweep& sweep, std::vector<std::int64_t> designs) {
  if (sweep.sampling == Sampling::kGrid) return designs;
  std::map<std::int64_t, double> area_um2;
  for (const std::int64_t id : designs) {
    area_um2[id] = build(sweep, *make_design(sweep, id).design).area_um2();
  }
  std::stable_sort(designs.begin(), designs.end(),
                   [&](std::int64_t a, std::int64_t b) { return area_um2[a] < area_um2[b]; });
  return designs;
}

/// One run over its designs. What a front leaves out follows from the designs before it in the
/// run's order alone, so that a run gone on with ends as if it had never stopped.
class Run {
 public:
  Run(const Sweep& sweep, SweepFile& file, const SweepRun& run)
      : sweep_(sweep), file_(file), run_(run), solver_(sweep, run) {}

  SweepProgress all() {
    const std::vector<std::int64_t> own = in_order(sweep_, designs_of(sweep_, run_));
    const std::set<std::int64_t> finished = file_.finished();
    progress_.total = std::ssize(own);
    for (const std::int64_t id : own) progress_.finished += finished.contains(id) ? 1 : 0;
    if (sweep_.sampling == Sampling::kFront) read_known(finished);
    for (const std::int64_t id : own) {
      if (finished.contains(id)) {
        take(rows_[id]);
      } else if (mapper::stopped(run_.stop) || !finish(id)) {
        break;
      }
    }
    return progress_;
  }

 private:
  using Row = SweepFile::Row;

  void read_known(const std::set<std::int64_t>& finished) {
    if (finished.empty()) return;
    for (Row& row : file_.rows(true)) rows_[row.design].push_back(std::move(row));
  }

  void take(const std::vector<Row>& rows) {
    if (!rows.empty() && rows.front().proof == kExcluded) ++progress_.excluded;
    for (const Row& row : rows) {
      if (row.point) known_.add(row.design, row.area_um2, row.point->energy_pj, row.latency_s());
    }
  }

  bool finish(std::int64_t id) {
    const mapper::Stopwatch clock;
    const DesignWork work = solver_.work_of(id);
    std::optional<DesignResult> result;
    if (sweep_.sampling == Sampling::kFront) result = excluded(work);
    if (result) {
      ++progress_.excluded;
    } else {
      result = solver_.solve(work);
    }
    if (!result) return false;
    result->seconds = clock.seconds();
    file_.put(*result);
    for (const DesignPoint& point : result->points) {
      known_.add(id, result->area_um2, point.energy_pj,
                 static_cast<double>(point.latency_cycles) / result->clock_hz);
    }
    ++progress_.finished;
    progress_.layers = solver_.counts();
    if (run_.progress) run_.progress(progress_);
    return true;
  }

  /// First by what the hardware alone says, then by fronts that designs alike share.
  std::optional<DesignResult> excluded(const DesignWork& work) {
    const auto beaten = [&](const std::vector<DesignPoint>& bounds) {
      return exclude(bounds, work.chip.clock_hz, work.chip.area_um2(), known_);
    };
    std::optional<Exclusion> exclusion;
    if (const auto bound = solver_.bound(work)) exclusion = beaten({*bound});
    if (!exclusion) {
      if (const auto bounds = solver_.bounds(work)) exclusion = beaten(*bounds);
    }
    if (!exclusion) return std::nullopt;
    DesignResult result = solver_.describe(work);
    result.proof = kExcluded;
    result.reason = fmt::format("at least {} and {} cycles: design {} beats it",
                                format_quantity(exclusion->energy_pj, Quantity::kEnergy),
                                exclusion->latency_cycles, exclusion->by_design);
    result.exclusion = exclusion;
    return result;
  }

  const Sweep& sweep_;
  SweepFile& file_;
  const SweepRun& run_;
  DesignSolver solver_;
  KnownPoints known_;
  std::map<std::int64_t, std::vector<Row>> rows_;  ///< of designs finished before, for a front
  SweepProgress progress_;
};

}  // namespace

std::vector<std::int64_t> designs_of(const Sweep& sweep, const SweepRun& run) {
  std::vector<std::int64_t> designs;
  for (std::size_t i = 0; i < sweep.designs.size(); ++i) {
    if (static_cast<std::int64_t>(i) % run.shards != run.shard) continue;
    const std::int64_t id = sweep.designs[i];
    const bool is_asked_for =
        run.designs == nullptr || std::binary_search(run.designs->begin(), run.designs->end(), id);
    if (is_asked_for) designs.push_back(id);
  }
  return designs;
}

SweepProgress run_sweep(const Sweep& sweep, SweepFile& file, const SweepRun& run) {
  return Run(sweep, file, run).all();
}

}  // namespace paretile::explore
