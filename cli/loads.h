// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "core/diagnostics.h"

namespace paretile::cli {

/// Loads one input after the other and keeps what is wrong with each, to say it all at once.
class Loads {
 public:
  /// What `load` returns; nothing where it throws InputError.
  template <typename Load>
  auto attempt(const Load& load) -> std::optional<decltype(load())> {
    try {
      return load();
    } catch (const InputError& error) {
      mistakes_.insert(mistakes_.end(), error.diagnostics().begin(), error.diagnostics().end());
      return std::nullopt;
    }
  }
  void throw_if_any() const {
    if (!mistakes_.empty()) throw InputError(mistakes_);
  }

 private:
  std::vector<Diagnostic> mistakes_;
};

}  // namespace paretile::cli
