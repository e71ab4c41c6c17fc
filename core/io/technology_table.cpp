// SPDX-License-Identifier: Apache-2.0
#include "core/io/technology_table.h"

#include <fmt/format.h>

#include <array>
#include <limits>

#include "core/io/technology_keys.h"

namespace paretile::io {
namespace {

using namespace estimators;  // NOLINT(google-build-using-namespace): the kinds of rows

const std::vector<std::string> kOperationWords = {"add", "multiply"};
const std::vector<std::string> kDeviceWords = {"hp", "lp"};
const std::vector<std::string> kConfidenceWords = {"A", "B", "C"};
const std::vector<std::string> kDataWords = {"random", "transition"};

class TableReader {
 public:
  explicit TableReader(YamlDocument& document)
      : document_(document), reader_(document, document.root(), "") {}

  TechnologyTable read() {
    reader_.integer("format", {1, 1}, Need::kRequired);
    read_rows(reader_, table_keys(), result_.table);
    check_confidence(reader_);
    check_positive(reader_, table_keys());
    read_entries();
    Table& table = result_.table;
    read_list("operations", operation_keys(), table.operations);
    read_list("sram", sram_keys(), table.sram);
    read_list("register_files", register_file_keys(), table.register_files);
    read_list("cells", cell_keys(), table.cells);
    read_list("dram", dram_keys(), table.dram);
    read_list("wires", wire_keys(), table.wires);
    read_list("hops", hop_keys(), table.hops);
    read_list("scaling", scaling_keys(), table.scaling);
    check_node();
    reader_.finish();
    document_.throw_if_errors();
    return std::move(result_);
  }

 private:
  /// Rows of these lists have no node of their own.
  void check_node() {
    if (reader_.has({"node", "node_nm"})) return;
    for (const char* key : {"operations", "register_files", "cells"}) {
      if (!reader_.has(key)) continue;
      reader_.error_at_key(key, fmt::format("'{}' need a 'node' of the table", key));
    }
  }

  void read_entries() {
    std::optional<YamlReader> list = reader_.child("entries");
    const IntegerRange bits{1, std::numeric_limits<int>::max()};
    const auto word_bits =
        reader_.integer("word_bits", bits, list ? Need::kRequired : Need::kOptional);
    if (!list) return;
    for (const YamlReader::Entry& item : list->entries()) {
      EnergyEntry entry;
      entry.name = item.key;
      entry.word_bits = static_cast<int>(word_bits.value_or(1));
      YamlReader keys(document_, *item.value, list->path_of(item.key));
      for (auto rows : {level_energy_keys(), fanout_energy_keys(), compute_energy_keys()}) {
        read_rows(keys, rows, entry.energies);
      }
      entry.source = keys.text("source").value_or("");
      keys.finish();
      result_.entries.push_back(std::move(entry));
    }
  }

  template <typename T>
  void read_list(const char* key, std::span<const KeyRow<T>> rows, std::vector<T>& list) {
    for (YamlReader& keys : reader_.maps(key)) {
      T row;
      read_rows(keys, rows, row);
      read_rest(keys, row);
      check_confidence(keys);
      check_positive(keys, rows);
      keys.finish();
      list.push_back(std::move(row));
    }
  }

  void read_rest(YamlReader& keys, OperationRow& row) {
    const auto operation = keys.choice("operation", kOperationWords, Need::kRequired);
    row.multiplies = operation.value_or(0) == 1;
    const std::optional<std::string> name = keys.text("format", Need::kRequired);
    if (!name) return;
    if (const auto format = find_number_format(*name)) {
      row.format = *format;
    } else {
      document_.error(
          *keys.value("format"),
          fmt::format("{}: unknown number format {}", keys.path_of("format"), quoted(*name)),
          suggestion(*name, number_format_names()));
    }
  }
  void read_rest(YamlReader& keys, SramRow& row) {
    if (!keys.has({"node", "node_nm"})) row.node_nm = result_.table.node_nm;
    if (row.node_nm <= 0) keys.error(fmt::format("{} has no node", keys.path()));
    row.device = read_device(keys).value_or(Device::kHighPerformance);
    for (const SramRow& other : result_.table.sram) {
      if (other.node_nm == row.node_nm && other.device == row.device &&
          other.capacity_bits == row.capacity_bits && other.width_bits == row.width_bits) {
        keys.error(fmt::format("{} is a second row for one SRAM", keys.path()));
        break;
      }
    }
  }
  void read_rest(YamlReader& keys, WireRow& /*row*/) { (void)keys.choice("data", kDataWords); }
  void read_rest(YamlReader& keys, ScalingRow& row) {
    row.device = read_device(keys);
    read_polynomial(keys, "delay", row.delay);
    read_polynomial(keys, "energy", row.energy);
    read_polynomial(keys, "power", row.power);
  }
  template <typename T>
  void read_rest(YamlReader& /*keys*/, T& /*row*/) {}

  template <std::size_t N>
  void read_polynomial(YamlReader& keys, const char* key, std::array<double, N>& numbers) {
    const std::vector<const YamlValue*> items = keys.items(key, Need::kRequired);
    if (items.size() != N && keys.has(key)) {
      keys.error_at_key(key, fmt::format("{} must be a list of {} numbers", keys.path_of(key), N));
      return;
    }
    for (std::size_t i = 0; i < items.size(); ++i) {
      const ParsedNumber number = parse_number(items[i]->text, Quantity::kCount);
      if (number.ok) {
        numbers[i] = number.value;
      } else {
        document_.error(*items[i],
                        fmt::format("{}: {}", item_path(keys.path_of(key), i), number.error),
                        number.hint);
      }
    }
  }

  void check_confidence(YamlReader& keys) { (void)keys.choice("confidence", kConfidenceWords); }

  /// Estimates take logarithms.
  template <typename T>
  void check_positive(YamlReader& keys, std::span<const KeyRow<T>> rows) {
    for (const KeyRow<T>& row : rows) {
      const bool is_number = std::holds_alternative<double T::*>(row.target) ||
                             std::holds_alternative<std::optional<double> T::*>(row.target) ||
                             std::holds_alternative<std::int64_t T::*>(row.target);
      if (!is_number || !keys.has(row.key)) continue;
      const YamlValue* value = keys.value(row.key);
      if (value == nullptr) continue;
      const ParsedNumber number = parse_number(value->text, row.quantity);
      if (!number.ok || number.value > 0) continue;
      document_.error(*value, fmt::format("{} must be above 0", keys.path_of(row.key.name)));
    }
  }

  YamlDocument& document_;
  YamlReader reader_;
  TechnologyTable result_;
};

}  // namespace

std::optional<Device> read_device(YamlReader& reader) {
  const std::optional<std::size_t> word = reader.choice("device", kDeviceWords);
  if (!word) return std::nullopt;
  return *word == 0 ? Device::kHighPerformance : Device::kLowPower;
}

TechnologyTable parse_technology_table(std::string_view text, const std::string& file) {
  YamlDocument document(text, file);
  return TableReader(document).read();
}

}  // namespace paretile::io
