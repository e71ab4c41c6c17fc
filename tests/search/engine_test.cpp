// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "tests/search/compare.h"
#include "tests/search/run_options.h"

namespace paretile::search {
namespace {

constexpr int kMaxFailures = 3;  // each fills a screen

}  // namespace

TEST_CASE("the engine finds what trying every mapping finds") {
  int failures = 0;
  for (std::uint64_t i = 0; i < run_options().cases && failures < kMaxFailures; ++i) {
    const std::optional<std::string> mistakes = compare_with_engine(run_case(i));
    if (!mistakes) continue;
    ++failures;
    FAIL_CHECK(*mistakes);
  }
}

}  // namespace paretile::search
