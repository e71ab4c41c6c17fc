// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "core/architecture.h"
#include "core/problem.h"
#include "mapper/result.h"
#include "mapper/run.h"

namespace paretile::inner_loop {

/// Proved answers to layer problems in an SQLite file, found again by later sweeps. Any number of
/// threads may share one object, any number of processes one file.
class FrontFile {
 public:
  /// Opens the file or makes it. Throws InputError if it is not one of ours or cannot be used.
  explicit FrontFile(const std::string& path);
  ~FrontFile();
  FrontFile(const FrontFile&) = delete;
  FrontFile& operator=(const FrontFile&) = delete;

  /// What map_problem() of these answers, if the file knows it, in the words of this version of the
  /// program, and every mapping of it is one and costs what the file says; else nothing. That no
  /// mapping is missing is believed.
  [[nodiscard]] std::optional<mapper::ProblemResult> find(const Problem& problem,
                                                          const Architecture& chip,
                                                          const mapper::Settings& settings);

  /// Keeps the answer, in place of another to the same. Only what is proved is kept, and not that
  /// nothing fits, which is found as quickly. Throws InputError if it cannot be written.
  void put(const Problem& problem, const Architecture& chip, const mapper::Settings& settings,
           const mapper::ProblemResult& result);

 private:
  struct Open;
  std::unique_ptr<Open> open_;
};

}  // namespace paretile::inner_loop
