// SPDX-License-Identifier: Apache-2.0
#include "interop/zigzag_layer.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "core/diagnostics.h"
#include "core/einsum.h"
#include "core/io/yaml_reader.h"
#include "core/operators.h"
#include "core/validate.h"

namespace paretile::interop {
namespace {

using io::Need;
using io::YamlReader;
using io::YamlValue;

constexpr io::IntegerRange kSizes{1, kMaxSize};
constexpr io::IntegerRange kBits{0, kMaxValueBits};
constexpr std::string_view kSeparators = "=+* ";

std::string upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char letter) {
    return static_cast<char>(letter >= 'a' && letter <= 'z' ? letter - 'a' + 'A' : letter);
  });
  return text;
}

/// The names between two operators: `O[b][k]+=W[k]*I[b]` has O[b][k], W[k] and I[b].
std::vector<std::string> factors_of(const std::string& equation) {
  std::vector<std::string> factors;
  for (std::size_t at = 0; at < equation.size();) {
    const std::size_t end = std::min(equation.find_first_of(kSeparators, at), equation.size());
    if (end > at) factors.push_back(equation.substr(at, end - at));
    at = end + 1;
  }
  return factors;
}

/// Reads one layer.
class LayerReader {
 public:
  LayerReader(io::YamlDocument& document, const YamlValue& layer, std::size_t index,
              std::vector<Remark>& remarks)
      : document_(document),
        at_(layer),
        reader_(document, layer, io::item_path("", index)),
        remarks_(remarks) {}

  ZigzagLayer read() {
    const std::size_t before = document_.num_errors();
    ZigzagLayer layer;
    layer.file = document_.file();
    layer.line = at_.line;
    const auto id = reader_.integer("id", io::kNotNegative, Need::kRequired);
    layer.name = reader_.name("name").value_or(fmt::format("layer{}", id.value_or(0)));
    layer.type = reader_.name("operator_type", Need::kRequired).value_or("");
    read_sizes();
    read_bits();
    read_relations();
    read_padding();
    reader_.expect("operand_source");
    reader_.expect("operand_source_dimension_mapping");
    const auto equation = reader_.text("equation", Need::kRequired);
    reader_.finish();
    if (equation && document_.num_errors() == before) make_problem(*equation, layer);
    layer.problem.name = layer.name;
    return layer;
  }

 private:
  void remark(std::string_view key, std::string text) {
    const YamlValue* value = reader_.peek(key);
    const YamlValue& at = value == nullptr ? at_ : *value;
    remarks_.push_back({{document_.file(), at.line, at.column}, std::move(text)});
  }

  void read_sizes() {
    const std::vector<YamlReader::Text> names = reader_.texts("loop_dims", Need::kRequired);
    const std::vector<std::int64_t> sizes = reader_.integers("loop_sizes", kSizes, Need::kRequired);
    if (names.size() != sizes.size()) {
      reader_.error_at_key("loop_sizes",
                           fmt::format("{} sizes for {} dimensions", sizes.size(), names.size()));
    }
    for (std::size_t i = 0; i < std::min(names.size(), sizes.size()); ++i) {
      const std::string name = upper(names[i].text);
      if (!sizes_.emplace(name, sizes[i]).second) {
        document_.error(*names[i].at, fmt::format("{} is listed twice", quoted(name)));
      }
      order_.push_back(name);
    }
  }

  void read_bits() {
    auto bits = reader_.child("operand_precision", Need::kRequired);
    if (!bits) return;
    for (const YamlReader::Entry& entry : bits->entries()) {
      const auto value = io::to_integer(document_, *entry.value, bits->path_of(entry.key), kBits);
      if (value) bits_[entry.key] = static_cast<int>(*value);
    }
  }

  /// `ix=2*ox+1*fx`: an index of an operand that is a sum.
  void read_relations() {
    for (const YamlReader::Text& relation : reader_.texts("dimension_relations")) {
      const std::size_t equals = relation.text.find('=');
      if (equals == std::string::npos) {
        document_.error(*relation.at,
                        fmt::format("expected 'ix=2*ox+1*fx', not {}", quoted(relation.text)));
        continue;
      }
      std::string name = upper(relation.text.substr(0, equals));
      std::erase(name, ' ');
      sums_[name] = relation.text.substr(equals + 1);
    }
  }

  /// ZigZag takes words of the border out of an operand's size; here they are words as any other.
  void read_padding() {
    const std::vector<YamlReader::Text> names = reader_.texts("pr_loop_dims");
    const std::vector<std::int64_t> sizes = reader_.integers("pr_loop_sizes", kSizes);
    const std::vector<const YamlValue*> pads = reader_.items("padding");
    for (std::size_t i = 0; i < names.size(); ++i) {
      Border border;
      if (i < sizes.size()) border.words = sizes[i];
      if (i < pads.size()) border.padding = padding_of(*pads[i]);
      borders_[upper(names[i].text)] = border;
    }
    if (names.empty()) return;
    remark("pr_loop_dims",
           "words of the border are counted and kept as any others; ZigZag leaves "
           "them out of tiles that span the whole input");
  }

  std::int64_t padding_of(const YamlValue& pair) {
    std::int64_t padding = 0;
    for (const YamlValue& side : pair.items) {
      padding += io::to_integer(document_, side, "padding", {0, kMaxNumber}).value_or(0);
    }
    return padding;
  }

