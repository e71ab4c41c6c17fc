// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "core/io/architecture_keys.h"
#include "core/io/energy_table.h"
#include "core/io/estimate_reader.h"
#include "core/io/load.h"
#include "core/io/number_sources.h"
#include "core/io/precision_reader.h"
#include "core/io/role_key.h"
#include "core/io/technology_table.h"
#include "core/names.h"
#include "core/operators.h"
#include "core/validate.h"

namespace paretile::io {
namespace {

using RoleSet = std::array<bool, kNumRoles>;

constexpr Key kClock("clock", "clock_hz");
constexpr Key kCapacity("capacity", "capacity_bits");
const std::vector<std::string> kSharingWords = {"word", "tile", "none"};

constexpr std::size_t index_of(Role role) { return static_cast<std::size_t>(role); }

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
  ArchitectureReader(YamlDocument& document, const TableFinder& finder,
                     const TechnologyFinder& technology)
      : document_(document), tables_(finder), technology_(technology) {}

  Architecture read() {
    YamlReader file(document_, document_.root(), "");
    file.integer("format", {1, 1}, Need::kRequired);
    read_rows(file, architecture_keys(), architecture_);
    architecture_.precision = read_precision(file, "precision");
    read_chip_sources(file);
    clock_hz_ = file.has({"clock", "clock_hz"}) ? architecture_.clock_hz : 0;
    read_levels(file);
    if (std::optional<YamlReader> compute = file.child("compute", Need::kRequired)) {
      read_compute(*compute);
    }
    if (std::optional<YamlReader> published = file.child("published")) {
      read_rows(*published, published_keys(), architecture_.published);
      (void)published->text("source", Need::kRequired);
      published->finish();
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
  void read_chip_sources(YamlReader& file) {
    if (const auto device = read_device(file)) architecture_.device = to_string(*device);
    NumberSources sources(file, "", architecture_.source, architecture_.provenance);
    sources.note(kClock, Quantity::kFrequency, architecture_.clock_hz);
    if (architecture_.voltage_v > 0) {
      sources.note({"voltage", "voltage_v"}, Quantity::kVoltage, architecture_.voltage_v);
    }
  }

  /// What every component of the chip may assume.
  [[nodiscard]] ComponentQuery query_for(estimators::Part part) const {
    using estimators::Device;
    ComponentQuery query;
    query.part = part;
    query.known.process = {
        architecture_.technology_nm, architecture_.voltage_v,
        architecture_.device == "lp" ? Device::kLowPower : Device::kHighPerformance};
    return query;
  }

  estimators::Estimate ask(YamlReader& reader, ComponentQuery query) {
    estimators::Estimate estimate = read_estimate(reader, std::move(query), technology_);
    std::vector<std::string>& cautions = architecture_.cautions;
    for (std::string& caution : estimate.cautions) {
      if (std::find(cautions.begin(), cautions.end(), caution) == cautions.end()) {
        cautions.push_back(caution);
      }
    }
    return estimate;
  }

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
    settle_level(reader, level, given);
    read_keeps(reader, level);
    reader.finish();
    architecture_.levels.push_back(std::move(level));
  }

  /// Energies, leakage, area and bandwidths: stated, of a table, or estimated.
  void settle_level(YamlReader& reader, Level& level, const StatedEnergies& given) {
    NumberSources sources(reader, level.name, level.source, architecture_.provenance);
    const StatedEnergies table = table_energies(reader, level.word_bits, level.source, "'read'",
                                                &StatedEnergies::read, &StatedEnergies::read);
    sources.set_table(table_from_);
    ComponentQuery query = query_for(estimators::Part::kLevel);
    const bool has_capacity = reader.has(kCapacity);
    if (has_capacity) query.known.numbers["capacity"] = static_cast<double>(level.capacity_bits);
    query.known.numbers["width"] = level.word_bits;
    const double width_bits = positive_width(reader, level.word_bits);
    sources.set_estimate(ask(reader, std::move(query)), level.word_bits / width_bits);
    if (has_capacity) {
      auto capacity_bits = static_cast<double>(level.capacity_bits);
      sources.note(kCapacity, Quantity::kBits, capacity_bits);
    }
    const auto energy = [&](const char* number, std::initializer_list<NumberSources::Stated> stated,
                            std::initializer_list<std::optional<double>> of_table,
                            const char* estimate) {
      return sources.choose(number, Quantity::kEnergy, stated, of_table, estimate);
    };
    const NumberSources::Stated read{{"read", "read_pj"}, given.read};
    const NumberSources::Stated write{{"write", "write_pj"}, given.write};
    level.read_pj = energy("read_pj", {read}, {table.read}, "read_pj");
    level.fill_pj = energy("fill_pj", {{{"fill", "fill_pj"}, given.fill}, write},
                           {table.fill, table.write}, "write_pj");
    level.update_pj = energy("update_pj", {{{"update", "update_pj"}, given.update}, write},
                             {table.update, table.write}, "write_pj");
    level.drain_pj = energy("drain_pj", {{{"drain", "drain_pj"}, given.drain}, read},
                            {table.drain, table.read}, "read_pj");
    sources.note({"leakage", "leakage_w"}, Quantity::kPower, level.leakage_w);
    sources.note({"area", "area_um2"}, Quantity::kArea, level.area_um2);
    note_bandwidths(reader, sources, level);
  }

  static void note_bandwidths(const YamlReader& reader, NumberSources& sources, Level& level) {
    for (auto [key, value] : {std::pair{Key("bandwidth", "shared_bandwidth_bits_per_cycle"),
                                        &level.shared_bandwidth_bits_per_cycle},
                              std::pair{Key("read_bandwidth", "read_bandwidth_bits_per_cycle"),
                                        &level.read_bandwidth_bits_per_cycle},
                              std::pair{Key("write_bandwidth", "write_bandwidth_bits_per_cycle"),
                                        &level.write_bandwidth_bits_per_cycle}}) {
      if (reader.has(key)) sources.note(key, Quantity::kBandwidth, *value);
    }
  }

  /// Bits of an access where the class is told some, else the word; its mistakes are reported where
  /// the class is read.
  static double positive_width(const YamlReader& reader, int word_bits) {
    const YamlValue* width = reader.peek("width");
    if (width == nullptr || !width->is_scalar()) return word_bits;
    const ParsedNumber number = parse_number(width->text, Quantity::kBits);
    return number.ok && number.value > 0 ? number.value : word_bits;
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
    settle_fanout(reader, fanout, given);
    reader.finish();
    architecture_.fanouts.push_back(std::move(fanout));
  }

  void settle_fanout(YamlReader& reader, Fanout& fanout, const StatedEnergies& given) {
    NumberSources sources(reader, fanout.name, fanout.source, architecture_.provenance);
    const StatedEnergies table =
        table_energies(reader, fanout.word_bits, fanout.source, "'send' or 'deliver'",
                       &StatedEnergies::send, &StatedEnergies::deliver);
    sources.set_table(table_from_);
    ComponentQuery query = query_for(estimators::Part::kFanout);
    query.known.numbers["width"] = fanout.word_bits;
    sources.set_estimate(ask(reader, std::move(query)), 1);
    fanout.send_pj = sources.choose("send_pj", Quantity::kEnergy,
                                    {{{"send", "send_pj"}, given.send}}, {table.send}, "send_pj");
    fanout.deliver_pj =
        sources.choose("deliver_pj", Quantity::kEnergy,
                       {{{"deliver", "deliver_pj"}, given.deliver}}, {table.deliver}, "deliver_pj");
    sources.note({"area", "area_um2"}, Quantity::kArea, fanout.area_um2);
    for (std::size_t i = 0; i < fanout.axes.size(); ++i) {
      const auto size = static_cast<double>(fanout.axes[i].size);
      sources.choose(item_path("axes", i) + ".size", Quantity::kCount, {{"axes", size}}, {}, "");
    }
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
    settle_compute(reader, architecture_.compute, given);
    reader.finish();
  }

  void settle_compute(YamlReader& reader, Compute& compute, const StatedEnergies& given) {
    NumberSources sources(reader, compute.name, compute.source, architecture_.provenance);
    const StatedEnergies table = table_energies(reader, 1, compute.source, "'energy'",
                                                &StatedEnergies::energy, &StatedEnergies::energy);
    sources.set_table(table_from_);
    ComponentQuery query = query_for(estimators::Part::kCompute);
    const Precision& bits = architecture_.precision;
    for (const auto& [key, stated] :
         {std::pair{"input_format", bits.input}, std::pair{"weight_format", bits.weight},
          std::pair{"accumulator_format", bits.psum}}) {
      if (stated) query.known.texts[key] = fmt::format("int{}", *stated);
    }
    sources.set_estimate(ask(reader, std::move(query)), 1);
    compute.energy_pj =
        sources.choose("energy_pj", Quantity::kEnergy, {{{"energy", "energy_pj"}, given.energy}},
                       {table.energy}, "energy_pj");
    sources.note("cycles_per_operation", Quantity::kCount, compute.cycles_per_operation);
    sources.note({"leakage", "leakage_w"}, Quantity::kPower, compute.leakage_w);
    sources.note({"area", "area_um2"}, Quantity::kArea, compute.area_um2);
  }

  /// The energies of the map's table entry, for words of `word_bits`; the entry must state at least
  /// one of two members. Notes the entry in the source.
  StatedEnergies table_energies(YamlReader& reader, int word_bits, std::string& source,
                                std::string_view wanted, std::optional<double> StatedEnergies::*one,
                                std::optional<double> StatedEnergies::*other) {
    table_from_.clear();
    const std::optional<EnergyEntry> entry = tables_.read(reader);
    if (!entry) return {};
    const YamlValue* reference = reader.value("energies");
    table_from_ = reference->text + (entry->source.empty() ? "" : ": " + entry->source);
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
  const TechnologyFinder& technology_;
  Architecture architecture_;
  std::string table_from_;                                  ///< of the component being read
  std::vector<std::pair<std::string, std::string>> paths_;  ///< in the value, in the file
  double clock_hz_ = 0;                                     ///< 0 until the file gives one
};

}  // namespace

Architecture parse_architecture(std::string_view text, const std::string& file,
                                const TableFinder& tables, const TechnologyFinder& technology) {
  YamlDocument document(text, file);
  return parse_architecture(document, tables, technology);
}

Architecture parse_architecture(YamlDocument& document, const TableFinder& tables,
                                const TechnologyFinder& technology) {
  ArchitectureReader reader(document, tables, technology);
  Architecture architecture = reader.read();
  std::vector<Finding> findings = validate(architecture);
  for (Finding& finding : findings) reader.move_to_file(finding);
  document.report(findings);
  document.throw_if_errors();
  return architecture;
}

}  // namespace paretile::io
