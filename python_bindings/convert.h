// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <pybind11/pybind11.h>

#include <array>
#include <concepts>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "core/units.h"
#include "python_bindings/fields.h"

namespace paretile::python {

namespace py = pybind11;

/// Where a value is given, for messages: "Level.capacity_bits". The last word says the unit.
struct Place {
  std::string path;
};

/// Whole numbers; of those kept in 64 bits, None is unlimited. Texts may have a unit: "108 KiB".
[[nodiscard]] std::int64_t read_integer(py::handle value, const Place& place, std::int64_t min,
                                        std::int64_t max);
[[nodiscard]] double read_real(py::handle value, const Place& place);
[[nodiscard]] bool read_boolean(py::handle value, const Place& place);
[[nodiscard]] std::string read_text(py::handle value, const Place& place);
[[nodiscard]] py::tuple read_sequence(py::handle value, const Place& place);
/// The index of a word; throws TypeError with the words there are.
[[nodiscard]] std::size_t read_word(py::handle value, const Place& place,
                                    const std::vector<std::string>& words);
[[noreturn]] void refuse(py::handle value, const Place& place, const std::string& wanted);

template <typename T>
concept HasFields = requires {
  Fields<T>::all;
};
template <typename T>
concept Sequence = requires(T values) {
  values.push_back(*values.begin());
  values.clear();
}
&&!std::same_as<T, std::string>;

[[nodiscard]] const std::vector<std::string>& words_of(Role);
[[nodiscard]] const std::vector<std::string>& words_of(Sharing);
[[nodiscard]] const std::vector<std::string>& words_of(Origin);
[[nodiscard]] const std::vector<std::string>& words_of(Quantity);

/// A member as Python sees it: numbers, texts, tuples and the classes of this module.
template <typename T>
py::object to_python(const T& value) {
  if constexpr (std::same_as<T, std::int64_t>) {
    return value == kUnlimitedBits ? py::object(py::none()) : py::int_(value);
  } else if constexpr (std::same_as<T, double>) {
    return value == kUnlimitedBandwidth ? py::object(py::none()) : py::float_(value);
  } else if constexpr (std::is_enum_v<T>) {
    return py::str(words_of(value).at(static_cast<std::size_t>(value)));
  } else if constexpr (std::same_as<T, Term>) {
    return py::make_tuple(value.dim.index(), value.coefficient);
  } else if constexpr (std::same_as<T, std::array<bool, kNumRoles>>) {
    py::list roles;
    for (std::size_t i = 0; i < kNumRoles; ++i) {
      if (value[i]) roles.append(words_of(Role())[i]);
    }
    return py::tuple(roles);
  } else if constexpr (std::same_as<T, std::array<Sharing, kNumRoles>>) {
    return py::make_tuple(to_python(value[0]), to_python(value[1]), to_python(value[2]));
  } else if constexpr (Sequence<T>) {
    py::list items;
    for (const auto& item : value) items.append(to_python(item));
    return py::tuple(items);
  } else if constexpr (requires { value.has_value(); }) {
    return value ? to_python(*value) : py::object(py::none());
  } else {
    return py::cast(value);
  }
}

template <typename T>
void from_python(py::handle given, const Place& place, T& value);

template <typename T>
void read_items(py::handle given, const Place& place, T& values) {
  values.clear();
  const py::tuple items = read_sequence(given, place);
  if constexpr (requires { T::capacity(); }) {
    if (items.size() > T::capacity()) {
      refuse(given, place, "at most " + std::to_string(T::capacity()) + " items");
    }
  }
  for (const py::handle item : items) {
    std::remove_cvref_t<decltype(*values.begin())> one{};
    from_python(item, place, one);
    values.push_back(std::move(one));
  }
}

/// The inverse of to_python(). Throws TypeError, or InputError for a text that is no quantity.
template <typename T>
void from_python(py::handle given, const Place& place, T& value) {
  if constexpr (std::same_as<T, bool>) {
    value = read_boolean(given, place);
  } else if constexpr (std::integral<T>) {
    constexpr bool kMayBeUnlimited = std::same_as<T, std::int64_t>;
    constexpr std::int64_t kMax =
        kMayBeUnlimited ? kUnlimitedBits : std::numeric_limits<int>::max();
    constexpr auto kMin = static_cast<std::int64_t>(std::numeric_limits<T>::min());
    value = static_cast<T>(read_integer(given, place, kMin, kMax));
  } else if constexpr (std::same_as<T, double>) {
    value = read_real(given, place);
  } else if constexpr (std::same_as<T, std::string>) {
    value = read_text(given, place);
  } else if constexpr (std::is_enum_v<T>) {
    value = static_cast<T>(read_word(given, place, words_of(T())));
  } else if constexpr (std::same_as<T, Term>) {
    const py::tuple pair = read_sequence(given, place);
    if (pair.size() != 2) refuse(given, place, "pairs of a dimension's index and a coefficient");
    value.dim = DimId(read_integer(pair[0], place, 0, kMaxDims));
    value.coefficient = read_integer(pair[1], place, 0, kUnlimitedBits - 1);
  } else if constexpr (std::same_as<T, std::array<bool, kNumRoles>>) {
    value.fill(false);
    for (const py::handle role : read_sequence(given, place)) {
      value[read_word(role, place, words_of(Role()))] = true;
    }
  } else if constexpr (std::same_as<T, std::array<Sharing, kNumRoles>>) {
    const py::tuple items = read_sequence(given, place);
    if (items.size() != kNumRoles) refuse(given, place, "three of 'word', 'tile' and 'none'");
    for (std::size_t i = 0; i < kNumRoles; ++i) from_python(items[i], place, value[i]);
  } else if constexpr (Sequence<T>) {
    read_items(given, place, value);
  } else if constexpr (requires { value.has_value(); }) {
    value.reset();
    if (!given.is_none()) from_python(given, place, value.emplace());
  } else {
    if (!py::isinstance<T>(given)) {
      const py::object name = py::type::of<T>().attr("__name__");
      refuse(given, place, "a " + name.template cast<std::string>());
    }
    value = given.cast<const T&>();
  }
}

}  // namespace paretile::python
