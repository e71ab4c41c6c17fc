// SPDX-License-Identifier: Apache-2.0
// Every number of hw_specs/ says where it came from; a file with one that does not is refused here.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "core/diagnostics.h"
#include "core/io/technology_table.h"
#include "hw_specs/catalogue.h"

using namespace paretile;

namespace {

/// What in an architecture file bears neither a source nor an estimate, by component and number.
std::vector<std::string> unsourced_of_chip(std::string_view text) {
  const Architecture chip = io::parse_architecture(std::string(text), "chip.yaml",
                                                   hw_specs::find_table, hw_specs::technology);
  std::vector<std::string> unsourced;
  if (chip.source.empty()) unsourced.emplace_back("chip");
  for (const Level& level : chip.levels) {
    if (level.source.empty()) unsourced.push_back(level.name);
  }
  for (const Fanout& fanout : chip.fanouts) {
    if (fanout.source.empty()) unsourced.push_back(fanout.name);
  }
  if (chip.compute.source.empty()) unsourced.push_back(chip.compute.name);
  for (const Provenance& note : chip.provenance) {
    if (!is_sourced(note)) unsourced.push_back(note.component + "." + note.number);
  }
  return unsourced;
}

/// Without its source what is `published` does not even load.
bool is_refused(std::string_view text) {
  try {
    return !unsourced_of_chip(text).empty();
  } catch (const InputError&) {
    return true;
  }
}

template <typename Rows>
void collect(const Rows& rows, const estimators::Table& table, const char* list,
             std::vector<std::string>& unsourced) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const estimators::Row& row = rows[i];
    const bool has_source = !row.source.empty() || !table.source.empty();
    const bool has_grade = !row.confidence.empty() || !table.confidence.empty();
    if (!has_source || !has_grade) unsourced.push_back(list + std::to_string(i));
  }
}

/// What in a technology table bears no source or no grade of confidence.
std::vector<std::string> unsourced_of_table(std::string_view text) {
  const io::TechnologyTable file = io::parse_technology_table(text, "table.yaml");
  const estimators::Table& table = file.table;
  std::vector<std::string> unsourced;
  for (const io::EnergyEntry& entry : file.entries) {
    if (entry.source.empty()) unsourced.push_back(entry.name);
  }
  collect(table.operations, table, "operation ", unsourced);
  collect(table.sram, table, "sram ", unsourced);
  collect(table.register_files, table, "register file ", unsourced);
  collect(table.cells, table, "cell ", unsourced);
  collect(table.dram, table, "dram ", unsourced);
  collect(table.wires, table, "wire ", unsourced);
  collect(table.hops, table, "hop ", unsourced);
  collect(table.scaling, table, "scaling ", unsourced);
  return unsourced;
}

/// The text without its n-th line that begins with `key`; empty: there is none.
std::string without_line(std::string_view text, std::string_view key, int n) {
  std::string rest;
  bool is_found = false;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size() - 1) + 1;
    const std::string_view line = text.substr(at, end - at);
    at = end;
    const std::size_t first = line.find_first_not_of(' ');
    if (first != std::string_view::npos && line.substr(first).starts_with(key) && n-- == 0) {
      is_found = true;
    } else {
      rest += line;
    }
  }
  return is_found ? rest : "";
}

}  // namespace

TEST_CASE("every number of every shipped chip has a source or says how it was estimated") {
  for (const io::ShippedFile& file : hw_specs::shipped_architectures()) {
    CAPTURE(file.name);
    for (const std::string& number : unsourced_of_chip(file.text)) CHECK_MESSAGE(false, number);
  }
}

TEST_CASE("every number of every technology table has a source and a grade") {
  for (const io::ShippedFile& file : hw_specs::shipped_tables()) {
    CAPTURE(file.name);
    for (const std::string& number : unsourced_of_table(file.text)) CHECK_MESSAGE(false, number);
  }
}

TEST_CASE("a shipped chip is refused without any one of its sources") {
  for (const io::ShippedFile& file : hw_specs::shipped_architectures()) {
    CAPTURE(file.name);
    int sources = 0;
    for (std::string less; !(less = without_line(file.text, "source:", sources)).empty();) {
      CHECK_MESSAGE(is_refused(less), "source ", sources);
      ++sources;
    }
    CHECK(sources >= 4);  // chip, buffer, fan-out, compute; DRAM may be all of a table
  }
}

TEST_CASE("a number stated beside an estimate needs a source of its own") {
  const std::string chip =
      "format: 1\nname: chip\nsource: \"paper\"\ntechnology: 28 nm\n"
      "precision: {input: 8, weight: 8, psum: 32}\nlevels:\n"
      "  - {name: dram, class: dram, word_bits: 64, source: \"section 1\"}\n"
      "  - {name: buffer, class: sram, capacity: 1 MiB, word_bits: 64,";
  const std::string rest =
      " sources: {capacity: \"table 1\"}}\n"
      "compute: {name: mac, class: mac, source: \"section 2\"}\n";
  CHECK(unsourced_of_chip(chip + rest) == std::vector<std::string>{"buffer"});
  CHECK(unsourced_of_chip(chip + " read: 3 pJ," + rest) ==
        std::vector<std::string>{"buffer", "buffer.read_pj", "buffer.drain_pj"});
  CHECK(unsourced_of_chip(chip + " read: 3 pJ, source: \"table 2\"," + rest).empty());
}

TEST_CASE("a technology table is refused without source or grade") {
  const std::string head = "format: 1\nname: t\nword_bits: 16\n";
  const std::string dram = "dram:\n  - {type: lpddr4, energy_per_bit: 8 pJ";
  CHECK(unsourced_of_table(head + dram + "}\n") == std::vector<std::string>{"dram 0"});
  CHECK(unsourced_of_table(head + dram + ", source: \"paper\"}\n") ==
        std::vector<std::string>{"dram 0"});
  CHECK(unsourced_of_table(head + dram + ", source: \"paper\", confidence: A}\n").empty());
  CHECK(unsourced_of_table(head + "source: \"paper\"\nconfidence: A\nentries:\n"
                                  "  wire: {deliver: 2 pJ}\n") == std::vector<std::string>{"wire"});
}
