// SPDX-License-Identifier: Apache-2.0
#include "cli/sweep_flags.h"

#include <charconv>

#include "cli/usage_error.h"

namespace paretile::cli {
namespace {

/// "2/8": the third of eight.
void read_shard(const std::string& text, explore::SweepRun& run) {
  const char* end = text.data() + text.size();
  const auto index = std::from_chars(text.data(), end, run.shard);
  const bool has_slash = index.ec == std::errc() && index.ptr != end && *index.ptr == '/';
  const auto count = std::from_chars(has_slash ? index.ptr + 1 : end, end, run.shards);
  const bool is_read = has_slash && count.ec == std::errc() && count.ptr == end;
  if (is_read && run.shard >= 0 && run.shard < run.shards) return;
  throw usage_error("--shard of 'explore' must be I/N, not " + quoted(text),
                    "0/4, 1/4, 2/4 and 3/4 are all of four");
}

}  // namespace

explore::SweepRun sweep_run(const Arguments& arguments) {
  explore::SweepRun run;
  run.threads = static_cast<int>(arguments.number("--threads"));
  run.cache = arguments.text("--cache");
  if (arguments.has("--shard")) read_shard(arguments.text("--shard"), run);
  return run;
}

}  // namespace paretile::cli
