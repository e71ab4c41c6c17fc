// SPDX-License-Identifier: Apache-2.0
#include "core/io/layer_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

#include "core/einsum.h"
#include "core/names.h"
#include "core/operators.h"

namespace paretile::io {
namespace {

constexpr IntegerRange kSizes{1, kMaxSize};

/// ZigZag's names of the input's sizes.
constexpr std::array<std::pair<std::string_view, std::string_view>, 2> kInputAliases = {
    {{"H", "IY"}, {"W", "IX"}}};

class OperatorReader {
 public:
  OperatorReader(YamlReader& layer, const Operator& op) : layer_(layer), op_(op) {}

  std::vector<Part> run() {
    for (const OperatorDim& dim : op_.dims) {
      read(dim.name, dim.kind == dim.name ? dim_alias(dim.name) : "", kSizes);
    }
    for (const Window& window : op_.windows) {
      const auto found = std::find_if(kInputAliases.begin(), kInputAliases.end(),
                                      [&](const auto& pair) { return pair.first == window.input; });
      read(window.input, found == kInputAliases.end() ? "" : found->second, kSizes);
    }
    for (const OperatorNumber& number : op_.numbers) {
      read(number.name, "", {number.smallest, kMaxNumber});
    }
    if (!is_readable_) return {};
    Expansion expansion = expand(op_, given_);
    for (const KeyMistake& mistake : expansion.mistakes) report(mistake);
    return std::move(expansion.parts);
  }

 private:
  /// Reads a number under its name or, as the user prefers, its other spelling.
  void read(std::string_view name, std::string_view alias, IntegerRange range) {
    layer_.expect(Key(name, alias));
    if (!layer_.has(Key(name, alias))) return;
    const bool is_alias = !layer_.has(Key(name, {}));
    // With both present the reader refuses the pair; with one, messages use the one written.
    const bool is_pair = !alias.empty() && !is_alias && layer_.has(Key(alias, {}));
    const Key written = is_pair ? Key(name, alias) : Key(is_alias ? alias : name, {});
    if (is_alias) spellings_[std::string(name)] = alias;
    if (const auto value = layer_.integer(written, range)) {
      given_.emplace(name, *value);
    } else {
      is_readable_ = false;
    }
  }

  void report(const KeyMistake& mistake) {
    if (mistake.key.empty()) return layer_.error(mistake.message, mistake.hint);
    const auto spelling = spellings_.find(mistake.key);
    layer_.error_at_key(spelling == spellings_.end() ? mistake.key : spelling->second,
                        mistake.message, mistake.hint);
  }

  YamlReader& layer_;
  const Operator& op_;
  NamedNumbers given_;
  std::map<std::string, std::string> spellings_;  ///< aliases used, by name
  bool is_readable_ = true;
};

class EinsumReader {
 public:
  explicit EinsumReader(YamlReader& layer) : layer_(layer) {}

  std::vector<Part> run() {
    const YamlValue* value = layer_.value("einsum");
    const NamedNumbers coefficients = numbers("coefficients", kMaxNumber);
    read_dims();
    read_kinds();
    if (value == nullptr || !to_text(layer_.document(), *value, layer_.path_of("einsum")))
      return {};
    const ParsedEinsum parsed = parse_einsum(value->text, coefficients);
    for (const EinsumMistake& mistake : parsed.mistakes) report(*value, mistake);
    const std::set<std::string> weights = read_weights(parsed);
    if (has_dims_ && !parsed.einsum.tensors.empty()) check_dims(parsed.einsum);
    if (layer_.document().has_errors()) return {};
    Problem problem = to_problem(parsed.einsum, dims_, "");
    for (Tensor& tensor : problem.tensors) {
      if (weights.contains(tensor.name)) tensor.role = Role::kWeight;
    }
    return {{.suffix = {},
             .op = kEinsumOperator,
             .problem = std::move(problem),
             .joins = parsed.einsum.joins}};
  }

 private:
  struct Entry {
    std::string name;
    const YamlValue* key;
    const YamlValue* value;
    std::string path;
  };

  std::vector<Entry> entries(Key key, Need need = Need::kOptional) {
    std::vector<Entry> all;
    if (std::optional<YamlReader> map = layer_.child(key, need)) {
      for (const YamlReader::Entry& entry : map->entries()) {
        all.push_back({entry.key, entry.key_value, entry.value, map->path_of(entry.key)});
      }
    }
    return all;
  }

  NamedNumbers numbers(Key key, std::int64_t largest) {
    NamedNumbers read;
    for (const Entry& entry : entries(key)) {
      const auto number = to_integer(layer_.document(), *entry.value, entry.path, {1, largest});
      read.emplace(entry.name, number.value_or(1));
    }
    return read;
  }

  void read_dims() {
    const std::vector<Entry> sizes = entries("dims", Need::kRequired);
    has_dims_ = !sizes.empty();
    for (const Entry& entry : sizes) {
      const std::string name = upper_case(entry.name);
      const auto size = to_integer(layer_.document(), *entry.value, entry.path, kSizes);
      if (find_dim(name) != nullptr) {
        layer_.document().error(*entry.key, fmt::format("dimension '{}' is given twice", name),
                                "upper and lower case name the same dimension");
        continue;
      }
      dims_.push_back({name, std::string(canonical_dim(name)), size.value_or(1)});
      dim_keys_.push_back(entry.key);
    }
  }

