// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "core/io/architecture_keys.h"
#include "core/io/energy_table.h"
#include "core/io/load.h"
#include "core/io/precision_reader.h"
#include "core/io/role_key.h"
#include "core/names.h"
#include "core/operators.h"
#include "core/validate.h"

namespace paretile::io {
namespace {

using RoleSet = std::array<bool, kNumRoles>;

const std::vector<std::string> kSharingWords = {"word", "tile", "none"};

constexpr std::size_t index_of(Role role) { return static_cast<std::size_t>(role); }

/// `a` if stated, else `b`, else 0.
double first_stated(std::optional<double> a, std::optional<double> b = {},
                    std::optional<double> c = {}, std::optional<double> d = {}) {
  for (const std::optional<double>& value : {a, b, c, d}) {
    if (value) return *value;
  }
  return 0;
}

/// Energies per word of `entry` for words of another width.
StatedEnergies scaled(const EnergyEntry& entry, int word_bits) {
  const double factor = static_cast<double>(word_bits) / entry.word_bits;
  StatedEnergies result = entry.energies;
  for (auto member : {&StatedEnergies::read, &StatedEnergies::write, &StatedEnergies::fill,
                      &StatedEnergies::update, &StatedEnergies::drain, &StatedEnergies::send,
                      &StatedEnergies::deliver}) {
    if (result.*member) *(result.*member) *= factor;
  }
  return result;
}

class ArchitectureReader {
 public:
  ArchitectureReader(YamlDocument& document, const TableFinder& finder)
      : document_(document), tables_(finder) {}

  Architecture read() {
    YamlReader file(document_, document_.root(), "");
    file.integer("format", {1, 1}, Need::kRequired);
    read_rows(file, architecture_keys(), architecture_);
    architecture_.precision = read_precision(file, "precision");
    clock_hz_ = file.has({"clock", "clock_hz"}) ? architecture_.clock_hz : 0;
    read_levels(file);
    if (std::optional<YamlReader> compute = file.child("compute", Need::kRequired)) {
      read_compute(*compute);
    }
    file.finish();
    return std::move(architecture_);
  }

  /// A finding speaks of the value, where each kind counts by itself: put into terms of the file.
  void move_to_file(Finding& finding) const {
    for (const auto& [of_value, of_file] : paths_) {
      if (!finding.path.starts_with(of_value)) continue;
      if (finding.message.starts_with(finding.path)) {
        finding.message.replace(0, of_value.size(), of_file);
      }
      finding.path.replace(0, of_value.size(), of_file);
      return;
    }
  }

 private:
  /// Levels and fan-outs share one list, by whose paths messages speak of them.
  void read_levels(YamlReader& file) {
    const std::vector<const YamlValue*> items = file.items("levels", Need::kRequired);
    for (std::size_t i = 0; i < items.size(); ++i) {
      YamlReader reader(document_, *items[i], item_path("levels", i));
      if (has_key(*items[i], "fanout")) {
        paths_.emplace_back(item_path("fanouts", architecture_.fanouts.size()), reader.path());
        read_fanout(reader);
      } else {
        paths_.emplace_back(item_path("levels", architecture_.levels.size()), reader.path());
        read_level(reader);
      }
    }
  }
  static bool has_key(const YamlValue& value, std::string_view name) {
    return std::any_of(value.keys.begin(), value.keys.end(),
                       [&](const YamlValue& key) { return key.text == name; });
  }

  void read_level(YamlReader& reader) {
    Level level;
    StatedEnergies given;
    read_rows(reader, level_keys(), level, clock_hz_);
    read_rows(reader, level_energy_keys(), given);
    if (reader.boolean("double_buffered").value_or(false)) level.buffering = 2;
    const StatedEnergies table = table_energies(reader, level.word_bits, level.source, "'read'",
                                                &StatedEnergies::read, &StatedEnergies::read);
    level.read_pj = first_stated(given.read, table.read);
    level.fill_pj = first_stated(given.fill, given.write, table.fill, table.write);
    level.update_pj = first_stated(given.update, given.write, table.update, table.write);
    level.drain_pj = first_stated(given.drain, given.read, table.drain, table.read);
    read_keeps(reader, level);
    reader.finish();
    architecture_.levels.push_back(std::move(level));
  }

  void read_keeps(YamlReader& reader, Level& level) {
    level.must_keep = read_roles(reader, "keep");
    if (reader.has("may_keep")) level.may_keep = read_roles(reader, "may_keep");
    const RoleSet bypass = read_roles(reader, "bypass");
    for (std::size_t role = 0; role < kNumRoles; ++role) {
      if (level.must_keep[role]) level.may_keep[role] = true;
      if (!bypass[role]) continue;
      level.may_keep[role] = false;
      if (!level.must_keep[role]) continue;
      document_.error(
          reader.path_of("bypass"),
          fmt::format("{} are both kept and bypassed in '{}'",
                      std::string(to_string(static_cast<Role>(role))) + "s", level.name));
      level.must_keep[role] = false;
    }
  }

