// SPDX-License-Identifier: Apache-2.0
#include "core/io/yaml_document.h"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <cstdlib>
#include <sstream>
#include <utility>

#include "core/io/text_check.h"

namespace paretile::io {
namespace {

/// Builds the tree from the parser's events. Events show what YAML::Node hides: duplicate keys, the
/// place of an alias (not of its anchor), and the difference between `N` and a boolean.
class TreeBuilder : public YAML::EventHandler {
 public:
  explicit TreeBuilder(DiagnosticSink& sink) : sink_(sink) {}

  YamlValue take_root() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (++documents_ > 1) {
      fail(mark, "a second document starts here", "a file holds one document; drop the '---'");
    }
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    attach(place(mark, anchor, YamlValue::Kind::kEmpty));
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    refuse_anchor(mark);
    attach(place(mark, 0, YamlValue::Kind::kEmpty));
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& text) override {
    refuse_tag(mark, tag);
    YamlValue value = place(mark, anchor, YamlValue::Kind::kScalar);
    value.text = text;
    if (text == "<<" && next_is_key()) {
      sink_.error(value.line, value.column, "merge keys are not part of the format",
                  "write the keys out");
    }
    attach(std::move(value));
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(mark, tag, anchor, YamlValue::Kind::kList);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(mark, tag, anchor, YamlValue::Kind::kMap);
  }
  void OnMapEnd() override { close(); }

 private:
  /// The parser counts lines and columns from 0, and columns in bytes.
  YamlValue place(const YAML::Mark& mark, YAML::anchor_t anchor, YamlValue::Kind kind) {
    if (++values_ > YamlDocument::kMaxValues) {
      fail(mark, fmt::format("more than {} values", YamlDocument::kMaxValues), {});
    }
    if (anchor != 0) refuse_anchor(mark);
    YamlValue value;
    value.kind = kind;
    value.line = mark.line + 1;
    value.column = column(mark);
    return value;
  }
  /// Marks mostly ascend, so counting goes on from the last one: a file may be one long line.
  int column(const YAML::Mark& mark) {
    const int line = mark.line + 1;
    const auto byte = static_cast<std::size_t>(mark.column);
    if (line != last_.line || byte < last_.byte) last_ = {line, 0, 1};
    const std::string_view passed =
        sink_.line(line).substr(std::min(last_.byte, sink_.line(line).size()), byte - last_.byte);
    last_ = {line, byte, last_.column + count_characters(passed)};
    return last_.column;
  }
  [[noreturn]] void fail(const YAML::Mark& mark, std::string message, std::string hint) {
    sink_.error(mark.line + 1, column(mark), std::move(message), std::move(hint));
    sink_.throw_if_any();
    std::abort();  // unreachable: there is at least the mistake just added
  }
  void refuse_anchor(const YAML::Mark& mark) {
    sink_.error(mark.line + 1, column(mark), "anchors and aliases are not part of the format",
                "write the value out where it is used");
  }
  void refuse_tag(const YAML::Mark& mark, const std::string& tag) {
    if (tag.empty() || tag == "?" || tag == "!") return;
    sink_.error(mark.line + 1, column(mark), "tags are not part of the format",
                "write the plain value");
  }

  [[nodiscard]] bool next_is_key() const {
    return !open_.empty() && open_.back().is_map() &&
           open_.back().keys.size() == open_.back().items.size();
  }
  void open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
            YamlValue::Kind kind) {
    refuse_tag(mark, tag);
    if (open_.size() == YamlDocument::kMaxDepth) {
      fail(mark, fmt::format("nested deeper than {} levels", YamlDocument::kMaxDepth), {});
    }
    open_.push_back(place(mark, anchor, kind));
  }
  void close() {
    YamlValue value = std::move(open_.back());
    open_.pop_back();
    attach(std::move(value));
  }
  void attach(YamlValue value) {
    if (open_.empty()) {
      root_ = std::move(value);
    } else if (next_is_key()) {
      if (!value.is_scalar()) {
        sink_.error(value.line, value.column, "a key must be a name, not " + describe(value));
      }
      open_.back().keys.push_back(std::move(value));
    } else {
      // The parser places an empty value at the token after it, often on the next line.
      if (value.kind == YamlValue::Kind::kEmpty && open_.back().is_map()) {
        value.line = open_.back().keys.back().line;
        value.column = open_.back().keys.back().column;
      }
      open_.back().items.push_back(std::move(value));
    }
  }

