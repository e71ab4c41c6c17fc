// SPDX-License-Identifier: Apache-2.0
#include <array>
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
  // Chunk by chunk, whatever the kind of file: a pipe has no size to ask for. One byte more than
  // allowed shows that it is too long.
  std::string text;
  std::array<char, 65'536> chunk;
  while (stream && text.size() <= YamlDocument::kMaxBytes) {
    stream.read(chunk.data(), chunk.size());
    text.append(chunk.data(), static_cast<std::size_t>(stream.gcount()));
  }
  if (stream.bad()) fail(path, "cannot be read");
  if (text.size() > YamlDocument::kMaxBytes) fail(path, "larger than 16 MiB");
  return text;
}

}  // namespace paretile::io
