// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace paretile::layering {

/// One file of the tree; `path` counts from the repository's root.
struct SourceFile {
  std::string path;
  std::string text;
};

/// Everything that breaks the layers, one `path:line: what` each, in the order of the files:
///  - an include or a CMake link that points up or sideways, or that is not rooted at the
///  repository;
///  - a third-party library, file, clock, thread or random source outside the places that may use
///  it;
///  - code of the model inside the oracle, beyond the types of its results;
///  - a source file of more than 450 lines, or in a folder that has no layer.
[[nodiscard]] std::vector<std::string> violations(const std::vector<SourceFile>& files);

/// All .h, .cpp and CMakeLists.txt under `root`, builds and hidden folders left out, by path.
[[nodiscard]] std::vector<SourceFile> read_tree(const std::string& root);

}  // namespace paretile::layering
