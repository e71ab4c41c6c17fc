// SPDX-License-Identifier: Apache-2.0
#include "core/io/field_path.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <variant>

#include "core/io/architecture_keys.h"
#include "estimators/estimator.h"

namespace paretile::io {
namespace {

using Fields = std::vector<Field>;

template <typename T>
Field::Kind kind_of(const KeyRow<T>& row) {
  const auto& target = row.target;
  if (std::holds_alternative<double T::*>(target)) return Field::Kind::kNumber;
  if (std::holds_alternative<std::optional<double> T::*>(target)) return Field::Kind::kNumber;
  if (std::holds_alternative<std::int64_t T::*>(target)) return Field::Kind::kWhole;
  if (std::holds_alternative<int T::*>(target)) return Field::Kind::kWhole;
  return Field::Kind::kText;
}

/// The rows of scalars: lists and maps, and what says who is who, cannot be varied.
template <typename T>
void add_rows(std::span<const KeyRow<T>> rows, Fields& fields) {
  for (const KeyRow<T>& row : rows) {
    const bool is_scalar = !row.type.starts_with("list") && !row.type.starts_with("map") &&
                           row.type != "class" && row.type != "1";
    const std::string_view name = row.key.name;
    if (!is_scalar || name == "name" || name == "fanout" || name == "source") continue;
    Field field;
    field.kind = kind_of(row);
    field.quantity = row.quantity;
    field.key = name;
    field.other_key = row.key.field;
    fields.push_back(std::move(field));
  }
}

void add_attributes(estimators::Part part, Fields& fields) {
  using estimators::Attribute;
  for (const estimators::Estimator& estimator : estimators::estimators()) {
    if (estimator.part != part) continue;
    for (const Attribute& attribute : estimator.attributes) {
      const bool is_known = std::any_of(fields.begin(), fields.end(), [&](const Field& field) {
        return field.key == attribute.key;
      });
      if (is_known) continue;
      Field field;
      field.key = attribute.key;
      field.quantity = attribute.quantity;
      field.kind = attribute.kind == Attribute::Kind::kText    ? Field::Kind::kText
                   : attribute.kind == Attribute::Kind::kCount ? Field::Kind::kWhole
                                                               : Field::Kind::kNumber;
      fields.push_back(std::move(field));
    }
  }
}

/// The place a path has come to: a map of the file, and what it may hold.
struct Place {
  enum class What : std::uint8_t { kChip, kPrecision, kLevel, kFanout, kAxis, kCompute };
  const YamlValue* map = nullptr;
  What what = What::kChip;
  std::vector<std::size_t> steps = {};
  std::string name = "the chip";
};

Fields fields_of(Place::What what) {
  Fields fields;
  switch (what) {
    case Place::What::kChip:
      add_rows(architecture_keys(), fields);
      break;
    case Place::What::kPrecision:
      for (const char* key : {"input", "weight", "output", "psum"}) {
        Field field;
        field.kind = Field::Kind::kWhole;
        field.key = key;
        fields.push_back(std::move(field));
      }
      break;
    case Place::What::kLevel:
      add_rows(level_keys(), fields);
      add_rows(level_energy_keys(), fields);
      add_rows(class_keys(), fields);
      add_attributes(estimators::Part::kLevel, fields);
      break;
    case Place::What::kFanout:
      add_rows(fanout_keys(), fields);
      add_rows(fanout_energy_keys(), fields);
      add_rows(class_keys(), fields);
      add_attributes(estimators::Part::kFanout, fields);
      break;
    case Place::What::kAxis:
      add_rows(axis_keys(), fields);
      break;
    case Place::What::kCompute:
      add_rows(compute_keys(), fields);
      add_rows(compute_energy_keys(), fields);
      add_rows(class_keys(), fields);
      add_attributes(estimators::Part::kCompute, fields);
      break;
  }
  return fields;
}

std::optional<std::size_t> index_of(const YamlValue& map, std::string_view key) {
  if (key.empty()) return std::nullopt;
  const auto found = std::find_if(map.keys.begin(), map.keys.end(),
                                  [&](const YamlValue& known) { return known.text == key; });
  if (found == map.keys.end()) return std::nullopt;
  return static_cast<std::size_t>(found - map.keys.begin());
}

std::string text_at(const YamlValue& map, std::string_view key) {
  const auto index = index_of(map, key);
  return index && map.items[*index].is_scalar() ? map.items[*index].text : "";
}

Place inside(const Place& outer, std::size_t item, Place::What what, std::string name) {
  Place place{&outer.map->items[item], what, outer.steps, std::move(name)};
  place.steps.push_back(item);
  return place;
}

/// The maps inside one, by the name a path calls them.
std::vector<Place> children_of(const Place& place) {
  std::vector<Place> children;
  if (!place.map->is_map()) return children;
  const auto add_list = [&](std::string_view key, auto what_of) {
    const auto list = index_of(*place.map, key);
    if (!list || !place.map->items[*list].is_list()) return;
    const Place outer = inside(place, *list, place.what, "");
    for (std::size_t i = 0; i < outer.map->items.size(); ++i) {
      const YamlValue& map = outer.map->items[i];
      const auto [what, name] = what_of(map);
      if (!name.empty()) children.push_back(inside(outer, i, what, name));
    }
  };
  if (place.what == Place::What::kChip) {
    for (const auto& [key, what] : {std::pair{"precision", Place::What::kPrecision},
                                    std::pair{"compute", Place::What::kCompute}}) {
      const auto index = index_of(*place.map, key);
      if (index) children.push_back(inside(place, *index, what, key));
    }
    add_list("levels", [](const YamlValue& map) {
      const std::string fanout = text_at(map, "fanout");
      return fanout.empty() ? std::pair{Place::What::kLevel, text_at(map, "name")}
                            : std::pair{Place::What::kFanout, fanout};
    });
  } else if (place.what == Place::What::kFanout) {
    add_list("axes", [](const YamlValue& map) {
      return std::pair{Place::What::kAxis, text_at(map, "name")};
    });
  }
  return children;
}

FieldOrMistake unknown(const Place& place, std::string_view word) {
  std::vector<std::string> names;
  for (const Place& child : children_of(place)) names.push_back(child.name);
  for (const Field& field : fields_of(place.what)) names.push_back(field.key);
  return {std::nullopt, place.name + " has no field " + quoted(word), suggestion(word, names)};
}

FieldOrMistake found_in(const Place& place, std::string_view path, std::string_view word) {
  for (Field& field : fields_of(place.what)) {
    if (word.empty() || (word != field.key && word != field.other_key)) continue;
    if (index_of(*place.map, field.other_key)) std::swap(field.key, field.other_key);
    field.path = path;
    field.steps = place.steps;
    return {std::move(field), "", ""};
  }
  for (const Place& child : children_of(place)) {
    if (child.name != word) continue;
    const std::string value = fields_of(child.what).front().key;
    return {std::nullopt, quoted(word) + " is a part of " + place.name + ", not a value",
            fmt::format("name one of its values, such as '{}.{}'", path, value)};
  }
  return unknown(place, word);
}

template <typename Value>
Value* map_of(Value& root, const Field& field) {
  Value* at = &root;
  for (const std::size_t step : field.steps) {
    if (step >= at->items.size()) return nullptr;
    at = &at->items[step];
  }
  return at;
}

}  // namespace

FieldOrMistake find_field(const YamlValue& root, std::string_view path) {
  Place place{&root};
  std::string_view rest = path;
  for (std::size_t dot = rest.find('.'); dot != std::string_view::npos; dot = rest.find('.')) {
    const std::string_view word = rest.substr(0, dot);
    const std::vector<Place> children = children_of(place);
    const auto next = std::find_if(children.begin(), children.end(),
                                   [&](const Place& child) { return child.name == word; });
    if (next == children.end()) return unknown(place, word);
    place = *next;
    rest.remove_prefix(dot + 1);
  }
  return found_in(place, path, rest);
}

const YamlValue* value_of(const YamlValue& root, const Field& field) {
  const YamlValue* map = map_of(root, field);
  if (map == nullptr) return nullptr;
  const auto index = index_of(*map, field.key);
  return index ? &map->items[*index] : nullptr;
}

void set_value(YamlValue& root, const Field& field, YamlValue scalar) {
  YamlValue* map = map_of(root, field);
  if (map == nullptr) return;
  if (const auto index = index_of(*map, field.key)) {
    map->items[*index] = std::move(scalar);
    return;
  }
  YamlValue key = scalar;
  key.text = field.key;
  map->keys.push_back(std::move(key));
  map->items.push_back(std::move(scalar));
}

}  // namespace paretile::io
