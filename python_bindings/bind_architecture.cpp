// SPDX-License-Identifier: Apache-2.0
#include <pybind11/stl.h>

#include "cli/specs.h"
#include "core/io/write.h"
#include "hw_specs/catalogue.h"
#include "python_bindings/bindings.h"
#include "python_bindings/source.h"
#include "python_bindings/value_class.h"

namespace paretile::python {
namespace {

Architecture load(const py::object& given) {
  const Source source = source_of(given, "<architecture>");
  const py::gil_scoped_release free;
  if (!source.text) return hw_specs::load_architecture(source.name);
  return io::parse_architecture(*source.text, source.name, hw_specs::find_table,
                                hw_specs::technology);
}

template <typename Parts>
std::vector<std::string> names_of(const Parts& parts) {
  std::vector<std::string> names;
  for (const auto& part : parts) names.push_back(part.name);
  return names;
}

template <typename Parts>
const auto& find_part(const Architecture& self, const Parts& parts, const char* kind,
                      const std::string& name) {
  for (const auto& part : parts) {
    if (part.name == name) return part;
  }
  refuse_name(self.name + " has no " + kind, name, names_of(parts));
}

/// Levels, fan-outs and compute, and axes as "fanout.axis".
std::vector<std::string> component_names(const Architecture& self) {
  std::vector<std::string> names = names_of(self.levels);
  for (const Fanout& fanout : self.fanouts) {
    names.push_back(fanout.name);
    for (const Axis& axis : fanout.axes) names.push_back(fanout.name + "." + axis.name);
  }
  names.push_back(self.compute.name);
  return names;
}

/// Sets fields of one component; false if there is none of that name.
bool set_component(Architecture& self, const std::string& name, const py::kwargs& fields) {
  const auto set = [&](auto& part, const char* kind) {
    set_fields(part, fields, std::string(kind) + "(" + part.name + ")");
    return true;
  };
  for (Level& level : self.levels) {
    if (level.name == name) return set(level, "Level");
  }
  for (Fanout& fanout : self.fanouts) {
    if (fanout.name == name) return set(fanout, "Fanout");
    for (Axis& axis : fanout.axes) {
      if (fanout.name + "." + axis.name == name) return set(axis, "Axis");
    }
  }
  return self.compute.name == name && set(self.compute, "Compute");
}

/// Numbers that were replaced no longer come from where they came from.
void mark_replaced(Architecture& self, const std::string& component, const py::kwargs& fields) {
  for (Provenance& one : self.provenance) {
    if (one.component != component || !fields.contains(one.number.c_str())) continue;
    const py::object value = fields[one.number.c_str()];
    if (!value.is_none()) one.value = read_real(value, Place{one.number});
    one.origin = Origin::kStated;
    one.from = "replaced";
    one.confidence.clear();
    one.error.reset();
  }
}

Architecture replace(const Architecture& self, const std::optional<std::string>& component,
                     const py::kwargs& fields) {
  Architecture copy = self;
  if (!component) {
    set_fields(copy, fields, "Architecture");
  } else if (!set_component(copy, *component, fields)) {
    refuse_name(self.name + " has no component", *component, component_names(self));
  }
  check_value(copy, "Architecture");
  mark_replaced(copy, component.value_or(""), fields);
  return copy;
}

std::int64_t instances(const Architecture& self, const std::string& name) {
  for (const LevelId id : self.levels.ids()) {
    if (self.levels[id].name == name) return self.instances(id);
  }
  for (const FanoutId id : self.fanouts.ids()) {
    if (self.fanouts[id].name == name) return self.instances(id);
  }
  if (self.compute.name == name) return self.compute_instances();
  refuse_name(self.name + " has no component", name, component_names(self));
}

void bind_parts(py::module_& module) {
  bind_value<Axis>(module, "Axis", "One direction of a fan-out.");
  auto level = bind_value<Level>(module, "Level", "One storage level: a memory of the chip.");
  bind_replace(level, "Level");
  auto fanout = bind_value<Fanout>(module, "Fanout", "Replication between two levels: an array.");
  bind_replace(fanout, "Fanout");
  auto compute = bind_value<Compute>(module, "Compute", "The arithmetic unit.");
  bind_replace(compute, "Compute");
  bind_value<Precision>(module, "Precision", "Bits per value, as far as someone stated them.");
  bind_value<Provenance>(module, "Provenance", "Where one number of an architecture came from.");
  bind_value<PublishedFigures>(module, "PublishedFigures", "What is in print about a chip.");
}

constexpr const char* kArchitecture =
    R"(A chip: storage levels and fan-outs from the outside in, then compute. Read-only.

Examples
--------
>>> chip = paretile.Architecture.from_yaml("eyeriss")
>>> chip
<Architecture eyeriss: 5 levels, 168 compute units>
>>> chip.level("glb").capacity_bits
819200
>>> chip.replace("glb", capacity_bits="216 KiB").level("glb").capacity_bits
1769472
)";

constexpr const char* kFromYaml =
    R"(A chip from YAML (docs/yaml_format.md).

Parameters
----------
source : str or os.PathLike
    YAML text (it has more than one line), a shipped name (`list_architectures()`) or a path.

Raises
------
InputError
    With every mistake of the text.

Examples
--------
>>> paretile.Architecture.from_yaml("simple_2level").level("buffer").name
'buffer'
)";

