// SPDX-License-Identifier: Apache-2.0
#include "interop/timeloop_factors.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <string>
#include <string_view>

#include "core/diagnostics.h"
#include "core/names.h"

namespace paretile::interop {
namespace {

using io::YamlDocument;
using io::YamlValue;

/// Whether a comma ends a word: not in `P=4,1`.
bool separates(const std::string& text, std::size_t at, std::string_view separators) {
  if (separators.find(text[at]) != std::string_view::npos) return true;
  return text[at] == ',' && (at + 1 == text.size() || text[at + 1] < '0' || text[at + 1] > '9');
}

/// The words of a text, or of the texts of a list.
std::vector<std::string> words_of(YamlDocument& document, const YamlValue& value,
                                  std::string_view separators) {
  std::vector<std::string> words;
  const auto split = [&](const YamlValue& text) {
    if (!text.is_scalar()) {
      document.error(text, "a text is wanted here, not " + io::describe(text));
      return;
    }
    for (std::size_t at = 0; at < text.text.size();) {
      std::size_t end = at;
      while (end < text.text.size() && !separates(text.text, end, separators)) ++end;
      if (end > at) words.push_back(text.text.substr(at, end - at));
      at = end + 1;
    }
  };
  if (value.is_list()) {
    for (const YamlValue& item : value.items) split(item);
  } else if (value.kind != YamlValue::Kind::kEmpty) {
    split(value);
  }
  return words;
}

std::optional<DimId> dim_named(const Problem& problem, std::string_view name) {
  for (const DimId dim : problem.dims.ids()) {
    if (problem.dims[dim].name == upper_case(name)) return dim;
  }
  return std::nullopt;
}

std::string dim_suggestion(const Problem& problem, std::string_view word) {
  std::vector<std::string> names;
  for (const DimId dim : problem.dims.ids()) names.push_back(problem.dims[dim].name);
  return suggestion(word, names);
}

std::optional<std::int64_t> to_whole(std::string_view text) {
  std::int64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto result = std::from_chars(text.data(), end, number);
  if (result.ec != std::errc() || result.ptr != end || number < 0) return std::nullopt;
  return number;
}

/// `C=4`, `C4`, `C=4,3`.
struct Written {
  std::string_view dim;
  std::optional<std::int64_t> bound;
  std::optional<std::int64_t> last;  ///< as `bound` where nothing is written
};
Written parse_factor(std::string_view word) {
  const std::size_t digits = word.find_first_of("=0123456789");
  Written written{word.substr(0, digits), {}, {}};
  if (digits == std::string_view::npos) return written;
  std::string_view numbers = word.substr(digits + (word[digits] == '=' ? 1 : 0));
  const std::size_t comma = numbers.find(',');
  written.bound = to_whole(numbers.substr(0, comma));
  written.last =
      comma == std::string_view::npos ? written.bound : to_whole(numbers.substr(comma + 1));
  return written;
}

/// `C = 4` as one word.
std::vector<std::string> joined_at_sign(const std::vector<std::string>& words) {
  std::vector<std::string> joined;
  for (const std::string& word : words) {
    const bool goes_on =
        !joined.empty() && (word.starts_with('=') || word.starts_with('<') ||
                            joined.back().ends_with('=') || joined.back().ends_with('<'));
    if (goes_on) {
      joined.back() += word;
    } else {
      joined.push_back(word);
    }
  }
  return joined;
}

}  // namespace

IdVector<DimId, TimeloopFactor> read_timeloop_factors(YamlDocument& document,
                                                      const YamlValue* value,
                                                      const Problem& problem) {
  IdVector<DimId, TimeloopFactor> factors(problem.dims.size());
  IdSet<DimId> given;
  if (value == nullptr) return factors;
  for (const std::string& word : joined_at_sign(words_of(document, *value, " \t\n"))) {
    const Written written = parse_factor(word);
    const std::optional<DimId> dim = dim_named(problem, written.dim);
    if (!dim) {
      document.error(*value, fmt::format("factor {} is of no dimension", quoted(word)),
                     dim_suggestion(problem, written.dim));
    } else if (!written.bound || !written.last) {
      document.error(*value, fmt::format("{} is no factor", quoted(word)), "as in C=4 or C4");
    } else if (given.contains(*dim)) {
      document.error(*value, fmt::format("two factors of '{}'", problem.dims[*dim].name));
    } else {
      given.insert(*dim);
      const std::int64_t size = problem.dims[*dim].size;
      const std::int64_t bound = *written.bound == 0 ? size : *written.bound;
      const std::int64_t last = *written.bound == 0 ? size : *written.last;
      if (bound > size || last < 1 || last > bound) {
        document.error(*value, fmt::format("factor {} does not fit dimension '{}' of size {}",
                                           quoted(word), problem.dims[*dim].name, size));
      } else {
        factors[*dim] = {bound, last};
      }
    }
  }
  return factors;
}

std::vector<TimeloopLimit> read_timeloop_limits(YamlDocument& document, const YamlValue& value,
                                                const Problem& problem) {
  std::vector<TimeloopLimit> limits;
  IdSet<DimId> given;
  for (const std::string& word : joined_at_sign(words_of(document, value, " \t\n,"))) {
    const std::size_t sign = std::min(word.find_first_of("<=>0123456789"), word.size());
    const std::size_t digits = std::min(word.find_first_not_of("<=>", sign), word.size());
    const std::string_view relation = std::string_view(word).substr(sign, digits - sign);
    const std::optional<DimId> dim = dim_named(problem, std::string_view(word).substr(0, sign));
    const std::optional<std::int64_t> bound = to_whole(std::string_view(word).substr(digits));
    const bool is_exact = relation != "<=";
    if (!dim) {
      document.error(value, fmt::format("factor {} is of no dimension", quoted(word)),
                     dim_suggestion(problem, word.substr(0, sign)));
    } else if (!bound || (is_exact && !relation.empty() && relation != "=") ||
               (!is_exact && *bound == 0)) {
      document.error(value, fmt::format("{} is no factor", quoted(word)), "as in C=4 or C<=4");
    } else if (given.contains(*dim)) {
      document.error(value, fmt::format("two factors of '{}'", problem.dims[*dim].name));
    } else {
      given.insert(*dim);
      const std::int64_t size = problem.dims[*dim].size;
      const std::int64_t cut = *bound == 0 ? size : std::min(*bound, size);
      limits.push_back({*dim, cut, is_exact, is_exact && *bound > size});
    }
  }
  return limits;
}

std::vector<DimId> read_timeloop_order(YamlDocument& document, const YamlValue& value,
                                       const Problem& problem) {
  std::vector<DimId> order;
  const auto add = [&](std::string_view name) {
    const std::optional<DimId> dim = dim_named(problem, name);
    if (!dim) {
      document.error(value, fmt::format("permutation: no dimension is called {}", quoted(name)),
                     dim_suggestion(problem, name));
    } else if (std::find(order.begin(), order.end(), *dim) != order.end()) {
      document.error(value, fmt::format("permutation: '{}' comes twice", name));
    } else {
      order.push_back(*dim);
    }
  };
  const std::vector<std::string> words = words_of(document, value, " \t\n,");
  const bool are_names = !value.is_scalar() || std::ranges::all_of(words, [&](const auto& word) {
    return dim_named(problem, word).has_value();
  });
  for (const std::string& word : words) {
    if (are_names) {
      add(word);
    } else {
      for (std::size_t i = 0; i < word.size(); ++i) add(std::string_view(word).substr(i, 1));
    }
  }
  return order;
}

std::vector<DimId> read_timeloop_permutation(YamlDocument& document, const YamlValue* value,
                                             const Problem& problem) {
  std::vector<DimId> order;
  if (value != nullptr) order = read_timeloop_order(document, *value, problem);
  for (const DimId dim : problem.dims.ids()) {
    if (std::find(order.begin(), order.end(), dim) == order.end()) order.push_back(dim);
  }
  return order;
}

}  // namespace paretile::interop
