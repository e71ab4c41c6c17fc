// SPDX-License-Identifier: Apache-2.0
// Architecture files whose numbers are estimated: what goes before what, what is noted, what is
// refused.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "core/diagnostics.h"
#include "hw_specs/catalogue.h"
#include "tests/core/io/docs_text.h"

using namespace paretile;

namespace {

Architecture parse(const std::string& text) {
  return io::parse_architecture(text, "chip.yaml", hw_specs::find_table, hw_specs::technology);
}

std::string errors_of(const std::string& text) {
  try {
    (void)parse(text);
  } catch (const InputError& error) {
    return error.what();
  }
  return "nothing is wrong";
}

const Provenance& note_of(const Architecture& chip, std::string_view component,
                          std::string_view number) {
  const auto found = std::find_if(
      chip.provenance.begin(), chip.provenance.end(),
      [&](const Provenance& note) { return note.component == component && note.number == number; });
  REQUIRE(found != chip.provenance.end());
  return *found;
}

/// A chip with one more line in its only buffer.
std::string chip_with(const std::string& line) {
  return "format: 1\nname: chip\nsource: \"made up\"\ntechnology: 45nm\n"
         "precision: {input: 8, weight: 8, psum: 32}\nlevels:\n"
         "  - {name: dram, word_bits: 64, class: dram}\n"
         "  - name: buffer\n    class: sram\n    capacity: 1 MiB\n    word_bits: 16\n" +
         line + "compute: {name: mac, class: mac}\n";
}

}  // namespace

TEST_CASE("a class fills what is not given, per word of the level") {
  const Architecture chip = parse(chip_with("    width: 64 b\n"));
  const Level& buffer = chip.levels[LevelId(1)];
  CHECK(buffer.read_pj == doctest::Approx(25));  // 100 pJ per 64 bit, a quarter of it per 16
  CHECK(buffer.drain_pj == buffer.read_pj);
  CHECK(buffer.fill_pj == buffer.read_pj);  // a write is taken to cost a read
  CHECK(buffer.update_pj == buffer.read_pj);
  CHECK(buffer.area_um2 == doctest::Approx(3.565e6));
  CHECK(buffer.leakage_w == doctest::Approx(0.5225));
  CHECK(chip.levels[LevelId(0)].read_pj == 1300);
  CHECK(chip.compute.energy_pj == doctest::Approx(0.3));  // int8 * int8 + int32, of the precision
  CHECK(chip.technology_nm == 45);
}

TEST_CASE("an explicit number goes before a table's entry, and that before an estimate") {
  const Architecture chip =
      parse(chip_with("    energies: eyeriss_normalised/glb\n    fill: 3 pJ\n    area: 1 mm2\n"
                      "    source: \"page 1\"\n    sources: {area: \"page 2\"}\n"));
  const Level& buffer = chip.levels[LevelId(1)];
  CHECK(buffer.fill_pj == 3);
  CHECK(buffer.read_pj == 6);
  CHECK(buffer.area_um2 == 1e6);
  CHECK(buffer.leakage_w == doctest::Approx(0.5225 * 143.7 / 130.6).epsilon(1e-4));  // 16 b
  CHECK(note_of(chip, "buffer", "fill_pj").origin == Origin::kStated);
  CHECK(note_of(chip, "buffer", "fill_pj").from == "page 1");
  CHECK(note_of(chip, "buffer", "area_um2").from == "page 2");
  const Provenance& read = note_of(chip, "buffer", "read_pj");
  CHECK(read.origin == Origin::kTable);
  CHECK(read.from == "eyeriss_normalised/glb: Table IV: global buffer of 100 to 500 kB, 6x");
  const Provenance& leakage = note_of(chip, "buffer", "leakage_w");
  CHECK(leakage.origin == Origin::kEstimated);
  CHECK(leakage.from == "cacti7, width 16 b by its rows");
  CHECK(leakage.confidence == "A");
}

TEST_CASE("a number nobody gives is noted as such") {
  const Architecture chip = parse(chip_with(""));
  const Provenance& area = note_of(chip, "dram", "area_um2");
  CHECK(area.origin == Origin::kNone);
  CHECK(area.value == 0);
  CHECK(is_sourced(area));
  CHECK_FALSE(is_sourced({"dram", "read_pj", 1, Quantity::kEnergy, Origin::kStated, "", "", {}}));
}

TEST_CASE("a component may have a technology of its own, and cautions are kept once") {
  const Architecture chip = parse(chip_with("    technology: 65 nm\n    device: lp\n"));
  CHECK(note_of(chip, "buffer", "read_pj").from ==
        "horowitz_45nm, width 16 b by cacti7, scaled to 65 nm lp by cacti7");
  CHECK(chip.cautions.size() == 1);  // that of cacti7; nothing of logic was scaled
}

