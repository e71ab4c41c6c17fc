// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/io/constraints_keys.h"
#include "core/io/load.h"
#include "core/mapping_names.h"
#include "core/names.h"
#include "core/operators.h"
#include "core/validate.h"

namespace paretile::io {
namespace {

const std::vector<std::string> kDataflows = {"input_stationary", "weight_stationary",
                                             "output_stationary"};  // in the order of Role

class ConstraintsReader {
 public:
  ConstraintsReader(YamlDocument& document, const Architecture& architecture,
                    std::span<const std::string> own_kinds)
      : document_(document),
        architecture_(architecture),
        names_(no_problem_, architecture),
        kinds_(dim_kinds()) {
    kinds_.insert(kinds_.end(), own_kinds.begin(), own_kinds.end());
  }
  ConstraintsReader(const ConstraintsReader&) = delete;  // names_ refers into it
  ConstraintsReader& operator=(const ConstraintsReader&) = delete;
  ~ConstraintsReader() = default;

  Constraints read() {
    YamlReader file(document_, document_.root(), "");
    file.integer("format", {1, 1}, Need::kRequired);
    read_rows(file, constraints_keys(), rules_);
    for (YamlReader& entry : file.maps("keep")) read_keep(entry, true);
    for (YamlReader& entry : file.maps("bypass")) read_keep(entry, false);
    if (std::optional<YamlReader> axes = file.child("axes")) read_axes(*axes);
    for (YamlReader& entry : file.maps("spatial")) read_spatial(entry);
    for (YamlReader& entry : file.maps("tiles")) read_tile(entry);
    for (YamlReader& entry : file.maps("stationary")) read_stationary(entry);
    read_dataflow(file);
    file.finish();
    return std::move(rules_);
  }

 private:
  void read_keep(YamlReader& entry, bool keep) {
    const auto level = read_name(entry, "level", &MappingNames::level);
    for (const auto& [word, at] : entry.texts("tensors", Need::kRequired)) {
      const std::optional<Role> role = to_role(word, *at, entry.path_of("tensors"));
      if (!level || !role) continue;
      document_.locate(fmt::format("keeps[{}]", rules_.keeps.size()), *at);
      rules_.keeps.push_back({*level, *role, keep});
    }
    entry.finish();
  }

  void read_axes(YamlReader& axes) {
    for (const YamlReader::Entry& entry : axes.entries()) {
      const auto axis = resolve(names_.axis(entry.key), *entry.key_value);
      std::vector<std::string> dims;
      for (const auto& [word, at] : axes.texts(Key(entry.key, {}))) {
        if (auto dim = to_kind(word, *at, axes.path_of(entry.key))) dims.push_back(*dim);
      }
      if (!axis) continue;
      document_.locate(fmt::format("axes[{}]", rules_.axes.size()), *entry.key_value);
      rules_.axes.push_back({*axis, std::move(dims)});
    }
  }

  void read_spatial(YamlReader& entry) {
    const auto axis = read_name(entry, "axis", &MappingNames::axis);
    const auto dim = read_kind(entry);
    const auto bound = read_range(entry, "factor");
    if (axis && dim && bound) {
      document_.locate(fmt::format("spatial[{}]", rules_.spatial.size()), *entry.value("axis"));
      rules_.spatial.push_back({*axis, *dim, *bound});
    }
    entry.finish();
  }

  void read_tile(YamlReader& entry) {
    const auto level = read_name(entry, "level", &MappingNames::level);
    const auto dim = read_kind(entry);
    const auto extent = read_range(entry, "extent");
    if (level && dim && extent) {
      document_.locate(fmt::format("tiles[{}]", rules_.tiles.size()), *entry.value("level"));
      rules_.tiles.push_back({*level, *dim, *extent});
    }
    entry.finish();
  }

  void read_stationary(YamlReader& entry) {
    const auto level = read_name(entry, "level", &MappingNames::level);
    const auto word = entry.text("tensor", Need::kRequired);
    if (word) {
      const YamlValue& at = *entry.value("tensor");
      const auto role = to_role(*word, at, entry.path_of("tensor"));
      if (level && role) add_stationary({*level, *role}, at);
    }
    entry.finish();
  }

