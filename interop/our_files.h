// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <vector>

#include "interop/imported.h"

namespace paretile::interop {

/// A file in a format of ours.
struct OurFile {
  std::string name;  ///< without a folder
  std::string text;
};

/// What another tool's files say as files of ours: `architecture.yaml`, `workload.yaml` and, where
/// there is a mapping, `mapping.nest`. Evaluated with `imported.options` they give what `imported`
/// gives. Each begins with `head`, a comment; every remark is a comment in the file, and above the
/// level, that it is about. `sources` are the files as given. Throws InputError where our formats
/// cannot say it.
[[nodiscard]] std::vector<OurFile> to_our_files(const Imported& imported,
                                                std::span<const SourceText> sources,
                                                const std::string& head);

}  // namespace paretile::interop
