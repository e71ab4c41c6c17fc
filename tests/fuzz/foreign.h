// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/diagnostics.h"
#include "core/validate.h"
#include "interop/imported.h"
#include "interop/our_files.h"
#include "tests/fuzz/require.h"

namespace paretile {

/// The files of one input: lines of `%%%` stand between them.
inline std::vector<interop::SourceText> split_files(std::string_view text) {
  constexpr std::string_view kBetween = "%%%\n";
  std::vector<interop::SourceText> files;
  while (files.size() < 4) {
    const std::size_t end = std::min(text.find(kBetween), text.size());
    files.push_back({"f" + std::to_string(files.size()), std::string(text.substr(0, end))});
    if (end == text.size()) break;
    text.remove_prefix(end + kBetween.size());
  }
  return files;
}

/// Reads the input and demands that what is read is valid; what our formats cannot say is refused.
template <typename Read>
void check_reader(std::string_view text, const Read& read) {
  const std::vector<interop::SourceText> files = split_files(text);
  try {
    const interop::Imported imported = read(files);
    require(validate(imported.problem).empty(), "a problem that is read is valid");
    require(validate(imported.architecture).empty(), "a chip that is read is valid");
    if (imported.mapping) {
      require(validate(*imported.mapping, imported.problem, imported.architecture).empty(),
              "a mapping that is read is legal");
    }
    (void)interop::to_our_files(imported, files, "head");
  } catch (const InputError& error) {
    require(!error.diagnostics().empty(), "an error says something");
  }
}

}  // namespace paretile
