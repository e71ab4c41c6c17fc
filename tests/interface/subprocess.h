// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <string>
#include <vector>

namespace paretile::test {

/// What a program left behind.
struct Finished {
  int exit_code = -1;  ///< 128 + signal when a signal ended it
  std::string out;
  std::string err;
};

/// What a program may use before the system ends it; 0: anything.
struct Limits {
  std::size_t cpu_s = 0;
  std::size_t address_bytes = 0;
  std::size_t file_bytes = 0;  ///< of each file
};

/// A running program with its stdout and stderr in pipes. Killed if still alive when destroyed.
class Process {
 public:
  /// `arguments[0]` is the program; the working directory is the root of the source tree.
  explicit Process(const std::vector<std::string>& arguments, Limits limits = {});
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  /// Reads until stderr holds `text`; false when the program ends or a minute passes first.
  [[nodiscard]] bool wait_for_stderr(const std::string& text);
  void send_signal(int signal) const;
  /// Reads to the end. A program that takes longer than `limit_s` is killed.
  Finished finish(int limit_s = 120);

 private:
  bool read_some(int timeout_ms);  ///< false: nothing came in time, or both pipes are closed

  pid_t pid_ = -1;
  int out_ = -1;
  int err_ = -1;
  Finished result_;
};

/// Runs `paretile` with these arguments to its end.
[[nodiscard]] Finished paretile(std::vector<std::string> arguments, Limits limits = {});

/// Runs a shell command to its end; `build/paretile` and `paretile` in it are the program under
/// test.
[[nodiscard]] Finished shell(const std::string& command);

/// A new empty folder, removed with all it holds when destroyed.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] std::vector<std::string> file_names() const;

 private:
  std::string path_;
};

[[nodiscard]] std::string read_text(const std::string& path);
void write_text(const std::string& path, const std::string& text);

}  // namespace paretile::test
