// SPDX-License-Identifier: Apache-2.0
#include "core/expansion.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

namespace paretile {
namespace {

constexpr std::int64_t kMaxTransposedStride = 16;  // stride^2 phases: 256 loop nests at most

/// Fills the gaps of a layer's values, window by window, and notes what does not fit.
class Completion {
 public:
  Completion(const Operator& op, NamedNumbers given) : op_(op), values_(std::move(given)) {}

  Expansion run() {
    check_ranges();
    if (!result_.mistakes.empty()) return std::move(result_);
    complete_numbers();
    for (const Window& window : op_.windows) complete_window(window);
    complete_dims();
    if (!result_.mistakes.empty()) return std::move(result_);
    if (op_.expander != nullptr) return op_.expander(op_, values_);
    result_.parts.push_back({"", op_.name, make_problem(op_, values_)});
    return std::move(result_);
  }

 private:
  void report(std::string_view key, std::string message, std::string hint = "") {
    result_.mistakes.push_back({std::string(key), std::move(message), std::move(hint)});
  }

  [[nodiscard]] bool has(std::string_view key) const { return values_.contains(key); }
  [[nodiscard]] std::int64_t value(std::string_view key, std::int64_t otherwise) const {
    const auto found = values_.find(key);
    return found == values_.end() ? otherwise : found->second;
  }

  void check_ranges() {
    for (const auto& [name, value] : values_) {
      const std::string& key = name;  // clang 14 captures no structured bindings
      const auto number = std::find_if(op_.numbers.begin(), op_.numbers.end(),
                                       [&](const OperatorNumber& n) { return n.name == key; });
      const std::int64_t low = number == op_.numbers.end() ? 1 : number->smallest;
      const std::int64_t high = number == op_.numbers.end() ? kMaxSize : kMaxNumber;
      if (value < low || value > high) {
        report(key, fmt::format("'{}' must be between {} and {}, not {}", key, low, high, value));
      }
    }
  }

  void complete_numbers() {
    for (const OperatorNumber& number : op_.numbers) {
      const std::int64_t fallback =
          number.same_as.empty() ? number.fallback : value(number.same_as, number.fallback);
      const bool is_stated = !values_.emplace(number.name, fallback).second;
      if (is_stated) stated_.emplace_back(number.name);
    }
  }

  void complete_window(const Window& window) {
    const bool is_transposed = !window.output_pad.empty();
    if (!has(window.input)) {
      const bool pads = std::find(stated_.begin(), stated_.end(), window.pad) != stated_.end();
      if (pads && !is_transposed) {
        report(window.pad,
               fmt::format("'{}' means nothing without the input's size '{}'", window.pad,
                           window.input),
               fmt::format("'{}' already counts the outputs that padding adds: drop '{}', or state "
                           "'{}'",
                           window.output, window.pad, window.input));
      }
      return;
    }
    if (!has(window.filter)) return;  // reported with the other missing sizes
    const std::int64_t input = value(window.input, 1);
    const std::int64_t filter = value(window.filter, 1);
    const std::int64_t stride = value(window.stride, 1);
    const std::int64_t pad = value(window.pad, 0);
    const std::int64_t outputs =
        is_transposed ? (input - 1) * stride - 2 * pad + filter + value(window.output_pad, 0)
                      : window_outputs(input, filter, stride, value(window.dilation, 1), pad);
    if (outputs > kMaxSize) {
      report(window.input, fmt::format("'{}' = {} gives '{}' = {}, at most {} are allowed",
                                       window.input, input, window.output, outputs, kMaxSize));
    } else if (outputs < 1) {
      report(window.filter,
             fmt::format("the filter ('{}' = {}) does not fit into the padded input ('{}' = {})",
                         window.filter, filter, window.input, input));
    } else if (value(window.output, outputs) != outputs) {
      report(window.output,
             fmt::format("'{}' is {}, but '{}' = {} gives {}", window.output,
                         value(window.output, 0), window.input, input, outputs),
             fmt::format("state one of '{}' and '{}', or correct 'stride' or 'pad'", window.output,
                         window.input));
    }
    values_.emplace(window.output, outputs);
  }

