// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "inner_loop/layer_answer.h"
#include "inner_loop/layer_row.h"

namespace paretile::inner_loop {

/// What a file keeps of a proved answer.
struct StoredAnswer {
  LayerStatus status = LayerStatus::kOptimal;  ///< kOptimal or kInfeasible
  double energy_pj = 0;
  double latency_cycles = 0;
  std::string nest;    ///< core/mapping_text.h; empty if infeasible
  std::string reason;  ///< why it is infeasible
};

/// Proved answers in an SQLite file, by scope and layer. Any number of threads may share one
/// object, any number of processes one file (write-ahead log); a process may die at any time and
/// after a fork both may go on.
class AnswerFile {
 public:
  /// Opens the file or makes it. `scope`: in words, everything besides the layer that an answer
  /// depends on. Throws InputError if the file is not one of ours, is damaged or cannot be written.
  AnswerFile(std::string path, std::string scope);
  ~AnswerFile();
  AnswerFile(const AnswerFile&) = delete;
  AnswerFile& operator=(const AnswerFile&) = delete;

  /// Throws InputError if the file is damaged.
  [[nodiscard]] std::optional<StoredAnswer> find(const LayerRow& canonical);

  /// Replaces what is there. Throws InputError if the file is damaged or cannot be written.
  void put(const LayerRow& canonical, const StoredAnswer& answer);

 private:
  struct Connection;
  struct Handle;
  std::unique_ptr<Handle> handle_;
};

}  // namespace paretile::inner_loop
