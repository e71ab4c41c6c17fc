// SPDX-License-Identifier: Apache-2.0
#include "interop/timeloop_components.h"

#include <fmt/format.h>

#include <charconv>
#include <optional>
#include <string_view>

#include "core/checked.h"
#include "core/limits.h"
#include "core/names.h"
#include "interop/timeloop_number.h"

namespace paretile::interop {
namespace {

using io::Need;
using io::YamlReader;
using io::YamlValue;

bool contains_any(std::string_view text, std::initializer_list<std::string_view> words) {
  const std::string upper = upper_case(text);
  for (const std::string_view word : words) {
    if (upper.find(word) != std::string::npos) return true;
  }
  return false;
}
bool is_memory_class(std::string_view type) {
  return contains_any(type, {"DRAM", "SRAM", "REGFILE", "SMARTBUFFER", "STORAGE"});
}
bool is_compute_class(std::string_view type) { return contains_any(type, {"MAC", "COMPUTE"}); }

const YamlValue& empty_map() {
  static const YamlValue map = [] {
    YamlValue value;
    value.kind = YamlValue::Kind::kMap;
    return value;
  }();
  return map;
}

/// A name and how many of it there are: `PE[0..167]` is 168 of PE.
struct CountedName {
  std::string name;
  std::int64_t count = 1;
};

std::optional<std::int64_t> whole(std::string_view text) {
  std::int64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto result = std::from_chars(text.data(), end, number);
  if (result.ec != std::errc() || result.ptr != end || number < 0) return std::nullopt;
  return number;
}

std::optional<CountedName> parse_counted_name(std::string_view text) {
  const std::size_t open = text.find('[');
  if (open == std::string_view::npos) return CountedName{std::string(text), 1};
  const std::size_t dots = text.find("..", open);
  if (dots == std::string_view::npos || text.back() != ']') return std::nullopt;
  const auto first = whole(text.substr(open + 1, dots - open - 1));
  const auto last = whole(text.substr(dots + 2, text.size() - dots - 3));
  if (!first || !last || *last < *first || *last - *first >= kMaxExactCount) return std::nullopt;
  return CountedName{std::string(text.substr(0, open)), *last - *first + 1};
}

class TreeReader {
 public:
  TreeReader(TimeloopFiles& files, const TimeloopSection& section)
      : files_(files), document_(*section.document), section_(section) {}

  TimeloopChip run() {
    YamlReader top(document_, *section_.value, "architecture");
    top.expect("version");
    if (top.has("nodes")) {
      chip_.name = "chip";
      read_nodes(*top.value("nodes", Need::kRequired), false);
    } else if (top.has("storage") || top.has("arithmetic")) {
      read_legacy(top);
    } else {
      if (const YamlValue* tree = top.value("subtree", Need::kRequired)) read_subtree(*tree, 1);
    }
    expect_ignored(top);
    top.finish();
    return std::move(chip_);
  }

 private:
  static void expect_ignored(YamlReader& reader) {
    for (const char* key : {"name", "attributes", "technology", "version"}) reader.expect(key);
  }

  /// One tree per node: a chip whose parts differ has no nest of levels.
  void read_subtree(const YamlValue& tree, std::int64_t instances) {
    if (!tree.is_list() || tree.items.size() != 1) {
      document_.error(tree, "'subtree' must be a list of one node",
                      "side by side, memories have no order from outside to inside");
      return;
    }
    YamlReader node(document_, tree.items[0], "subtree");
    const std::optional<CountedName> name = read_name(node);
    if (!name) return;
    if (chip_.name.empty()) chip_.name = name->name;
    instances = saturating_product(instances, name->count);
    for (YamlReader& local : node.maps("local")) read_local(local, instances);
    if (const YamlValue* inner = node.value("subtree")) read_subtree(*inner, instances);
    expect_ignored(node);
    node.finish();
  }

  std::optional<CountedName> read_name(YamlReader& reader) {
    const std::optional<std::string> text = reader.name("name", Need::kRequired);
    if (!text) return std::nullopt;
    const std::optional<CountedName> name = parse_counted_name(*text);
    if (!name) {
      reader.error_at_key("name", fmt::format("{} is no name with a count", quoted(*text)),
                          "as in PE[0..167] for 168 of them");
    }
    return name;
  }

  void read_local(YamlReader& local, std::int64_t instances) {
    const std::optional<CountedName> name = read_name(local);
    const std::string type = local.name("class", Need::kRequired).value_or("");
    local.expect("attributes");
    local.finish();
    if (!name || type.empty()) return;
    if (!is_memory_class(type) && !is_compute_class(type)) {
      remark_left_out(*local.peek("class"), name->name, type);
      return;
    }
    add(*local.peek("name"), name->name, type, saturating_product(instances, name->count),
        attributes_of(local), !is_memory_class(type));
  }

