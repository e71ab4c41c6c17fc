// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/io/load.h"

namespace paretile::io {

/// One data file built into the program (cmake/embed.cmake).
struct ShippedFile {
  std::string_view name;  ///< without folder and ending: "resnet18"
  std::string_view path;  ///< in the source tree, for messages: "workloads/resnet18.yaml"
  std::string_view text;
};

/// The shipped file of that name; null if there is none.
[[nodiscard]] const ShippedFile* find_shipped(const std::vector<ShippedFile>& files,
                                              std::string_view name);

/// The text meant by what a user wrote: a shipped name, or else the path of a file. Throws
/// InputError when it is neither, with the near miss and all names; `what` says what was looked for
/// ("workload"), in the singular.
[[nodiscard]] TableText find_text(const std::vector<ShippedFile>& files, std::string_view what,
                                  const std::string& name_or_path);

}  // namespace paretile::io
