// SPDX-License-Identifier: Apache-2.0
#include "core/io/mapping_block.h"

#include "core/mapping_text.h"

namespace paretile::io {
namespace {

/// `mapping: |` keeps the lines of the file as they are, so that places in the text are places in
/// the file. Quotes, `>` and an indentation given as a number (`|2`) do not.
bool is_literal_block(const YamlValue& value, const DiagnosticSink& lines) {
  std::string_view rest = lines.line(value.line);
  while (count_characters(rest) > count_characters(lines.line(value.line)) - value.column + 1) {
    rest.remove_prefix(1);
  }
  return rest.starts_with('|') && (rest.size() < 2 || rest[1] < '0' || rest[1] > '9');
}

}  // namespace

void check_mapping_block(const YamlValue& value, YamlDocument& document) {
  if (!is_literal_block(value, document.sink())) {
    document.error(value, "a mapping must be a list or a literal block",
                   "write 'mapping: |' and the nest on the lines below");
  } else if (value.text.find_first_not_of(" \t\r\n") == std::string::npos) {
    document.error(value, "the mapping is empty", "write storage lines such as 'dram [W I O]'");
  }
}

Mapping parse_mapping_block(const YamlValue& block, const YamlDocument& document,
                            const Problem& problem, const Architecture& architecture) {
  const DiagnosticSink& lines = document.sink();
  int first = block.line + 1;
  const auto content = [&] { return lines.line(first).find_first_not_of(" \t\r"); };
  while (first < lines.num_lines() && content() == std::string_view::npos) ++first;
  const std::size_t indent = content() == std::string_view::npos ? 0 : content();
  return parse_mapping(block.text, problem, architecture, document.file(), block.line + 1,
                       static_cast<int>(indent) + 1);
}

}  // namespace paretile::io
