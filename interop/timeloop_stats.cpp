// SPDX-License-Identifier: Apache-2.0
#include "interop/timeloop_stats.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <string>
#include <string_view>
#include <vector>

#include "core/diagnostics.h"
#include "core/io/text_check.h"

namespace paretile::interop {
namespace {

constexpr std::size_t kMaxBytes = std::size_t{16} << 20;
constexpr double kOwnRounding = 1e-9;  ///< of sums of doubles, relative

/// A count or energy of a tensor, by the words it is printed with; releases differ in them.
struct Field {
  std::optional<PrintedNumber> TimeloopNodeStats::*number;
  std::string_view key;
  bool is_required = true;
};
constexpr std::array<Field, 6> kFields = {{
    {&TimeloopNodeStats::tile_words, "utilized capacity", false},
    {&TimeloopNodeStats::instances, "utilized instances (max)", false},
    {&TimeloopNodeStats::reads, "scalar reads (per-instance)"},
    {&TimeloopNodeStats::fills, "scalar fills (per-instance)"},
    {&TimeloopNodeStats::updates, "scalar updates (per-instance)"},
    {&TimeloopNodeStats::energy_pj, "energy (total)", false},
}};
/// With sparse tensors counts are printed twice: those before anything is skipped are meant.
constexpr std::array<std::string_view, 4> kDensePrefixes = {"", "algorithmic ", "total ", "dense "};

/// Energies of a tensor besides those of its words.
constexpr std::array<std::string_view, 2> kOtherEnergies = {"temporal reduction energy (total)",
                                                            "address generation energy (total)"};
constexpr std::array<std::string_view, 3> kNetworkEnergies = {
    "energy (total)", "link transfer energy (total)", "spatial reduction energy (total)"};

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return result;
}

bool contains(const auto& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

class StatsReader {
 public:
  StatsReader(const SourceText& source, const Problem& problem, const Architecture& architecture,
              const TimeloopNest& nest)
      : sink_(source.file, source.text),
        problem_(problem),
        architecture_(architecture),
        nest_(nest),
        text_(source.text) {}

  TimeloopStats run() {
    io::check_text(text_, kMaxBytes, sink_);
    for (line_ = 1; line_ <= sink_.num_lines(); ++line_) read_line(trimmed(sink_.line(line_)));
    if (sink_.empty()) check_complete();
    sink_.throw_if_any();
    return stats_;
  }

 private:
  enum class Part : std::uint8_t { kNone, kLevels, kNetworks, kSummary };

  void read_line(std::string_view line) {
    if (line == "Buffer and Arithmetic Levels") part_ = Part::kLevels;
    if (line == "Networks") part_ = Part::kNetworks;
    if (line == "Operational Intensity Stats") part_ = Part::kNone;
    if (line == "Summary Stats") part_ = Part::kSummary;
    if (part_ != Part::kLevels) level_ = std::nullopt;
    if (line == "SPECS" || line == "MAPPING" || line == "STATS" || line == "NETWORK STATS") {
      in_stats_ = line.ends_with("STATS");
      tensor_ = std::nullopt;
    } else if (part_ == Part::kLevels && line.starts_with("=== ") && line.ends_with(" ===")) {
      start_level(line.substr(4, line.size() - 8));
    } else if (const std::size_t colon = line.find(':'); colon != std::string_view::npos) {
      read_entry(trimmed(line.substr(0, colon)), trimmed(line.substr(colon + 1)));
    }
  }

  void start_level(std::string_view name) {
    in_stats_ = false;
    level_ = std::nullopt;
    in_compute_ = name == architecture_.compute.name;
    if (in_compute_) return;
    std::vector<std::string> names;
    for (const LevelId level : architecture_.levels.ids()) {
      if (architecture_.levels[level].name == name) level_ = level;
      names.push_back(architecture_.levels[level].name);
    }
    names.push_back(architecture_.compute.name);
    if (level_) {
      level_lines_[level_->index()] = line_;
    } else {
      error(name, fmt::format("no memory or arithmetic unit is called {}", quoted(name)),
            suggestion(name, names));
    }
  }

  void read_entry(std::string_view key, std::string_view value) {
    if (part_ == Part::kSummary) return read_summary(key, value);
    if (level_ && lower(key) == "leakage energy (total)") {  // among the specifications
      stats_.leakage_pj[*level_] = number(value);
      return;
    }
    if (!in_stats_ || part_ == Part::kNone) return;
    if (value.empty()) return start_tensor(key);
    const std::string word = lower(key);
    if (part_ == Part::kLevels && word == "cycles") {
      stats_.level_cycles = std::max(stats_.level_cycles, number(value).value);
    }
    if (part_ == Part::kNetworks) {
      if (contains(kNetworkEnergies, word)) stats_.network_pj += number(value).value;
    } else if (in_compute_) {
      if (word.ends_with("computes (total)") && !word.starts_with("actual")) {
        stats_.operations = number(value);
      }
      if (word == "energy (total)") stats_.compute_energy_pj = number(value);
    } else if (level_ && tensor_) {
      read_count(word, value);
    }
  }

  void read_count(const std::string& word, std::string_view value) {
    if (contains(kOtherEnergies, word)) stats_.network_pj += number(value).value;
    for (const Field& field : kFields) {
      for (const std::string_view prefix : kDensePrefixes) {
        if (word != std::string(prefix) + std::string(field.key)) continue;
        stats_.nodes[*level_][*tensor_].*field.number = number(value);
      }
    }
  }

  /// What a level or a network says of one tensor; `Shared` is of none.
  void start_tensor(std::string_view name) {
    tensor_ = problem_.find_tensor(name);
    if (tensor_ && problem_.tensors[*tensor_].name != name) tensor_ = std::nullopt;
    if (part_ != Part::kLevels || !level_ || name == "Shared") return;
    std::vector<std::string> names;
    for (const Tensor& tensor : problem_.tensors) names.push_back(tensor.name);
    if (!tensor_) {
      error(name, fmt::format("no data space is called {}", quoted(name)), suggestion(name, names));
    } else if (has_tensor(nest_[*level_].bypassed, *tensor_)) {
      error(name,
            fmt::format("'{}' bypasses '{}' in the mapping", name,
                        architecture_.levels[*level_].name),
            "these are the numbers of another mapping");
    }
  }

  void read_summary(std::string_view key, std::string_view value) {
    if (key == "Cycles") stats_.cycles = number(value);
    if (key == "Energy") stats_.energy_uj = number(value);
  }

  PrintedNumber number(std::string_view value) {
    const std::string_view digits = value.substr(0, value.find(' '));
    PrintedNumber printed;
    const auto [end, wrong] =
        std::from_chars(digits.data(), digits.data() + digits.size(), printed.value);
    if (wrong != std::errc() || end != digits.data() + digits.size() ||
        !std::isfinite(printed.value) || printed.value < 0) {
      error(digits, fmt::format("{} is no number from 0", quoted(digits)));
      return {};
    }
    const std::size_t point = digits.find('.');
    const std::size_t decimals = point == std::string_view::npos ? 0 : digits.size() - point - 1;
    printed.half_digit = 0.5 * std::pow(10.0, -static_cast<double>(decimals));
    return printed;
  }

  void check_complete() {
    const auto is_absent = [](int line) { return line == 0; };
    if (std::all_of(level_lines_.begin(), level_lines_.begin() + architecture_.levels.size(),
                    is_absent)) {
      sink_.error(1, 1, "no level is in the file, such as '=== DRAM ==='",
                  "timeloop-model and timeloop-mapper write 'timeloop-*.stats.txt'");
      return;
    }
    for (const LevelId level : architecture_.levels.ids()) {
      for (const TensorId tensor : problem_.tensors.ids()) {
        if (!has_tensor(nest_[level].bypassed, tensor)) check_node(level, tensor);
      }
    }
  }

  void check_node(LevelId level, TensorId tensor) {
    for (const Field& field : kFields) {
      if (!field.is_required || (stats_.nodes[level][tensor].*field.number)) continue;
      const int line = level_lines_[level.index()];
      sink_.error(
          line == 0 ? 1 : line, 1,
          fmt::format("'{}' says no {} of '{}', which the mapping keeps there",
                      architecture_.levels[level].name, field.key, problem_.tensors[tensor].name));
      return;
    }
  }

  /// `at` is part of the line being read.
  void error(std::string_view at, std::string message, std::string hint = {}) {
    const std::size_t byte = sink_.line(line_).find(at);
    sink_.error(line_, sink_.column_of_byte(line_, byte == std::string_view::npos ? 0 : byte),
                std::move(message), std::move(hint));
  }

  DiagnosticSink sink_;
  const Problem& problem_;
  const Architecture& architecture_;
  const TimeloopNest& nest_;
  std::string_view text_;
  TimeloopStats stats_;
  std::array<int, kMaxLevels> level_lines_{};  ///< 0: not seen
  int line_ = 0;
  Part part_ = Part::kNone;
  bool in_stats_ = false;
  bool in_compute_ = false;
  std::optional<LevelId> level_;
  std::optional<TensorId> tensor_;
};

}  // namespace

bool PrintedNumber::is(double number) const {
  return std::abs(value - number) <= half_digit * (1 + kOwnRounding) + kOwnRounding * value;
}

TimeloopStats read_timeloop_stats(const SourceText& text, const Problem& problem,
                                  const Architecture& architecture, const TimeloopNest& nest) {
  return StatsReader(text, problem, architecture, nest).run();
}

}  // namespace paretile::interop
