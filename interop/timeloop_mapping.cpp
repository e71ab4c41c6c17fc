// SPDX-License-Identifier: Apache-2.0
#include "interop/timeloop_mapping.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "core/checked.h"
#include "core/io/yaml_reader.h"
#include "core/limits.h"
#include "core/validate.h"
#include "interop/timeloop_architecture.h"
#include "interop/timeloop_factors.h"
#include "interop/timeloop_number.h"

namespace paretile::interop {
namespace {

using io::Need;
using io::YamlReader;
using io::YamlValue;

/// Where the directives of one level stand.
struct Places {
  const YamlValue* first = nullptr;
  const YamlValue* spatial = nullptr;  ///< the one that spreads it
  const YamlValue* bypass = nullptr;
  bool has_temporal = false;
  bool has_spatial = false;
};

const std::array<std::string, 5> kTypes = {"temporal", "spatial", "datatype", "bypass",
                                           "dataspace"};
constexpr std::size_t kTemporal = 0;
constexpr std::size_t kSpatial = 1;

class MappingReader {
 public:
  MappingReader(TimeloopFiles& files, const TimeloopSection& section, const Problem& problem,
                Architecture& architecture)
      : files_(files),
        document_(*section.document),
        section_(section),
        problem_(problem),
        architecture_(architecture),
        levels_(architecture.levels.size()),
        places_(architecture.levels.size()) {}

  TimeloopMapping run() {
    if (!section_.value->is_list()) {
      document_.error(*section_.value, fmt::format("'mapping' must be a list of directives, not {}",
                                                   io::describe(*section_.value)));
      return {};
    }
    for (std::size_t i = 0; i < section_.value->items.size(); ++i) {
      YamlReader directive(document_, section_.value->items[i], io::item_path("mapping", i));
      if (directive.is_map()) read_directive(directive);
    }
    if (document_.has_errors()) return {};
    check_factors();
    check_arrays();
    check_outermost();
    if (document_.has_errors()) return {};
    note_arrays();
    Mapping mapping = nest();
    return {mapping, std::move(levels_)};
  }

 private:
  void read_directive(YamlReader& directive) {
    const std::optional<LevelId> level = read_target(directive);
    const std::optional<std::size_t> type = directive.choice("type", kTypes, Need::kRequired);
    if (!level || !type) return;
    TimeloopLevel& of_level = levels_[*level];
    Places& places = places_[*level];
    if (places.first == nullptr) places.first = directive.peek("target");
    if (*type == kTemporal) {
      read_loops(directive, places.has_temporal, of_level.temporal);
    } else if (*type == kSpatial) {
      places.spatial = directive.peek("target");
      const std::size_t num_x = static_cast<std::size_t>(
          read_count(directive, {"split"}, 0).value_or(static_cast<std::int64_t>(kMaxDims)));
      read_loops(directive, places.has_spatial, of_level.spatial, num_x);
    } else {
      places.bypass = directive.peek("target");
      read_bypass(directive, of_level);
    }
    read_reuse(directive, *level, *type);
    directive.finish();
  }

  std::optional<LevelId> read_target(YamlReader& directive) {
    const std::optional<std::string> target = directive.text("target", Need::kRequired);
    if (!target) return std::nullopt;
    std::vector<std::string> names;
    for (const LevelId level : architecture_.levels.ids()) {
      if (architecture_.levels[level].name == *target) return level;
      names.push_back(architecture_.levels[level].name);
    }
    directive.error_at_key("target", fmt::format("no memory is called {}", quoted(*target)),
                           suggestion(*target, names));
    return std::nullopt;
  }

  /// The first `num_x` of the innermost-first order go along X, the others, outside them, along Y.
  void read_loops(YamlReader& directive, bool& given, std::vector<TimeloopLoop>& loops,
                  std::size_t num_x = kMaxDims) {
    if (given) {
      directive.error_at_key(
          "type", fmt::format("'{}' has two {} directives", directive.peek("target")->text,
                              directive.peek("type")->text));
    }
    given = true;
    const auto factors = read_timeloop_factors(document_, directive.value("factors"), problem_);
    const std::vector<DimId> order =
        read_timeloop_permutation(document_, directive.value("permutation"), problem_);
    for (std::size_t i = order.size(); i-- > 0;) {
      loops.push_back({order[i], factors[order[i]], i < num_x});
    }
  }

