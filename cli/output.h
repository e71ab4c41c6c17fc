// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace paretile::cli {

/// Throws InputError unless a file of that name can be written: asked before hours of search, not
/// after. "-" is stdout.
void check_writable(const std::string& path);

/// Writes the whole text or nothing: to a temporary file beside `path`, then renamed over it, so a
/// reader never sees half a file. Devices and pipes are written directly; "-" is stdout. Throws
/// InputError when the file system refuses.
void write_text(const std::string& path, std::string_view text);

/// A file to be written.
struct OutputFile {
  std::string path;
  std::string text;
};

/// Writes all of them or, where one cannot be written, none: each beside its place first, then all
/// are renamed. Makes the folder. Throws InputError, also where a file is there already and
/// `replace` is false.
void write_files(const std::string& folder, const std::vector<OutputFile>& files, bool replace);

/// Writes to stdout. A reader that went away (`| head`) is no error; a full disk throws InputError.
void write_stdout(std::string_view text);

}  // namespace paretile::cli
