// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "core/diagnostics.h"
#include "core/io/load.h"

namespace paretile::io {
namespace {

constexpr const char* kTable = R"(format: 1
name: toy
word_bits: 16
entries:
  ram: {read: 6 pJ, write: 7 pJ, source: "toy table"}
  wire: {deliver: 2 pJ}
  mac: {energy: 1 pJ}
)";

std::optional<TableText> find_toy(std::string_view name) {
  if (name != "toy") return std::nullopt;
  return TableText{"toy.yaml", kTable};
}

Architecture parse(std::string_view text) {
  return parse_architecture(text, "chip.yaml", find_toy);
}

constexpr const char* kSmall = R"(format: 1
name: small
source: "none"
clock: 200 MHz
precision: {psum: 24}
levels:
  - {name: dram, read: 200 pJ, write: 100 pJ, bandwidth: 25.6 GB/s, keep: [I, W, O]}
  - name: glb
    capacity: 108 KiB
    word_bits: 32
    double_buffered: true
    energies: toy/ram
    fill: 3 pJ
    bypass: weights
  - fanout: pe
    axes: [{name: x, size: 14, dims: [P, Q]}, {name: y, size: 12}]
    fold: true
    multicast: {input: tile}
    reduction: none
    energies: toy/wire
  - {name: spad, capacity_bits: 3584, read_pj: 1, leakage: 1 mW, area: 0.3 mm2}
compute: {name: mac, energies: toy/mac, energy: 2 pJ, cycles_per_operation: 2}
)";

TEST_CASE("an axis names dimensions in either alphabet") {
  const Architecture chip = parse(
      "format: 1\nname: chip\nlevels:\n  - {name: dram}\n"
      "  - {fanout: pe, axes: [{name: x, size: 2, dims: [B, K, OX, FY]}]}\ncompute: {name: mac}\n");
  CHECK(chip.fanouts[FanoutId(0)].axes[0].dims == std::vector<std::string>{"N", "K", "Q", "R"});
}

TEST_CASE("what is in print about a chip is kept in base units") {
  const PublishedFigures published = parse(std::string(kSmall) +
                                           "published:\n  operations_per_second: 92 TOP\n"
                                           "  power: 400 mW\n  source: \"a paper, table 2\"\n")
                                         .published;
  CHECK(published.operations_per_second == 92e12);
  CHECK(published.power_w == 0.4);
  CHECK_FALSE(published.area_um2);
  CHECK(published.source == "a paper, table 2");
}

TEST_CASE("an architecture is read with units, tables, defaults and modes resolved") {
  const Architecture chip = parse(kSmall);
  CHECK(chip.clock_hz == 200e6);
  CHECK(chip.precision.psum == 24);
  CHECK(!chip.precision.input);
  REQUIRE(chip.levels.size() == 3);
  const Level& dram = chip.levels[LevelId(0)];
  CHECK(dram.capacity_bits == kUnlimitedBits);
  CHECK(dram.shared_bandwidth_bits_per_cycle == doctest::Approx(1024));  // 25.6e9 * 8 / 200e6
  CHECK(dram.fill_pj == 100);
  CHECK(dram.update_pj == 100);
  CHECK(dram.drain_pj == 200);  // default: read
  CHECK(dram.requires_tensor(Role::kWeight));

  const Level& glb = chip.levels[LevelId(1)];
  CHECK(glb.capacity_bits == 884736);  // 108 * 1024 * 8
  CHECK(glb.buffering == 2);
  CHECK(glb.read_pj == 12);  // the table's word has 16 bits, this one 32
  CHECK(glb.fill_pj == 3);   // explicit
  CHECK(glb.update_pj == 14);
  CHECK(!glb.keeps(Role::kWeight));
  CHECK(glb.keeps(Role::kInput));
  CHECK(glb.source == "energies: toy table");

  const Fanout& pe = chip.fanouts[FanoutId(0)];
  CHECK(pe.levels_outside == 2);
  CHECK(pe.axes[0].dims == std::vector<std::string>{"P", "Q"});
  CHECK(pe.axes[1].size == 12);
  CHECK(pe.fold);
  CHECK(pe.sharing_of(Role::kInput) == Sharing::kTile);
  CHECK(pe.sharing_of(Role::kWeight) == Sharing::kWord);
  CHECK(pe.sharing_of(Role::kOutput) == Sharing::kNone);
  CHECK(pe.deliver_pj == 2);

  const Level& spad = chip.levels[LevelId(2)];
  CHECK(spad.capacity_bits == 3584);
  CHECK(spad.read_pj == 1);
  CHECK(spad.leakage_w == doctest::Approx(1e-3));
  CHECK(spad.area_um2 == doctest::Approx(3e5));
  CHECK(chip.compute.energy_pj == 2);
  CHECK(chip.compute.cycles_per_operation == 2);
}

TEST_CASE("a missing table and a broken table are told apart") {
  const std::string text =
      "format: 1\nname: a\nlevels: [{name: l, energies: tpy/ram}]\ncompute: {}\n";
  CHECK_THROWS_WITH_AS(parse(text),
                       "chip.yaml:3:30: error: no energy table is named 'tpy'\n"
                       "  levels: [{name: l, energies: tpy/ram}]\n"
                       "                               ^",
                       InputError);
  const TableFinder broken = [](std::string_view) {
    return TableText{"toy.yaml", "format: 1\nname: toy\nentries: {}\n"};
  };
  CHECK_THROWS_WITH_AS(parse_architecture(text, "chip.yaml", broken),
                       "toy.yaml:1:1: error: missing key 'word_bits'\n  format: 1\n  ^",
                       InputError);
}

TEST_CASE("all mistakes of a file come at once, those of values beside those of spelling") {
  CHECK_THROWS_WITH_AS(
      parse("format: 2\nname: a\nlevels:\n  - {name: l, capacity: 0, wrod_bits: 8}\ncompute: {}\n"),
      "chip.yaml:1:9: error: format must be 1, not 2\n"
      "  format: 2\n"
      "          ^\n"
      "chip.yaml:4:25: error: levels[0].capacity_bits must be at least 1, not 0\n"
      "    - {name: l, capacity: 0, wrod_bits: 8}\n"
      "                          ^\n"
      "chip.yaml:4:28: error: unknown key 'wrod_bits' in levels[0]\n"
      "    - {name: l, capacity: 0, wrod_bits: 8}\n"
      "                             ^\n"
      "  hint: did you mean 'word_bits'?",
      InputError);
}

}  // namespace
}  // namespace paretile::io
