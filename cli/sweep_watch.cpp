// SPDX-License-Identifier: Apache-2.0
#include "cli/sweep_watch.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "cli/json_text.h"

namespace paretile::cli {
namespace {

constexpr double kLineEveryS = 5;
constexpr double kJsonEveryS = 0.1;
constexpr double kLeastS = 1e-9;

std::string pace_words(double per_second, double seconds_left) {
  return fmt::format("{:.3g} per second, {:.0f} s left", per_second, seconds_left);
}

}  // namespace

SweepWatch::SweepWatch(const Context& context, bool is_json)
    : context_(context),
      bar_(context),
      is_json_(is_json),
      started_s_(now_s()),
      next_s_(started_s_) {}

SweepWatch::Pace SweepWatch::pace(const explore::SweepProgress& progress) const {
  Pace pace;
  pace.designs_per_second = static_cast<double>(done_) / std::max(now_s() - started_s_, kLeastS);
  const auto left = static_cast<double>(progress.total - progress.finished);
  pace.seconds_left = left / std::max(pace.designs_per_second, kLeastS);
  return pace;
}

void SweepWatch::show(const explore::SweepProgress& progress) {
  ++done_;
  if (is_json_) return show_json(progress);
  const Pace now = pace(progress);
  const std::string words = pace_words(now.designs_per_second, now.seconds_left);
  if (bar_.is_enabled()) {
    bar_.show(
        {static_cast<std::size_t>(progress.finished), static_cast<std::size_t>(progress.total)},
        words);
    return;
  }
  if (now_s() < next_s_) return;
  next_s_ = now_s() + kLineEveryS;
  log_info(context_, fmt::format("{} of {} designs, {}", progress.finished, progress.total, words));
}

void SweepWatch::show_json(const explore::SweepProgress& progress) {
  const bool is_last = progress.finished == progress.total;
  if (now_s() < next_s_ && !is_last) return;
  next_s_ = now_s() + kJsonEveryS;
  const Pace now = pace(progress);
  Json json;
  json["finished"] = progress.finished;
  json["total"] = progress.total;
  json["excluded"] = progress.excluded;
  json["designs_per_second"] = now.designs_per_second;
  json["seconds_left"] = now.seconds_left;
  json["layers_solved"] = progress.layers.solved;
  json["layers_reused"] = progress.layers.reused;
  json["layers_relaxed"] = progress.layers.relaxed;
  json["layers_partly"] = progress.layers.partly;
  json["layers_cached"] = progress.layers.cached;
  fmt::print(stderr, "{}\n", json.dump());
  std::fflush(stderr);
}

}  // namespace paretile::cli
