// SPDX-License-Identifier: Apache-2.0
#pragma once

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
[[nodiscard]] std::string render(const Diagnostic& diagnostic);

/// Bad input: every mistake found, in the order of the file. what() is all of them rendered.
class InputError : public std::runtime_error {
 public:
  explicit InputError(std::vector<Diagnostic> diagnostics);
  [[nodiscard]] const std::vector<Diagnostic>& diagnostics() const { return diagnostics_; }

 private:
  std::vector<Diagnostic> diagnostics_;
};

/// The candidate a person probably meant: smallest edit distance, at most a third of the word (but
/// at least 1); empty if none is near. Ties go to the earlier candidate.
[[nodiscard]] std::string nearest_name(std::string_view word,
                                       std::span<const std::string> candidates);

/// "did you mean 'x'?" or, with nothing near, "one of: a, b, c".
[[nodiscard]] std::string suggestion(std::string_view word,
                                     std::span<const std::string> candidates);

}  // namespace paretile
