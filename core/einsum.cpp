// SPDX-License-Identifier: Apache-2.0
#include "core/einsum.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <charconv>
#include <optional>

#include "core/names.h"

namespace paretile {
namespace {

constexpr std::int64_t kMaxCoefficient = 1'000'000;
constexpr std::size_t kMaxLength =
    1000;  // characters; longer than any sum of products people write
constexpr std::string_view kBlanks = " \t\r\n";

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Recursive descent over the text. Mistakes are collected; the first break of the grammar ends the
/// reading (done_ is set and every further step does nothing).
class Parser {
 public:
  Parser(std::string_view text, const NamedNumbers& coefficients)
      : text_(text), coefficients_(coefficients) {}

  ParsedEinsum run() {
    const Placed output = tensor();
    assignment();
    std::vector<Placed> operands = {tensor()};
    while (!done_ && join()) operands.push_back(tensor());
    skip_blanks();
    if (!done_ && at_ < text_.size()) {
      stop(fmt::format("expected '*', '+' or the end, not '{}'", text_[at_]));
    }
    if (done_) return std::move(result_);
    check(output, operands);
    for (Placed& operand : operands) result_.einsum.tensors.push_back(std::move(operand.tensor));
    result_.einsum.tensors.push_back(output.tensor);
    return std::move(result_);
  }

 private:
  struct Placed {
    EinsumTensor tensor;
    std::size_t position = 0;
  };

  void report(std::size_t position, std::string message, std::string hint = "") {
    result_.mistakes.push_back({position, std::move(message), std::move(hint)});
  }

  void stop(std::string message, std::string hint = "") {
    if (!done_) report(at_, std::move(message), std::move(hint));
    done_ = true;
  }

  void skip_blanks() { at_ = std::min(text_.find_first_not_of(kBlanks, at_), text_.size()); }

  bool accept(char wanted) {
    skip_blanks();
    if (done_ || at_ >= text_.size() || text_[at_] != wanted) return false;
    ++at_;
    return true;
  }

  std::string_view take(bool (*first)(char), bool (*rest)(char)) {
    skip_blanks();
    const std::size_t begin = at_;
    if (at_ < text_.size() && first(text_[at_])) {
      while (at_ < text_.size() && rest(text_[at_])) ++at_;
    }
    return text_.substr(begin, at_ - begin);
  }

  std::string_view name() {
    return take(is_letter, [](char c) { return is_letter(c) || is_digit(c); });
  }

  /// Reads what stands before a further operand; false if there is none.
  bool join() {
    std::string& joins = result_.einsum.joins;
    const bool is_sum = accept('+');
    if (is_sum || accept('*')) {
      joins += is_sum ? '+' : '*';
      return true;
    }
    if (joins.find('+') == std::string::npos) joins.clear();
    return false;
  }

  void assignment() {
    accept('+');
    if (!accept('=')) stop("expected '=' or '+=' after the output");
  }

  Placed tensor() {
    Placed placed;
    if (done_) return placed;
    skip_blanks();
    placed.position = at_;
    placed.tensor.name = name();
    if (placed.tensor.name.empty()) {
      stop("expected a tensor such as 'W[k,c]'");
    } else if (!accept('[')) {
      stop(fmt::format("expected '[' after tensor '{}'", placed.tensor.name));
    } else if (accept(']')) {
      return placed;  // a single value
    }
    while (!done_) {
      rank(placed.tensor);
      if (accept(',')) continue;
      if (!accept(']')) {
        reject_in_rank();
      } else if (!accept('[')) {
        break;
      }
    }
    if (placed.tensor.ranks.size() > kMaxRanks) {
      report(placed.position,
             fmt::format("tensor '{}' has {} ranks, at most {} are allowed", placed.tensor.name,
                         placed.tensor.ranks.size(), kMaxRanks));
    }
    return placed;
  }

  void reject_in_rank() {
    if (at_ < text_.size() && text_[at_] == '-') {
      stop("'-' is not allowed in a rank",
           "leave offsets and padding out: they do not change which words are shared");
    } else {
      stop("expected '+', ',' or ']' in a rank");
    }
  }

  void rank(EinsumTensor& tensor) {
    skip_blanks();
    const std::size_t begin = at_;
    std::vector<EinsumTerm> terms;
    do {
      skip_blanks();
      const std::size_t term_begin = at_;
      const EinsumTerm read = term();
      if (done_) return;
      if (read.dim.empty()) continue;
      if (is_used(read.dim, tensor, terms)) {
        report(term_begin,
               fmt::format("dimension '{}' occurs twice in tensor '{}'", read.dim, tensor.name));
      }
      terms.push_back(read);
    } while (accept('+'));
    if (terms.size() > 2) {
      report(begin, fmt::format("a rank adds at most two dimensions, not {}", terms.size()));
    }
    tensor.ranks.push_back(std::move(terms));
  }

  static bool is_used(const std::string& dim, const EinsumTensor& tensor,
                      const std::vector<EinsumTerm>& terms) {
    const auto names_it = [&](const EinsumTerm& term) { return term.dim == dim; };
    return std::any_of(terms.begin(), terms.end(), names_it) ||
           std::any_of(tensor.ranks.begin(), tensor.ranks.end(), [&](const auto& rank) {
             return std::any_of(rank.begin(), rank.end(), names_it);
           });
  }

