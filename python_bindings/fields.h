// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <tuple>

#include "core/architecture.h"
#include "core/workload.h"

namespace paretile::python {

/// A member of a value as Python sees it: an attribute, an argument of replace(), a part of the
/// pickle.
template <typename Struct, typename Member>
struct Field {
  const char* name;
  Member Struct::*member;
  const char* doc;
};

/// The members of a value, in the order of its repr. Everything generic comes from this table.
template <typename Struct>
struct Fields;

template <>
struct Fields<Axis> {
  static constexpr auto all = std::tuple{
      Field{"name", &Axis::name, "str: unlike that of every other axis of the fan-out"},
      Field{"size", &Axis::size, "int: children along it"},
      Field{"dims", &Axis::dims, "tuple of str: dimension kinds it may carry; empty: any"}};
};

template <>
struct Fields<Level> {
  static constexpr auto all = std::tuple{
      Field{"name", &Level::name, "str: unlike that of every other component"},
      Field{"capacity_bits", &Level::capacity_bits,
            "int or None: bits per instance; None: unlimited"},
      Field{"word_bits", &Level::word_bits, "int: bits the energies below are quoted for"},
      Field{"buffering", &Level::buffering, "int: 2 where tiles take twice the room, else 1"},
      Field{"read_bandwidth_bits_per_cycle", &Level::read_bandwidth_bits_per_cycle,
            "float or None: bits per cycle per instance; None: unlimited"},
      Field{"write_bandwidth_bits_per_cycle", &Level::write_bandwidth_bits_per_cycle,
            "float or None: bits per cycle per instance; None: unlimited"},
      Field{"shared_bandwidth_bits_per_cycle", &Level::shared_bandwidth_bits_per_cycle,
            "float or None: of reads and writes together; None: unlimited"},
      Field{"read_pj", &Level::read_pj, "float: pJ per word read for a child"},
      Field{"fill_pj", &Level::fill_pj, "float: pJ per word filled from the parent"},
      Field{"update_pj", &Level::update_pj, "float: pJ per word updated by a child"},
      Field{"drain_pj", &Level::drain_pj, "float: pJ per word drained to the parent"},
      Field{"leakage_w", &Level::leakage_w, "float: watts per instance"},
      Field{"area_um2", &Level::area_um2, "float: square micrometres per instance"},
      Field{"may_keep", &Level::may_keep,
            "tuple of str: roles ('input', 'weight', 'output') it may hold"},
      Field{"must_keep", &Level::must_keep, "tuple of str: roles every mapping keeps here"},
      Field{"source", &Level::source, "str: where the numbers come from"}};
};

template <>
struct Fields<Fanout> {
  static constexpr auto all = std::tuple{
      Field{"name", &Fanout::name, "str: unlike that of every other component"},
      Field{"levels_outside", &Fanout::levels_outside, "int: storage levels outside it"},
      Field{"axes", &Fanout::axes, "tuple of Axis: one or two, outermost first"},
      Field{"fold", &Fanout::fold, "bool: a logical set may wrap around"},
      Field{"sharing", &Fanout::sharing,
            "tuple of str: of inputs, weights and outputs, each 'word', 'tile' or 'none'"},
      Field{"word_bits", &Fanout::word_bits, "int: bits the energies below are quoted for"},
      Field{"send_pj", &Fanout::send_pj, "float: pJ per word sent into it"},
      Field{"deliver_pj", &Fanout::deliver_pj, "float: pJ per word delivered to one child"},
      Field{"area_um2", &Fanout::area_um2, "float: square micrometres per instance"},
      Field{"source", &Fanout::source, "str: where the numbers come from"}};
};

template <>
struct Fields<Compute> {
  static constexpr auto all = std::tuple{
      Field{"name", &Compute::name, "str: unlike that of every other component"},
      Field{"energy_pj", &Compute::energy_pj, "float: pJ per operation"},
      Field{"cycles_per_operation", &Compute::cycles_per_operation, "float: initiation interval"},
      Field{"leakage_w", &Compute::leakage_w, "float: watts per instance"},
      Field{"area_um2", &Compute::area_um2, "float: square micrometres per instance"},
      Field{"source", &Compute::source, "str: where the numbers come from"}};
};

template <>
struct Fields<PublishedFigures> {
  static constexpr auto all = std::tuple{
      Field{"operations_per_second", &PublishedFigures::operations_per_second,
            "float or None: at its peak, a multiply-accumulate being two"},
      Field{"operations_per_joule", &PublishedFigures::operations_per_joule,
            "float or None: 1e12 are one TOPS/W"},
      Field{"power_w", &PublishedFigures::power_w, "float or None: watts"},
      Field{"area_um2", &PublishedFigures::area_um2, "float or None: square micrometres"},
      Field{"source", &PublishedFigures::source, "str: where it is published"}};
};

template <>
struct Fields<Provenance> {
  static constexpr auto all = std::tuple{
      Field{"component", &Provenance::component, "str: its name; empty: the whole chip"},
      Field{"number", &Provenance::number, "str: the attribute, such as 'read_pj'"},
      Field{"value", &Provenance::value, "float: in the unit of the attribute"},
      Field{"quantity", &Provenance::quantity, "str: what it measures, such as 'energy'"},
      Field{"origin", &Provenance::origin, "str: 'stated', 'table', 'estimated' or 'none'"},
      Field{"source", &Provenance::from, "str: citation, table or estimate"},
      Field{"confidence", &Provenance::confidence, "str: of an estimate: 'A', 'B', 'C' or empty"},
      Field{"error", &Provenance::error, "float or None: relative, of an estimate"}};
};

template <>
struct Fields<Precision> {
  static constexpr auto all =
      std::tuple{Field{"input", &Precision::input, "int or None: bits per input"},
                 Field{"weight", &Precision::weight, "int or None: bits per weight"},
                 Field{"output", &Precision::output, "int or None: bits per finished output"},
                 Field{"psum", &Precision::psum, "int or None: bits per unfinished sum"}};
};

template <>
struct Fields<Architecture> {
  static constexpr auto all = std::tuple{
      Field{"name", &Architecture::name, "str: of the chip"},
      Field{"source", &Architecture::source, "str: where its description comes from"},
      Field{"clock_hz", &Architecture::clock_hz, "float: cycles per second"},
      Field{"technology_nm", &Architecture::technology_nm, "float: node; 0: not stated"},
      Field{"voltage_v", &Architecture::voltage_v, "float: supply; 0: the node's nominal one"},
      Field{"device", &Architecture::device, "str: transistors, 'hp' or 'lp'; empty: not stated"},
      Field{"precision", &Architecture::precision, "Precision: bits the datapath fixes"},
      Field{"levels", &Architecture::levels, "tuple of Level: outermost first"},
      Field{"fanouts", &Architecture::fanouts, "tuple of Fanout: outermost first"},
      Field{"compute", &Architecture::compute, "Compute: the arithmetic unit"},
      Field{"published", &Architecture::published, "PublishedFigures: what is in print about it"},
      Field{"provenance", &Architecture::provenance,
            "tuple of Provenance: where each number came from"},
      Field{"cautions", &Architecture::cautions, "tuple of str: what the tables used warn of"}};
};

template <>
struct Fields<Dimension> {
  static constexpr auto all =
      std::tuple{Field{"name", &Dimension::name, "str: as written, such as 'K'"},
                 Field{"kind", &Dimension::kind, "str: the letter hardware axes know it by"},
                 Field{"size", &Dimension::size, "int: iterations"}};
};

template <>
struct Fields<Tensor> {
  static constexpr auto all = std::tuple{
      Field{"name", &Tensor::name, "str: such as 'W'"},
      Field{"role", &Tensor::role, "str: 'input', 'weight' or 'output'"},
      Field{"ranks", &Tensor::ranks,
            "tuple: per axis, the (index into dims, coefficient) pairs that are added"},
      Field{"bits", &Tensor::bits, "int: bits per finished value"},
      Field{"psum_bits", &Tensor::psum_bits, "int: bits per unfinished sum of an output"}};
};

template <>
struct Fields<Problem> {
  static constexpr auto all =
      std::tuple{Field{"name", &Problem::name, "str: of the layer it was made from"},
                 Field{"dims", &Problem::dims, "tuple of Dimension: its loops"},
                 Field{"tensors", &Problem::tensors, "tuple of Tensor: exactly one is the output"}};
};

template <>
struct Fields<Layer> {
  static constexpr auto all = std::tuple{
      Field{"name", &Layer::name, "str: unlike that of every other layer"},
      Field{"op", &Layer::op, "str: operator it came from, such as 'conv2d', or 'einsum'"},
      Field{"problem", &Layer::problem, "Problem: its loop nest"},
      Field{"stated_bits", &Layer::stated_bits, "Precision: what the layer itself says about bits"},
      Field{"repeat", &Layer::repeat, "int: times it runs in one inference"},
      Field{"inputs", &Layer::inputs, "tuple of str: layers whose outputs it reads"},
      Field{"joins", &Layer::joins,
            "str: of an einsum, what joins its operands, in order ('*+'); empty: all '*'"}};
};

template <>
struct Fields<Workload> {
  static constexpr auto all =
      std::tuple{Field{"name", &Workload::name, "str: of the network"},
                 Field{"source", &Workload::source, "str: where the shapes come from"},
                 Field{"layers", &Workload::layers, "tuple of Layer: in the order they run"}};
};

}  // namespace paretile::python
