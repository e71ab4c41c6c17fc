// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <charconv>
#include <optional>
#include <string>
#include <vector>

#include "core/diagnostics.h"
#include "core/mapping_names.h"
#include "core/mapping_text.h"
#include "core/validate.h"

namespace paretile {
namespace {

/// A word (letters, digits, `_`, `-`) or one other character, and its column from 1.
struct Token {
  std::string_view text;
  int column = 0;
};

bool is_word_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-';
}

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

std::vector<Token> tokens_of(std::string_view line) {
  std::vector<Token> tokens;
  int column = 1;
  std::size_t i = 0;
  while (i < line.size() && line[i] != '#') {
    std::size_t end = i + 1;
    if (is_word_character(line[i])) {
      while (end < line.size() && is_word_character(line[end])) ++end;
    } else {
      while (end < line.size() && is_continuation(line[end])) ++end;
    }
    const std::string_view text = line.substr(i, end - i);
    if (text != " " && text != "\t" && text != "\r") tokens.push_back({text, column});
    column += count_characters(text);
    i = end;
  }
  return tokens;
}

/// Reads one nest line by line. A line with a mistake is reported and skipped, and reading goes on.
class MappingParser {
 public:
  MappingParser(DiagnosticSink& sink, const Problem& problem, const Architecture& architecture)
      : sink_(sink), names_(problem, architecture), compute_(architecture.compute.name) {}

  Mapping parse() {
    for (line_ = 1; line_ <= sink_.num_lines() && !sink_.full(); ++line_) {
      tokens_ = tokens_of(sink_.line(line_));
      next_ = 0;
      if (!tokens_.empty()) read_line();
    }
    if (places_.empty() && sink_.empty()) {
      sink_.error(1, 1, "the mapping is empty", "write storage lines such as 'dram [W I O]'");
    }
    return mapping_;
  }

  void report(const std::vector<Finding>& findings) {
    for (const Finding& finding : findings) {
      Place place = last_;
      for (std::size_t i = 0; i < places_.size(); ++i) {
        if (finding.path == fmt::format("nodes[{}]", i)) place = places_[i];
      }
      sink_.error(place.line, place.column, finding.message, finding.hint);
    }
  }

 private:
  struct Place {
    int line = 0;
    int column = 0;
  };

  void read_line() {
    last_ = {line_, tokens_[0].column};
    if (compute_line_ > 0) {
      fail(tokens_[0], fmt::format("nothing may follow '{}'", compute_));
    } else if (tokens_.size() > 1 && tokens_[1].text == "[") {
      read_storage();
    } else if (tokens_[0].text == "for" || tokens_[0].text == "parfor") {
      read_loop(tokens_[0].text == "parfor");
    } else if (tokens_.size() == 1 && tokens_[0].text == compute_) {
      compute_line_ = line_;
    } else {
      fail(tokens_[0], fmt::format("this is no line of a mapping: {}", quoted(tokens_[0].text)),
           fmt::format("'LEVEL [TENSORS]', 'for DIM in [0, N)', 'parfor DIM in [0, N) on AXIS' or "
                       "'{}'",
                       compute_));
    }
  }

  void read_storage() {
    const Token& level_name = tokens_[0];
    const auto level = resolve(names_.level(level_name.text), level_name);
    next_ = 2;
    std::size_t tensors = 0;
    while (next_ < tokens_.size() && tokens_[next_].text != "]") {
      const Token& name = tokens_[next_++];
      if (name.text == "," && tensors > 0) continue;
      const auto tensor = resolve(names_.tensor(name.text), name);
      if (level && tensor) add(Node::storage(*level, *tensor), name);
      ++tensors;
    }
    if (!expect("]")) return;
    if (tensors == 0) fail(tokens_[1], "no tensor is named");
    expect_end();
  }

