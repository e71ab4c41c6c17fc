// SPDX-License-Identifier: Apache-2.0
#include "tests/interface/subprocess.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace paretile::test {
namespace {

void limit(int resource, std::size_t most) {
  if (most == 0) return;
  const rlimit both = {most, most};
  ::setrlimit(resource, &both);
}

[[noreturn]] void become(std::vector<std::string> arguments, int out, int err, Limits limits) {
  ::dup2(out, STDOUT_FILENO);
  ::dup2(err, STDERR_FILENO);
  if (::chdir(PARETILE_SOURCE_DIR) != 0) ::_exit(126);
  std::vector<char*> argv(arguments.size() + 1, nullptr);
  std::transform(arguments.begin(), arguments.end(), argv.begin(),
                 [](std::string& argument) { return argument.data(); });
  limit(RLIMIT_CPU, limits.cpu_s);
  limit(RLIMIT_AS, limits.address_bytes);
  limit(RLIMIT_FSIZE, limits.file_bytes);
  ::execvp(argv[0], argv.data());
  ::_exit(127);
}

/// Appends what can be read now; closes the pipe at its end.
void drain(int& descriptor, std::string& text) {
  std::array<char, 65536> buffer;
  const ssize_t count = ::read(descriptor, buffer.data(), buffer.size());
  if (count > 0) {
    text.append(buffer.data(), static_cast<std::size_t>(count));
  } else {
    ::close(descriptor);
    descriptor = -1;
  }
}

}  // namespace

Process::Process(const std::vector<std::string>& arguments, Limits limits) {
  std::array<int, 2> out{};
  std::array<int, 2> err{};
  if (::pipe2(out.data(), O_CLOEXEC) != 0 || ::pipe2(err.data(), O_CLOEXEC) != 0) {
    throw std::runtime_error("no pipes");
  }
  pid_ = ::fork();
  if (pid_ == 0) become(arguments, out[1], err[1], limits);
  ::close(out[1]);
  ::close(err[1]);
  out_ = out[0];
  err_ = err[0];
}

Process::~Process() {
  if (pid_ > 0) {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  if (out_ >= 0) ::close(out_);
  if (err_ >= 0) ::close(err_);
}

bool Process::read_some(int timeout_ms) {
  std::array<pollfd, 2> pipes = {pollfd{out_, POLLIN, 0}, pollfd{err_, POLLIN, 0}};
  if ((out_ < 0 && err_ < 0) || ::poll(pipes.data(), pipes.size(), timeout_ms) <= 0) return false;
  if (out_ >= 0 && pipes[0].revents != 0) drain(out_, result_.out);
  if (err_ >= 0 && pipes[1].revents != 0) drain(err_, result_.err);
  return true;
}

bool Process::wait_for_stderr(const std::string& text) {
  constexpr int kMinuteMs = 60'000;
  while (result_.err.find(text) == std::string::npos) {
    if (!read_some(kMinuteMs)) return false;
  }
  return true;
}

void Process::send_signal(int signal) const { ::kill(pid_, signal); }

Finished Process::finish(int limit_s) {
  while (read_some(limit_s * 1000)) {
  }
  if (out_ >= 0 || err_ >= 0) ::kill(pid_, SIGKILL);
  int status = 0;
  ::waitpid(pid_, &status, 0);
  pid_ = -1;
  result_.exit_code = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  return result_;
}

Finished paretile(std::vector<std::string> arguments, Limits limits) {
  arguments.insert(arguments.begin(), PARETILE_PROGRAM);
  return Process(arguments, limits).finish();
}

Finished shell(const std::string& command) {
  const std::string folder = std::filesystem::path(PARETILE_PROGRAM).parent_path().string();
  std::string text = command;
  for (std::size_t at = 0; (at = text.find("build/paretile", at)) != std::string::npos;) {
    text.replace(at, std::string("build/paretile").size(), PARETILE_PROGRAM);
    at += std::string(PARETILE_PROGRAM).size();
  }
  return Process({"/bin/sh", "-c", "PATH='" + folder + "':\"$PATH\"; " + text}).finish();
}

TemporaryFolder::TemporaryFolder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "paretile-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
  path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() { std::filesystem::remove_all(path_); }

std::vector<std::string> TemporaryFolder::file_names() const {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(path_)) {
    names.push_back(entry.path().filename().string());
  }
  return names;
}

std::string read_text(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

void write_text(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

}  // namespace paretile::test