  void read_dataflow(YamlReader& file) {
    const auto choice = file.choice("dataflow", kDataflows);
    if (!choice) return;
    const auto role = static_cast<Role>(*choice);
    const YamlValue& at = *file.value("dataflow");
    for (std::size_t i = architecture_.levels.size(); i-- > 0;) {
      const LevelId level(i);
      const KeepRule bypass{level, role, false};
      if (architecture_.levels[level].keeps(role) &&
          std::find(rules_.keeps.begin(), rules_.keeps.end(), bypass) == rules_.keeps.end()) {
        return add_stationary({level, role}, at);
      }
    }
    document_.error(at, fmt::format("no level may keep {}s", to_string(role)));
  }

  void add_stationary(const StationaryRule& rule, const YamlValue& at) {
    document_.locate(fmt::format("stationary[{}]", rules_.stationary.size()), at);
    rules_.stationary.push_back(rule);
  }

  /// `exact: 4`, or one or both of the limits.
  std::optional<Range> read_range(YamlReader& entry, const char* exact) {
    const bool has_limit = entry.has("at_least") || entry.has("at_most");
    const auto number = entry.integer(exact, kAtLeastOne);
    const auto least = entry.integer("at_least", kAtLeastOne);
    const auto most = entry.integer("at_most", kAtLeastOne);
    if (entry.has(exact) == has_limit && entry.is_map()) {
      entry.error(fmt::format("{} has {} '{}' {} a limit", entry.path(),
                              has_limit ? "both" : "neither", exact, has_limit ? "and" : "nor"),
                  fmt::format("give {}, or at_least, at_most or both", exact));
      return std::nullopt;
    }
    if (entry.has(exact)) return number ? std::optional(Range{*number, *number}) : std::nullopt;
    if (entry.has("at_least") != least.has_value()) return std::nullopt;
    if (entry.has("at_most") != most.has_value()) return std::nullopt;
    const Range all;
    return Range{least.value_or(all.min), most.value_or(all.max)};
  }

  std::optional<std::string> read_kind(YamlReader& entry) {
    const std::optional<std::string> word = entry.text("dim", Need::kRequired);
    if (!word) return std::nullopt;
    return to_kind(*word, *entry.value("dim"), entry.path_of("dim"));
  }

  std::optional<std::string> to_kind(std::string_view word, const YamlValue& at,
                                     const std::string& path) {
    std::string kind(canonical_dim(upper_case(word)));
    if (std::find(kinds_.begin(), kinds_.end(), kind) != kinds_.end()) return kind;
    document_.error(at, fmt::format("{}: unknown dimension {}", path, quoted(word)),
                    suggestion(kind, kinds_));
    return std::nullopt;
  }

  std::optional<Role> to_role(std::string_view word, const YamlValue& at, const std::string& path) {
    const std::optional<Role> role = find_role(word);
    if (role) return role;
    document_.error(at, fmt::format("{}: unknown role {}", path, quoted(word)),
                    "roles are input, weight and output");
    return std::nullopt;
  }

  template <typename IdT>
  std::optional<IdT> read_name(YamlReader& entry, const char* key,
                               Resolved<IdT> (MappingNames::*find)(std::string_view) const) {
    const std::optional<std::string> name = entry.text(key, Need::kRequired);
    if (!name) return std::nullopt;
    return resolve((names_.*find)(*name), *entry.value(key));
  }

  template <typename IdT>
  std::optional<IdT> resolve(const Resolved<IdT>& resolved, const YamlValue& at) {
    if (!resolved.id) document_.error(at, resolved.message, resolved.hint);
    return resolved.id;
  }

  YamlDocument& document_;
  const Architecture& architecture_;
  const Problem no_problem_;  ///< constraints name no tensors or dimensions of one layer
  MappingNames names_;
  std::vector<std::string> kinds_;
  Constraints rules_;
};

}  // namespace

Constraints load_constraints(std::string_view text, const std::string& file,
                             const Architecture& architecture,
                             std::span<const std::string> own_kinds) {
  YamlDocument document(text, file);
  Constraints constraints = ConstraintsReader(document, architecture, own_kinds).read();
  document.report(validate(constraints, architecture));
  document.throw_if_errors();
  return constraints;
}

}  // namespace paretile::io