  DiagnosticSink& sink_;
  YamlValue root_;
  std::vector<YamlValue> open_;
  struct {
    int line = 0;
    std::size_t byte = 0;
    int column = 1;
  } last_;  ///< the place converted last
  std::size_t values_ = 0;
  int documents_ = 0;
};

YamlValue parse_tree(std::string_view text, DiagnosticSink& sink) {
  TreeBuilder builder(sink);
  try {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    if (!parser.HandleNextDocument(builder)) sink.error(1, 1, "the file is empty");
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const YAML::Exception& exception) {
    const YAML::Mark& mark = exception.mark;
    const int line = std::max(0, mark.line + 1);
    const int column =
        mark.is_null() ? 0 : sink.column_of_byte(line, static_cast<std::size_t>(mark.column));
    const std::string_view shown = sink.line(line);
    const bool has_tab =
        shown.substr(0, shown.find_first_not_of(" \t")).find('\t') != std::string_view::npos;
    sink.error(line, column, "this is not YAML: " + exception.msg,
               has_tab ? "indent with spaces, not tabs" : "");
  }
  sink.throw_if_any();
  return builder.take_root();
}

/// Without its last part: `a.b[2]` -> `a.b` -> `a` -> ``.
std::string_view parent_path(std::string_view path) {
  const std::size_t cut = path.find_last_of(".[");
  return cut == std::string_view::npos ? std::string_view() : path.substr(0, cut);
}

}  // namespace

std::string describe(const YamlValue& value) {
  switch (value.kind) {
    case YamlValue::Kind::kEmpty:
      return "nothing";
    case YamlValue::Kind::kScalar:
      return quoted(value.text);
    case YamlValue::Kind::kList:
      return "a list";
    case YamlValue::Kind::kMap:
      return "a map";
  }
  return "";
}

YamlDocument::YamlDocument(std::string_view text, const std::string& file)
    : file_(file), sink_(file, without_byte_order_mark(text)) {
  text = without_byte_order_mark(text);
  check_text(text, kMaxBytes, sink_);
  check_count_of("[]{},", "brackets and commas", kMaxValues, text, sink_);
  root_ = parse_tree(text, sink_);
  locate("", root_);
}

void YamlDocument::error(const YamlValue& at, std::string message, std::string hint) {
  sink_.error(at.line, at.column, std::move(message), std::move(hint));
}

void YamlDocument::error(std::string_view path, std::string message, std::string hint) {
  const Place place = find(path);
  sink_.error(place.line, place.column, std::move(message), std::move(hint));
}

void YamlDocument::report(const std::vector<Finding>& findings) {
  const bool had_errors = has_errors();
  for (const Finding& finding : findings) {
    const auto place = places_.find(finding.path);
    const bool read_well =
        place != places_.end() && !sink_.has_error_at(place->second.line, place->second.column);
    if (had_errors && !read_well) continue;
    error(finding.path, finding.message, finding.hint);
  }
}

void YamlDocument::locate(const std::string& path, const YamlValue& at) {
  places_[path] = {at.line, at.column};
}

YamlDocument::Place YamlDocument::find(std::string_view path) const {
  for (;;) {
    const auto found = places_.find(std::string(path));
    if (found != places_.end()) return found->second;
    if (path.empty()) return {};
    path = parent_path(path);
  }
}

}  // namespace paretile::io
