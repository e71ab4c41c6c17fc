// SPDX-License-Identifier: Apache-2.0
#include "core/io/number_sources.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace paretile::io {

NumberSources::NumberSources(YamlReader& reader, std::string component, std::string source,
                             std::vector<Provenance>& notes)
    : reader_(reader), component_(std::move(component)), source_(std::move(source)), notes_(notes) {
  std::optional<YamlReader> sources = reader.child("sources");
  if (!sources) return;
  for (const YamlReader::Entry& entry : sources->entries()) {
    if (!reader.has(Key(entry.key.c_str()))) {
      reader.document().error(*entry.key_value,
                              fmt::format("{}: the key is not given{}", sources->path_of(entry.key),
                                          in_path(reader.path())));
    }
    const auto text = to_text(reader.document(), *entry.value, sources->path_of(entry.key));
    sources_.emplace_back(entry.key, text.value_or(""));
  }
}

void NumberSources::set_estimate(const estimators::Estimate& estimate, double energy_factor) {
  estimate_ = estimate;
  for (estimators::Number& number : estimate_.numbers) {
    if (number.quantity == Quantity::kEnergy) number.value *= energy_factor;
  }
}

std::string NumberSources::source_of(Key key) const {
  for (const auto& [name, text] : sources_) {
    if (name == key.name || name == key.field_name()) return text;
  }
  return source_;
}

double NumberSources::choose(std::string_view number, Quantity quantity,
                             std::initializer_list<Stated> stated,
                             std::initializer_list<std::optional<double>> table,
                             std::string_view estimate, double fallback) {
  Provenance note{component_, std::string(number), fallback, quantity, Origin::kNone, "", "", {}};
  const auto settle = [&] {
    for (const auto& [key, value] : stated) {
      if (!value) continue;
      note.value = *value;
      note.origin = Origin::kStated;
      note.from = source_of(key);
      return;
    }
    for (const std::optional<double>& value : table) {
      if (!value) continue;
      note.value = *value;
      note.origin = Origin::kTable;
      note.from = table_from_;
      return;
    }
    for (const estimators::Number& estimated : estimate_.numbers) {
      if (estimated.name != estimate) continue;
      note.value = estimated.value;
      note.origin = Origin::kEstimated;
      note.from = estimated.from;
      note.confidence = estimated.confidence;
      note.error = estimated.error;
      return;
    }
  };
  settle();
  notes_.push_back(note);
  return note.value;
}

void NumberSources::note(Key key, Quantity quantity, double& value) {
  const std::optional<double> stated = reader_.has(key) ? std::optional(value) : std::nullopt;
  value = choose(key.field_name(), quantity, {{key, stated}}, {}, key.field_name(), value);
}

}  // namespace paretile::io
