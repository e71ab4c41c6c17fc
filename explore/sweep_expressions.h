// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/io/yaml_document.h"
#include "explore/sweep.h"

namespace paretile::explore {

/// What a name in arithmetic may be besides parameters, derived numbers and paths, where a whole
/// chip is at hand: area_um2, area_mm2, compute_units.
[[nodiscard]] const std::vector<std::string>& names_of_chips();

/// Columns that tables of results have besides these and the parameters, which must not share a
/// name.
[[nodiscard]] const std::vector<std::string>& names_of_results();

/// A part of a scalar of the sweep's file: arithmetic, and the byte at which it begins.
struct Expression {
  std::string_view text;
  const io::YamlValue* at = nullptr;
  std::size_t begin = 0;
  bool is_of_chip = false;  ///< names_of_chips() are known
};

/// Reports what is wrong with it whatever the numbers are: names that mean nothing, or no number,
/// and mistakes of arithmetic; `hint` with these. True if there is nothing.
bool check_expression(const Sweep& sweep, const Expression& expression, const std::string& hint,
                      io::YamlDocument& document);

/// The place of a byte of a scalar, where it is written on one line and without escapes; else that
/// of the scalar.
[[nodiscard]] io::YamlValue at_byte(const io::YamlDocument& document, const io::YamlValue& scalar,
                                    std::size_t byte);

}  // namespace paretile::explore
