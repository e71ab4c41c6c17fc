// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include "core/diagnostics.h"
#include "core/io/architecture_keys.h"
#include "core/io/load.h"
#include "core/io/precision_reader.h"
#include "core/io/write.h"
#include "core/io/yaml_text.h"

namespace paretile::io {
namespace {

constexpr std::string_view kSource = "source";
constexpr int kChipSource = 2;  ///< a chip's stands after its format and name, others last

/// A key of one map with its value, and the numbers of the component that it states.
struct Entry {
  std::string key;
  std::string value;
  std::vector<std::string> numbers;
};
using Entries = std::vector<Entry>;

/// What the file says about a member; nothing where that is the default.
template <typename T>
class RowText {
 public:
  RowText(const KeyRow<T>& row, const T& value, bool is_noted)
      : row_(row), value_(value), is_noted_(is_noted) {}

  using Text = std::optional<std::string>;
  Text operator()(std::monostate) const { return std::nullopt; }
  Text operator()(double T::*member) const {
    const double number = value_.*member;
    const bool is_default = number == T{}.*member && !is_noted_ && row_.fallback != "required";
    if (is_default || !std::isfinite(number)) return std::nullopt;
    return exact_quantity(number, row_.quantity);
  }
  Text operator()(std::optional<double> T::*member) const {
    if (!(value_.*member)) return std::nullopt;
    return exact_quantity(*(value_.*member), row_.quantity);
  }
  Text operator()(std::int64_t T::*member) const {
    const std::int64_t number = value_.*member;
    if (row_.quantity == Quantity::kCount) return fmt::format("{}", number);
    if (number == T{}.*member) return std::nullopt;
    return exact_quantity(static_cast<double>(number), row_.quantity);
  }
  Text operator()(int T::*member) const { return fmt::format("{}", value_.*member); }
  Text operator()(bool T::*member) const { return value_.*member ? Text("true") : std::nullopt; }
  Text operator()(std::string T::*member) const {
    if ((value_.*member).empty()) return std::nullopt;
    return yaml_text(value_.*member);
  }

 private:
  const KeyRow<T>& row_;
  const T& value_;
  bool is_noted_;
};

std::string role_list(const std::array<bool, kNumRoles>& roles, bool wanted) {
  std::vector<std::string> names;
  for (std::size_t role = 0; role < kNumRoles; ++role) {
    if (roles[role] == wanted) names.emplace_back(to_string(static_cast<Role>(role)));
  }
  return names.empty() ? "" : yaml_list(names);
}

class ArchitectureWriter {
 public:
  ArchitectureWriter(const Architecture& architecture, std::span<const Comment> comments)
      : architecture_(architecture), comments_(comments) {}

  std::string run() {
    Entries chip = {{"format", "1", {}}};
    add_rows(chip, architecture_keys(), architecture_, "");
    add(chip, "device", architecture_.device);
    add(chip, "precision", precision_text(architecture_.precision));
    finish("", architecture_.source, chip, "");
    text_ += "levels:\n";
    std::size_t fanout = 0;
    for (const LevelId level : architecture_.levels.ids()) {
      for (; is_outside(fanout, level); ++fanout) {
        write_fanout(architecture_.fanouts[FanoutId(fanout)]);
      }
      write_level(architecture_.levels[level]);
    }
    for (; fanout < architecture_.fanouts.size(); ++fanout) {
      write_fanout(architecture_.fanouts[FanoutId(fanout)]);
    }
    write_compute();
    write_published();
    std::string head = comments_.take_rest();
    for (const std::string& caution : architecture_.cautions) head += yaml_comment(caution, 0);
    return head + text_;
  }

 private:
  [[nodiscard]] bool is_outside(std::size_t fanout, LevelId level) const {
    return fanout < architecture_.fanouts.size() &&
           architecture_.fanouts[FanoutId(fanout)].levels_outside <= level.index();
  }

  /// Where a number came from; nothing where nobody gave it.
  [[nodiscard]] std::optional<std::string> origin_of(std::string_view component,
                                                     std::string_view number) const {
    for (const Provenance& note : architecture_.provenance) {
      if (note.component != component || note.number != number) continue;
      if (note.origin == Origin::kNone) return std::nullopt;
      return note.origin == Origin::kEstimated ? "estimated: " + note.from : note.from;
    }
    return std::nullopt;
  }

  static void add(Entries& entries, std::string key, std::string value,
                  std::vector<std::string> numbers = {}) {
    if (!value.empty()) entries.push_back({std::move(key), std::move(value), std::move(numbers)});
  }

  /// Rows that stand for a member, as in read_rows().
  template <typename T>
  void add_rows(Entries& entries, std::span<const KeyRow<T>> rows, const T& value,
                const std::string& component) const {
    for (const KeyRow<T>& row : rows) {
      if (row.key.name == kSource) continue;
      const std::string number(row.key.field_name());
      const bool is_noted = origin_of(component, number).has_value();
      const auto text = std::visit(RowText<T>(row, value, is_noted), row.target);
      if (text) entries.push_back({std::string(row.key.name), *text, {number}});
    }
  }

  void add_energy(Entries& entries, const std::string& component, std::string key, double pj,
                  std::vector<std::string> numbers) const {
    if (pj == 0 && !origin_of(component, numbers.front())) return;
    add(entries, std::move(key), exact_quantity(pj, Quantity::kEnergy), std::move(numbers));
  }

