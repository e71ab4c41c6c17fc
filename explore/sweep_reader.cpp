// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/names.h"
#include "core/with_commas.h"
#include "explore/design.h"
#include "explore/sweep_expressions.h"
#include "explore/sweep_grid.h"
#include "explore/sweep_inputs.h"
#include "explore/sweep_values.h"

namespace paretile::explore {
namespace {

using io::Field;
using io::Need;
using io::YamlReader;
using io::YamlValue;
using mapper::ObjectiveKind;

constexpr std::array kObjectives = {ObjectiveKind::kFront, ObjectiveKind::kEnergy,
                                    ObjectiveKind::kLatency, ObjectiveKind::kEdp,
                                    ObjectiveKind::kEd2p};
constexpr std::array kSamplings = {Sampling::kGrid, Sampling::kFront};
constexpr const char* kSigns = "comparisons are < <= == != >= >, such as 'rows * columns <= 168'";

class SweepReader {
 public:
  explicit SweepReader(io::YamlDocument& document) : document_(document) {}

  Sweep read(std::int64_t max_designs, const SweepTexts* texts) {
    YamlReader file(document_, document_.root(), "");
    file.integer("format", {1, 1}, Need::kRequired);
    sweep_.name = file.name("name", Need::kRequired).value_or("");
    (void)file.text("source");
    read_choices(file);
    read_inputs(file, document_.file(), texts, sweep_);
    if (const YamlValue* chips = file.peek("architectures")) places_.chips = *chips;
    if (auto vary = file.child("vary", Need::kRequired)) read_parameters(*vary);
    if (auto derive = file.child("derive")) read_derived(*derive);
    read_constraints(file);
    file.finish();
    document_.throw_if_errors();
    check_size(file, max_designs);
    document_.throw_if_errors();
    resolve_fields();
    go_through_grid(sweep_, places_, document_);
    document_.throw_if_errors();
    return std::move(sweep_);
  }

 private:
  void read_choices(YamlReader& file) {
    std::vector<std::string> words;
    for (const ObjectiveKind kind : kObjectives) words.emplace_back(to_string(kind));
    if (const auto word = file.choice("objective", words)) sweep_.objective = kObjectives[*word];
    sweep_.description += fmt::format("objective {}\n", to_string(sweep_.objective));
    words.clear();
    for (const Sampling sampling : kSamplings) words.emplace_back(to_string(sampling));
    if (const auto word = file.choice("sampling", words)) sweep_.sampling = kSamplings[*word];
    sweep_.description += fmt::format("sampling {}\n", to_string(sweep_.sampling));
  }

  /// A name that expressions can use, of nothing else.
  bool take_name(const YamlReader::Entry& entry) {
    const std::string& name = entry.key;
    const std::vector<std::string>& own = names_of_chips();
    const std::vector<std::string>& results = names_of_results();
    std::string mistake;
    std::string hint;
    if (!is_name(name) || name.find('-') != std::string::npos) {
      mistake = fmt::format("{} is no name", quoted(name));
      hint = "a name is letters, digits and '_', starting with a letter or '_'";
    } else if (std::find(own.begin(), own.end(), name) != own.end()) {
      mistake = fmt::format("'{}' is the name of something else", name);
      hint = "every design has it: constraints may use it as it is";
    } else if (std::find(results.begin(), results.end(), name) != results.end()) {
      mistake = fmt::format("'{}' is a column of the results", name);
      hint = "give it another name";
    } else if (names_.add(name, name)) {
      mistake = fmt::format("'{}' stands here twice", name);
    }
    if (mistake.empty()) return true;
    document_.error(*entry.key_value, mistake, hint);
    return false;
  }

