// SPDX-License-Identifier: Apache-2.0
#include "interop/zigzag_hardware.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "core/diagnostics.h"
#include "core/io/yaml_reader.h"
#include "core/names.h"

namespace paretile::interop {
namespace {

using io::Need;
using io::YamlReader;
using io::YamlValue;

constexpr std::array kPortTypes = {"read", "write", "read_write"};
constexpr std::array kDirections = {"fh", "tl", "fl", "th"};
const std::vector<std::string> kOperands = {"I1", "I2", "O"};
constexpr io::IntegerRange kArraySize{1, 1'000'000};
constexpr io::IntegerRange kPortBits{1, std::int64_t{1} << 30};

template <typename Words>
std::optional<std::size_t> index_in(const Words& words, std::string_view word) {
  const auto found = std::find(words.begin(), words.end(), word);
  if (found == words.end()) return std::nullopt;
  return static_cast<std::size_t>(found - words.begin());
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

class HardwareReader {
 public:
  HardwareReader(io::YamlDocument& document, std::vector<Remark>& remarks)
      : document_(document), remarks_(remarks) {}

  ZigzagHardware read(const YamlValue& root) {
    YamlReader file(document_, root, "");
    hardware_.file = document_.file();
    hardware_.name = file.name("name", Need::kRequired).value_or("");
    if (auto array = file.child("operational_array", Need::kRequired)) read_array(*array);
    if (auto memories = file.child("memories", Need::kRequired)) {
      for (const YamlReader::Entry& entry : memories->entries()) {
        YamlReader memory(document_, *entry.value, memories->path_of(entry.key));
        read_memory(memory, entry);
      }
      if (hardware_.memories.empty()) memories->error("'memories' must name at least one memory");
    }
    file.finish();
    for (std::size_t i = 0; i < kOperands.size(); ++i) {  // what one finds, others build on
      for (const std::string& operand : kOperands) reach(operand);
    }
    return std::move(hardware_);
  }

 private:
  void remark(int line, std::string text) {
    remarks_.push_back({{document_.file(), line, 1}, std::move(text)});
  }

  void read_array(YamlReader& array) {
    const int line = array.peek("sizes") == nullptr ? 0 : array.peek("sizes")->line;
    const std::vector<YamlReader::Text> names = array.texts("dimensions", Need::kRequired);
    const std::vector<std::int64_t> sizes = array.integers("sizes", kArraySize, Need::kRequired);
    if (names.size() != sizes.size()) {
      array.error_at_key("sizes",
                         fmt::format("{} sizes for {} dimensions", sizes.size(), names.size()));
    }
    if (names.size() > kMaxAxes) {
      array.error_at_key("dimensions", fmt::format("more than {} dimensions", kMaxAxes));
    }
    for (std::size_t i = 0; i < std::min({names.size(), sizes.size(), kMaxAxes}); ++i) {
      hardware_.axes.push_back({names[i].text, sizes[i]});
    }
    array.quantity("unit_area", Quantity::kCount);
    read_in_memory(array, line);
    array.finish();
  }

  /// Energies of in-memory arrays come from ZigZag's own macro model, which is not ours.
  void read_in_memory(YamlReader& array, int line) {
    const bool is_in_memory = array.boolean("is_imc").value_or(false);
    const auto energy_pj = array.quantity("unit_energy", Quantity::kEnergy,
                                          is_in_memory ? Need::kOptional : Need::kRequired);
    hardware_.unit_energy_pj = energy_pj.value_or(0);
    array.text("imc_type");
    array.integer("adc_resolution", io::kNotNegative);
    const std::vector<std::int64_t> bits = array.integers("input_precision", io::kAtLeastOne);
    const auto per_cycle = array.integer("bit_serial_precision", io::kAtLeastOne);
    hardware_.computes_in_memory = is_in_memory;
    if (!is_in_memory) return;
    if (per_cycle && !bits.empty()) {
      hardware_.cycles_per_operation =
          static_cast<double>((bits.front() + *per_cycle - 1) / *per_cycle);
    }
    remark(line, "the energy of the in-memory array is not modelled: operations cost nothing here");
  }

  void read_memory(YamlReader& reader, const YamlReader::Entry& entry) {
    ZigzagMemory memory;
    memory.name = entry.key;
    memory.line = entry.key_value->line;
    if (!is_name(memory.name)) {
      document_.error(*entry.key_value, fmt::format("bad name {}", quoted(memory.name)),
                      std::string(kNameRule));
    }
    memory.size_bits = reader.integer("size", io::kAtLeastOne, Need::kRequired).value_or(1);
    read_costs(reader, memory);
    reader.quantity("area", Quantity::kCount);
    reader.integer("latency", io::kNotNegative);
    for (const YamlReader::Text& operand : reader.texts("operands", Need::kRequired)) {
      if (known(operand.text, kOperands, *operand.at)) memory.operands.push_back(operand.text);
    }
    for (YamlReader& port : reader.maps("ports", Need::kRequired)) {
      memory.ports.push_back(read_port(port));
    }
    read_served(reader, memory);
    if (const YamlValue* at = reader.peek("force_double_buffering")) {
      remark(at->line, "'force_double_buffering' has no effect, in ZigZag neither");
    }
    reader.expect("force_double_buffering");
    check_ports(reader, memory);
    reader.finish();
    if (hardware_.memories.size() == kMaxLevels) {
      return reader.error(fmt::format("more than {} memories", kMaxLevels));
    }
    hardware_.memories.push_back(std::move(memory));
  }

  void read_costs(YamlReader& reader, ZigzagMemory& memory) {
    const bool extracted = reader.boolean("auto_cost_extraction").value_or(false);
    memory.read_pj = reader.quantity("r_cost", Quantity::kEnergy, Need::kRequired).value_or(0);
    memory.write_pj = reader.quantity("w_cost", Quantity::kEnergy, Need::kRequired).value_or(0);
    reader.text("mem_type");
    if (!extracted) return;
    remark(memory.line, "ZigZag would ask CACTI for the energies of '" + memory.name +
                            "'; r_cost and w_cost as written are used");
  }

  void read_served(YamlReader& reader, ZigzagMemory& memory) {
    std::vector<std::string> names;
    for (const ZigzagAxis& axis : hardware_.axes) names.push_back(axis.name);
    for (const YamlReader::Text& served : reader.texts("served_dimensions", Need::kRequired)) {
      if (const auto at = known(served.text, names, *served.at)) memory.served.insert(AxisId(*at));
    }
  }

  std::optional<std::size_t> known(const std::string& word, const std::vector<std::string>& words,
                                   const YamlValue& at) {
    const auto index = index_in(words, word);
    if (!index) {
      document_.error(at, fmt::format("unknown name {}", quoted(word)), suggestion(word, words));
    }
    return index;
  }

  ZigzagPort read_port(YamlReader& reader) {
    static const std::vector<std::string> types(kPortTypes.begin(), kPortTypes.end());
    ZigzagPort port;
    reader.name("name");
    port.type = static_cast<ZigzagPort::Type>(
        reader.choice("type", types, Need::kRequired).value_or(std::size_t{2}));
    port.max_bits = reader.integer("bandwidth_max", kPortBits, Need::kRequired).value_or(1);
    port.min_bits = reader.integer("bandwidth_min", kPortBits).value_or(port.max_bits);
    if (port.min_bits > port.max_bits) {
      reader.error_at_key("bandwidth_min", fmt::format("bandwidth_min {} is above bandwidth_max {}",
                                                       port.min_bits, port.max_bits));
    }
    for (const YamlReader::Text& use : reader.texts("allocation", Need::kRequired)) {
      read_use(use, port);
    }
    reader.finish();
    return port;
  }

  void read_use(const YamlReader::Text& use, ZigzagPort& port) {
    static const std::vector<std::string> directions(kDirections.begin(), kDirections.end());
    const std::string_view text = use.text;
    const std::size_t comma = text.find(',');
    if (comma == std::string_view::npos) {
      return document_.error(*use.at,
                             fmt::format("expected 'OPERAND, DIRECTION', not {}", quoted(text)),
                             "such as 'I1, tl'");
    }
    const std::string operand(trimmed(text.substr(0, comma)));
    const std::string word(trimmed(text.substr(comma + 1)));
    const auto is_operand = known(operand, kOperands, *use.at);
    const auto direction = known(word, directions, *use.at);
    if (is_operand && direction) {
      port.uses.push_back({operand, static_cast<ZigzagDirection>(*direction)});
    }
  }

  /// Words that could not be moved would be moved for free.
  void check_ports(YamlReader& reader, const ZigzagMemory& memory) {
    for (const std::string& operand : memory.operands) {
      const auto wanted =
          operand == "O" ? ZigzagDirection::kWriteFromBelow : ZigzagDirection::kReadToBelow;
      if (document_.has_errors() || memory.port(operand, wanted) != nullptr) continue;
      reader.error_at_key("ports",
                          fmt::format("no port of '{}' carries '{}, {}'", memory.name, operand,
                                      kDirections[static_cast<std::size_t>(wanted)]));
    }
  }

  void reach(const std::string& operand) {
    IdSet<AxisId> below;
    for (ZigzagMemory& memory : hardware_.memories) {
      memory.reached = memory.reached | memory.served;
      if (!memory.stores(operand)) continue;
      memory.reached = memory.reached | below;
      below = memory.reached;
    }
  }

  io::YamlDocument& document_;
  std::vector<Remark>& remarks_;
  ZigzagHardware hardware_;
};

}  // namespace

bool ZigzagMemory::stores(std::string_view operand) const {
  return std::find(operands.begin(), operands.end(), operand) != operands.end();
}

const ZigzagPort* ZigzagMemory::port(std::string_view operand, ZigzagDirection direction) const {
  for (const ZigzagPort& candidate : ports) {
    for (const ZigzagPort::Use& use : candidate.uses) {
      if (use.operand == operand && use.direction == direction) return &candidate;
    }
  }
  return nullptr;
}

bool ZigzagMemory::differs_in_width(ZigzagDirection direction) const {
  std::int64_t width = 0;
  for (const std::string& operand : operands) {
    const ZigzagPort* carrier = port(operand, direction);
    if (carrier == nullptr) continue;
    if (width != 0 && carrier->max_bits != width) return true;
    width = carrier->max_bits;
  }
  return false;
}

std::vector<const ZigzagMemory*> ZigzagHardware::chain(std::string_view operand) const {
  std::vector<const ZigzagMemory*> found;
  for (const ZigzagMemory& memory : memories) {
    if (memory.stores(operand)) found.push_back(&memory);
  }
  return found;
}

ZigzagHardware read_zigzag_hardware(io::YamlDocument& document, const io::YamlValue& root,
                                    std::vector<Remark>& remarks) {
  return HardwareReader(document, remarks).read(root);
}

}  // namespace paretile::interop
