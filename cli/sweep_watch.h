// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "cli/command.h"
#include "cli/log.h"
#include "explore/sweep_run.h"

namespace paretile::cli {

/// Says on stderr how far a sweep has come: a bar on a terminal, else a line now and then; or, for
/// programs, JSON objects, one a line.
class SweepWatch {
 public:
  SweepWatch(const Context& context, bool is_json);

  void show(const explore::SweepProgress& progress);
  void erase() { bar_.erase(); }  ///< the bar

 private:
  struct Pace {
    double designs_per_second = 0;
    double seconds_left = 0;
  };
  [[nodiscard]] Pace pace(const explore::SweepProgress& progress) const;
  void show_json(const explore::SweepProgress& progress);

  const Context& context_;
  ProgressBar bar_;
  bool is_json_;
  double started_s_;
  double next_s_;
  std::int64_t done_ = 0;  ///< designs of this run
};

}  // namespace paretile::cli
