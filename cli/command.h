// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace paretile::cli {

/// Exit codes of the program.
inline constexpr int kDone = 0;
inline constexpr int kNothingFeasible = 1;
inline constexpr int kRejected = 1;
inline constexpr int kBadInput = 2;
inline constexpr int kInterrupted = 3;

/// One flag (`--arch`) or, without dashes, one positional word (`kind`) of a command. Parsing, help
/// and docs/cli.md all come from this row.
struct Flag {
  enum class Kind : std::uint8_t {
    kSwitch,  ///< present or not
    kText,    ///< any text
    kNumber,  ///< an integer from `min` to `max`
    kChoice,  ///< one of `choices`
    kFiles,   ///< one file or more, up to the next flag
  };
  std::string name = {};
  Kind kind = Kind::kText;
  std::string value = {};  ///< what stands for the value in help: "FILE", "N"; empty for switches
  std::string help = {};   ///< one line, no full stop
  bool required = false;
  std::vector<std::string> instead = {};  ///< with one of these, neither required nor allowed
  std::string fallback = {};              ///< value when not given; empty = none
  std::string unit = {};                  ///< of a number
  std::int64_t min = 0;
  std::int64_t max = 0;
  std::vector<std::string> choices = {};

  [[nodiscard]] bool is_positional() const { return name.front() != '-'; }
};

/// The checked values of a command line: given or default.
class Arguments {
 public:
  explicit Arguments(std::map<std::string, std::string, std::less<>> values = {})
      : values_(std::move(values)) {}

  [[nodiscard]] bool has(std::string_view flag) const { return values_.contains(flag); }
  /// The value of a flag; empty when it was not given and has no default.
  [[nodiscard]] std::string text(std::string_view flag) const;
  /// The files of a kFiles flag that was given.
  [[nodiscard]] std::vector<std::string> files(std::string_view flag) const;
  /// The value of a number flag that was given or has a default.
  [[nodiscard]] std::int64_t number(std::string_view flag) const;

 private:
  std::map<std::string, std::string, std::less<>> values_;
};

/// What a command may use besides its arguments.
struct Context {
  const std::atomic<bool>* stop = nullptr;  ///< set by Ctrl-C; never null inside a command
  bool quiet = false;                       ///< say nothing on stderr
};

/// What a command answers: the text for people, the same for programs, and the exit code.
struct Outcome {
  int exit_code = kDone;
  std::string text = {};
  std::string json = {};
};

/// A command line and what it prints, run from the root of the source tree. A test runs it.
struct Example {
  std::string command = {};
  std::string output = {};  ///< stdout, exactly
};

/// One command of the program.
struct Command {
  std::string name = {};
  std::string summary = {};  ///< one sentence, no full stop
  std::vector<Flag> flags = {};
  Example example = {};
  Outcome (*run)(const Arguments&, const Context&) = nullptr;
};

}  // namespace paretile::cli
