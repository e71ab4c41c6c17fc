// SPDX-License-Identifier: Apache-2.0
#include "cli/catalogue.h"

#include <string>

namespace paretile::cli {

Example example_of(std::string_view command) {
  const io::ShippedFile* file = io::find_shipped(shipped_examples(), command);
  if (file == nullptr) return {};
  const std::string_view prompt = "$ ";
  const std::size_t end = file->text.find('\n');
  return {std::string(file->text.substr(prompt.size(), end - prompt.size())),
          std::string(file->text.substr(end + 1))};
}

}  // namespace paretile::cli
