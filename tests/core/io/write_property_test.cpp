// SPDX-License-Identifier: Apache-2.0
// Any chip, layer and mapping survive their files. Problems, levels, fan-outs and nests are those
// of the oracle's generators; here they get every other number and text a file can hold.
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cmath>
#include <iostream>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/diagnostics.h"
#include "core/io/load.h"
#include "core/io/write.h"
#include "core/mapping_text.h"
#include "core/operators.h"
#include "core/validate.h"
#include "tests/oracle/generators.h"

namespace paretile {
namespace {

using oracle::Choices;

/// Any double from 1e-300 to 1e15, most with all digits.
double draw_number(Choices& choices) {
  if (choices.chance(1, 4)) return static_cast<double>(choices.pick(0, 64));
  const double digits = 1 + static_cast<double>(choices.pick(0, 65535)) / 65536.0 / 3.0;
  const auto power =
      static_cast<int>(choices.chance(1, 8) ? choices.pick(-300, 14) : choices.pick(-6, 6));
  return digits * std::pow(10.0, power);
}

double draw_bandwidth(Choices& choices) {
  return choices.chance(1, 2) ? draw_number(choices) + 1e-9 : kUnlimitedBandwidth;
}

std::string draw_text(Choices& choices) {
  static const std::vector<std::string> texts = {
      "", "a source", "null", "Table 3: \"x\" # y", "two\nlines", "~", "tab\t\\", "µm²", "- a"};
  return choices.one_of(texts);
}

void draw_level(Choices& choices, Level& level) {
  if (choices.chance(2, 3)) {
    level.capacity_bits = choices.pick(1, 65535) << choices.pick(0, 36);
  }
  level.word_bits = static_cast<int>(choices.pick(1, 512));
  level.buffering = static_cast<int>(choices.pick(1, 2));
  level.read_bandwidth_bits_per_cycle = draw_bandwidth(choices);
  level.write_bandwidth_bits_per_cycle = draw_bandwidth(choices);
  level.shared_bandwidth_bits_per_cycle = draw_bandwidth(choices);
  level.read_pj = draw_number(choices);
  level.fill_pj = draw_number(choices);
  level.update_pj = choices.chance(1, 2) ? draw_number(choices) : level.fill_pj;
  level.drain_pj = choices.chance(1, 2) ? draw_number(choices) : level.read_pj;
  level.leakage_w = draw_number(choices);
  level.area_um2 = draw_number(choices);
  for (std::size_t role = 0; role < kNumRoles; ++role) {
    level.may_keep[role] = !choices.chance(1, 4);
    level.must_keep[role] = level.may_keep[role] && choices.chance(1, 4);
  }
  level.source = draw_text(choices);
}

void draw_fanout(Choices& choices, Fanout& fanout) {
  for (Axis& axis : fanout.axes) {
    for (const std::string& kind : dim_kinds()) {
      if (choices.chance(1, 6)) axis.dims.push_back(kind);
    }
  }
  fanout.fold = choices.chance(1, 3);
  fanout.word_bits = static_cast<int>(choices.pick(1, 64));
  fanout.send_pj = draw_number(choices);
  fanout.deliver_pj = draw_number(choices);
  fanout.area_um2 = draw_number(choices);
  fanout.source = draw_text(choices);
}

Architecture draw_architecture(Choices& choices, Architecture chip) {
  chip.name = choices.chance(1, 4) ? "a name, with more" : "chip";
  chip.source = draw_text(choices);
  if (choices.chance(1, 2)) chip.clock_hz = draw_number(choices) + 1;
  chip.technology_nm = choices.chance(1, 2) ? draw_number(choices) : 0;
  chip.voltage_v = choices.chance(1, 2) ? draw_number(choices) : 0;
  chip.device = choices.one_of(std::vector<std::string>{"", "hp", "lp"});
  if (choices.chance(1, 2)) chip.precision.input = static_cast<int>(choices.pick(1, 64));
  if (choices.chance(1, 2)) chip.precision.psum = static_cast<int>(choices.pick(1, 64));
  for (Level& level : chip.levels) draw_level(choices, level);
  for (Fanout& fanout : chip.fanouts) draw_fanout(choices, fanout);
  chip.compute.energy_pj = draw_number(choices);
  chip.compute.cycles_per_operation = draw_number(choices) + 1e-3;
  chip.compute.leakage_w = draw_number(choices);
  chip.compute.area_um2 = draw_number(choices);
  chip.compute.source = draw_text(choices);
  if (choices.chance(1, 2)) {
    chip.published.power_w = draw_number(choices) + 1e-3;
    chip.published.operations_per_joule = draw_number(choices) + 1;
    chip.published.source = "a paper";
  }
  return chip;
}

/// The generators name no kinds of their own but their dimensions'.
Workload draw_workload(Choices& choices, Problem problem) {
  for (Dimension& dim : problem.dims) {
    if (choices.chance(1, 3)) dim.kind = choices.one_of(dim_kinds());
  }
  Layer layer;
  layer.name = "layer";
  layer.op = kEinsumOperator;
  layer.problem = std::move(problem);
  layer.repeat = choices.pick(1, 12);
  layer.problem.name = layer.name;
  const std::size_t joins = layer.problem.tensors.size() - 2;
  if (joins > 0 && choices.chance(1, 3)) layer.joins = std::string(joins, '+');
  if (joins == 2 && choices.chance(1, 3)) layer.joins = "*+";
  // Bits are by role.
  int by_role[kNumRoles] = {};
  for (int& bits : by_role) bits = static_cast<int>(choices.pick(1, 30));
  const int extra_bits = static_cast<int>(choices.pick(0, 34));
  for (Tensor& tensor : layer.problem.tensors) {
    tensor.bits = tensor.psum_bits = by_role[static_cast<std::size_t>(tensor.role)];
    if (tensor.role == Role::kOutput) tensor.psum_bits += extra_bits;
  }
  return {"net", draw_text(choices), {layer}};
}

bool is_read(const Problem& problem, DimId dim) {
  return std::any_of(problem.tensors.begin(), problem.tensors.end(), [&](const Tensor& tensor) {
    return tensor.role != Role::kOutput &&
           std::any_of(tensor.ranks.begin(), tensor.ranks.end(), [&](const Rank& rank) {
             return std::any_of(rank.begin(), rank.end(),
                                [&](const Term& term) { return term.dim == dim; });
           });
  });
}

/// Every dimension is in some operand.
bool can_be_said(const Problem& problem) {
  for (const DimId dim : problem.dims.ids()) {
    if (!is_read(problem, dim)) return false;
  }
  return true;
}

bool workload_survives(const Workload& workload) {
  try {
    return io::parse_workload(io::workload_to_yaml(workload), "f") == workload &&
           can_be_said(workload.layers[0].problem);
  } catch (const InputError&) {
    return !can_be_said(workload.layers[0].problem);
  }
}

/// The file, then the same values as read from it: now with where each number came from.
bool chip_survives(const Architecture& chip) {
  const std::string text = io::architecture_to_yaml(chip);
  Architecture read = io::parse_architecture(text, "f", {});
  const bool same_text = io::architecture_to_yaml(read) == text;
  read.provenance.clear();
  return same_text && read == chip;
}

class SilentListener : public rc::detail::TestListener {
 public:
  void onTestCaseFinished(const rc::detail::CaseDescription& /*description*/) override {}
  void onShrinkTried(const rc::detail::CaseDescription& /*description*/,
                     bool /*accepted*/) override {}
  void onTestFinished(const rc::detail::TestMetadata& /*metadata*/,
                      const rc::detail::TestResult& /*result*/) override {}
};

/// The seed is fixed: the same values at each run.
template <typename Property>
bool holds(const Property& property) {
  rc::detail::TestParams params;
  params.seed = 5;
  params.maxSuccess = 300;
  const rc::detail::TestMetadata metadata{"survives", "survives"};
  SilentListener listener;
  const std::unordered_map<std::string, rc::detail::Reproduce> nothing_to_reproduce;
  const auto result =
      rc::detail::checkTestable(property, metadata, params, listener, nothing_to_reproduce);
  const bool succeeds = result.template is<rc::detail::SuccessResult>();
  if (!succeeds) rc::detail::printResultMessage(result, std::cerr);
  return succeeds;
}

}  // namespace

TEST_CASE("chips, layers and mappings survive their files") {
  const auto number =
      rc::gen::resize(rc::kNominalSize, rc::gen::inRange<std::uint32_t>(0, 1U << 16U));
  const auto numbers = rc::gen::container<std::vector<std::uint32_t>>(600, number);
  int said = 0;
  CHECK(holds([&] {
    Choices choices(*numbers);
    const oracle::Case drawn = oracle::make_case(choices, oracle::Bounds::kRagged);
    Choices more(*numbers);
    const Architecture chip = draw_architecture(more, drawn.architecture);
    RC_PRE(validate(chip).empty());
    RC_ASSERT(chip_survives(chip));
    const Workload workload = draw_workload(more, drawn.problem);
    RC_PRE(validate(workload).empty());
    RC_ASSERT(workload_survives(workload));
    if (!can_be_said(drawn.problem)) return;
    ++said;
    const Problem read = io::parse_workload(io::workload_to_yaml(workload), "f").layers[0].problem;
    const Architecture read_chip = io::parse_architecture(io::architecture_to_yaml(chip), "f", {});
    const std::string nest = to_text(drawn.mapping, workload.layers[0].problem, chip);
    RC_ASSERT(io::load_mapping(nest, "f", read, read_chip) == drawn.mapping);
  }));
  CHECK(said > 100);
}

}  // namespace paretile
