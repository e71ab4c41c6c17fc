// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace paretile {

/// A place in an input file. Lines and columns count from 1, columns in characters; 0 = unknown.
struct Location {
  std::string file;
  int line = 0;
  int column = 0;
  friend bool operator==(const Location&, const Location&) = default;
};

/// One mistake in an input, ready to be shown.
struct Diagnostic {
  Location location;
  std::string message;      ///< lower case start, no full stop, names in single quotes
  std::string source_line;  ///< the text of that line, without its end; empty if unknown
  std::string hint;         ///< what to do instead; may be empty
  friend bool operator==(const Diagnostic&, const Diagnostic&) = default;
};

/// `file:line:column: error: message`, the source line, a caret under the column, the hint.
/// Lines are separated by, not ended with, a newline.
[[nodiscard]] std::string render(const Diagnostic& diagnostic);

/// Bad input: every mistake found, in the order of the file. what() is all of them rendered.
class InputError : public std::runtime_error {
 public:
  explicit InputError(std::vector<Diagnostic> diagnostics);
  [[nodiscard]] const std::vector<Diagnostic>& diagnostics() const { return diagnostics_; }

 private:
  std::vector<Diagnostic> diagnostics_;
};

/// Collects the mistakes of one text and knows its lines, so that each can be shown with a caret.
/// The text must outlive the sink. A text that is a part of a file says where it starts there.
class DiagnosticSink {
 public:
  DiagnosticSink(std::string file, std::string_view text, int first_line = 1, int first_column = 1);

  /// Adds a mistake. line and column count from 1 inside the text, columns in characters; 0 =
  /// unknown. Beyond kMaxDiagnostics mistakes are only counted.
  void error(int line, int column, std::string message, std::string hint = {});

  [[nodiscard]] const std::string& file() const { return file_; }
  [[nodiscard]] bool empty() const { return diagnostics_.empty(); }
  [[nodiscard]] std::size_t size() const { return diagnostics_.size() + dropped_; }
  [[nodiscard]] bool has_error_at(int line, int column) const;
  [[nodiscard]] bool full() const { return diagnostics_.size() == kMaxDiagnostics; }
  /// Throws one InputError with all mistakes, sorted by place, if there are any.
  void throw_if_any() const;

  /// The line's text without its end; empty beyond the end.
  [[nodiscard]] std::string_view line(int line) const;
  [[nodiscard]] int num_lines() const { return static_cast<int>(line_starts_.size()); }
  /// The column, in characters from 1, of the byte at `byte_offset` (from 0) of a line. Takes time
  /// linear in the offset.
  [[nodiscard]] int column_of_byte(int line, std::size_t byte_offset) const;

  static constexpr std::size_t kMaxDiagnostics = 100;

 private:
  std::string file_;
  std::string_view text_;
  int first_line_;
  int first_column_;
  std::vector<std::size_t> line_starts_;
  std::vector<Diagnostic> diagnostics_;
  std::size_t dropped_ = 0;
};

/// Characters of UTF-8 text.
[[nodiscard]] int count_characters(std::string_view text);

/// `'text'` for a message: clipped when long, control characters shown as spaces.
[[nodiscard]] std::string quoted(std::string_view text);

/// The candidate a person probably meant: smallest edit distance, at most a third of the word (but
/// at least 1), a change of case counting half; empty if none is near. Ties go to the earlier
/// candidate.
[[nodiscard]] std::string nearest_name(std::string_view word,
                                       std::span<const std::string> candidates);

/// "did you mean 'x'?" or, with nothing near, "one of: a, b, c"; empty without candidates.
[[nodiscard]] std::string suggestion(std::string_view word,
                                     std::span<const std::string> candidates);

}  // namespace paretile
