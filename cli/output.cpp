// SPDX-License-Identifier: Apache-2.0
#include "cli/output.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <deque>
#include <filesystem>
#include <system_error>

#include "cli/usage_error.h"

namespace paretile::cli {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse(const std::string& path, int error) {
  throw usage_error("cannot write '" + path + "': " + std::strerror(error));
}

/// 0, or the errno of the write that failed.
int write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

/// The file itself where `path` is a link to it, so that the link survives.
std::string resolved(const std::string& path) {
  std::error_code error;
  const fs::path real = fs::weakly_canonical(path, error);
  return error ? path : real.string();
}

bool is_regular_or_new(const std::string& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  return status.type() == fs::file_type::regular || status.type() == fs::file_type::not_found;
}

/// A new file in the same folder, with the permissions of the file it will replace.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& target)
      : target_(target), name_(target + "." + std::to_string(::getpid()) + ".tmp") {
    descriptor_ = ::open(name_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    struct stat old {};
    if (descriptor_ >= 0 && ::stat(target.c_str(), &old) == 0) ::fchmod(descriptor_, old.st_mode);
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() {
    if (descriptor_ < 0) return;
    ::close(descriptor_);
    ::unlink(name_.c_str());
  }

  [[nodiscard]] bool is_open() const { return descriptor_ >= 0; }

  /// 0, or the errno of the step that failed.
  int commit(std::string_view text) {
    const int error = fill(text);
    return error != 0 ? error : take_place();
  }
  int fill(std::string_view text) {
    if (const int error = write_all(descriptor_, text); error != 0) return error;
    return ::fsync(descriptor_) == 0 ? 0 : errno;
  }
  int take_place() { return ::rename(name_.c_str(), target_.c_str()) == 0 ? 0 : errno; }

 private:
  std::string target_;
  std::string name_;
  int descriptor_ = -1;
};

}  // namespace

void check_writable(const std::string& path) {
  if (path == "-") return;
  const std::string target = resolved(path);
  if (fs::is_directory(target)) refuse(path, EISDIR);
  if (is_regular_or_new(target)) {
    if (!TemporaryFile(target).is_open()) refuse(path, errno);
  } else if (::access(target.c_str(), W_OK) != 0) {
    refuse(path, errno);
  }
}

void write_text(const std::string& path, std::string_view text) {
  if (path == "-") return write_stdout(text);
  const std::string target = resolved(path);
  if (is_regular_or_new(target)) {
    TemporaryFile file(target);
    if (!file.is_open()) refuse(path, errno);
    if (const int error = file.commit(text); error != 0) refuse(path, error);
    return;
  }
  const int descriptor = ::open(target.c_str(), O_WRONLY | O_CLOEXEC);
  if (descriptor < 0) refuse(path, errno);
  const int error = write_all(descriptor, text);
  ::close(descriptor);
  if (error != 0 && error != EPIPE) refuse(path, error);
}

void write_files(const std::string& folder, const std::vector<OutputFile>& files, bool replace) {
  std::vector<std::string> there;
  for (const OutputFile& file : files) {
    if (fs::is_directory(file.path)) refuse(file.path, EISDIR);
    if (fs::exists(fs::symlink_status(file.path))) there.push_back("'" + file.path + "'");
  }
  if (!there.empty() && !replace) {
    throw usage_error(fmt::format("{} {} there already", fmt::join(there, ", "),
                                  there.size() == 1 ? "is" : "are"),
                      "--force replaces what is there");
  }
  std::error_code error;
  const bool is_new = fs::create_directories(folder, error);
  if (error) refuse(folder, error.value());
  std::deque<TemporaryFile> staged;
  for (const OutputFile& file : files) {
    TemporaryFile& temporary = staged.emplace_back(resolved(file.path));
    const int failure = temporary.is_open() ? temporary.fill(file.text) : errno;
    if (failure == 0) continue;
    staged.clear();
    if (is_new) fs::remove(folder, error);
    refuse(file.path, failure);
  }
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (const int failure = staged[i].take_place(); failure != 0) refuse(files[i].path, failure);
  }
}

void write_stdout(std::string_view text) {
  const int error = write_all(STDOUT_FILENO, text);
  if (error != 0 && error != EPIPE) refuse("standard output", error);
}

}  // namespace paretile::cli