  /// The words of each rank that is a sum, where the file says more than its dimensions do.
  void find_spans(ZigzagLayer& layer) const {
    for (const Tensor& tensor : layer.problem.tensors) {
      for (const Rank& rank : tensor.ranks) {
        if (rank.size() != 2) continue;
        const Dimension& a = layer.problem.dims[rank[0].dim];
        const Dimension& b = layer.problem.dims[rank[1].dim];
        for (const auto& [name, border] : borders_) {
          const auto sum = sums_.find(name);
          if (sum == sums_.end() || !names_both(sum->second, a.name, b.name)) continue;
          const std::int64_t full =
              distinct_sums(rank[0].coefficient, a.size, rank[1].coefficient, b.size);
          layer.spans.push_back({rank, border.words > 0 ? border.words : full - border.padding});
        }
      }
    }
  }

  static bool names_both(const std::string& sum, const std::string& a, const std::string& b) {
    const std::string folded = upper(sum);
    return folded.find(a) != std::string::npos && folded.find(b) != std::string::npos;
  }

  /// The equation with sums written out and without operands of no bits.
  std::string expanded(const std::string& equation) {
    std::vector<std::string> factors = factors_of(equation);
    for (std::string& factor : factors) {
      for (const auto& [name, sum] : sums_) {
        const std::string folded = upper(factor);
        const std::size_t at = folded.find("[" + name + "]");
        if (at != std::string::npos) factor.replace(at + 1, name.size(), sum);
      }
    }
    std::string text = factors.empty() ? "" : factors.front() + " +=";
    const char* joint = " ";
    for (std::size_t i = 1; i < factors.size(); ++i) {
      const std::string name = factors[i].substr(0, factors[i].find('['));
      if (bits_.contains(name) && bits_[name] == 0) {
        remark("operand_precision", fmt::format("operand '{}' has 0 bits: it is left out", name));
        continue;
      }
      text += joint + factors[i];
      joint = " * ";
    }
    return text;
  }

  void make_problem(const std::string& equation, ZigzagLayer& layer) {
    const ParsedEinsum parsed = parse_einsum(expanded(equation));
    for (const EinsumMistake& mistake : parsed.mistakes) {
      reader_.error_at_key("equation", mistake.message, mistake.hint);
    }
    if (!parsed.mistakes.empty()) return;
    std::vector<Dimension> dims;
    for (const std::string& name : used_dims(parsed.einsum)) {
      dims.push_back({name, std::string(canonical_dim(name)), sizes_.at(name)});
    }
    if (document_.has_errors()) return;
    layer.problem = to_problem(parsed.einsum, dims, "W");
    set_precisions(layer.problem);
    find_spans(layer);
    for (const Finding& finding : validate(layer.problem)) {
      document_.error(at_, finding.message, finding.hint);
    }
  }

  /// The dimensions of the equation in the order of the file. Others iterate over nothing.
  std::vector<std::string> used_dims(const Einsum& einsum) {
    for (const std::string& name : einsum.dims) {
      if (sizes_.contains(name)) continue;
      reader_.error_at_key("equation", fmt::format("dimension {} has no size", quoted(name)),
                           suggestion(name, order_));
    }
    std::vector<std::string> used;
    for (const std::string& name : order_) {
      if (std::find(einsum.dims.begin(), einsum.dims.end(), name) != einsum.dims.end()) {
        used.push_back(name);
      } else if (sizes_[name] > 1) {
        reader_.error_at_key("loop_dims",
                             fmt::format("dimension {} is in no operand", quoted(name)));
      }
    }
    return used;
  }

  void set_precisions(Problem& problem) {
    for (Tensor& tensor : problem.tensors) {
      const bool is_output = tensor.role == Role::kOutput;
      const auto stated = bits_.find(tensor.name);
      if (stated == bits_.end()) {
        reader_.error_at_key("operand_precision",
                             fmt::format("operand {} has no precision", quoted(tensor.name)));
        continue;
      }
      const auto final_bits = bits_.find(tensor.name + "_final");
      tensor.psum_bits = stated->second;
      tensor.bits = is_output && final_bits != bits_.end() ? final_bits->second : stated->second;
    }
  }

  io::YamlDocument& document_;
  const YamlValue& at_;
  YamlReader reader_;
  std::vector<Remark>& remarks_;
  std::vector<std::string> order_;
  std::map<std::string, std::int64_t> sizes_;
  std::map<std::string, int> bits_;
  struct Border {
    std::int64_t words = 0;    ///< of the input without its padding; 0: not stated
    std::int64_t padding = 0;  ///< of both sides together
  };
  std::map<std::string, std::string> sums_;
  std::map<std::string, Border> borders_;
};

}  // namespace

std::vector<ZigzagLayer> read_zigzag_layers(io::YamlDocument& document, const YamlValue& root,
                                            std::vector<Remark>& remarks) {
  std::vector<ZigzagLayer> layers;
  std::set<std::string> names;
  for (std::size_t i = 0; i < root.items.size(); ++i) {
    layers.push_back(LayerReader(document, root.items[i], i, remarks).read());
    if (names.insert(layers.back().name).second) continue;
    document.error(root.items[i],
                   fmt::format("a layer called {} comes earlier", quoted(layers.back().name)));
  }
  return layers;
}

}  // namespace paretile::interop