  void read_kinds() {
    for (const Entry& entry : entries("acts_as")) {
      const auto kind = to_text(layer_.document(), *entry.value, entry.path);
      Dimension* dim = find_dim(upper_case(entry.name));
      if (dim == nullptr && has_dims_) {
        layer_.document().error(*entry.key, fmt::format("'dims' has no dimension '{}'", entry.name),
                                suggestion(upper_case(entry.name), dim_names()));
      }
      if (!kind) continue;
      if (dim != nullptr && upper_case(*kind) == dim->name) {
        dim->kind = dim->name;
        continue;
      }
      const std::string letter(canonical_dim(upper_case(*kind)));
      const auto known = std::find(dim_kinds().begin(), dim_kinds().end(), letter);
      if (known == dim_kinds().end()) {
        layer_.document().error(*entry.value,
                                fmt::format("a dimension cannot act as {}", quoted(*kind)),
                                suggestion(letter, dim_kinds()));
      } else if (dim != nullptr) {
        dim->kind = letter;
      }
    }
  }

  /// The operands with role weight: those `roles` names, else one called W, weight or weights.
  std::set<std::string> read_weights(const ParsedEinsum& parsed) {
    std::vector<std::string> operands;
    for (const EinsumTensor& tensor : parsed.einsum.tensors) operands.push_back(tensor.name);
    if (!operands.empty()) operands.pop_back();  // the output
    std::set<std::string> by_name;
    for (const char* name : {"W", "weight", "weights"}) {
      if (std::find(operands.begin(), operands.end(), name) != operands.end()) by_name = {name};
    }
    std::set<std::string> stated;
    for (const Entry& entry : entries("roles")) {
      const auto role = to_text(layer_.document(), *entry.value, entry.path);
      if (!operands.empty() &&
          std::find(operands.begin(), operands.end(), entry.name) == operands.end()) {
        layer_.document().error(*entry.key,
                                fmt::format("the einsum has no operand {}", quoted(entry.name)),
                                suggestion(entry.name, operands));
      }
      if (!role) continue;
      const std::optional<Role> found = find_role(*role);
      if (found == Role::kWeight) {
        stated.insert(entry.name);
      } else if (found == Role::kInput) {
        by_name.erase(entry.name);
      } else {
        layer_.document().error(*entry.value,
                                fmt::format("an operand cannot have the role {}", quoted(*role)),
                                "one of: input, weight");
      }
    }
    return stated.empty() ? by_name : stated;
  }

  void check_dims(const Einsum& einsum) {
    std::vector<std::string> missing;
    for (const std::string& name : einsum.dims) {
      if (find_dim(name) == nullptr) missing.push_back(fmt::format("'{}'", name));
    }
    if (!missing.empty()) {
      layer_.document().error(layer_.path_of("dims"),
                              fmt::format("'dims' lacks the size of {}", fmt::join(missing, ", ")));
    }
    for (std::size_t i = 0; i < dims_.size(); ++i) {
      const std::string& name = dims_[i].name;
      if (std::find(einsum.dims.begin(), einsum.dims.end(), name) == einsum.dims.end()) {
        layer_.document().error(*dim_keys_[i],
                                fmt::format("the einsum has no dimension '{}'", name),
                                suggestion(name, einsum.dims));
      }
    }
  }

  /// Points into the text where it stands on its line as written, else at its beginning.
  void report(const YamlValue& value, const EinsumMistake& mistake) {
    YamlValue at;
    at.line = value.line;
    at.column = value.column;
    const std::string_view line = layer_.document().sink().line(value.line);
    const std::size_t begin = line.find(value.text);
    if (begin != std::string_view::npos) {
      at.column = layer_.document().sink().column_of_byte(value.line, begin + mistake.position);
    }
    layer_.document().error(at, mistake.message, mistake.hint);
  }

  Dimension* find_dim(std::string_view name) {
    const auto found = std::find_if(dims_.begin(), dims_.end(),
                                    [&](const Dimension& dim) { return dim.name == name; });
    return found == dims_.end() ? nullptr : &*found;
  }

  [[nodiscard]] std::vector<std::string> dim_names() const {
    std::vector<std::string> names;
    for (const Dimension& dim : dims_) names.push_back(dim.name);
    return names;
  }

  YamlReader& layer_;
  bool has_dims_ = false;  ///< else that is the mistake to tell
  std::vector<Dimension> dims_;
  std::vector<const YamlValue*> dim_keys_;
};

void refuse_operator(YamlReader& layer, const std::string& name) {
  std::vector<std::string> names;
  for (const Operator& op : operators()) names.emplace_back(op.name);
  layer.error_at_key("op", fmt::format("unknown operator {}", quoted(name)),
                     suggestion(name, names));
}

}  // namespace

std::vector<Part> read_parts(YamlReader& layer) {
  std::vector<Part> parts;
  if (layer.has("einsum")) {
    if (layer.has("op")) {
      layer.error_at_key("op", "both 'op' and 'einsum'",
                         "'op' names an operator of the table, 'einsum' writes your own");
    }
    layer.expect("op");
    parts = EinsumReader(layer).run();
  } else {
    layer.expect("einsum");
    if (!layer.has("op") && layer.is_map()) {
      layer.error(fmt::format("{} needs 'op' or 'einsum'", layer.path()),
                  "'op' names an operator of the table, 'einsum' writes your own");
    }
    const auto name = layer.text("op");
    if (!name) return {};
    const Operator* op = find_operator(*name);
    if (op == nullptr) {
      refuse_operator(layer, *name);
      return {};
    }
    parts = OperatorReader(layer, *op).run();
  }
  layer.finish();
  return parts;
}

}  // namespace paretile::io
