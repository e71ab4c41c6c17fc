// SPDX-License-Identifier: Apache-2.0
// Every file under tests/data/bad/sweep holds a mistake, or several, and NAME.expected what a user
// sees of it.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <vector>

#include "core/diagnostics.h"
#include "core/io/load.h"
#include "explore/sweep.h"

namespace paretile::explore {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kMaxUnasked = 10'000;  // as the command line

std::string errors_of(const fs::path& path) {
  try {
    (void)parse_sweep(io::read_file(path.string()), path.filename().string(), kMaxUnasked);
  } catch (const InputError& error) {
    return error.what();
  }
  return "nothing is wrong";
}

}  // namespace

TEST_CASE("every bad sweep gets its message, place, caret and hint") {
  std::size_t count = 0;
  for (const auto& entry : fs::directory_iterator(PARETILE_SOURCE_DIR "/tests/data/bad/sweep")) {
    fs::path path = entry.path();
    if (path.extension() == ".expected") continue;
    std::string text;
    CHECK_NOTHROW_MESSAGE(text = errors_of(path) + "\n", path.string());
    CHECK_MESSAGE(text == io::read_file(path.replace_extension(".expected").string()),
                  path.string());
    ++count;
  }
  CHECK(count >= 35);
}

}  // namespace paretile::explore
