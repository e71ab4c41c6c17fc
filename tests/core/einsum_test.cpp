// SPDX-License-Identifier: Apache-2.0
#include "core/einsum.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace paretile;

namespace {

/// The only mistake of a text, as it would be shown: the text, a caret, the message, the hint.
std::string mistake(const std::string& text, const NamedNumbers& coefficients = {}) {
  const ParsedEinsum parsed = parse_einsum(text, coefficients);
  REQUIRE(parsed.mistakes.size() == 1);
  const EinsumMistake& found = parsed.mistakes[0];
  std::string shown = text + "\n" + std::string(found.position, ' ') + "^ " + found.message;
  if (!found.hint.empty()) shown += "\nhint: " + found.hint;
  return shown;
}

}  // namespace

TEST_CASE("an einsum becomes tensors in the order written, the output last") {
  const ParsedEinsum parsed = parse_einsum("O[m,n] += W[k,n] * I[m,k]");
  REQUIRE(parsed.mistakes.empty());
  const Einsum& einsum = parsed.einsum;
  REQUIRE(einsum.tensors.size() == 3);
  CHECK(einsum.tensors[0] == EinsumTensor{"W", {{{"K", 1}}, {{"N", 1}}}});
  CHECK(einsum.tensors[1] == EinsumTensor{"I", {{{"M", 1}}, {{"K", 1}}}});
  CHECK(einsum.tensors[2] == EinsumTensor{"O", {{{"M", 1}}, {{"N", 1}}}});
  CHECK(einsum.dims == std::vector<std::string>{"M", "N", "K"});
}

TEST_CASE("a sum rank takes its coefficients from numbers and from names, on either side") {
  const ParsedEinsum parsed = parse_einsum("O[p]+=W[r]*I[ stride * p * 2 + r*3 ]", {{"stride", 4}});
  REQUIRE(parsed.mistakes.empty());
  CHECK(parsed.einsum.tensors[1].ranks ==
        std::vector<std::vector<EinsumTerm>>{{{"P", 8}, {"R", 3}}});
}

TEST_CASE("'=', sums of operands and one bracket per rank are accepted") {
  CHECK(parse_einsum("O[x] = A[x] + B[x] + C[x]").mistakes.empty());
  CHECK(parse_einsum("O[x] = A[x] + B[x] + C[x]").einsum.joins == "++");
  CHECK(parse_einsum("O[x] = A[x] * B[x] + C[x]").einsum.joins == "*+");
  CHECK(parse_einsum("O[x] = A[x] * B[x] * C[x]").einsum.joins.empty());  // what they are unstated
  CHECK(parse_einsum("O[b][k] += W[k][c] * I[b][c]").einsum.tensors[2].ranks.size() == 2);
}

TEST_CASE("a tensor may be a single value, and an input may skip indices") {
  CHECK(parse_einsum("O[] += A[x] * B[x]").einsum.tensors[2] == EinsumTensor{"O", {}});
  CHECK(parse_einsum("O[x] = A[2*x]").einsum.tensors[0] == EinsumTensor{"A", {{{"X", 2}}}});
}

TEST_CASE("what is not an einsum is refused where it stops being one") {
  CHECK(mistake("") == "\n^ expected a tensor such as 'W[k,c]'");
  CHECK(mistake("O(x) = A[x]") == "O(x) = A[x]\n ^ expected '[' after tensor 'O'");
  CHECK(mistake("O[x] A[x]") == "O[x] A[x]\n     ^ expected '=' or '+=' after the output");
  CHECK(mistake("O[x] = ") == "O[x] = \n       ^ expected a tensor such as 'W[k,c]'");
  CHECK(mistake("O[x] = A[x] / B[x]") ==
        "O[x] = A[x] / B[x]\n            ^ expected '*', '+' or the end, not '/'");
  CHECK(mistake("O[,] = A[x]") == "O[,] = A[x]\n  ^ expected a dimension or a coefficient");
  CHECK(mistake("O[x] = A[x;y]") ==
        "O[x] = A[x;y]\n          ^ expected '+', ',' or ']' in a rank");
}

TEST_CASE("offsets are refused with the reason why they are not needed") {
  const std::string hint =
      "\nhint: leave offsets and padding out: they do not change which words are shared";
  CHECK(mistake("O[p] = I[p+r-1]") ==
        "O[p] = I[p+r-1]\n            ^ '-' is not allowed in a rank" + hint);
  CHECK(mistake("O[p] = I[p+1]") ==
        "O[p] = I[p+1]\n           ^ expected a dimension, not a number alone" + hint);
}

