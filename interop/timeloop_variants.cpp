// SPDX-License-Identifier: Apache-2.0
#include "interop/timeloop_variants.h"

#include <algorithm>
#include <bit>

#include "interop/timeloop_recount.h"

namespace paretile::interop {
namespace {

using cost_model::NodeCounts;

TimeloopNest by_words(TimeloopNest nest) {
  for (TimeloopLevel& level : nest) level.block = {1, 1};
  return nest;
}

int num_same(const NodeCounts& node, const TimeloopNodeStats& printed) {
  const auto same = [](const std::optional<PrintedNumber>& number, std::int64_t count) {
    return number && number->is(static_cast<double>(count)) ? 1 : 0;
  };
  return same(printed.reads, node.reads) + same(printed.fills, node.fills) +
         same(printed.updates, node.updates);
}

int num_same(const TimeloopRun& run, const TimeloopRecount& recount, const TimeloopStats& printed) {
  int same = 0;
  for (const LevelId level : run.nest.ids()) {
    for (const TensorId tensor : run.imported.problem.tensors.ids()) {
      same += num_same(recount.counts.nodes[level][tensor], printed.nodes[level][tensor]);
    }
  }
  return same;
}

/// The defaults, then what the environment or the release may change, fewest changes first.
std::vector<TimeloopConventions> ways_to_run() {
  std::vector<TimeloopConventions> ways;
  for (const unsigned changes : {0U, 1U, 2U, 4U, 3U, 5U, 6U, 7U}) {
    TimeloopConventions way;
    way.link_transfers = (changes & 1U) == 0;
    way.first_touch_everywhere = (changes & 2U) != 0;
    way.stop_ends_sweep = (changes & 4U) != 0;
    ways.push_back(way);
  }
  return ways;
}

}  // namespace

const TimeloopRecount* TimeloopVariants::get(const TimeloopConventions& conventions) {
  const auto known = std::find_if(made_.begin(), made_.end(), [&](const Made& made) {
    return made.conventions == conventions;
  });
  if (known != made_.end()) return known->recount ? &*known->recount : nullptr;
  const Imported& imported = run_.imported;
  Made made{conventions, std::nullopt};
  if (const auto counts = recount(imported.problem, run_.nest, conventions)) {
    made.recount = {
        conventions, *counts,
        price_as_timeloop(imported.problem, imported.architecture, run_.nest, *counts),
        price_as_timeloop(imported.problem, imported.architecture, by_words(run_.nest), *counts)};
  }
  made_.push_back(std::move(made));
  return made_.back().recount ? &*made_.back().recount : nullptr;
}

const TimeloopRecount* TimeloopVariants::find(const TimeloopStats& printed) {
  const TimeloopRecount* best = nullptr;
  int most = -1;
  for (const TimeloopConventions& way : ways_to_run()) {
    const TimeloopRecount* recount = get(way);
    if (recount == nullptr) return nullptr;
    const int same = num_same(run_, *recount, printed);
    if (same <= most) continue;
    most = same;
    best = recount;
  }
  return best;
}

std::vector<TimeloopConvention> TimeloopVariants::that_matter(
    const TimeloopConventions& from) const {
  const auto any = [&](auto is_so) {
    return std::any_of(run_.nest.begin(), run_.nest.end(), is_so);
  };
  std::vector<TimeloopConvention> matter;
  for (const TimeloopConvention& convention : kTimeloopConventions) {
    bool matters = from.*convention.followed;
    if (convention.followed == &TimeloopConventions::link_transfers) {
      matters = matters && any([](const TimeloopLevel& level) { return !level.spatial.empty(); });
    } else if (convention.followed == &TimeloopConventions::no_temporal_reuse) {
      matters = matters && any([](const TimeloopLevel& l) { return l.no_temporal_reuse != 0; });
    } else if (convention.followed == &TimeloopConventions::first_touch) {
      matters = matters && any([](const TimeloopLevel& level) { return level.reads_first != 0; });
    }
    if (matters) matter.push_back(convention);
  }
  return matter;
}

std::optional<std::vector<std::string>> TimeloopVariants::fewest(
    const TimeloopConventions& from, const std::function<bool(const TimeloopRecount&)>& holds) {
  const std::vector<TimeloopConvention> matter = that_matter(from);
  for (int size = 0; size <= static_cast<int>(matter.size()); ++size) {
    for (unsigned added = 0; added < 1U << matter.size(); ++added) {
      if (std::popcount(added) != size) continue;
      TimeloopConventions conventions = kOurConventions;
      std::vector<std::string> names;
      for (std::size_t i = 0; i < matter.size(); ++i) {
        if ((added >> i & 1U) == 0) continue;
        conventions.*matter[i].followed = true;
        names.emplace_back(matter[i].name);
      }
      const TimeloopRecount* recount = get(conventions);
      if (recount == nullptr || !holds(*recount)) continue;
      names.erase(std::unique(names.begin(), names.end()), names.end());
      return names;
    }
  }
  return std::nullopt;
}

std::vector<std::string> assumptions(const TimeloopConventions& conventions) {
  std::vector<std::string> sentences;
  if (!conventions.link_transfers) {
    sentences.emplace_back(
        "its neighbours pass nothing on, as with TIMELOOP_DISABLE_LINK_TRANSFERS set");
  }
  if (conventions.first_touch_everywhere) {
    sentences.emplace_back(
        "it reads sums back before the first, as with TIMELOOP_ENABLE_FIRST_READ_ELISION=0");
  }
  if (conventions.stop_ends_sweep) {
    sentences.emplace_back(
        "it fetches a tile whole after it stayed, as releases before 2025-01-21 do");
  }
  return sentences;
}

}  // namespace paretile::interop