  void complete_dims() {
    std::vector<std::string> missing;
    for (const OperatorDim& dim : op_.dims) {
      if (dim.fallback > 0) values_.emplace(dim.name, dim.fallback);
      if (has(dim.name)) continue;
      const auto window = std::find_if(op_.windows.begin(), op_.windows.end(),
                                       [&](const Window& w) { return w.output == dim.name; });
      missing.push_back(
          window == op_.windows.end()
              ? fmt::format("'{}' ({})", dim.name, dim.help)
              : fmt::format("'{}' ({}; or the input's '{}')", dim.name, dim.help, window->input));
    }
    if (missing.empty()) return;
    report("", fmt::format("{} needs {}", op_.name, fmt::join(missing, ", ")));
  }

  const Operator& op_;
  NamedNumbers values_;
  std::vector<std::string> stated_;
  Expansion result_;
};

/// Rounds towards minus infinity; divisor > 0.
std::int64_t floor_divide(std::int64_t dividend, std::int64_t divisor) {
  return dividend / divisor - (dividend % divisor < 0 ? 1 : 0);
}

Part part(std::string suffix, std::string_view op, const NamedNumbers& given) {
  Part made = expand(*find_operator(op), given).parts.front();
  made.suffix = std::move(suffix);
  return made;
}

/// One nest of a layer that passes over rows several times; the last one's result is the layer's.
struct Step {
  std::string suffix;
  std::string_view op;
  std::vector<std::string> reads;
  bool reads_inputs = false;
};

Expansion expand_steps(const std::vector<Step>& steps, const NamedNumbers& rows) {
  const std::int64_t count = rows.find("M")->second;
  const std::int64_t width = rows.find("N")->second;
  const NamedNumbers values = {{"N", count}, {"C", width}};  // as batch_norm calls them
  Expansion result;
  for (const Step& step : steps) {
    const bool is_by_row = step.op == "reduce" || step.op == "row_wise";
    Part made = part(step.suffix, step.op, is_by_row ? rows : values);
    made.reads = step.reads;
    made.reads_inputs = step.reads_inputs;
    made.is_result = &step == &steps.back();
    result.parts.push_back(std::move(made));
  }
  return result;
}

}  // namespace

Expansion expand(const Operator& op, const NamedNumbers& given) {
  return Completion(op, given).run();
}

std::int64_t window_outputs(std::int64_t input, std::int64_t filter, std::int64_t stride,
                            std::int64_t dilation, std::int64_t pad) {
  const std::int64_t room = input + 2 * pad - dilation * (filter - 1) - 1;
  return room < 0 ? 0 : room / stride + 1;
}

std::vector<TransposedPhase> transposed_phases(std::int64_t outputs, std::int64_t filter,
                                               std::int64_t stride, std::int64_t pad) {
  // Output y adds input h times tap r where h*stride + r - pad == y. So r has the remainder of
  // y + pad, and the outputs y, y + stride, ... of one remainder step through neighbouring h.
  std::vector<TransposedPhase> phases;
  for (std::int64_t remainder = 0; remainder < std::min(stride, filter); ++remainder) {
    const std::int64_t last = floor_divide(outputs - 1 + pad - remainder, stride);
    const std::int64_t before_first = floor_divide(pad - 1 - remainder, stride);
    const std::int64_t taps = (filter - remainder + stride - 1) / stride;
    if (last > before_first) phases.push_back({remainder, last - before_first, taps});
  }
  return phases;
}

Expansion expand_groups(const Operator& op, const NamedNumbers& numbers) {
  const std::int64_t groups = numbers.find("groups")->second;
  if (groups == 1) return {{{"", op.name, make_problem(op, numbers)}}, {}};
  Expansion result;
  NamedNumbers per_group = numbers;
  per_group["G"] = groups;
  for (const char* channels : {"K", "C"}) {
    const std::int64_t total = numbers.find(channels)->second;
    if (total % groups != 0) {
      result.mistakes.push_back(
          {"groups", fmt::format("'groups' = {} must divide '{}' = {}", groups, channels, total),
           "'K' and 'C' of a conv2d are totals over all groups"});
    }
    per_group[channels] = total / groups;
  }
  if (!result.mistakes.empty()) return result;
  const bool is_depthwise = per_group["K"] == 1 && per_group["C"] == 1;
  const Operator& row = *find_operator(is_depthwise ? "depthwise_conv2d" : "grouped_conv2d");
  result.parts.push_back({"", row.name, make_problem(row, per_group)});
  return result;
}

Expansion expand_transposed(const Operator& /*op*/, const NamedNumbers& numbers) {
  const auto value = [&](std::string_view key) { return numbers.find(key)->second; };
  Expansion result;
  for (const char* stride : {"stride", "stride_w"}) {
    const bool is_repetition = !result.mistakes.empty() && value("stride_w") == value("stride");
    if (value(stride) > kMaxTransposedStride && !is_repetition) {
      result.mistakes.push_back(
          {stride,
           fmt::format("'{}' of a transposed convolution must be at most {}, not {}", stride,
                       kMaxTransposedStride, value(stride)),
           ""});
    }
  }
  if (!result.mistakes.empty()) return result;
  NamedNumbers dense = {{"N", value("N")}, {"K", value("K")}, {"C", value("C")}};
  for (const TransposedPhase& row :
       transposed_phases(value("P"), value("R"), value("stride"), value("pad"))) {
    dense["P"] = row.outputs;
    dense["R"] = row.taps;
    for (const TransposedPhase& column :
         transposed_phases(value("Q"), value("S"), value("stride_w"), value("pad_w"))) {
      dense["Q"] = column.outputs;
      dense["S"] = column.taps;
      result.parts.push_back(
          part(fmt::format("phase_{}_{}", row.remainder, column.remainder), "conv2d", dense));
    }
  }
  return result;
}

Expansion expand_lstm_cell(const Operator& /*op*/, const NamedNumbers& numbers) {
  const std::int64_t batch = numbers.find("M")->second;
  const std::int64_t hidden = numbers.find("N")->second;
  // All four gates (input, forget, cell, output) in one product over the concatenated input and
  // previous hidden state; sigmoid and tanh are taken as free, applied where a gate is written.
  const NamedNumbers gates = {
      {"M", batch}, {"K", numbers.find("K")->second + hidden}, {"N", 4 * hidden}};
  const NamedNumbers state = {{"N", batch}, {"C", hidden}};
  Expansion result;
  result.parts = {part("gates", "gemm", gates), part("forget", "multiply", state),
                  part("write", "multiply", state), part("cell", "add", state),
                  part("hidden", "multiply", state)};
  const std::vector<std::vector<std::string>> reads = {
      {}, {"gates"}, {"gates"}, {"forget", "write"}, {"gates", "cell"}};
  for (std::size_t i = 0; i < result.parts.size(); ++i) {
    result.parts[i].reads = reads[i];
    result.parts[i].reads_inputs = i == 0;
    result.parts[i].is_result = i + 1 == result.parts.size();
  }
  return result;
}

Expansion expand_softmax(const Operator& /*op*/, const NamedNumbers& numbers) {
  return expand_steps({{"max", "reduce", {}, true},
                       {"exp", "row_wise", {"max"}, true},
                       {"sum", "reduce", {"exp"}},
                       {"scale", "row_wise", {"exp", "sum"}}},
                      numbers);
}

Expansion expand_layer_norm(const Operator& /*op*/, const NamedNumbers& numbers) {
  return expand_steps({{"mean", "reduce", {}, true},
                       {"center", "row_wise", {"mean"}, true},
                       {"variance", "reduce", {"center"}},
                       {"scale", "row_wise", {"center", "variance"}},
                       {"affine", "batch_norm", {"scale"}}},
                      numbers);
}

Expansion expand_rms_norm(const Operator& /*op*/, const NamedNumbers& numbers) {
  return expand_steps({{"mean", "reduce", {}, true},
                       {"scale", "row_wise", {"mean"}, true},
                       {"gain", "batch_norm", {"scale"}}},
                      numbers);
}

}  // namespace paretile
