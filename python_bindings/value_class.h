// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/diagnostics.h"
#include "core/validate.h"
#include "python_bindings/convert.h"

namespace paretile::python {

template <typename T>
using ValueClass = py::class_<T, std::shared_ptr<T>>;

/// The named part of something does not exist; offers the near miss.
[[noreturn]] void refuse_name(const std::string& what, const std::string& name,
                              const std::vector<std::string>& names);
/// Throws InputError with all findings about a value of that class, if there are any.
void throw_findings(const std::vector<Finding>& findings, const std::string& of);

/// Values of the library have rules; parts of them are checked as parts of the whole.
template <typename T>
void check_value(const T& value, const std::string& of) {
  if constexpr (requires { validate(value); }) throw_findings(validate(value), of);
}

/// Calls `visit` with every field.
template <typename T, typename Visit>
void for_each_field(const Visit& visit) {
  std::apply([&](const auto&... fields) { (visit(fields), ...); }, Fields<T>::all);
}

template <typename T>
py::tuple state_of(const T& value) {
  py::list items;
  for_each_field<T>([&](const auto& field) { items.append(to_python(value.*field.member)); });
  return py::tuple(items);
}

template <typename T>
void set_fields(T& value, const py::kwargs& given, const std::string& of) {
  std::vector<std::string> names;
  for_each_field<T>([&](const auto& field) { names.emplace_back(field.name); });
  for (const auto& [key, unused] : given) {
    const std::string name = key.template cast<std::string>();
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      throw py::type_error(of + " has no attribute '" + name + "'; " + suggestion(name, names));
    }
  }
  for_each_field<T>([&](const auto& field) {
    if (!given.contains(field.name)) return;
    from_python(given[field.name], Place{of + "." + field.name}, value.*field.member);
  });
}

template <typename T>
T replaced(const T& value, const py::kwargs& given, const std::string& of) {
  T copy = value;
  set_fields(copy, given, of);
  check_value(copy, of);
  return copy;
}

template <typename T>
T from_state(const py::tuple& state, const std::string& of) {
  constexpr std::size_t kSize = std::tuple_size_v<std::remove_cvref_t<decltype(Fields<T>::all)>>;
  if (state.size() != kSize) throw py::value_error("not the pickle of a " + of);
  T value;
  std::size_t i = 0;
  for_each_field<T>([&](const auto& field) {
    from_python(state[i++], Place{of + "." + field.name}, value.*field.member);
  });
  check_value(value, of);
  return value;
}

template <typename T>
std::string repr_of(const T& value, const std::string& of) {
  std::string text;
  for_each_field<T>([&](const auto& field) {
    if (std::string_view(field.name) == "source") return;  // long, and no number
    const std::string one = py::repr(to_python(value.*field.member)).template cast<std::string>();
    text += (text.empty() ? "" : ", ") + std::string(field.name) + "=" + one;
  });
  return of + "(" + text + ")";
}

/// A read-only value: attributes, construction from keywords, ==, hash, copy, pickle, and a repr of
/// all attributes unless it has one of its own.
template <typename T>
ValueClass<T> bind_value(py::module_& module, const char* name, const char* doc,
                         std::string (*own_repr)(const T&) = nullptr) {
  ValueClass<T> type(module, name, doc);
  for_each_field<T>([&](const auto& field) {
    type.def_property_readonly(
        field.name, [&field](const T& self) { return to_python(self.*field.member); }, field.doc);
  });
  const std::string of = name;
  type.def(py::init([of](const py::kwargs& fields) { return replaced(T(), fields, of); }),
           "From its attributes as keywords; what is not given has its default.");
  type.def("__eq__", [](const T& self, const py::object& other) -> py::object {
    if (!py::isinstance<T>(other)) return py::reinterpret_borrow<py::object>(Py_NotImplemented);
    return py::bool_(state_of(self).equal(state_of(other.cast<const T&>())));
  });
  type.def("__hash__", [](const T& self) { return py::hash(state_of(self)); });
  type.def("__repr__", [of, own_repr](const T& self) {
    return own_repr == nullptr ? repr_of(self, of) : own_repr(self);
  });
  type.def("__copy__", [](const py::object& self) { return self; });
  type.def(
      "__deepcopy__", [](const py::object& self, const py::object&) { return self; },
      py::arg("memo"));
  type.def(py::pickle([](const T& self) { return state_of(self); },
                      [of](const py::tuple& state) { return from_state<T>(state, of); }));
  return type;
}

/// Adds replace(**fields).
template <typename T>
void bind_replace(ValueClass<T>& type, const char* name) {
  const std::string of = name;
  type.def(
      "replace",
      [of](const T& self, const py::kwargs& fields) { return replaced(self, fields, of); },
      "A copy with other attributes, given as keywords; numbers may be texts with a unit ('64 "
      "KiB').");
}

}  // namespace paretile::python
