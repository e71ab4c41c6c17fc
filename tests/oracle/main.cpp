// SPDX-License-Identifier: Apache-2.0
// test_oracle [--cases=N] [--seed=N] [doctest options]: the long run is --cases=300000.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <charconv>
#include <iostream>
#include <string_view>
#include <vector>

#include "tests/oracle/run_options.h"

namespace paretile::oracle {
namespace {

RunOptions& options() {
  static RunOptions options;
  return options;
}

/// Takes `argument` if it is `prefix` and a number of at least 1.
template <typename Number>
bool take(std::string_view argument, std::string_view prefix, Number& number) {
  if (!argument.starts_with(prefix)) return false;
  const std::string_view digits = argument.substr(prefix.size());
  const char* end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, number);
  return error == std::errc() && stop == end && number >= 1;
}

}  // namespace

const RunOptions& run_options() { return options(); }

}  // namespace paretile::oracle

int main(int argc, char** argv) {
  auto& options = paretile::oracle::options();
  std::vector<char*> others = {argv[0]};
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    const bool is_ours = argument.starts_with("--cases") || argument.starts_with("--seed");
    if (!is_ours) {
      others.push_back(argv[i]);
    } else if (!paretile::oracle::take(argument, "--cases=", options.cases) &&
               !paretile::oracle::take(argument, "--seed=", options.seed)) {
      std::cerr << "error: '" << argument << "' is not --cases=N or --seed=N with N >= 1\n";
      return 2;
    }
  }
  doctest::Context context(static_cast<int>(others.size()), others.data());
  return context.run();
}