  EinsumTerm term() {
    EinsumTerm read;
    skip_blanks();
    const std::size_t begin = at_;
    do {
      factor(read);
    } while (accept('*'));
    if (!done_ && read.dim.empty()) {
      report(begin, "expected a dimension, not a number alone",
             "leave offsets and padding out: they do not change which words are shared");
    }
    return read;
  }

  void factor(EinsumTerm& term) {
    skip_blanks();
    const std::size_t begin = at_;
    const std::string_view digits = take(is_digit, is_digit);
    if (!digits.empty()) return multiply(term, digits, number(digits), begin);
    const std::string_view word = name();
    if (word.empty()) {
      if (at_ < text_.size() && text_[at_] == '-') return reject_in_rank();
      return stop("expected a dimension or a coefficient");
    }
    const auto coefficient = coefficients_.find(word);
    if (coefficient != coefficients_.end()) {
      return multiply(term, word, coefficient->second, begin);
    }
    if (!term.dim.empty()) {
      at_ = begin;
      return stop(fmt::format("'{}' times '{}': a dimension may only be multiplied by a number",
                              term.dim, upper_case(word)),
                  fmt::format("to make '{}' a number, list it under 'coefficients'", word));
    }
    term.dim = upper_case(word);
    if (std::find(result_.einsum.dims.begin(), result_.einsum.dims.end(), term.dim) ==
        result_.einsum.dims.end()) {
      result_.einsum.dims.push_back(term.dim);
    }
  }

  static std::int64_t number(std::string_view digits) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return error == std::errc() ? value : kMaxCoefficient + 1;
  }

  void multiply(EinsumTerm& term, std::string_view written, std::int64_t value,
                std::size_t position) {
    if (value < 1 || value > kMaxCoefficient || term.coefficient * value > kMaxCoefficient) {
      return report(position, fmt::format("coefficient '{}' must be between 1 and {}", written,
                                          kMaxCoefficient));
    }
    term.coefficient *= value;
  }

  void check(const Placed& output, const std::vector<Placed>& operands) {
    check_tensors(output, operands);
    for (const auto& rank : output.tensor.ranks) {
      if (rank.size() > 1) {
        report(output.position,
               fmt::format("output '{}' may not add dimensions in a rank", output.tensor.name));
      } else if (rank.size() == 1 && rank[0].coefficient > 1) {
        report(output.position,
               fmt::format("output '{}' may not be addressed by a multiple of '{}'",
                           output.tensor.name, rank[0].dim));
      }
      for (const EinsumTerm& term : rank) {
        if (std::none_of(operands.begin(), operands.end(), [&](const Placed& operand) {
              return is_used(term.dim, operand.tensor, {});
            })) {
          report(output.position, fmt::format("dimension '{}' of output '{}' is in no operand",
                                              term.dim, output.tensor.name));
        }
      }
    }
    const std::size_t num_dims = result_.einsum.dims.size();
    if (num_dims > kMaxDims) {
      report(0, fmt::format("{} dimensions, at most {} are allowed", num_dims, kMaxDims));
    }
  }

  void check_tensors(const Placed& output, const std::vector<Placed>& operands) {
    if (operands.size() > kMaxTensors - 1) {
      report(operands[kMaxTensors - 1].position,
             fmt::format("{} operands, at most {} are allowed", operands.size(), kMaxTensors - 1));
    }
    std::vector<std::string> seen = {output.tensor.name};
    for (const Placed& operand : operands) {
      if (std::find(seen.begin(), seen.end(), operand.tensor.name) != seen.end()) {
        report(operand.position, fmt::format("tensor '{}' occurs twice", operand.tensor.name),
               "give every operand a name of its own; '+=' already adds to the output");
      }
      seen.push_back(operand.tensor.name);
    }
  }

  std::string_view text_;
  const NamedNumbers& coefficients_;
  std::size_t at_ = 0;
  bool done_ = false;
  ParsedEinsum result_;
};

}  // namespace

ParsedEinsum parse_einsum(std::string_view text, const NamedNumbers& coefficients) {
  if (text.size() > kMaxLength) {
    return {
        {},
        {{0, fmt::format("{} characters, at most {} are allowed", text.size(), kMaxLength), ""}}};
  }
  return Parser(text, coefficients).run();
}

Problem to_problem(const Einsum& einsum, const std::vector<Dimension>& dims,
                   std::string_view weight_tensor) {
  Problem problem;
  for (const Dimension& dim : dims) problem.dims.push_back(dim);
  for (std::size_t i = 0; i < einsum.tensors.size(); ++i) {
    const EinsumTensor& written = einsum.tensors[i];
    Tensor tensor;
    tensor.name = written.name;
    if (i + 1 == einsum.tensors.size()) {
      tensor.role = Role::kOutput;
    } else if (written.name == weight_tensor) {
      tensor.role = Role::kWeight;
    }
    for (const std::vector<EinsumTerm>& terms : written.ranks) {
      Rank rank;
      for (const EinsumTerm& term : terms) {
        const auto dim = std::find_if(dims.begin(), dims.end(), [&](const Dimension& candidate) {
          return candidate.name == term.dim;
        });
        assert(dim != dims.end());
        rank.push_back({DimId(dim - dims.begin()), term.coefficient});
      }
      tensor.ranks.push_back(rank);
    }
    problem.tensors.push_back(std::move(tensor));
  }
  return problem;
}

}  // namespace paretile