  void write_level(const Level& level) {
    Entries entries;
    add_rows(entries, level_keys(), level, level.name);
    if (level.buffering == 2) add(entries, "double_buffered", "true");
    add_level_energies(entries, level);
    add(entries, "keep", role_list(level.must_keep, true));
    add(entries, "bypass", role_list(level.may_keep, false));
    finish(level.name, level.source, entries, "  - ");
  }

  /// `write` stands for fills and updates, `read` for drains, where they are the same.
  void add_level_energies(Entries& entries, const Level& level) const {
    const auto origin = [&](const char* number) { return origin_of(level.name, number); };
    const bool drains_as_read =
        level.drain_pj == level.read_pj && origin("drain_pj") == origin("read_pj");
    add_energy(entries, level.name, "read", level.read_pj, {"read_pj"});
    if (level.fill_pj == level.update_pj && origin("fill_pj") == origin("update_pj")) {
      add_energy(entries, level.name, "write", level.fill_pj, {"fill_pj"});
    } else {
      add_energy(entries, level.name, "fill", level.fill_pj, {"fill_pj"});
      add_energy(entries, level.name, "update", level.update_pj, {"update_pj"});
    }
    if (!drains_as_read) {
      add(entries, "drain", exact_quantity(level.drain_pj, Quantity::kEnergy), {"drain_pj"});
    }
  }

  void write_fanout(const Fanout& fanout) {
    Entries entries;
    add_rows(entries, fanout_keys(), fanout, fanout.name);
    std::string axes;
    for (const Axis& axis : fanout.axes) {
      axes += fmt::format("{}{{name: {}, size: {}", axes.empty() ? "" : ", ", yaml_text(axis.name),
                          axis.size);
      axes += axis.dims.empty() ? "}" : fmt::format(", dims: {}}}", yaml_list(axis.dims));
    }
    entries.insert(entries.begin() + 1, {"axes", "[" + axes + "]", {"axes[0].size"}});
    const auto mode = [&](Role role) { return std::string(to_string(fanout.sharing_of(role))); };
    add(entries, "multicast",
        mode(Role::kInput) == mode(Role::kWeight)
            ? mode(Role::kInput)
            : fmt::format("{{input: {}, weight: {}}}", mode(Role::kInput), mode(Role::kWeight)));
    add(entries, "reduction", mode(Role::kOutput));
    add_energy(entries, fanout.name, "send", fanout.send_pj, {"send_pj"});
    add_energy(entries, fanout.name, "deliver", fanout.deliver_pj, {"deliver_pj"});
    finish(fanout.name, fanout.source, entries, "  - ");
  }

  void write_compute() {
    const Compute& compute = architecture_.compute;
    text_ += "compute:\n";
    Entries entries;
    add_rows(entries, compute_keys(), compute, compute.name);
    add_energy(entries, compute.name, "energy", compute.energy_pj, {"energy_pj"});
    finish(compute.name, compute.source, entries, "  ");
  }

  void write_published() {
    if (architecture_.published == PublishedFigures{}) return;
    Entries entries;
    add_rows(entries, published_keys(), architecture_.published, "published");
    text_ += "published:\n";
    finish("published", architecture_.published.source, entries, "  ");
  }

  /// Prints one map, each key after the indentation of `first`; its source last.
  void finish(const std::string& component, const std::string& source, Entries& entries,
              const std::string& first) {
    if (!component.empty()) text_ += comments_.take(component, first.size() > 2 ? 2 : 0);
    Entries sources;
    for (const Entry& entry : entries) {
      if (entry.numbers.empty()) continue;
      const auto origin = origin_of(component, entry.numbers.front());
      if (origin && *origin != source) sources.push_back({entry.key, yaml_text(*origin), {}});
    }
    if (!source.empty()) {
      const auto place = component.empty() ? entries.begin() + kChipSource : entries.end();
      entries.insert(place, {std::string(kSource), yaml_text(source), {}});
    }
    const std::string indent(first.size(), ' ');
    std::string start = first;
    for (const Entry& entry : entries) {
      text_ += fmt::format("{}{}: {}\n", std::exchange(start, indent), entry.key, entry.value);
    }
    if (sources.empty()) return;
    text_ += indent + "sources:\n";
    for (const Entry& entry : sources) {
      text_ += fmt::format("{}  {}: {}\n", indent, entry.key, entry.value);
    }
  }

  const Architecture& architecture_;
  CommentQueue comments_;
  std::string text_;
};

/// Without what tells how the numbers were loaded.
Architecture numbers_of(Architecture architecture) {
  architecture.provenance.clear();
  architecture.cautions.clear();
  return architecture;
}

}  // namespace

std::string architecture_to_yaml(const Architecture& architecture,
                                 std::span<const Comment> comments) {
  std::string text = ArchitectureWriter(architecture, comments).run();
  const std::string file = fmt::format("<architecture {}>", quoted(architecture.name));
  if (numbers_of(parse_architecture(text, file, {})) == numbers_of(architecture)) return text;
  throw InputError({{{file, 0, 0}, "cannot be said in a file", {}, {}}});
}

}  // namespace paretile::io