TEST_CASE("a product of dimensions is refused and an unknown coefficient explained") {
  CHECK(
      mistake("O[p] += I[p*step+r]") ==
      "O[p] += I[p*step+r]\n            ^ 'P' times 'STEP': a dimension may only be multiplied by "
      "a number\nhint: to make 'step' a number, list it under 'coefficients'");
}

TEST_CASE("what a problem cannot say is refused") {
  CHECK(mistake("O[p] += I[p+r+s]") ==
        "O[p] += I[p+r+s]\n          ^ a rank adds at most two dimensions, not 3");
  CHECK(mistake("O[p] += I[p,p]") ==
        "O[p] += I[p,p]\n            ^ dimension 'P' occurs twice in tensor 'I'");
  CHECK(mistake("O[p] += I[p*0+r]") ==
        "O[p] += I[p*0+r]\n            ^ coefficient '0' must be between 1 and 1000000");
  CHECK(mistake("O[p] += I[p*stride+r]", {{"stride", 0}}) ==
        "O[p] += I[p*stride+r]\n            ^ coefficient 'stride' must be between 1 and 1000000");
  CHECK(
      mistake("O[p] += I[99999999999999999999*p+r]") ==
      "O[p] += I[99999999999999999999*p+r]\n          ^ coefficient '99999999999999999999' must be "
      "between 1 and 1000000");
  CHECK(mistake("O[2*p] = I[p]") ==
        "O[2*p] = I[p]\n^ output 'O' may not be addressed by a multiple of 'P'");
  CHECK(mistake("O[p+r] += W[r] * I[p]") ==
        "O[p+r] += W[r] * I[p]\n^ output 'O' may not add dimensions in a rank");
  CHECK(mistake("O[p,x] += I[p,k]") ==
        "O[p,x] += I[p,k]\n^ dimension 'X' of output 'O' is in no operand");
  CHECK(mistake("O[p] = A[p] * A[p]") ==
        "O[p] = A[p] * A[p]\n              ^ tensor 'A' occurs twice\n"
        "hint: give every operand a name of its own; '+=' already adds to the output");
  CHECK(mistake("O[p] = A[p]*B[p]*C[p]*D[p]") ==
        "O[p] = A[p]*B[p]*C[p]*D[p]\n                      ^ 4 operands, at most 3 are allowed");
  CHECK(mistake("O[a] += I[a,b,c,d,e,f,g,h,i]") ==
        "O[a] += I[a,b,c,d,e,f,g,h,i]\n        ^ tensor 'I' has 9 ranks, at most 8 are allowed");
  CHECK(mistake("O[a] += I[a+b,c+d,e+f,g+h,i+j,k]") ==
        "O[a] += I[a+b,c+d,e+f,g+h,i+j,k]\n^ 11 dimensions, at most 10 are allowed");
  CHECK(parse_einsum("O[a] += I[a+b,c+d,e+f,g+h,i+j]").mistakes.empty());  // exactly ten
  CHECK(parse_einsum("O[a] += I[a,b,c,d,e,f,g,h]").mistakes.empty());      // exactly eight
}

TEST_CASE("all that a problem cannot say is reported at once") {
  const ParsedEinsum parsed = parse_einsum("O[p+q] += A[p,p] * A[q+r+s]");
  std::vector<std::string> messages;
  for (const EinsumMistake& found : parsed.mistakes) messages.push_back(found.message);
  CHECK(messages == std::vector<std::string>{"dimension 'P' occurs twice in tensor 'A'",
                                             "a rank adds at most two dimensions, not 3",
                                             "tensor 'A' occurs twice",
                                             "output 'O' may not add dimensions in a rank"});
}

TEST_CASE("an einsum longer than any person writes is refused") {
  const std::string text = "O[p] = " + std::string(1000, 'A') + "[p]";
  CHECK(parse_einsum(text).mistakes[0].message == "1010 characters, at most 1000 are allowed");
}

TEST_CASE("a problem has the dimensions in the order given and the roles asked for") {
  const Einsum einsum = parse_einsum("O[p] += F[r] * I[p*2+r]").einsum;
  const Problem problem = to_problem(einsum, {{"R", "R", 3}, {"P", "P", 4}}, "F");
  CHECK(problem.dims[DimId(0)] == Dimension{"R", "R", 3});
  CHECK(problem.tensors[TensorId(0)].role == Role::kWeight);
  CHECK(problem.tensors[TensorId(1)].role == Role::kInput);
  CHECK(problem.tensors[TensorId(2)].role == Role::kOutput);
  CHECK(problem.tensors[TensorId(1)].ranks[0] == Rank{{DimId(1), 2}, {DimId(0), 1}});
  CHECK(problem.tensor_words(TensorId(1)) == 9);  // 2*3 + 2 is the last index, none is skipped
}