  /// A tensor is kept unless it is bypassed.
  void read_bypass(YamlReader& directive, TimeloopLevel& of_level) {
    std::uint8_t kept = 0;
    for (const YamlReader::Text& name : directive.texts("keep")) kept |= bit_of(name);
    for (const YamlReader::Text& name : directive.texts("bypass")) {
      const std::uint8_t bit = bit_of(name);
      if ((kept & bit) != 0) {
        document_.error(*name.at, fmt::format("'{}' is kept and bypassed", name.text));
      }
      of_level.bypassed |= bit;
    }
  }
  std::uint8_t bit_of(const YamlReader::Text& name) {
    const std::optional<TensorId> tensor = find_tensor(name);
    return tensor ? static_cast<std::uint8_t>(1U << tensor->index()) : std::uint8_t{0};
  }
  std::optional<TensorId> find_tensor(const YamlReader::Text& name) {
    std::vector<std::string> names;
    for (const TensorId tensor : problem_.tensors.ids()) {
      if (problem_.tensors[tensor].name == name.text) return tensor;
      names.push_back(problem_.tensors[tensor].name);
    }
    document_.error(*name.at, fmt::format("no data space is called {}", quoted(name.text)),
                    suggestion(name.text, names));
    return std::nullopt;
  }

  /// Children that share nothing are a property of the array here; what else a directive asks of
  /// single tensors has no counterpart, and a remark says so.
  void read_reuse(YamlReader& directive, LevelId level, std::size_t type) {
    TimeloopLevel& of_level = levels_[level];
    const std::uint8_t alone = tensors(directive, "no_reuse");
    if (type == kSpatial) share_nothing(level, alone);
    of_level.no_link_transfer |= tensors(directive, "no_link_transfer");
    of_level.no_temporal_reuse |= tensors(directive, "no_temporal_reuse");
    of_level.reads_first |= tensors(directive, "rmw_first_update");
    directive.expect("no_multicast_no_reuse");
    for (const char* key : {"no_temporal_reuse", "rmw_first_update", "no_multicast_no_reuse"}) {
      const YamlValue* value = directive.peek(key);
      if (value == nullptr) continue;
      files_.remark(document_, *value, fmt::format("'{}' has no counterpart and is not kept", key));
    }
  }

  std::uint8_t tensors(YamlReader& directive, const char* key) {
    std::uint8_t set = 0;
    for (const YamlReader::Text& name : directive.texts(key)) set |= bit_of(name);
    return set;
  }

  void share_nothing(LevelId level, std::uint8_t alone) {
    levels_[level].no_multicast |= alone;
    Fanout* fanout = fanout_inside(level);
    if (fanout == nullptr) return;
    for (const TensorId tensor : problem_.tensors.ids()) {
      if (!has_tensor(alone, tensor)) continue;
      fanout->sharing[static_cast<std::size_t>(problem_.tensors[tensor].role)] = Sharing::kNone;
    }
  }

  void note_arrays() {
    for (const LevelId level : levels_.ids()) {
      const Fanout* fanout = fanout_inside(level);
      if (fanout == nullptr) continue;
      levels_[level].children_y = fanout->axes[0].size;
      levels_[level].children_x = fanout->axes[1].size;
    }
  }

  Fanout* fanout_inside(LevelId level) {
    for (Fanout& fanout : architecture_.fanouts) {
      if (fanout.levels_outside == level.index() + 1) return &fanout;
    }
    return nullptr;
  }