TEST_CASE("mistakes of a class show their line, caret and near miss, all at once") {
  CHECK(
      errors_of("format: 1\nname: chip\ntechnology: 45 nm\nlevels:\n"
                "  - {name: dram, class: dran, type: lpddr4}\n"
                "  - {name: a, class: sram, bansk: 4}\n"
                "  - {name: b, class: mac}\n"
                "  - {name: c, class: sram, capacity: 1 KiB, table: cacti}\n"
                "  - {name: d, class: sram, capacity: 1 KiB, technology: 5 nm}\n"
                "compute: {name: mac, class: mac, input_format: int9x}\n") ==
      "chip.yaml:5:25: error: levels[0].class: unknown class 'dran'\n"
      "    - {name: dram, class: dran, type: lpddr4}\n"
      "                          ^\n"
      "  hint: did you mean 'dram'?\n"
      "chip.yaml:6:15: error: missing key 'capacity' in levels[1]\n"
      "    - {name: a, class: sram, bansk: 4}\n"
      "                ^\n"
      "  hint: class 'sram' estimates from it\n"
      "chip.yaml:6:28: error: unknown key 'bansk' in levels[1]\n"
      "    - {name: a, class: sram, bansk: 4}\n"
      "                             ^\n"
      "  hint: did you mean 'banks'?\n"
      "chip.yaml:7:22: error: levels[2].class: class 'mac' describes compute, not a storage level\n"
      "    - {name: b, class: mac}\n"
      "                       ^\n"
      "  hint: one of: sram, register_file, dram\n"
      "chip.yaml:8:52: error: levels[3].table: no technology table 'cacti' with numbers for this "
      "class\n"
      "    - {name: c, class: sram, capacity: 1 KiB, table: cacti}\n"
      "                                                     ^\n"
      "  hint: did you mean 'cacti7'?\n"
      "chip.yaml:9:57: error: levels[4].technology: technology must be 7 nm to 180 nm, not 5 nm\n"
      "    - {name: d, class: sram, capacity: 1 KiB, technology: 5 nm}\n"
      "                                                          ^\n"
      "chip.yaml:10:29: error: compute.class: the class needs 'weight_format'\n"
      "  compute: {name: mac, class: mac, input_format: int9x}\n"
      "                              ^\n"
      "  hint: give it, such as 'int8', or the bits as 'precision' of the chip\n"
      "chip.yaml:10:29: error: compute.class: the class needs 'accumulator_format'\n"
      "  compute: {name: mac, class: mac, input_format: int9x}\n"
      "                              ^\n"
      "  hint: give it, such as 'int8', or the bits as 'precision' of the chip\n"
      "chip.yaml:10:48: error: compute.input_format: unknown number format 'int9x'\n"
      "  compute: {name: mac, class: mac, input_format: int9x}\n"
      "                                                 ^\n"
      "  hint: one of: int1 to int64, ternary, fp8, fp8_e4m3, fp8_e5m2, fp16, bf16, fp32");
}

TEST_CASE("a class without a node, and sources of what is not given, are mistakes") {
  CHECK(errors_of("format: 1\nname: chip\nlevels:\n  - {name: dram}\n"
                  "compute: {name: mac, class: mac, input_format: int8, weight_format: int8,\n"
                  "          accumulator_format: int32, sources: {area: \"page 2\"}}\n") ==
        "chip.yaml:5:29: error: compute.class: the class needs a technology\n"
        "  compute: {name: mac, class: mac, input_format: int8, weight_format: int8,\n"
        "                              ^\n"
        "  hint: give 'technology: 45 nm', here or for the whole chip\n"
        "chip.yaml:6:48: error: compute.sources.area: the key is not given in compute\n"
        "            accumulator_format: int32, sources: {area: \"page 2\"}}\n"
        "                                                 ^");
}

TEST_CASE("the architecture of docs/technology.md loads, every number with a source or estimate") {
  const Architecture chip = parse(
      io::text_between("docs/technology.md", "## In an architecture file", "```yaml\n", "```"));
  CHECK(chip.levels[LevelId(1)].leakage_w == 0.003);
  CHECK(note_of(chip, "glb", "leakage_w").from == "a paper, table 2");
  CHECK(note_of(chip, "array", "deliver_pj").origin == Origin::kEstimated);
  CHECK(chip.fanouts[FanoutId(0)].deliver_pj > 0);
}