  RoleSet read_roles(YamlReader& reader, Key key) {
    RoleSet roles = {};
    for (const auto& [word, at] : reader.texts(key)) {
      const std::optional<Role> role = find_role(word);
      if (!role) {
        document_.error(*at,
                        fmt::format("{}: unknown role {}", reader.path_of(key.name), quoted(word)),
                        "roles are input, weight and output");
      } else if (roles[index_of(*role)]) {
        document_.error(*at, fmt::format("{} lists the role '{}' twice", reader.path_of(key.name),
                                         to_string(*role)));
      } else {
        roles[index_of(*role)] = true;
      }
    }
    return roles;
  }

  /// The convolution letters an axis is limited to, in either alphabet and case.
  std::vector<std::string> read_axis_dims(YamlReader& axis) {
    std::vector<std::string> letters;
    for (const auto& [word, at] : axis.texts("dims")) {
      const std::string letter(canonical_dim(upper_case(word)));
      const std::string path = axis.path_of("dims");
      if (std::find(dim_kinds().begin(), dim_kinds().end(), letter) == dim_kinds().end()) {
        document_.error(*at, fmt::format("{}: unknown dimension {}", path, quoted(word)),
                        suggestion(letter, dim_kinds()));
      } else if (std::find(letters.begin(), letters.end(), letter) != letters.end()) {
        document_.error(*at, fmt::format("{} lists '{}' twice", path, letter));
      } else {
        letters.push_back(letter);
      }
    }
    return letters;
  }

  void read_fanout(YamlReader& reader) {
    Fanout fanout;
    StatedEnergies given;
    fanout.levels_outside = architecture_.levels.size();
    read_rows(reader, fanout_keys(), fanout);
    read_rows(reader, fanout_energy_keys(), given);
    for (YamlReader& keys : reader.maps("axes", Need::kRequired)) {
      Axis axis;
      read_rows(keys, axis_keys(), axis);
      axis.dims = read_axis_dims(keys);
      keys.finish();
      fanout.axes.push_back(std::move(axis));
    }
    read_sharing(reader, fanout);
    const StatedEnergies table =
        table_energies(reader, fanout.word_bits, fanout.source, "'send' or 'deliver'",
                       &StatedEnergies::send, &StatedEnergies::deliver);
    fanout.send_pj = first_stated(given.send, table.send);
    fanout.deliver_pj = first_stated(given.deliver, table.deliver);
    reader.finish();
    architecture_.fanouts.push_back(std::move(fanout));
  }

  void read_sharing(YamlReader& reader, Fanout& fanout) {
    auto set = [&fanout](Role role, std::optional<std::size_t> word) {
      if (word) fanout.sharing[index_of(role)] = static_cast<Sharing>(*word);
    };
    const YamlValue* multicast = reader.value("multicast");
    if (multicast != nullptr && multicast->is_map()) {
      YamlReader modes(document_, *multicast, reader.path_of("multicast"));
      set(Role::kInput, modes.choice(role_key(modes, Role::kInput), kSharingWords));
      set(Role::kWeight, modes.choice(role_key(modes, Role::kWeight), kSharingWords));
      modes.finish();
    } else if (multicast != nullptr) {
      const auto mode = reader.choice("multicast", kSharingWords);
      set(Role::kInput, mode);
      set(Role::kWeight, mode);
    }
    set(Role::kOutput, reader.choice("reduction", kSharingWords));
  }

  void read_compute(YamlReader& reader) {
    StatedEnergies given;
    read_rows(reader, compute_keys(), architecture_.compute);
    read_rows(reader, compute_energy_keys(), given);
    const StatedEnergies table = table_energies(reader, 1, architecture_.compute.source, "'energy'",
                                                &StatedEnergies::energy, &StatedEnergies::energy);
    architecture_.compute.energy_pj = first_stated(given.energy, table.energy);
    reader.finish();
  }

  /// The energies of the map's table entry, for words of `word_bits`; the entry must state at least
  /// one of two members. Notes the entry in the source.
  StatedEnergies table_energies(YamlReader& reader, int word_bits, std::string& source,
                                std::string_view wanted, std::optional<double> StatedEnergies::*one,
                                std::optional<double> StatedEnergies::*other) {
    const std::optional<EnergyEntry> entry = tables_.read(reader);
    if (!entry) return {};
    if (!(entry->energies.*one) && !(entry->energies.*other)) {
      document_.error(reader.path_of("energies"),
                      fmt::format("table entry '{}' has no key {}", entry->name, wanted));
    }
    if (!entry->source.empty()) {
      source += fmt::format("{}energies: {}", source.empty() ? "" : "; ", entry->source);
    }
    return scaled(*entry, word_bits);
  }

  YamlDocument& document_;
  EnergyTables tables_;
  Architecture architecture_;
  std::vector<std::pair<std::string, std::string>> paths_;  ///< in the value, in the file
  double clock_hz_ = 0;                                     ///< 0 until the file gives one
};

}  // namespace

Architecture parse_architecture(std::string_view text, const std::string& file,
                                const TableFinder& tables) {
  YamlDocument document(text, file);
  ArchitectureReader reader(document, tables);
  Architecture architecture = reader.read();
  std::vector<Finding> findings = validate(architecture);
  for (Finding& finding : findings) reader.move_to_file(finding);
  document.report(findings);
  document.throw_if_errors();
  return architecture;
}

}  // namespace paretile::io
