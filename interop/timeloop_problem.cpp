// SPDX-License-Identifier: Apache-2.0
#include "interop/timeloop_problem.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/io/yaml_reader.h"
#include "core/limits.h"
#include "core/names.h"
#include "core/validate.h"
#include "interop/timeloop_number.h"

namespace paretile::interop {
namespace {

using io::Need;
using io::YamlDocument;
using io::YamlReader;
using io::YamlValue;

/// problem-shapes/cnn-layer.yaml of NVlabs/timeloop, found there by its name.
constexpr std::string_view kConvolution = R"(
name: CNN_Layer
dimensions: [R, S, P, Q, C, K, N]
coefficients:
- {name: Wstride, default: 1}
- {name: Hstride, default: 1}
- {name: Wdilation, default: 1}
- {name: Hdilation, default: 1}
data_spaces:
- {name: Weights, projection: [[[C]], [[K]], [[R]], [[S]]]}
- {name: Inputs, projection: [[[N]], [[C]], [[R, Wdilation], [P, Wstride]], [[S, Hdilation], [Q, Hstride]]]}
- {name: Outputs, projection: [[[N]], [[K]], [[Q]], [[P]]], read_write: true}
)";

/// Timeloop knows what is written and what is read; what the weights are, only their name tells.
bool is_weight_name(std::string_view name) {
  const std::string upper = upper_case(name);
  return upper.starts_with("WEIGHT") || upper.starts_with("FILTER") || upper.starts_with("KERNEL");
}

class ProblemReader {
 public:
  ProblemReader(TimeloopFiles& files, const TimeloopSection& section)
      : files_(files), reader_(*section.document, *section.value, "problem") {}

  Problem run() {
    problem_.name = "problem";
    reader_.expect("version");
    std::optional<YamlReader> instance;
    if (reader_.has("instance")) {
      instance = reader_.child("instance");
      reader_.document().locate("problem.dims", *reader_.peek("instance"));
    }
    YamlReader& sizes = instance ? *instance : reader_;
    sizes_ = &sizes;
    if (const YamlValue* shape = reader_.value("shape", Need::kRequired)) read_shape(*shape);
    check_unread(sizes);
    if (instance) reader_.finish();
    if (!reader_.document().has_errors()) reader_.document().report(prefixed(validate(problem_)));
    return std::move(problem_);
  }

 private:
  void read_shape(const YamlValue& shape) {
    if (shape.is_map()) {
      YamlReader inline_shape(reader_.document(), shape, "problem.shape");
      read_inline_shape(inline_shape);
    } else if (shape.is_scalar() && (shape.text == "cnn-layer" || shape.text == "cnn_layer")) {
      YamlDocument shipped(kConvolution, "cnn-layer");
      YamlReader known(shipped, shipped.root(), "problem.shape");
      read_inline_shape(known);
    } else {
      reader_.document().error(
          shape, fmt::format("'shape' must be a map or 'cnn-layer', not {}", io::describe(shape)),
          "write the dimensions and data spaces of the shape out");
    }
  }

  void read_inline_shape(YamlReader& shape) {
    problem_.name = shape.name("name").value_or("problem");
    if (!is_name(problem_.name)) problem_.name = "problem";
    read_coefficients(shape);
    read_dimensions(shape);
    std::vector<YamlReader> spaces = shape.maps({"data_spaces", "data-spaces"}, Need::kRequired);
    for (YamlReader& space : spaces) read_space(space);
    give_roles();
    shape.finish();
  }

  void read_coefficients(YamlReader& shape) {
    for (YamlReader& coefficient : shape.maps("coefficients")) {
      const std::string name = coefficient.name("name", Need::kRequired).value_or("");
      const std::int64_t fallback = read_count(coefficient, {"default"}).value_or(1);
      coefficients_[name] = read_count(*sizes_, {name}).value_or(fallback);
      coefficient.finish();
    }
  }

  void read_dimensions(YamlReader& shape) {
    const std::vector<const YamlValue*> names = shape.items("dimensions", Need::kRequired);
    if (names.size() > kMaxDims) {
      shape.error_at_key("dimensions",
                         fmt::format("{} dimensions, at most {}", names.size(), kMaxDims));
      return;
    }
    for (std::size_t i = 0; i < names.size(); ++i) {
      const auto name =
          io::to_text(shape.document(), *names[i], io::item_path("problem.shape.dimensions", i));
      if (!name) continue;
      const std::optional<std::int64_t> size = read_count(*sizes_, {*name});
      if (!size && !sizes_->has({*name, {}})) {
        sizes_->error(fmt::format("the size of dimension '{}' is missing", *name));
      }
      reader_.document().locate(fmt::format("problem.dims[{}]", i),
                                sizes_->peek(*name) != nullptr ? *sizes_->peek(*name) : *names[i]);
      problem_.dims.push_back({upper_case(*name), upper_case(*name), size.value_or(1)});
    }
  }

