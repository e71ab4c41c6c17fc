// SPDX-License-Identifier: Apache-2.0
#include "core/arithmetic.h"

#include <doctest/doctest.h>

namespace paretile {
namespace {

TEST_CASE("arithmetic is sums and products of numbers, and nothing else") {
  CHECK(evaluate_arithmetic("2 + 3 * 4").value == 14);
  CHECK(evaluate_arithmetic("(2 + 3) * -4").value == -20);
  CHECK(evaluate_arithmetic("1e3/8").value == 125);
  for (const char* text : {"", "2 +", "(2", "2 3", "ceil(2)", "inf", "nan", "1/0", "2**3", "x"}) {
    CAPTURE(text);
    CHECK_FALSE(evaluate_arithmetic(text).value);
    CHECK_FALSE(evaluate_arithmetic(text).mistake.empty());
  }
  CHECK_FALSE(evaluate_arithmetic(std::string(100'000, '(')).value);
  CHECK_FALSE(evaluate_arithmetic(std::string(100'000, '-') + "1").value);
}

TEST_CASE("names stand for the numbers they are given") {
  const NumberOf number_of = [](std::string_view name) -> std::optional<double> {
    if (name == "rows") return 12;
    if (name == "glb.capacity") return 1024;
    return std::nullopt;
  };
  CHECK(evaluate_arithmetic("glb.capacity / (rows - 4)", number_of).value == 128);
  const Arithmetic wrong = evaluate_arithmetic("2 * rows + rosw", number_of);
  CHECK_FALSE(wrong.value);
  CHECK(wrong.mistake == "unknown name 'rosw'");
  CHECK(wrong.at == 11);
  CHECK(evaluate_arithmetic("1 / (rows - 12)", number_of).mistake == "is a division by zero");
}

TEST_CASE("the names of a text come in the order in which they stand there, each once") {
  const std::vector<NamePlace> names = names_in_arithmetic("b2*a + 1e9/(b2 - glb.capacity)");
  REQUIRE(names.size() == 3);
  CHECK(names[0].name == "b2");
  CHECK(names[1].name == "a");
  CHECK(names[2].name == "glb.capacity");
  CHECK(names[2].at == 17);
}

}  // namespace
}  // namespace paretile
