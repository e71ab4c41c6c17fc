// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/io/write.h"

namespace paretile::io {

/// A text as a YAML scalar that stands anywhere: as it is where it is a simple name, else in double
/// quotes.
[[nodiscard]] std::string yaml_text(std::string_view text);

/// `[a, b]`.
[[nodiscard]] std::string yaml_list(std::span<const std::string> texts);

/// The text as comment lines of at most 100 characters, each after `indent` spaces.
[[nodiscard]] std::string yaml_comment(std::string_view text, std::size_t indent);

/// Hands out the comments of a file, each once: those about a name, and at last the others.
class CommentQueue {
 public:
  explicit CommentQueue(std::span<const Comment> comments);
  /// Lines of the comments about `name`.
  [[nodiscard]] std::string take(std::string_view name, std::size_t indent);
  /// Lines of those that nobody took.
  [[nodiscard]] std::string take_rest();

 private:
  std::vector<Comment> waiting_;
};

}  // namespace paretile::io