  /// The paths of `field`, those that some chip lacks reported.
  std::vector<YamlReader::Text> read_paths(YamlReader& reader, Need need, Field& first) {
    std::vector<YamlReader::Text> known;
    bool is_first = true;
    for (const YamlReader::Text& path : reader.texts("field", need)) {
      bool is_known = true;
      for (const auto& chip : sweep_.chips) {
        io::FieldOrMistake found = io::find_field(chip->document.root(), path.text);
        if (!found.field) {
          document_.error(
              *path.at,
              fmt::format("'{}': {} has no such field: {}", path.text, chip->name, found.message),
              found.hint);
          is_known = false;
        } else if (is_first) {
          first = *found.field;
          is_first = false;
        } else if (found.field->kind != first.kind || found.field->quantity != first.quantity) {
          document_.error(*path.at, fmt::format("'{}' measures something else than '{}'", path.text,
                                                first.path));
        }
      }
      if (is_known) known.push_back(path);
    }
    return known;
  }

  void read_parameters(YamlReader& vary) {
    for (const YamlReader::Entry& entry : vary.entries()) {
      if (!take_name(entry)) continue;
      YamlReader reader(document_, *entry.value, "vary." + entry.key);
      Field field;
      Parameter parameter{entry.key, {}, {}};
      for (const auto& path : read_paths(reader, Need::kRequired, field)) {
        claim_path(path, parameter.name);
        parameter.paths.push_back(path.text);
      }
      const bool is_known = !parameter.paths.empty();
      if (is_known) parameter.values = read_values(reader, field);
      for (const char* key : {"values", "from", "to", "step", "factor"}) reader.expect(key);
      reader.finish();
      describe("vary", parameter.name, parameter.paths);
      for (const Setting& value : parameter.values) sweep_.description += " | " + value.text;
      sweep_.description += '\n';
      sweep_.parameters.push_back(std::move(parameter));
      places_.parameters.push_back(*entry.key_value);
    }
  }

  /// Two spellings of a field are one.
  void claim_path(const YamlReader::Text& path, const std::string& name) {
    for (const auto& chip : sweep_.chips) {
      const Field field = *io::find_field(chip->document.root(), path.text).field;
      const std::string spelled =
          std::min(field.key, field.other_key.empty() ? field.key : field.other_key);
      const std::string place =
          fmt::format("{} {} {}", chip->name, fmt::join(field.steps, "."), spelled);
      const std::optional<std::string> before = paths_.add(place, name);
      if (!before) continue;
      document_.error(*path.at, *before == name ? fmt::format("'{}' stands here twice", path.text)
                                                : fmt::format("'{}' is set by '{}' already",
                                                              path.text, *before));
      return;
    }
  }

  void describe(std::string_view what, const std::string& name,
                const std::vector<std::string>& paths) {
    sweep_.description += fmt::format("{} {} {}", what, name, fmt::join(paths, " "));
  }

  void read_derived(YamlReader& derive) {
    std::vector<YamlValue> places;
    std::vector<Derived> unordered;
    for (const YamlReader::Entry& entry : derive.entries()) {
      if (!take_name(entry)) continue;
      YamlReader reader(document_, *entry.value, "derive." + entry.key);
      Field field;
      Derived derived{entry.key, {}, reader.text("value", Need::kRequired).value_or("")};
      for (const auto& path : read_paths(reader, Need::kOptional, field)) {
        claim_path(path, derived.name);
        derived.paths.push_back(path.text);
        if (field.kind == Field::Kind::kText) {
          document_.error(*path.at, fmt::format("'{}' is no number", path.text));
        }
      }
      const YamlValue* value = reader.peek("value");
      places.push_back(value == nullptr ? *entry.key_value : *value);
      reader.finish();
      unordered.push_back(std::move(derived));
    }
    order(unordered, places);
  }

