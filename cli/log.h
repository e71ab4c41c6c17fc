// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "cli/command.h"
#include "mapper/run.h"

namespace paretile::cli {

/// One line on stderr for people watching; nothing when the context is quiet.
void log_info(const Context& context, std::string_view message);

/// A bar on stderr that redraws itself: only on a terminal, only once a second has passed, never
/// when quiet. Erased when it goes out of scope.
class ProgressBar {
 public:
  explicit ProgressBar(const Context& context);
  ~ProgressBar();
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  /// `words`: shown behind the bar.
  void show(const mapper::Progress& progress, std::string_view words = {});
  void erase();
  [[nodiscard]] bool is_enabled() const { return enabled_; }

 private:
  bool enabled_ = false;
  bool drawn_ = false;
  double started_s_ = 0;
};

/// Seconds of a clock that only goes forward.
[[nodiscard]] double now_s();

}  // namespace paretile::cli
