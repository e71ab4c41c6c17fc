// SPDX-License-Identifier: Apache-2.0
#include "interop/timeloop_constraints.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/io/yaml_reader.h"
#include "core/validate.h"
#include "interop/timeloop_loop_rules.h"
#include "interop/timeloop_number.h"

namespace paretile::interop {
namespace {

using io::Need;
using io::YamlReader;
using io::YamlValue;

enum Type : std::uint8_t {
  kTemporal,
  kSpatial,
  kDatatype,
  kNoSharing,
  kParallelism,
  kNoLinks,
  kOverbooked
};

const std::vector<std::pair<std::string, Type>>& types() {
  static const std::vector<std::pair<std::string, Type>> table = {
      {"temporal", kTemporal},
      {"spatial", kSpatial},
      {"datatype", kDatatype},
      {"bypass", kDatatype},
      {"bypassing", kDatatype},
      {"dataspace", kDatatype},
      {"no_multicast", kNoSharing},
      {"no_reduction", kNoSharing},
      {"no_multicast_no_reduction", kNoSharing},
      {"utilization", kParallelism},
      {"parallelism", kParallelism},
      {"no_link_transfer", kNoLinks},
      {"max_overbooked_proportion", kOverbooked}};
  return table;
}

class ConstraintsReader {
 public:
  ConstraintsReader(TimeloopFiles& files, const Problem& problem, Architecture& architecture)
      : files_(files),
        problem_(problem),
        architecture_(architecture),
        levels_(architecture.levels.size()) {}

  Constraints run() {
    read_section({"architecture_constraints"});
    read_section({"mapspace_constraints", "constraints", "mapspace"});
    for (const TimeloopInline& given : files_.inline_constraints()) read_inline(given);
    if (files_.has_errors()) return {};
    order_keeps();
    add_loop_rules(levels_, problem_, architecture_, files_, constraints_, places_);
    report();
    return std::move(constraints_);
  }

 private:
  // A section: a list of targets, or a map that holds one.

  void read_section(std::initializer_list<std::string_view> names) {
    const TimeloopSection* section = files_.find(names);
    if (section == nullptr) return;
    document_ = section->document;
    if (section->value->is_list()) {
      for (const YamlValue& entry : section->value->items) read_entry(entry);
      return;
    }
    YamlReader map(*document_, *section->value, section->key->text);
    map.expect("version");
    if (const YamlValue* kind = map.value("template"); kind && kind->text != "uber") {
      files_.remark(
          *document_, *kind,
          fmt::format("the mapspace '{}' is not searched, but those of --mapspace", kind->text));
    }
    for (const char* key : {"targets", "constraints"}) {
      for (const YamlValue* entry : map.items(key)) read_entry(*entry);
    }
    map.finish();
  }

  void read_entry(const YamlValue& value) {
    YamlReader entry(*document_, value, "constraint");
    if (!entry.is_map()) return;
    const std::optional<LevelId> level = read_target(entry);
    if (entry.has("constraints")) {
      for (YamlReader& inner : entry.maps("constraints")) read_rule(inner, level);
      entry.finish();
    } else {
      read_rule(entry, level);
    }
  }

  std::optional<LevelId> read_target(YamlReader& entry) {
    const char* key = entry.has("name") && !entry.has("target") ? "name" : "target";
    const std::optional<std::string> target = entry.text(key, Need::kRequired);
    if (!target) return std::nullopt;
    if (const auto level = architecture_.find_level(*target)) return level;
    std::vector<std::string> names;
    for (const LevelId id : architecture_.levels.ids())
      names.push_back(architecture_.levels[id].name);
    entry.error_at_key(key, fmt::format("no memory is called {}", quoted(*target)),
                       suggestion(*target, names));
    return std::nullopt;
  }

  void read_rule(YamlReader& rule, std::optional<LevelId> level) {
    const std::optional<std::string> word = rule.text("type", Need::kRequired);
    if (!word) return;
    const auto row = std::ranges::find(types(), *word, &std::pair<std::string, Type>::first);
    if (row == types().end()) {
      std::vector<std::string> words;
      for (const auto& [name, type] : types()) words.push_back(name);
      rule.error_at_key("type", fmt::format("no constraint is of type {}", quoted(*word)),
                        suggestion(*word, words));
      return;
    }
    std::optional<YamlReader> attributes = rule.child("attributes");
    if (level) read_typed(attributes ? *attributes : rule, row->second, *level);
    if (attributes) attributes->finish();
    if (level) rule.finish();
  }

