// SPDX-License-Identifier: Apache-2.0
#include "interop/timeloop_architecture.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/checked.h"
#include "core/limits.h"
#include "core/validate.h"
#include "interop/timeloop_components.h"
#include "interop/timeloop_number.h"
#include "interop/timeloop_tables.h"

namespace paretile::interop {
namespace {

using io::YamlReader;

constexpr int kDefaultWordBits = 16;
constexpr double kPicojoules = 1e-12;  ///< in joules
constexpr double kBitsPerKb = 8192;    ///< of `sizeKB`

class ArchitectureReader {
 public:
  ArchitectureReader(TimeloopFiles& files, const TimeloopSection& section)
      : files_(files), section_(section), tables_(files) {}

  TimeloopArchitecture run() {
    TimeloopChip chip = read_timeloop_components(files_, section_);
    architecture_.name = chip.name;
    for (TimeloopComponent& component : chip.components) add(component);
    io::YamlDocument& document = *section_.document;
    if (!has_compute_ && !document.has_errors()) {
      document.error(*section_.key, "no arithmetic unit is in the architecture",
                     "a class with 'mac' or 'compute' in its name makes one");
    }
    if (!document.has_errors()) document.report(validate(architecture_));
    return {std::move(architecture_), std::move(blocks_)};
  }

 private:
  void add(TimeloopComponent& component) {
    if (has_compute_) {
      section_.document->error(*component.place,
                               fmt::format("'{}' stands inside the arithmetic unit '{}'",
                                           component.name, architecture_.compute.name));
      return;
    }
    add_fanout(component);
    mesh_ = component.mesh;
    if (component.is_compute) {
      add_compute(component);
    } else {
      add_level(component);
    }
    for (const char* key : {"technology", "instances", "meshX", "meshY", "name", "class"}) {
      known_.emplace_back(key);
    }
    remark_unknown(component);
    outside_ = component.name;
  }

  /// Between a memory and the next: inner instances per outer one on each axis.
  void add_fanout(const TimeloopComponent& component) {
    const auto [x, y] = component.mesh;
    if (component.mesh == mesh_) return;
    if (x % mesh_[0] != 0 || y % mesh_[1] != 0) {
      section_.document->error(
          *component.place,
          fmt::format("{} x {} of '{}' cannot be shared out evenly among {} x {} outside it", x, y,
                      component.name, mesh_[0], mesh_[1]));
      return;
    }
    Fanout fanout;
    const std::string name = outside_.empty() ? "chip" : outside_;
    fanout.name = name + "_array";
    fanout.levels_outside = architecture_.levels.size();
    fanout.axes = {{name + kAxisY, y / mesh_[1], {}}, {name + kAxisX, x / mesh_[0], {}}};
    fanout.sharing.fill(Sharing::kTile);
    section_.document->locate(fmt::format("fanouts[{}]", architecture_.fanouts.size()),
                              *component.place);
    architecture_.fanouts.push_back(std::move(fanout));
  }

  void add_compute(TimeloopComponent& component) {
    has_compute_ = true;
    Compute& compute = architecture_.compute;
    compute.name = component.name;
    const std::optional<double> stated_pj = number(component, {"energy"});
    const auto table_pj =
        tables_.energy_pj(component.name, {"mac_random", "mult_random", "mac", "mult", "compute"});
    if (!stated_pj && !table_pj) remark_no_energy(component, "an operation");
    compute.energy_pj = stated_pj ? *stated_pj : table_pj.value_or(0);
    compute.area_um2 = tables_.area_um2(component.name).value_or(0);
    compute.leakage_w = leakage_w(component);
    section_.document->locate("compute", *component.place);
    for (const char* key : {"datawidth", "word_bits", "word_width"}) known_.emplace_back(key);
  }

  void add_level(TimeloopComponent& component) {
    Level level;
    level.name = component.name;
    const std::int64_t word_bits = word_bits_of(component);
    if (architecture_.levels.size() == 0) level_bits_ = static_cast<int>(word_bits);
    if (word_bits != level_bits_) {
      files_.remark(*section_.document, *component.place,
                    fmt::format("words of '{}', {} bits, count as the {} of the outermost level: "
                                "Timeloop counts words whatever their width",
                                component.name, word_bits, level_bits_));
    }
    level.word_bits = level_bits_;
    const TimeloopBlock block = block_of(component, word_bits);
    if (const auto words = capacity_words(component, block.words, word_bits)) {
      level.capacity_bits = saturating_product(*words, level_bits_);
    }
    read_buffering(component, level);
    read_bandwidths(component, level);
    read_energies(component, block, level);
    level.area_um2 = tables_.area_um2(component.name).value_or(0);
    level.leakage_w = leakage_w(component);
    section_.document->locate(fmt::format("levels[{}]", architecture_.levels.size()),
                              *component.place);
    architecture_.levels.push_back(std::move(level));
    blocks_.push_back(block);
  }

  std::int64_t word_bits_of(TimeloopComponent& component) {
    const std::int64_t bits =
        count(component, {"word_bits", "word_width", "datawidth"}).value_or(kDefaultWordBits);
    if (bits <= kMaxValueBits) return bits;
    section_.document->error(*component.place, fmt::format("words of '{}' have {} bits, at most {}",
                                                           component.name, bits, kMaxValueBits));
    return kDefaultWordBits;
  }

