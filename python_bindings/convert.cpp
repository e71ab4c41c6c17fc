// SPDX-License-Identifier: Apache-2.0
#include "python_bindings/convert.h"

#include <algorithm>
#include <cmath>

#include "core/diagnostics.h"

namespace paretile::python {
namespace {

bool is_number(py::handle value) { return PyNumber_Check(value.ptr()) != 0; }
bool is_text(py::handle value) { return PyUnicode_Check(value.ptr()) != 0; }

/// What a number measures, by the unit its name ends with.
Quantity quantity_of(const Place& place) {
  const auto ends = [&](std::string_view unit) { return place.path.ends_with(unit); };
  if (ends("_bits_per_cycle")) return Quantity::kBandwidth;
  if (ends("_bits")) return Quantity::kBits;
  if (ends("_pj")) return Quantity::kEnergy;
  if (ends("_w")) return Quantity::kPower;
  if (ends("_um2")) return Quantity::kArea;
  if (ends("_hz")) return Quantity::kFrequency;
  if (ends("_nm")) return Quantity::kLength;
  if (ends("_v")) return Quantity::kVoltage;
  return Quantity::kCount;
}

double read_quantity(py::handle value, const Place& place) {
  const std::string text = read_text(value, place);
  const ParsedNumber parsed = parse_number(text, quantity_of(place));
  if (parsed.ok) return parsed.value;
  throw InputError(
      {Diagnostic{{place.path, 0, 0}, quoted(text) + ": " + parsed.error, {}, parsed.hint}});
}

std::string shown(py::handle value) {
  const std::string text = py::repr(value).cast<std::string>();
  return text.size() <= 60 ? text : text.substr(0, 57) + "...";
}

}  // namespace

void refuse(py::handle value, const Place& place, const std::string& wanted) {
  throw py::type_error(place.path + " must be " + wanted + ", not " + shown(value));
}

std::int64_t read_integer(py::handle value, const Place& place, std::int64_t min,
                          std::int64_t max) {
  if (value.is_none() && max == kUnlimitedBits) return kUnlimitedBits;
  if (is_text(value)) {
    const double number = read_quantity(value, place);
    if (number != std::floor(number) || number >= 0x1p62) refuse(value, place, "a whole number");
    return static_cast<std::int64_t>(number);
  }
  if (PyBool_Check(value.ptr()) != 0 || PyIndex_Check(value.ptr()) == 0) {
    refuse(value, place, "a whole number");
  }
  const auto whole = py::reinterpret_steal<py::object>(PyNumber_Index(value.ptr()));
  if (!whole) throw py::error_already_set();
  int overflow = 0;
  const std::int64_t number = PyLong_AsLongLongAndOverflow(whole.ptr(), &overflow);
  if (overflow != 0 || number < min || number > max) {
    refuse(value, place,
           "a whole number from " + std::to_string(min) + " to " + std::to_string(max));
  }
  return number;
}

double read_real(py::handle value, const Place& place) {
  if (value.is_none()) return kUnlimitedBandwidth;
  if (is_text(value)) return read_quantity(value, place);
  if (PyBool_Check(value.ptr()) != 0 || !is_number(value)) refuse(value, place, "a number");
  const double number = PyFloat_AsDouble(value.ptr());
  if (PyErr_Occurred() != nullptr) {
    PyErr_Clear();  // an integer beyond all doubles, a complex number
    refuse(value, place, "a number");
  }
  return number;
}

bool read_boolean(py::handle value, const Place& place) {
  if (PyBool_Check(value.ptr()) == 0) refuse(value, place, "True or False");
  return value.ptr() == Py_True;
}

std::string read_text(py::handle value, const Place& place) {
  if (!is_text(value)) refuse(value, place, "a text");
  Py_ssize_t size = 0;
  const char* const bytes = PyUnicode_AsUTF8AndSize(value.ptr(), &size);
  if (bytes == nullptr) throw py::error_already_set();  // lone surrogates
  return {bytes, static_cast<std::size_t>(size)};
}

py::tuple read_sequence(py::handle value, const Place& place) {
  const bool is_sequence = py::isinstance<py::list>(value) || py::isinstance<py::tuple>(value);
  if (!is_sequence) refuse(value, place, "a tuple or a list");
  return py::reinterpret_borrow<py::object>(value).cast<py::tuple>();
}

std::size_t read_word(py::handle value, const Place& place, const std::vector<std::string>& words) {
  if (is_text(value)) {
    const std::string text = read_text(value, place);
    const auto found = std::find(words.begin(), words.end(), text);
    if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
  }
  std::string all;
  for (const std::string& word : words) all += (all.empty() ? "'" : ", '") + word + "'";
  refuse(value, place, "one of " + all);
}

const std::vector<std::string>& words_of(Role) {
  static const std::vector<std::string> words = {"input", "weight", "output"};
  return words;
}
const std::vector<std::string>& words_of(Sharing) {
  static const std::vector<std::string> words = {"word", "tile", "none"};
  return words;
}
const std::vector<std::string>& words_of(Origin) {
  static const std::vector<std::string> words = {"stated", "table", "estimated", "none"};
  return words;
}
const std::vector<std::string>& words_of(Quantity) {
  static const std::vector<std::string> words = {"count",      "bits",   "energy",    "frequency",
                                                 "power",      "area",   "bandwidth", "time",
                                                 "operations", "length", "voltage"};
  return words;
}

}  // namespace paretile::python