  void read_typed(YamlReader& rule, Type type, LevelId level) {
    switch (type) {
      case kTemporal:
        read_loops(rule, levels_[level].temporal);
        break;
      case kSpatial:
        read_spatial(rule, level);
        break;
      case kDatatype:
        read_keeps(rule, level);
        break;
      case kNoSharing:
        share_nothing(rule, "datatypes", level);
        break;
      case kParallelism:
        read_parallelism(rule);
        break;
      case kNoLinks:
        rule.expect("datatypes");  // nothing is passed on between neighbours here
        break;
      case kOverbooked:
        remark_unkept(rule, "proportion");
        break;
    }
  }

  // Inside a component: what is said of loops in space is said of the array around it.

  void read_inline(const TimeloopInline& given) {
    document_ = given.document;
    YamlReader all(*document_, *given.value, "constraints");
    if (auto spatial = all.child("spatial")) {
      const auto outside = architecture_.find_level(given.outside);
      if (outside && fanout_inside(*outside) != nullptr) {
        read_spatial(*spatial, *outside);
        spatial->finish();
      } else {
        files_.remark(*document_, *all.peek("spatial"),
                      fmt::format("no array is around '{}': 'spatial' is not read", given.name));
      }
    }
    const auto level = architecture_.find_level(given.name);
    for (const char* key : {"temporal", "dataspace"}) {
      auto rules = all.child(key);
      if (!rules) continue;
      if (!level) {
        files_.remark(*document_, *all.peek(key),
                      fmt::format("'{}' is no memory: '{}' is not read", given.name, key));
      } else if (std::string_view(key) == "temporal") {
        read_loops(*rules, levels_[*level].temporal);
        rules->finish();
      } else {
        read_keeps(*rules, *level);
        rules->finish();
      }
    }
    for (const YamlReader::Entry& entry : all.entries()) {
      const std::string& key = entry.key;
      if (key == "spatial" || key == "temporal" || key == "dataspace") continue;
      files_.remark(*document_, *entry.key_value, fmt::format("'{}' has no counterpart", key));
    }
  }

  // Loops.

  void read_loops(YamlReader& rule, TimeloopLoopRules& loops) {
    const bool has_only = rule.has("factors_only");
    if (has_only && rule.has("factors")) {
      rule.error_at_key("factors_only", "'factors' are given as well");
    }
    if (const YamlValue* factors = rule.value(has_only ? "factors_only" : "factors")) {
      add_limits(*factors, loops);
      if (has_only) add_ones(*factors, loops);
    }
    if (const YamlValue* order = rule.value("permutation")) {
      if (loops.order) rule.error_at_key("permutation", "the permutation is given twice");
      loops.order = read_timeloop_order(*document_, *order, problem_);
      loops.order_place = {document_, order};
    }
    for (const char* key : {"no_temporal_reuse", "rmw_first_update", "skew", "maximize_dims",
                            "no_iteration_over_dataspaces", "default_max_factor"}) {
      remark_unkept(rule, key);
    }
  }

  void add_limits(const YamlValue& factors, TimeloopLoopRules& loops) {
    for (const TimeloopLimit& limit : read_timeloop_limits(*document_, factors, problem_)) {
      const Dimension& dim = problem_.dims[limit.dim];
      if (!loops.limits.emplace(limit.dim, TimeloopLoopRules::Limit{limit, {document_, &factors}})
               .second) {
        document_->error(factors, fmt::format("a factor of '{}' is given twice", dim.name));
      }
      if (limit.was_cut) {
        files_.remark(*document_, factors,
                      fmt::format("a factor of '{}' is more than its {}: taken as {}", dim.name,
                                  dim.size, dim.size));
      }
    }
  }

  void add_ones(const YamlValue& factors, TimeloopLoopRules& loops) {
    for (const DimId dim : problem_.dims.ids()) {
      loops.limits.emplace(dim,
                           TimeloopLoopRules::Limit{{dim, 1, true, false}, {document_, &factors}});
    }
  }

  void read_spatial(YamlReader& rule, LevelId level) {
    TimeloopLoopRules& loops = levels_[level].spatial;
    if (fanout_inside(level) == nullptr) {
      rule.error(fmt::format("no array is inside '{}'", architecture_.levels[level].name));
    }
    read_loops(rule, loops);
    if (const YamlValue* split = rule.value("split")) {
      if (loops.split) rule.error_at_key("split", "the split is given twice");
      loops.split = to_count(*document_, *split, "split", 0);
      loops.split_place = {document_, split};
    }
    share_nothing(rule, "no_reuse", level);
    rule.expect("no_link_transfer");
  }

