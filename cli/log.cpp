// SPDX-License-Identifier: Apache-2.0
#include "cli/log.h"

#include <fmt/format.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>

namespace paretile::cli {
namespace {

constexpr double kQuietStartS = 1.0;  ///< shorter runs show no bar
constexpr int kBarWidth = 25;         ///< characters
constexpr int kLineWidth = 79;

spdlog::logger& logger() {
  static const std::shared_ptr<spdlog::logger> instance = [] {
    auto created = spdlog::stderr_logger_mt("paretile");
    created->set_pattern("%n: %v");
    return created;
  }();
  return *instance;
}

}  // namespace

double now_s() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

void log_info(const Context& context, std::string_view message) {
  if (!context.quiet) logger().info("{}", message);
}

ProgressBar::ProgressBar(const Context& context)
    : enabled_(!context.quiet && ::isatty(STDERR_FILENO) == 1), started_s_(now_s()) {}

ProgressBar::~ProgressBar() { erase(); }

void ProgressBar::erase() {
  if (drawn_) fmt::print(stderr, "\r{:{}}\r", "", kLineWidth);
  drawn_ = false;
}

void ProgressBar::show(const mapper::Progress& progress, std::string_view words) {
  if (!enabled_ || progress.total == 0 || now_s() - started_s_ < kQuietStartS) return;
  const double done = static_cast<double>(progress.done) / static_cast<double>(progress.total);
  const auto filled = static_cast<std::size_t>(std::clamp(done, 0.0, 1.0) * kBarWidth);
  const std::string line = fmt::format("[{:<{}}] {:3.0f} %  {}/{}  {}", std::string(filled, '#'),
                                       kBarWidth, 100 * done, progress.done, progress.total, words);
  fmt::print(stderr, "\r{:<{}.{}}", line, kLineWidth, kLineWidth);
  std::fflush(stderr);
  drawn_ = true;
}

}  // namespace paretile::cli
