// SPDX-License-Identifier: Apache-2.0
#include "core/diagnostics.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "core/utf8.h"

namespace paretile {
namespace {

constexpr std::size_t kMaxShownLine = 400;  // bytes of a source line worth showing
constexpr std::size_t kMaxShownName = 60;   // bytes of a name worth repeating in a message

/// UTF-8: every byte but the continuation bytes 10xxxxxx starts a character.
bool starts_character(char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }

/// At most `limit` bytes, never cutting a character.
std::string_view clip(std::string_view text, std::size_t limit) {
  if (text.size() <= limit) return text;
  while (limit > 0 && !starts_character(text[limit])) --limit;
  return text.substr(0, limit);
}

std::string render_place(const Location& place) {
  if (place.line == 0) return place.file;
  if (place.column == 0) return fmt::format("{}:{}", place.file, place.line);
  return fmt::format("{}:{}:{}", place.file, place.line, place.column);
}

/// Blanks up to `column`, keeping the tabs of the line so that the caret stands under its column.
std::string caret_line(std::string_view line, int column) {
  std::string blanks;
  int at = 1;
  for (std::size_t i = 0; i < line.size() && at < column; ++i) {
    if (!starts_character(line[i])) continue;
    blanks += line[i] == '\t' ? '\t' : ' ';
    ++at;
  }
  blanks.append(static_cast<std::size_t>(column - at), ' ');
  return blanks + '^';
}

std::string render_all(const std::vector<Diagnostic>& diagnostics) {
  std::string text;
  for (const Diagnostic& diagnostic : diagnostics) {
    if (!text.empty()) text += '\n';
    text += render(diagnostic);
  }
  return text;
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

constexpr std::size_t kEdit = 2;        // cost of an insertion, deletion, change or swap
constexpr std::size_t kCaseChange = 1;  // 'PJ' is nearer to 'pJ' than to 'fJ'

std::size_t change_cost(char a, char b) {
  if (a == b) return 0;
  return lower(a) == lower(b) ? kCaseChange : kEdit;
}

/// Levenshtein distance with swaps of neighbours as one edit, in units of kEdit.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1);
  std::vector<std::size_t> above(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j * kEdit;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    before.swap(above);
    above.swap(row);
    row[0] = i * kEdit;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min(
          {above[j] + kEdit, row[j - 1] + kEdit, above[j - 1] + change_cost(a[i - 1], b[j - 1])});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before[j - 2] + kEdit);
    }
  }
  return row[b.size()];
}

std::size_t length_difference(std::string_view a, std::string_view b) {
  return a.size() > b.size() ? a.size() - b.size() : b.size() - a.size();
}

}  // namespace

std::string render(const Diagnostic& diagnostic) {
  std::string text =
      fmt::format("{}: error: {}", render_place(diagnostic.location), diagnostic.message);
  if (!diagnostic.source_line.empty()) {
    text += "\n  " + diagnostic.source_line;
    if (diagnostic.location.column > 0) {
      text += "\n  " + caret_line(diagnostic.source_line, diagnostic.location.column);
    }
  }
  if (!diagnostic.hint.empty()) text += "\n  hint: " + diagnostic.hint;
  return text;
}

InputError::InputError(std::vector<Diagnostic> diagnostics)
    : std::runtime_error(render_all(diagnostics)), diagnostics_(std::move(diagnostics)) {}

DiagnosticSink::DiagnosticSink(std::string file, std::string_view text, int first_line,
                               int first_column)
    : file_(std::move(file)), text_(text), first_line_(first_line), first_column_(first_column) {
  line_starts_.push_back(0);
  for (std::size_t i = 0; i < text_.size(); ++i) {
    if (text_[i] == '\n' && i + 1 < text_.size()) line_starts_.push_back(i + 1);
  }
}

std::string_view DiagnosticSink::line(int line) const {
  if (line < 1 || line > num_lines()) return {};
  const auto index = static_cast<std::size_t>(line - 1);
  const std::size_t end = line < num_lines() ? line_starts_[index + 1] : text_.size();
  std::string_view shown = text_.substr(line_starts_[index], end - line_starts_[index]);
  if (shown.ends_with('\n')) shown.remove_suffix(1);
  if (shown.ends_with('\r')) shown.remove_suffix(1);
  return shown;
}

int DiagnosticSink::column_of_byte(int line, std::size_t byte_offset) const {
  return 1 + count_characters(this->line(line).substr(0, byte_offset));
}

void DiagnosticSink::error(int line, int column, std::string message, std::string hint) {
  if (diagnostics_.size() == kMaxDiagnostics) {
    ++dropped_;
    return;
  }
  Diagnostic diagnostic;
  diagnostic.location.file = file_;
  diagnostic.message = std::move(message);
  diagnostic.hint = std::move(hint);
  if (line > 0) {
    diagnostic.location.line = line + first_line_ - 1;
    if (column > 0) diagnostic.location.column = column + first_column_ - 1;
    const std::string_view shown = clip(this->line(line), kMaxShownLine);
    if (!shown.empty() && column <= static_cast<int>(kMaxShownLine)) {
      diagnostic.source_line = std::string(static_cast<std::size_t>(first_column_ - 1), ' ');
      diagnostic.source_line += printable(shown);
    }
  }
  diagnostics_.push_back(std::move(diagnostic));
}

bool DiagnosticSink::has_error_at(int line, int column) const {
  const int file_line = line + first_line_ - 1;
  const int file_column = column + first_column_ - 1;
  return std::any_of(diagnostics_.begin(), diagnostics_.end(), [&](const Diagnostic& diagnostic) {
    return diagnostic.location.line == file_line && diagnostic.location.column == file_column;
  });
}

void DiagnosticSink::throw_if_any() const {
  if (diagnostics_.empty()) return;
  std::vector<Diagnostic> sorted = diagnostics_;
  std::stable_sort(sorted.begin(), sorted.end(), [](const Diagnostic& a, const Diagnostic& b) {
    return std::tie(a.location.line, a.location.column) <
           std::tie(b.location.line, b.location.column);
  });
  sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
  if (dropped_ > 0) {
    sorted.push_back({{file_, 0, 0}, fmt::format("and {} more mistakes", dropped_), {}, {}});
  }
  throw InputError(std::move(sorted));
}

int count_characters(std::string_view text) {
  return static_cast<int>(std::count_if(text.begin(), text.end(), starts_character));
}

std::string quoted(std::string_view text) {
  const std::string_view shown = clip(text, kMaxShownName);
  std::string result = "'";
  for (char c : shown) result += static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? ' ' : c;
  result += shown.size() < text.size() ? "...'" : "'";
  return result;
}

std::string nearest_name(std::string_view word, std::span<const std::string> candidates) {
  const std::size_t limit = std::max<std::size_t>(1, word.size() / 3);
  std::size_t best_distance = limit * kEdit + 1;
  std::string best;
  for (const std::string& candidate : candidates) {
    if (length_difference(word, candidate) * kEdit >= best_distance) continue;
    const std::size_t distance = edit_distance(word, candidate);
    if (distance < best_distance && distance < kEdit * std::max(word.size(), candidate.size())) {
      best_distance = distance;
      best = candidate;
    }
  }
  return best;
}

std::string suggestion(std::string_view word, std::span<const std::string> candidates) {
  if (candidates.empty()) return {};
  const std::string nearest = nearest_name(word, candidates);
  if (!nearest.empty()) return fmt::format("did you mean '{}'?", nearest);
  return fmt::format("one of: {}", fmt::join(candidates, ", "));
}

}  // namespace paretile
