// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string>

#include "core/io/load.h"
#include "core/operators.h"

using namespace paretile;

namespace {

constexpr std::string_view kBegin =
    "<!-- operators: from core/operators.cpp, checked by a test -->\n";
constexpr std::string_view kEnd = "<!-- end of operators -->\n";

std::string code(std::string_view text) { return "`" + std::string(text) + "`"; }

/// Items joined by "; ", as a list line of its own; nothing without items.
template <typename Items, typename Describe>
std::string line(std::string_view title, const Items& items, const Describe& describe) {
  std::string text;
  for (const auto& item : items) {
    text += text.empty() ? "* " + std::string(title) + ": " : "; ";
    text += describe(item);
  }
  return text.empty() ? text : text + "\n";
}

std::string describe_dim(const OperatorDim& dim) {
  std::string text = code(dim.name) + " " + std::string(dim.help);
  if (dim.kind != dim.name) text += ", acts as " + code(dim.kind);
  if (dim.fallback > 0) text += " (" + std::to_string(dim.fallback) + ")";
  return text;
}

std::string describe_number(const OperatorNumber& number) {
  const std::string fallback =
      number.same_as.empty() ? std::to_string(number.fallback) : code(number.same_as);
  return code(number.name) + " " + std::string(number.help) + " (" + fallback + ")";
}

std::string describe_window(const Window& window) {
  return code(window.input) + " gives " + code(window.output);
}

std::string operator_reference() {
  std::string text;
  for (const Operator& op : operators()) {
    text += "**" + code(op.name) + "**: " + std::string(op.help) + ".\n\n";
    if (!op.einsum.empty()) text += "    " + std::string(op.einsum) + "\n\n";
    text += line("sizes", op.dims, describe_dim);
    text += line("input sizes", op.windows, describe_window);
    text += line("numbers", op.numbers, describe_number);
    text += "\n";
  }
  return text;
}

std::string documentation() {
  std::ifstream file(std::string(PARETILE_SOURCE_DIR) + "/docs/yaml_format.md");
  REQUIRE(file.good());
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

}  // namespace

TEST_CASE("docs/yaml_format.md describes the operators of the table") {
  const std::string text = documentation();
  const std::size_t begin = text.find(kBegin);
  const std::size_t end = text.find(kEnd);
  REQUIRE(begin != std::string::npos);
  REQUIRE(end != std::string::npos);
  const std::string documented = text.substr(begin + kBegin.size(), end - begin - kBegin.size());
  const std::string wanted = "\n" + operator_reference();
  INFO("the text between the two comments must be:\n" << wanted);
  CHECK(documented == wanted);
}

TEST_CASE("the example of docs/yaml_format.md's workload chapter loads") {
  const std::string text = documentation();
  const std::string fence = "```yaml\n";
  const std::size_t chapter = text.find("## Workloads");
  REQUIRE(chapter != std::string::npos);
  const std::size_t begin = text.find(fence, chapter) + fence.size();
  const Workload example =
      io::parse_workload(text.substr(begin, text.find("```\n", begin) - begin), "example");
  CHECK(example.layers.size() == 5);
  CHECK(example.layers[0].problem.dims[*example.layers[0].problem.find_dim("P")].size == 112);
}
