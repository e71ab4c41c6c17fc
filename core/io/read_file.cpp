// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <fstream>
#include <iterator>

#include "core/diagnostics.h"
#include "core/io/load.h"
#include "core/io/yaml_document.h"

namespace paretile::io {
namespace {

[[noreturn]] void fail(const std::string& path, std::string message) {
  throw InputError({{{path, 0, 0}, std::move(message), {}, {}}});
}

}  // namespace

std::string read_file(const std::string& path) {
  std::error_code status;
  if (std::filesystem::is_directory(path, status)) fail(path, "is a directory, not a file");
  std::ifstream stream(path, std::ios::binary);
  if (!stream) fail(path, "cannot be read: no such file, or no permission");
  // One byte more than allowed shows that the file is too long, whatever its kind (a pipe has no
  // size to ask for).
  std::string text(YamlDocument::kMaxBytes + 1, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (stream.bad()) fail(path, "cannot be read");
  text.resize(static_cast<std::size_t>(stream.gcount()));
  if (text.size() > YamlDocument::kMaxBytes) fail(path, "larger than 16 MiB");
  return text;
}

}  // namespace paretile::io