  void share_nothing(YamlReader& rule, const char* key, LevelId level) {
    for (const YamlReader::Text& name : rule.texts(key)) {
      const std::optional<TensorId> tensor = find_tensor(name);
      Fanout* fanout = fanout_inside(level);
      if (!tensor || fanout == nullptr) continue;
      fanout->sharing[static_cast<std::size_t>(problem_.tensors[*tensor].role)] = Sharing::kNone;
    }
  }

  Fanout* fanout_inside(LevelId level) {
    for (Fanout& fanout : architecture_.fanouts) {
      if (fanout.levels_outside == level.index() + 1) return &fanout;
    }
    return nullptr;
  }

  // The rest.

  void read_keeps(YamlReader& rule, LevelId level) {
    for (const bool keep : {true, false}) {
      const char* key = keep ? "keep" : "bypass";
      const std::vector<YamlReader::Text> names = rule.texts(key);
      std::vector<TensorId> tensors;
      for (const YamlReader::Text& name : names) {
        if (const auto tensor = find_tensor(name)) tensors.push_back(*tensor);
      }
      for (const TensorId tensor : tensors) add_keep(*rule.peek(key), tensor, tensors, level, keep);
    }
    for (const char* key : {"keep_only", "no_coalesce"}) remark_unkept(rule, key);
  }

  /// Rules here are of roles: one that holds of some tensors of a role only has no counterpart.
  void add_keep(const YamlValue& at, TensorId tensor, const std::vector<TensorId>& tensors,
                LevelId level, bool keep) {
    const Role role = problem_.tensors[tensor].role;
    for (const TensorId other : problem_.tensors.ids()) {
      if (problem_.tensors[other].role != role || other == tensor) continue;
      if (std::ranges::find(tensors, other) != tensors.end()) {
        if (other < tensor) return;  // said already
        continue;
      }
      files_.remark(*document_, at,
                    fmt::format("not kept: '{}' cannot be held apart from '{}'",
                                problem_.tensors[tensor].name, problem_.tensors[other].name));
      return;
    }
    places_[fmt::format("keeps[{}]", constraints_.keeps.size())] = {document_, &at};
    constraints_.keeps.push_back({level, role, keep});
  }

  /// As constraints are written, and so as they are read back from a result.
  void order_keeps() {
    const auto written = places_;
    std::vector<KeepRule> ordered;
    for (const bool keep : {true, false}) {
      for (std::size_t i = 0; i < constraints_.keeps.size(); ++i) {
        if (constraints_.keeps[i].keep != keep) continue;
        places_[fmt::format("keeps[{}]", ordered.size())] = written.at(fmt::format("keeps[{}]", i));
        ordered.push_back(constraints_.keeps[i]);
      }
    }
    constraints_.keeps = std::move(ordered);
  }

  void read_parallelism(YamlReader& rule) {
    const std::optional<double> least = read_number(rule, {"min"});
    if (!least) return;
    constraints_.min_utilization = *least;
    places_["min_utilization"] = {document_, rule.peek("min")};
    files_.remark(*document_, *rule.peek("min"),
                  "taken for the least utilization, of which slow memories are a part here");
  }

  void remark_unkept(YamlReader& rule, const char* key) {
    rule.expect(key);
    if (const YamlValue* value = rule.peek(key)) {
      files_.remark(*document_, *value,
                    fmt::format("'{}' has no counterpart and is not kept", key));
    }
  }

  std::optional<TensorId> find_tensor(const YamlReader::Text& name) {
    if (const auto tensor = problem_.find_tensor(name.text)) return tensor;
    std::vector<std::string> names;
    for (const TensorId id : problem_.tensors.ids()) names.push_back(problem_.tensors[id].name);
    document_->error(*name.at, fmt::format("no data space is called {}", quoted(name.text)),
                     suggestion(name.text, names));
    return std::nullopt;
  }

  /// Mistakes of the rules, where they were written.
  void report() {
    for (const Finding& finding : validate(constraints_, architecture_)) {
      const auto place = places_.find(finding.path);
      if (place == places_.end()) continue;
      place->second.document->error(*place->second.value, finding.message, finding.hint);
    }
  }

  TimeloopFiles& files_;
  const Problem& problem_;
  Architecture& architecture_;
  io::YamlDocument* document_ = nullptr;  ///< which is being read
  IdVector<LevelId, TimeloopLevelRules> levels_;
  Constraints constraints_;
  TimeloopRulePlaces places_;
};

}  // namespace

Constraints read_timeloop_constraints(TimeloopFiles& files, const Problem& problem,
                                      Architecture& architecture) {
  return ConstraintsReader(files, problem, architecture).run();
}

}  // namespace paretile::interop
