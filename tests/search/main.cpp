// SPDX-License-Identifier: Apache-2.0
// test_search [--cases=N] [--seed=N] [--family=NAME] [doctest options]: the long run is
// --cases=10000; a failing case prints the flags that ask it alone.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <charconv>
#include <iostream>
#include <string_view>
#include <vector>

#include "tests/search/run_options.h"

namespace paretile::search {
namespace {

RunOptions& options() {
  static RunOptions options;
  return options;
}

bool take_number(std::string_view digits, std::uint64_t& number) {
  const char* end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, number);
  return error == std::errc() && stop == end && number >= 1;
}

bool take_family(std::string_view name) {
  options().family = find_family(name);
  return options().family.has_value();
}

/// Takes `argument` if it is one of ours; says whether its value is good.
enum class Taken : std::uint8_t { kNotOurs, kGood, kBad };
Taken take(std::string_view argument) {
  const std::size_t equals = argument.find('=');
  const std::string_view flag = argument.substr(0, equals);
  const std::string_view value =
      equals == std::string_view::npos ? "" : argument.substr(equals + 1);
  bool good = false;
  if (flag == "--cases") {
    good = take_number(value, options().cases);
  } else if (flag == "--seed") {
    good = take_number(value, options().seed);
  } else if (flag == "--family") {
    good = take_family(value);
  } else {
    return Taken::kNotOurs;
  }
  return good ? Taken::kGood : Taken::kBad;
}

}  // namespace

const RunOptions& run_options() { return options(); }

Case run_case(std::uint64_t index) {
  const auto family = options().family.value_or(static_cast<Family>(index % kFamilyNames.size()));
  return draw_case(family, options().seed + index);
}

}  // namespace paretile::search

int main(int argc, char** argv) {
  using paretile::search::Taken;
  std::vector<char*> others = {argv[0]};
  for (int i = 1; i < argc; ++i) {
    const Taken taken = paretile::search::take(argv[i]);
    if (taken == Taken::kNotOurs) others.push_back(argv[i]);
    if (taken == Taken::kBad) {
      std::cerr << "error: '" << argv[i] << "' is not --cases=N or --seed=N with N >= 1, or "
                << "--family=NAME with one of";
      for (const std::string_view name : paretile::search::kFamilyNames) std::cerr << ' ' << name;
      std::cerr << '\n';
      return 2;
    }
  }
  return doctest::Context(static_cast<int>(others.size()), others.data()).run();
}
