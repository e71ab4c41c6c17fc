// SPDX-License-Identifier: Apache-2.0
// Is every number that timeloop-model printed ours, or ours under conventions named?
#include <doctest/doctest.h>

#include <fstream>
#include <iterator>

#include "tests/conformance/timeloop_table.h"

namespace paretile::conformance {
namespace {

using interop::ComparedNumber;
using interop::SideBySide;
using interop::Standing;

std::string document() {
  std::ifstream file(PARETILE_SOURCE_DIR "/docs/interop.md");
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

TEST_CASE("all 121 runs: no number is unexplained") {
  std::int64_t numbers = 0;
  CHECK(printed_runs().size() == 121);
  for (const PrintedRun& run : printed_runs()) {
    CAPTURE(run.id);
    const SideBySide compared = side_by_side(run);
    for (const ComparedNumber& number : compared.numbers) {
      CAPTURE(number.level);
      CAPTURE(number.tensor);
      CAPTURE(number.what);
      CAPTURE(number.theirs);
      CAPTURE(number.ours);
      CHECK(number.standing != Standing::kUnexplained);
      CHECK(number.conventions.empty() == (number.standing == Standing::kEqual));
    }
    numbers += static_cast<std::int64_t>(compared.numbers.size());
  }
  CHECK(numbers > 121 * 20);
}

TEST_CASE("docs/interop.md has the tables: on failure run scripts/update_docs.sh") {
  const std::string text = document();
  CHECK(with_tables(text) == text);
}

}  // namespace paretile::conformance