  /// Each derived number after those it is made of.
  void order(const std::vector<Derived>& unordered, const std::vector<YamlValue>& places) {
    enum class State : std::uint8_t { kNew, kOpen, kDone };
    std::vector<State> states(unordered.size(), State::kNew);
    std::vector<std::string> chain;
    const auto visit = [&](const auto& self, std::size_t i) -> void {
      const Derived& derived = unordered[i];
      chain.push_back(derived.name);
      if (states[i] == State::kOpen) {
        const auto start = std::find(chain.begin(), chain.end(), derived.name);
        document_.error(places[i], fmt::format("'{}' is made of itself: {}", derived.name,
                                               fmt::join(start, chain.end(), " <- ")));
      } else if (states[i] == State::kNew) {
        states[i] = State::kOpen;
        for (const NamePlace& name : names_in_arithmetic(derived.expression)) {
          if (const auto next = index_of(unordered, name.name)) self(self, *next);
        }
        states[i] = State::kDone;
        describe("derive", derived.name, derived.paths);
        sweep_.description += " = " + derived.expression + '\n';
        sweep_.derived.push_back(derived);
        places_.derived.push_back(places[i]);
      }
      chain.pop_back();
    };
    for (std::size_t i = 0; i < unordered.size(); ++i) visit(visit, i);
    for (std::size_t i = 0; i < unordered.size(); ++i) {
      const std::string& text = unordered[i].expression;
      if (!text.empty()) check_expression(sweep_, {text, &places[i]}, "", document_);
    }
  }

  static std::optional<std::size_t> index_of(const std::vector<Derived>& list,
                                             const std::string& name) {
    for (std::size_t i = 0; i < list.size(); ++i) {
      const auto& paths = list[i].paths;
      const bool is_path = std::find(paths.begin(), paths.end(), name) != paths.end();
      if (list[i].name == name || is_path) return i;
    }
    return std::nullopt;
  }

  void read_constraints(YamlReader& file) {
    for (const auto& [text, at] : file.texts("constraints")) {
      const auto comparison = parse_comparison(text);
      if (!comparison) {
        document_.error(*at, fmt::format("{} compares nothing", quoted(text)), kSigns);
        continue;
      }
      const Expression left = {comparison->left, at, 0, true};
      const Expression right = {comparison->right, at, comparison->right_at, true};
      const bool is_left_well = check_expression(sweep_, left, kSigns, document_);
      if (!check_expression(sweep_, right, kSigns, document_) || !is_left_well) continue;
      sweep_.description += "constraint " + text + '\n';
      sweep_.constraints.push_back(*comparison);
      places_.constraints.push_back(*at);
    }
    if (const YamlValue* all = file.peek("constraints")) places_.all_constraints = *all;
  }

  void check_size(YamlReader& file, std::int64_t max_designs) {
    const std::int64_t size = grid_size(sweep_);
    if (size <= max_designs) return;
    const bool is_allowed = size <= kMaxGrid;
    file.error_at_key(
        "vary",
        fmt::format("describes {} designs, more than {}", with_commas(size),
                    with_commas(is_allowed ? max_designs : kMaxGrid)),
        is_allowed ? "say --yes to explore them all" : "vary fewer fields, or with fewer values");
  }

  void resolve_fields() {
    for (auto& chip : sweep_.chips) {
      auto resolved = std::make_shared<BaseChip>(chip->file);
      resolved->name = chip->name;
      const auto fields_of = [&](const std::vector<std::string>& paths) {
        std::vector<Field> fields;
        for (const std::string& path : paths) {
          fields.push_back(*io::find_field(resolved->document.root(), path).field);
        }
        return fields;
      };
      for (const auto& one : sweep_.parameters) {
        resolved->parameter_fields.push_back(fields_of(one.paths));
      }
      for (const auto& one : sweep_.derived) {
        resolved->derived_fields.push_back(fields_of(one.paths));
      }
      chip = std::move(resolved);
    }
  }

  io::YamlDocument& document_;
  Sweep sweep_;
  SweepPlaces places_;
  NameRegister names_;
  NameRegister paths_;
};

}  // namespace

std::string_view to_string(Sampling sampling) {
  return sampling == Sampling::kGrid ? "grid" : "front";
}

Sweep parse_sweep(std::string_view text, const std::string& file, std::int64_t max_designs,
                  const SweepTexts* texts) {
  io::YamlDocument document(text, file);
  Sweep sweep = SweepReader(document).read(max_designs, texts);
  sweep.text = text;
  return sweep;
}

}  // namespace paretile::explore
