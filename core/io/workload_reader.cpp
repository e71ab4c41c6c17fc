// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "core/io/layer_reader.h"
#include "core/io/load.h"
#include "core/io/precision_reader.h"
#include "core/io/yaml_reader.h"
#include "core/operators.h"
#include "core/validate.h"

namespace paretile::io {
namespace {

constexpr IntegerRange kRepeats{1, kMaxNumber};

/// Reads the layers one after the other, so that each knows the names of those before it.
class WorkloadReader {
 public:
  explicit WorkloadReader(YamlDocument& document) : document_(document) {}

  Workload run() {
    YamlReader file(document_, document_.root(), "");
    file.integer("format", {1, 1}, Need::kRequired);
    workload_.name = file.name("name", Need::kRequired).value_or("");
    workload_.source = file.text("source").value_or("");
    stated_bits_ = read_precision(file, "bits");
    std::vector<YamlReader> layers = file.maps("layers", Need::kRequired);
    if (layers.empty() && !document_.has_errors()) {
      file.error_at_key("layers", "'layers' must list at least one layer");
    }
    for (YamlReader& layer : layers) {
      read_layer(layer);
      if (workload_.layers.size() <= kMaxLayers) continue;
      layer.error(fmt::format("the workload has more than {} layers", kMaxLayers));
      break;
    }
    file.finish();
    document_.throw_if_errors();
    std::vector<Finding> findings = validate(workload_);
    for (Finding& finding : findings) move_to_file(finding);
    document_.report(findings);
    document_.throw_if_errors();
    return std::move(workload_);
  }

 private:
  /// The layers of the value are the parts of the layers of the file.
  void move_to_file(Finding& finding) const {
    for (std::size_t i = 0; i < paths_.size(); ++i) {
      const std::string path = item_path("layers", i);
      if (!finding.path.starts_with(path)) continue;
      finding.path.replace(0, path.size(), paths_[i]);
      return;
    }
  }

  void read_layer(YamlReader& reader) {
    Layer layer;
    layer.name = reader.name("name", Need::kRequired).value_or("");
    check_name(reader, layer.name);
    layer.repeat = reader.integer("repeat", kRepeats).value_or(1);
    layer.stated_bits = read_precision(reader, "bits");
    check_sums(reader, layer.stated_bits);
    layer.inputs = read_inputs(reader);
    const std::vector<Part> parts = read_parts(reader);  // the last to read keys
    std::vector<std::string> results;
    for (const Part& part : parts) {
      if (!add(reader, layer, part)) break;
      if (part.is_result) results.push_back(workload_.layers.back().name);
    }
    results_.emplace(layer.name, std::move(results));
  }

  /// Sums at least as wide as outputs: told here, because a layer with other mistakes makes no
  /// problem that could be checked.
  void check_sums(YamlReader& reader, const Precision& stated) {
    const Precision bits = merge(stated, stated_bits_);
    const int output = bits.output.value_or(*kDefaultBits.output);
    if (!bits.psum || *bits.psum >= output) return;
    const bool is_of_layer = stated.psum || stated.output;
    if (!is_of_layer && std::exchange(file_sums_told_, true)) return;
    document_.error(!is_of_layer ? "bits.psum" : reader.path_of(stated.psum ? "bits.psum" : "bits"),
                    fmt::format("partial sums must have at least the {} bits of the output, not {}",
                                output, *bits.psum));
  }

  void check_name(YamlReader& reader, const std::string& name) {
    if (name.empty() || names_.insert(name).second) return;
    reader.error_at_key("name", fmt::format("a layer called {} comes earlier", quoted(name)),
                        "give every layer a name of its own");
  }

  /// The layers read, by the names of the layers they became.
  std::vector<std::string> read_inputs(YamlReader& reader) {
    std::vector<std::string> inputs;
    std::set<std::string> seen;
    const std::vector<const YamlValue*> items = reader.items("inputs");
    for (std::size_t i = 0; i < items.size(); ++i) {
      const auto name = to_text(document_, *items[i], item_path(reader.path_of("inputs"), i));
      if (!name) continue;
      const auto found = results_.find(*name);
      if (found == results_.end()) {
        refuse_input(*items[i], *name);
        continue;
      }
      if (!seen.insert(*name).second) {
        document_.error(*items[i], fmt::format("{} is listed twice", quoted(*name)));
        continue;
      }
      inputs.insert(inputs.end(), found->second.begin(), found->second.end());
    }
    return inputs;
  }

  void refuse_input(const YamlValue& at, const std::string& name) {
    std::vector<std::string> known;
    for (const auto& [earlier, results] : results_) known.push_back(earlier);
    const std::string near = nearest_name(name, known);
    document_.error(at, fmt::format("no earlier layer is called {}", quoted(name)),
                    near.empty() ? "layers stand in execution order, inputs before their readers"
                                 : fmt::format("did you mean '{}'?", near));
  }

  /// Adds one loop nest of a layer; false, with the reason reported, if it is not a valid one.
  bool add(YamlReader& reader, const Layer& stated, const Part& part) {
    const auto full_name = [&](const std::string& suffix) {
      return suffix.empty() ? stated.name : fmt::format("{}.{}", stated.name, suffix);
    };
    Layer layer = stated;
    layer.name = full_name(part.suffix);
    if (!part.suffix.empty()) check_name(reader, layer.name);
    layer.op = part.op;
    layer.joins = part.joins;
    layer.problem = part.problem;
    layer.problem.name = layer.name;
    if (!part.reads_inputs) layer.inputs.clear();
    for (const std::string& suffix : part.reads) layer.inputs.push_back(full_name(suffix));
    give_bits(layer);
    const std::vector<Finding> findings = validate(layer.problem);
    for (const Finding& finding : findings) {
      if (finding.path.ends_with(".psum_bits")) continue;  // check_sums told
      document_.error(reader.path(), finding.message, finding.hint);
    }
    paths_.push_back(reader.path());
    workload_.layers.push_back(std::move(layer));
    return findings.empty();
  }

  void give_bits(Layer& layer) const {
    const Precision stated = merge(layer.stated_bits, stated_bits_);
    set_bits(layer.problem, merge(stated, kDefaultBits));
    if (stated.psum) return;
    Tensor& output = layer.problem.tensors[layer.problem.output()];
    output.psum_bits = std::max(output.psum_bits, output.bits);
  }

  YamlDocument& document_;
  Workload workload_;
  Precision stated_bits_;
  std::vector<std::string> paths_;  ///< per layer of the workload: the file's layer
  bool file_sums_told_ = false;
  std::set<std::string> names_;
  std::map<std::string, std::vector<std::string>> results_;  ///< names readers of a layer read
};

}  // namespace

Workload parse_workload(std::string_view text, const std::string& file) {
  YamlDocument document(text, file);
  return WorkloadReader(document).run();
}

}  // namespace paretile::io
