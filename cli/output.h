// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace paretile::cli {

/// Throws InputError unless a file of that name can be written: asked before hours of search, not
/// after. "-" is stdout.
void check_writable(const std::string& path);

/// Writes the whole text or nothing: to a temporary file beside `path`, then renamed over it, so a
/// reader never sees half a file. Devices and pipes are written directly; "-" is stdout. Throws
/// InputError when the file system refuses.
void write_text(const std::string& path, std::string_view text);

/// Writes to stdout. A reader that went away (`| head`) is no error; a full disk throws InputError.
void write_stdout(std::string_view text);

}  // namespace paretile::cli