constexpr const char* kReplace =
    R"(A copy with other attributes, of the chip itself or of one of its components.

Parameters
----------
component : str, optional
    A level, a fan-out, an axis as 'fanout.axis', or the compute unit; without, the chip.
**fields
    New values of attributes; a number may be a text with a unit ('64 KiB', '0.3 pJ'). Only what is
    named changes: energies that were estimated from a capacity stay. For estimating anew, change
    the YAML.

Returns
-------
Architecture

Raises
------
InputError
    No such component, or a chip that breaks a rule.
TypeError
    No such attribute, or a value of another type.

Examples
--------
>>> chip = paretile.Architecture.from_yaml("eyeriss")
>>> chip.replace("pe_array.x", size=28).compute_instances
336
>>> chip.replace(clock_hz="400 MHz").clock_hz
400000000.0
)";

constexpr const char* kToYaml =
    R"(As YAML, which from_yaml() reads back to a chip with the same numbers. Estimates are stated there, with
where they came from: `provenance` and `cautions` are another file's.

Returns
-------
str

Raises
------
InputError
    Something the format cannot say.

Examples
--------
>>> chip = paretile.Architecture.from_yaml("eyeriss").replace("pe_array.x", size=28)
>>> again = paretile.Architecture.from_yaml(chip.to_yaml())
>>> again.fanouts == chip.fanouts and again.compute_instances == 336
True
)";

std::string summary(const Architecture& self) {
  return "<Architecture " + self.name + ": " + std::to_string(self.levels.size()) + " levels, " +
         std::to_string(self.compute_instances()) + " compute units>";
}

}  // namespace

void bind_architecture(py::module_& module) {
  bind_parts(module);
  auto type = bind_value<Architecture>(module, "Architecture", kArchitecture, &summary);
  type.def_static("from_yaml", &load, py::arg("source"), kFromYaml);
  type.def("replace", &replace, py::arg("component") = py::none(), kReplace);
  type.def(
      "level",
      [](const Architecture& self, const std::string& name) {
        return find_part(self, self.levels, "level", name);
      },
      py::arg("name"), "The level of that name. Raises InputError with the near miss.");
  type.def(
      "fanout",
      [](const Architecture& self, const std::string& name) {
        return find_part(self, self.fanouts, "fan-out", name);
      },
      py::arg("name"), "The fan-out of that name. Raises InputError with the near miss.");
  type.def("instances", &instances, py::arg("name"),
           "int: physical instances of a level, a fan-out or the compute unit.");
  type.def_property_readonly("compute_instances", &Architecture::compute_instances,
                             "int: physical compute units");
  type.def_property_readonly("area_um2", &Architecture::area_um2,
                             "float: component areas times physical instances");
  type.def(
      "to_yaml", [](const Architecture& self) { return io::architecture_to_yaml(self); }, kToYaml);
  type.def(
      "to_dict",
      [](const Architecture& self) { return dict_of_json(cli::architecture_json(self)); },
      "As plain dicts and lists, with the keys of `paretile show --arch NAME --json -`.");
  type.def(
      "_repr_html_",
      [](const py::object& self) {
        return py::module_::import("paretile._html").attr("architecture_html")(self);
      },
      "The chip as a drawing, for notebooks.");
}

}  // namespace paretile::python