  void read_space(YamlReader& space) {
    if (problem_.tensors.size() == kMaxTensors) {
      space.error(fmt::format("more than {} data spaces", kMaxTensors));
      return;
    }
    Tensor tensor;
    tensor.name = space.name("name", Need::kRequired).value_or("");
    const bool writes = space.boolean({"read_write", "read-write"}).value_or(false);
    tensor.role =
        writes ? Role::kOutput : (is_weight_name(tensor.name) ? Role::kWeight : Role::kInput);
    const std::vector<const YamlValue*> ranks = space.items("projection", Need::kRequired);
    if (ranks.size() > kMaxRanks) {
      space.error_at_key("projection",
                         fmt::format("{} ranks, at most {}", ranks.size(), kMaxRanks));
      return;
    }
    for (const YamlValue* rank : ranks) tensor.ranks.push_back(read_rank(space, *rank));
    if (const YamlValue* projection = space.peek("projection")) {
      reader_.document().locate(fmt::format("problem.tensors[{}]", problem_.tensors.size()),
                                *projection);
    }
    problem_.tensors.push_back(std::move(tensor));
    space.finish();
  }

  /// [[R, Wdilation], [P, Wstride]]: a sum of products of a dimension and, maybe, a coefficient.
  Rank read_rank(YamlReader& space, const YamlValue& terms) {
    Rank rank;
    if (!terms.is_list() || terms.items.empty() || terms.items.size() > 2) {
      space.document().error(
          terms, fmt::format("a rank must be a sum of one or two terms, not {}", sized(terms)),
          "as in [[R, Wdilation], [P, Wstride]]");
      return rank;
    }
    for (const YamlValue& term : terms.items) {
      if (!term.is_list() || term.items.empty() || term.items.size() > 2) {
        space.document().error(
            term, "a term must be [dimension] or [dimension, coefficient], not " + sized(term));
        continue;
      }
      const std::optional<DimId> dim = find_dim(space.document(), term.items[0]);
      if (!dim) continue;
      rank.push_back(
          {*dim, term.items.size() == 2 ? coefficient(space.document(), term.items[1]) : 1});
    }
    return rank;
  }
  static std::string sized(const YamlValue& value) {
    return value.is_list() ? fmt::format("a list of {}", value.items.size()) : io::describe(value);
  }

  std::optional<DimId> find_dim(YamlDocument& document, const YamlValue& name) {
    std::vector<std::string> names;
    for (const DimId dim : problem_.dims.ids()) {
      if (name.is_scalar() && problem_.dims[dim].name == upper_case(name.text)) return dim;
      names.push_back(problem_.dims[dim].name);
    }
    document.error(name, fmt::format("no dimension is called {}", io::describe(name)),
                   suggestion(name.text, names));
    return std::nullopt;
  }

  std::int64_t coefficient(YamlDocument& document, const YamlValue& value) {
    const auto found = coefficients_.find(value.text);
    if (value.is_scalar() && found != coefficients_.end()) return found->second;
    if (value.is_scalar() && !value.text.empty() && value.text[0] >= '0' && value.text[0] <= '9') {
      return to_count(document, value, "coefficient").value_or(1);
    }
    std::vector<std::string> names;
    for (const auto& [name, number] : coefficients_) names.push_back(name);
    document.error(value, fmt::format("no coefficient is called {}", io::describe(value)),
                   suggestion(value.text, names));
    return 1;
  }

  /// Two read-only tensors and no word for weights: the second is taken for them.
  void give_roles() {
    std::vector<TensorId> inputs;
    for (const TensorId tensor : problem_.tensors.ids()) {
      if (problem_.tensors[tensor].role == Role::kWeight) return;
      if (problem_.tensors[tensor].role == Role::kInput) inputs.push_back(tensor);
    }
    if (inputs.size() != 2) return;
    Tensor& weight = problem_.tensors[inputs.back()];
    weight.role = Role::kWeight;
    if (const YamlValue* shape = reader_.peek("shape")) {
      files_.remark(
          reader_.document(), *shape,
          fmt::format("'{}' is taken for the weights: no data space is named so", weight.name));
    }
  }

  void check_unread(YamlReader& sizes) {
    sizes.expect("densities");
    if (sizes.has("densities")) {
      files_.remark(sizes.document(), *sizes.peek("densities"),
                    "'densities' are not read: everything is counted as dense");
    }
    sizes.finish();
  }

  static std::vector<Finding> prefixed(std::vector<Finding> findings) {
    for (Finding& finding : findings) finding.path = "problem." + finding.path;
    return findings;
  }

  TimeloopFiles& files_;
  YamlReader reader_;
  YamlReader* sizes_ = nullptr;  ///< `instance`, or the section itself
  Problem problem_;
  std::map<std::string, std::int64_t> coefficients_;
};

}  // namespace

Problem read_timeloop_problem(TimeloopFiles& files) {
  const TimeloopSection* section = files.require({"problem"});
  if (section == nullptr) return {};
  return ProblemReader(files, *section).run();
}

}  // namespace paretile::interop
