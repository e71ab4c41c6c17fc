// SPDX-License-Identifier: Apache-2.0
#include "interop/zigzag_stats.h"

#include <fmt/format.h>

#include <charconv>
#include <optional>
#include <string>
#include <string_view>

#include "core/diagnostics.h"
#include "core/io/yaml_document.h"
#include "core/io/yaml_reader.h"

namespace paretile::interop {
namespace {

using io::Key;
using io::Need;
using io::YamlReader;
using io::YamlValue;

/// Each direction as ZigZag's versions write it.
constexpr std::array kDirections = {Key("wr v", "wr_in_by_high"), Key("rd v", "rd_out_to_low"),
                                    Key("wr ^", "wr_in_by_low"), Key("rd ^", "rd_out_to_high")};

class StatsReader {
 public:
  StatsReader(const SourceText& text, const ZigzagCase& given)
      : document_(text.text, text.file), given_(given) {
    for (const Tensor& tensor : given.layer.problem.tensors) {
      (void)tensor;
      stats_.memories.push_back({});
    }
  }

  ZigzagStats read() {
    YamlReader root(document_, document_.root(), "");
    if (auto outputs = root.child("outputs", Need::kRequired)) {
      if (auto memory = outputs->child("memory", Need::kRequired)) read_accesses(*memory);
      if (auto energy = outputs->child("energy", Need::kRequired)) read_energy(*energy);
      if (auto latency = outputs->child("latency", Need::kRequired)) read_latency(*latency);
    }
    document_.throw_if_errors();
    return std::move(stats_);
  }

 private:
  /// A number of any sign: ZigZag's cycles of loading may be below 0.
  double number(const YamlValue& value, const std::string& path) {
    double read = 0;
    const char* const end = value.text.data() + value.text.size();
    const auto result = std::from_chars(value.text.data(), end, read);
    if (!value.is_scalar() || result.ec != std::errc() || result.ptr != end) {
      document_.error(value, fmt::format("{} must be a number, not {}", path, describe(value)));
      return 0;
    }
    return read;
  }

  double number(YamlReader& reader, Key key) {
    const YamlValue* value = reader.value(key, Need::kRequired);
    return value == nullptr ? 0 : number(*value, reader.path_of(key.name));
  }

  /// The list of each operand, one item per memory.
  template <typename Read>
  void for_each_memory(YamlReader& parent, Key key, const Read& read) {
    auto operands = parent.child(key, Need::kRequired);
    if (!operands) return;
    for (const TensorId tensor : given_.layer.problem.tensors.ids()) {
      const std::string& name = given_.layer.problem.tensors[tensor].name;
      const std::size_t wanted = given_.hardware.chain(given_.operands[tensor]).size();
      const auto items = operands->items(Key(name, {}), Need::kRequired);
      if (operands->peek(name) == nullptr) continue;
      if (items.size() != wanted) {
        operands->error_at_key(
            name, fmt::format("{} memories of {}, which has {} on '{}'", items.size(), quoted(name),
                              wanted, given_.hardware.name));
        continue;
      }
      stats_.memories[tensor].resize(wanted);
      for (std::size_t i = 0; i < wanted; ++i) {
        read(*items[i], io::item_path(operands->path_of(name), i), stats_.memories[tensor][i]);
      }
    }
  }

  void read_accesses(YamlReader& memory) {
    for_each_memory(memory, "word_accesses",
                    [&](const YamlValue& item, const std::string& path, ZigzagMemoryStats& made) {
                      YamlReader directions(document_, item, path);
                      for (std::size_t i = 0; i < kDirections.size(); ++i) {
                        made.accesses[i] = number(directions, kDirections[i]);
                      }
                    });
  }

  void read_energy(YamlReader& energy) {
    stats_.energy_pj = number(energy, "energy_total");
    stats_.operation_energy_pj = number(energy, "operational_energy");
    for_each_memory(energy, "memory_energy_breakdown_per_level",
                    [&](const YamlValue& item, const std::string& path, ZigzagMemoryStats& made) {
                      made.energy_pj = number(item, path);
                    });
  }

  void read_latency(YamlReader& latency) {
    stats_.onloading_cycles = number(latency, "data_onloading");
    stats_.computation_cycles = number(latency, "computation");
    stats_.offloading_cycles = number(latency, "data_offloading");
  }

  io::YamlDocument document_;
  const ZigzagCase& given_;
  ZigzagStats stats_;
};

}  // namespace

ZigzagStats read_zigzag_stats(const SourceText& text, const ZigzagCase& given) {
  return StatsReader(text, given).read();
}

}  // namespace paretile::interop