  /// Version 0.4: what comes later in the list is inside what came before. The tag of an entry
  /// shows in what it has: a group has nodes, a component a class, a container neither.
  void read_nodes(const YamlValue& nodes, bool is_parallel) {
    if (!nodes.is_list()) {
      document_.error(nodes, "'nodes' must be a list, not " + io::describe(nodes));
      return;
    }
    for (const YamlValue& value : nodes.items) {
      YamlReader node(document_, value, "nodes");
      if (!node.is_map()) continue;
      if (const YamlValue* group = node.value("nodes")) {
        read_nodes(*group, true);
        node.finish();
      } else {
        read_node(node, is_parallel);
      }
    }
  }

  void read_node(YamlReader& node, bool is_parallel) {
    const std::optional<CountedName> name = read_name(node);
    if (auto spatial = node.child("spatial")) {
      if (is_parallel) {
        node.error_at_key("spatial", "side by side, all memories must have as many instances");
      }
      mesh_[0] = saturating_product(mesh_[0], read_count(*spatial, {"meshX"}).value_or(1));
      mesh_[1] = saturating_product(mesh_[1], read_count(*spatial, {"meshY"}).value_or(1));
      spatial->finish();
    }
    if (const YamlValue* constraints = node.value("constraints"); constraints && name) {
      const std::string outside = chip_.components.empty() ? "" : chip_.components.back().name;
      files_.add_inline({&document_, constraints, name->name, outside});
    }
    for (const char* key : {"attributes", "required_actions"}) node.expect(key);
    const std::string type = node.name("class").value_or("");
    node.finish();
    if (!name || type.empty()) return;
    if (!is_memory_class(type) && !is_compute_class(type)) {
      remark_left_out(*node.peek("class"), name->name, type);
      return;
    }
    chip_.components.push_back({.name = name->name,
                                .type = type,
                                .is_compute = !is_memory_class(type),
                                .instances = saturating_product(mesh_[0], mesh_[1]),
                                .mesh = mesh_,
                                .place = node.peek("name"),
                                .attributes = attributes_of(node)});
  }

  YamlReader attributes_of(YamlReader& entry) {
    const YamlValue* attributes = entry.peek("attributes");
    const bool is_absent = attributes == nullptr || attributes->kind == YamlValue::Kind::kEmpty;
    return {document_, is_absent ? empty_map() : *attributes, "attributes"};
  }

  void remark_left_out(const YamlValue& at, const std::string& name, const std::string& type) {
    files_.remark(document_, at,
                  fmt::format("'{}' is left out: class '{}' is neither storage nor "
                              "compute",
                              name, type));
  }

  /// `storage`, innermost first, and `arithmetic`: attributes stand beside the name.
  void read_legacy(YamlReader& top) {
    chip_.name = "chip";
    std::vector<YamlReader> memories = top.maps("storage", Need::kRequired);
    for (std::size_t i = memories.size(); i-- > 0;) read_legacy_entry(memories[i], false);
    if (auto arithmetic = top.child("arithmetic", Need::kRequired)) {
      read_legacy_entry(*arithmetic, true);
    }
  }
  void read_legacy_entry(YamlReader& entry, bool is_compute) {
    const std::string name = entry.name("name", Need::kRequired).value_or("");
    const std::int64_t instances = read_count(entry, {"instances"}).value_or(1);
    const std::string type =
        entry.name("technology")
            .value_or(entry.name("class").value_or(is_compute ? "mac" : "SRAM"));
    if (name.empty()) return;
    const YamlValue& place = *entry.peek("name");
    add(place, name, type, instances, std::move(entry), is_compute);
  }

  void add(const YamlValue& place, const std::string& name, const std::string& type,
           std::int64_t instances, YamlReader attributes, bool is_compute) {
    TimeloopComponent component{.name = name,
                                .type = type,
                                .is_compute = is_compute,
                                .instances = instances,
                                .place = &place,
                                .attributes = std::move(attributes)};
    component.mesh = read_mesh(component);
    chip_.components.push_back(std::move(component));
  }

  /// Without a mesh, all instances stand in one row.
  static std::array<std::int64_t, 2> read_mesh(TimeloopComponent& component) {
    YamlReader& attributes = component.attributes;
    const auto y_given = read_count(attributes, {"meshY"});
    const auto x_given = read_count(attributes, {"meshX"});
    const std::int64_t y_rest = y_given ? component.instances / *y_given : component.instances;
    const std::int64_t x = x_given.value_or(y_rest);
    const std::int64_t y = y_given.value_or(component.instances / x);
    if (saturating_product(x, y) != component.instances) {
      attributes.error_at_key(
          x_given ? "meshX" : "meshY",
          fmt::format("a mesh of {} x {} does not hold the {} instances of '{}'", x, y,
                      component.instances, component.name));
      return {component.instances, 1};
    }
    return {x, y};
  }

  TimeloopFiles& files_;
  io::YamlDocument& document_;
  const TimeloopSection& section_;
  TimeloopChip chip_;
  std::array<std::int64_t, 2> mesh_ = {1, 1};  ///< of the nodes read last
};

}  // namespace

TimeloopChip read_timeloop_components(TimeloopFiles& files, const TimeloopSection& section) {
  return TreeReader(files, section).run();
}

}  // namespace paretile::interop
