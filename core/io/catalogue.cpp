// SPDX-License-Identifier: Apache-2.0
#include "core/io/catalogue.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "core/diagnostics.h"

namespace paretile::io {
namespace {

bool looks_like_a_path(std::string_view text) {
  return text.find('/') != std::string_view::npos || text.ends_with(".yaml") ||
         text.ends_with(".yml");
}

[[noreturn]] void refuse(const std::vector<ShippedFile>& files, std::string_view what,
                         const std::string& name) {
  std::vector<std::string> names;
  names.reserve(files.size());
  for (const ShippedFile& file : files) names.emplace_back(file.name);
  const std::string near = nearest_name(name, names);
  std::string hint = near.empty() ? "" : fmt::format("did you mean '{}'? ", near);
  hint += fmt::format("shipped {}s: {}", what, fmt::join(names, ", "));
  throw InputError({{{name}, fmt::format("neither a shipped {} nor a file", what), "", hint}});
}

}  // namespace

const ShippedFile* find_shipped(const std::vector<ShippedFile>& files, std::string_view name) {
  const auto found = std::find_if(files.begin(), files.end(),
                                  [&](const ShippedFile& file) { return file.name == name; });
  return found == files.end() ? nullptr : &*found;
}

TableText find_text(const std::vector<ShippedFile>& files, std::string_view what,
                    const std::string& name_or_path) {
  if (const ShippedFile* file = find_shipped(files, name_or_path)) {
    return {std::string(file->path), std::string(file->text)};
  }
  std::error_code ignored;
  if (!looks_like_a_path(name_or_path) && !std::filesystem::exists(name_or_path, ignored)) {
    refuse(files, what, name_or_path);
  }
  return {name_or_path, read_file(name_or_path)};
}

}  // namespace paretile::io