  void read_loop(bool is_spatial) {
    next_ = 1;
    const Token name = take();
    if (name.text.empty()) return fail_here("a dimension");
    const auto dim = resolve(names_.dim(name.text), name);
    if (!expect("in") || !expect("[") || !expect("0") || !expect(",")) return;
    const std::optional<std::int64_t> bound = read_bound();
    if (!bound || !expect(")")) return;
    std::optional<AxisId> axis;
    if (is_spatial) {
      if (!expect("on")) return;
      axis = read_axis();
    }
    if (!expect_end()) return;
    if (dim && !is_spatial) add(Node::temporal(*dim, *bound), name);
    if (dim && axis) add(Node::spatial(*dim, *bound, *axis), name);
  }

  std::optional<std::int64_t> read_bound() {
    const Token token = take();
    if (token.text.empty()) {
      fail_here("a bound");
      return std::nullopt;
    }
    std::int64_t bound = 0;
    const char* end = token.text.data() + token.text.size();
    const auto [rest, status] = std::from_chars(token.text.data(), end, bound);
    if (status == std::errc::result_out_of_range) {
      fail(token, fmt::format("a loop bound must fit in 64 bits, not {}", quoted(token.text)));
    } else if (status != std::errc() || rest != end) {
      fail(token, fmt::format("a loop bound must be a whole number, not {}", quoted(token.text)));
    } else if (bound < 1) {
      fail(token, fmt::format("a loop bound must be at least 1, not {}", bound));
    } else {
      return bound;
    }
    return std::nullopt;
  }

  std::optional<AxisId> read_axis() {
    const Token first = take();
    if (first.text.empty()) {
      fail_here("an axis");
      return std::nullopt;
    }
    std::string name(first.text);
    while (next_ < tokens_.size() && tokens_[next_].text == ".") {
      ++next_;
      name += "." + std::string(take().text);
    }
    return resolve(names_.axis(name), first);
  }

  template <typename IdT>
  std::optional<IdT> resolve(const Resolved<IdT>& resolved, const Token& at) {
    if (!resolved.id) fail(at, resolved.message, resolved.hint);
    return resolved.id;
  }

  void add(const Node& node, const Token& at) {
    if (mapping_.nodes.full()) {
      if (!too_long_) fail(at, fmt::format("more than {} nodes", kMaxNodes));
      too_long_ = true;
      return;
    }
    mapping_.nodes.push_back(node);
    places_.push_back({line_, at.column});
  }

  /// The next token, empty at the end of the line.
  Token take() { return next_ < tokens_.size() ? tokens_[next_++] : Token{}; }

  bool expect(std::string_view text) {
    const Token token = take();
    if (token.text == text) return true;
    if (token.text.empty()) {
      fail_here(fmt::format("'{}'", text));
    } else {
      fail(token, fmt::format("expected '{}', not {}", text, quoted(token.text)));
    }
    return false;
  }
  bool expect_end() {
    const Token token = take();
    if (token.text.empty()) return true;
    fail(token, fmt::format("unexpected {} at the end of the line", quoted(token.text)));
    return false;
  }
  /// At the end of the line, where something is missing.
  void fail_here(const std::string& wanted) {
    const Token& back = tokens_.back();
    sink_.error(line_, back.column + count_characters(back.text),
                fmt::format("expected {} at the end of the line", wanted));
  }
  void fail(const Token& at, std::string message, std::string hint = {}) {
    sink_.error(line_, at.column, std::move(message), std::move(hint));
  }

  DiagnosticSink& sink_;
  MappingNames names_;
  std::string compute_;
  Mapping mapping_;
  std::vector<Place> places_;  ///< per node
  Place last_;                 ///< the last line read
  std::vector<Token> tokens_;  ///< of the current line
  std::size_t next_ = 0;
  int line_ = 0;
  int compute_line_ = 0;
  bool too_long_ = false;
};

}  // namespace

Mapping parse_mapping(std::string_view text, const Problem& problem,
                      const Architecture& architecture, const std::string& file, int first_line,
                      int first_column) {
  DiagnosticSink sink(file, text, first_line, first_column);
  MappingParser parser(sink, problem, architecture);
  const Mapping mapping = parser.parse();
  if (sink.empty()) parser.report(validate(mapping, problem, architecture));
  sink.throw_if_any();
  return mapping;
}

}  // namespace paretile
