// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <algorithm>

#include "tests/interface/subprocess.h"

namespace paretile::test {
namespace {

TEST_CASE("results: filters, and says which names there are") {
  const TemporaryFolder folder;
  const std::string file = folder.path() + "/toy.db";
  REQUIRE(paretile({"explore", "examples/sweep_toy.yaml", "-o", file}).exit_code == 0);
  const Finished few =
      paretile({"results", file, "--filter", "columns == 4, buffer_bits > 4096", "--csv", "-"});
  CHECK(std::count(few.out.begin(), few.out.end(), '\n') == 3);  // title, 1 KiB, 2 KiB
  const Finished wrong = paretile({"results", file, "--filter", "colums == 4"});
  CHECK(wrong.exit_code == 2);
  CHECK(wrong.err ==
        "paretile: error: --filter of 'results': unknown name 'colums'\n"
        "  hint: did you mean 'columns'?\n");
}

}  // namespace
}  // namespace paretile::test