  /// The last iteration of all is at sum((last - 1) * stride), one below the size.
  void check_factors() {
    for (const DimId dim : problem_.dims.ids()) {
      std::int64_t stride = 1;
      std::int64_t reached = 1;
      const auto visit = [&](const std::vector<TimeloopLoop>& loops) {
        for (const TimeloopLoop& loop : loops) {
          if (loop.dim != dim) continue;
          reached = saturating_sum(reached, saturating_product(loop.factor.last - 1, stride));
          stride = saturating_product(stride, loop.factor.bound);
        }
      };
      for (std::size_t i = levels_.size(); i-- > 0;) {
        visit(levels_[LevelId(i)].spatial);
        visit(levels_[LevelId(i)].temporal);
      }
      if (reached == problem_.dims[dim].size) continue;
      document_.error(*section_.key,
                      fmt::format("the factors of '{}' make {} of its {}", problem_.dims[dim].name,
                                  reached, problem_.dims[dim].size),
                      "their product must be the size; C=4,3 is 4 rounds of which the last has 3");
    }
  }

  void check_arrays() {
    for (const LevelId level : levels_.ids()) {
      if (fanout_inside(level) != nullptr) continue;
      for (const TimeloopLoop& loop : levels_[level].spatial) {
        if (loop.factor.bound == 1) continue;
        document_.error(
            *places_[level].spatial,
            fmt::format("no array is inside '{}' to spread '{}' over",
                        architecture_.levels[level].name, problem_.dims[loop.dim].name));
        break;
      }
    }
  }

  /// A tensor comes from somewhere: the first memory that keeps it stands outside of all loops.
  void check_outermost() {
    for (const TensorId tensor : problem_.tensors.ids()) {
      for (const LevelId level : levels_.ids()) {
        const TimeloopLevel& of_level = levels_[level];
        if (!has_tensor(of_level.bypassed, tensor)) break;
        if (!has_rounds(of_level.temporal) && !has_rounds(of_level.spatial)) continue;
        document_.error(
            *places_[level].bypass,
            fmt::format("'{}' does not keep '{}', nor does a memory outside of it, but "
                        "it has loops",
                        architecture_.levels[level].name, problem_.tensors[tensor].name));
        break;
      }
    }
  }

  static bool has_rounds(const std::vector<TimeloopLoop>& loops) {
    return std::any_of(loops.begin(), loops.end(),
                       [](const TimeloopLoop& loop) { return loop.factor.bound > 1; });
  }

  /// A level is its tiles, then its temporal loops, then its spatial ones, Y outside X.
  Mapping nest() {
    Mapping mapping;
    const auto add = [&](const Node& node, LevelId level) {
      if (mapping.nodes.full()) return;
      const YamlValue* first = places_[level].first;
      const YamlValue& place = first == nullptr ? *section_.key : *first;
      document_.locate(fmt::format("nodes[{}]", mapping.nodes.size()), place);
      mapping.nodes.push_back(node);
    };
    for (const LevelId level : levels_.ids()) {
      const TimeloopLevel& of_level = levels_[level];
      for (const TensorId tensor : problem_.tensors.ids()) {
        if (!has_tensor(of_level.bypassed, tensor)) add(Node::storage(level, tensor), level);
      }
      for (const TimeloopLoop& loop : of_level.temporal) {
        if (loop.factor.bound > 1) add(Node::temporal(loop.dim, loop.factor.bound), level);
      }
      for (const TimeloopLoop& loop : of_level.spatial) {
        if (loop.factor.bound > 1) {
          add(Node::spatial(loop.dim, loop.factor.bound, axis_of(level, loop)), level);
        }
      }
    }
    document_.locate("nodes", *section_.key);
    document_.report(validate(mapping, problem_, architecture_));
    return mapping;
  }

  AxisId axis_of(LevelId level, const TimeloopLoop& loop) const {
    const std::string name = architecture_.levels[level].name + (loop.on_x ? kAxisX : kAxisY);
    return architecture_.find_axis(name).value();
  }

  TimeloopFiles& files_;
  io::YamlDocument& document_;
  TimeloopSection section_;
  const Problem& problem_;
  Architecture& architecture_;
  TimeloopNest levels_;
  IdVector<LevelId, Places> places_;
};

}  // namespace

std::optional<TimeloopMapping> read_timeloop_mapping(TimeloopFiles& files, const Problem& problem,
                                                     Architecture& architecture) {
  const TimeloopSection* section = files.find({"mapping"});
  if (section == nullptr || files.has_errors()) return std::nullopt;
  return MappingReader(files, *section, problem, architecture).run();
}

}  // namespace paretile::interop