  TimeloopBlock block_of(TimeloopComponent& component, std::int64_t word_bits) {
    const auto width = count(component, {"width", "memory_width"});
    const auto stated = count(component, {"block_size", "n_words"});
    const auto cluster = count(component, {"cluster_size"});
    TimeloopBlock block{stated.value_or(1), cluster.value_or(1)};
    if (!width) return block;
    const std::int64_t unit = stated ? saturating_product(word_bits, *stated) : word_bits;
    if (*width % unit != 0) {
      component.attributes.error_at_key(
          component.attributes.has("width") ? "width" : "memory_width",
          fmt::format("a row of {} bits does not hold whole {} of {} bits", *width,
                      stated ? "blocks" : "words", unit));
    } else if (!stated) {
      block.words = *width / unit;
    } else if (!cluster) {
      block.cluster = *width / unit;
    }
    return block;
  }

  std::optional<std::int64_t> capacity_words(TimeloopComponent& component, std::int64_t block_words,
                                             std::int64_t word_bits) {
    const auto entries = count(component, {"entries"});
    const auto depth = count(component, {"depth", "memory_depth", "data_storage_depth"});
    const auto size_kb = number(component, {"sizeKB"});
    if (entries) return entries;
    if (depth) return saturating_product(*depth, block_words);
    if (size_kb) {
      return static_cast<std::int64_t>(
          std::min(*size_kb * kBitsPerKb / static_cast<double>(word_bits), 1e15));
    }
    return std::nullopt;
  }

  void read_buffering(TimeloopComponent& component, Level& level) {
    const auto given = number(component, {"multiple_buffering"});
    if (!given || *given == 1) return;
    if (*given == 2) {
      level.buffering = 2;
    } else {
      component.attributes.error_at_key("multiple_buffering",
                                        fmt::format("buffering must be 1 or 2, not {:g}", *given));
    }
  }

  void read_bandwidths(TimeloopComponent& component, Level& level) {
    const auto both = number(component, {"bandwidth"});
    const auto half = both ? std::optional(*both / 2) : std::nullopt;
    const auto set = [&](std::optional<double> words, double& bits_per_cycle) {
      if (words) bits_per_cycle = *words * level_bits_;
    };
    const auto read = number(component, {"read_bandwidth"});
    const auto write = number(component, {"write_bandwidth"});
    set(read ? read : half, level.read_bandwidth_bits_per_cycle);
    set(write ? write : half, level.write_bandwidth_bits_per_cycle);
    set(number(component, {"shared_bandwidth"}), level.shared_bandwidth_bits_per_cycle);
  }

  /// An access moves a block, for every instance of a cluster at once.
  void read_energies(TimeloopComponent& component, const TimeloopBlock& block, Level& level) {
    const double share = static_cast<double>(block.words) * static_cast<double>(block.cluster);
    if (block.cluster > 1) {
      files_.remark(*section_.document, *component.place,
                    fmt::format("one access of '{}' serves {} instances: each pays its share",
                                component.name, block.cluster));
    }
    const auto one_for_all = number(component, {"vector_access_energy"});
    const auto of = [&](std::initializer_list<std::string_view> actions, const char* what) {
      const auto table_pj = tables_.energy_pj(component.name, actions);
      if (!one_for_all && !table_pj) remark_no_energy(component, what);
      return (one_for_all ? *one_for_all : table_pj.value_or(0)) / share;
    };
    level.read_pj = of({"random_read", "read"}, "a read");
    level.fill_pj = of({"random_fill", "random_write", "fill", "write"}, "a fill");
    level.update_pj = of({"random_update", "random_write", "update", "write"}, "an update");
    level.drain_pj = level.read_pj;
  }

  double leakage_w(const TimeloopComponent& component) const {
    return tables_.energy_pj(component.name, {"leak"}).value_or(0) * kPicojoules *
           architecture_.clock_hz;
  }

  void remark_no_energy(const TimeloopComponent& component, const char* what) {
    if (!tables_.has_energies()) {
      if (std::exchange(told_no_table_, true)) return;
      files_.remark(*section_.document, *section_.key,
                    "no energies are given (no 'ERT'): those missing are taken as 0");
      return;
    }
    files_.remark(
        *section_.document, *component.place,
        fmt::format("no energy of {} of '{}' is given: taken as 0", what, component.name));
  }

  std::optional<double> number(TimeloopComponent& component,
                               std::initializer_list<std::string_view> keys) {
    known_.insert(known_.end(), keys);
    return read_number(component.attributes, keys);
  }
  std::optional<std::int64_t> count(TimeloopComponent& component,
                                    std::initializer_list<std::string_view> keys) {
    known_.insert(known_.end(), keys);
    return read_count(component.attributes, keys);
  }
  void remark_unknown(TimeloopComponent& component) {
    for (const YamlReader::Entry& entry : component.attributes.entries()) {
      if (std::find(known_.begin(), known_.end(), entry.key) != known_.end()) continue;
      files_.remark(*section_.document, *entry.key_value,
                    fmt::format("'{}' of '{}' has no counterpart", entry.key, component.name));
    }
    known_.clear();
  }

  TimeloopFiles& files_;
  TimeloopSection section_;
  TimeloopTables tables_;
  Architecture architecture_;
  IdVector<LevelId, TimeloopBlock> blocks_;
  std::array<std::int64_t, 2> mesh_ = {1, 1};
  std::string outside_;  ///< the component read last
  int level_bits_ = kDefaultWordBits;
  bool has_compute_ = false;
  bool told_no_table_ = false;
  std::vector<std::string_view> known_;  ///< attributes of the component being read
};

}  // namespace

TimeloopArchitecture read_timeloop_architecture(TimeloopFiles& files) {
  const TimeloopSection* section = files.require({"architecture", "arch"});
  if (section == nullptr) return {};
  return ArchitectureReader(files, *section).run();
}

}  // namespace paretile::interop
