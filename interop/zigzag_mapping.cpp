// SPDX-License-Identifier: Apache-2.0
#include "interop/zigzag_mapping.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "core/diagnostics.h"
#include "core/io/yaml_reader.h"
#include "core/operators.h"

namespace paretile::interop {
namespace {

using io::Need;
using io::YamlReader;
using io::YamlValue;

constexpr io::IntegerRange kSizes{1, kMaxSize};

/// A dimension and what stands beside it: `K, 32` or `[K, 32]`.
struct Pair {
  YamlValue dim;
  YamlValue size;
};

YamlValue scalar_of(std::string text, const YamlValue& at) {
  while (text.starts_with(' ')) text.erase(0, 1);
  while (text.ends_with(' ')) text.pop_back();
  YamlValue value = at;
  value.kind = YamlValue::Kind::kScalar;
  value.text = std::move(text);
  return value;
}

std::optional<Pair> pair_of(const YamlValue& item) {
  if (item.is_list() && item.items.size() == 2 && item.items[0].is_scalar() &&
      item.items[1].is_scalar()) {
    return Pair{item.items[0], item.items[1]};
  }
  const std::size_t comma = item.is_scalar() ? item.text.find(',') : std::string::npos;
  if (comma == std::string::npos) return std::nullopt;
  return Pair{scalar_of(item.text.substr(0, comma), item),
              scalar_of(item.text.substr(comma + 1), item)};
}

class MappingReader {
 public:
  MappingReader(io::YamlDocument& document, const YamlValue& entry, std::size_t index,
                std::vector<Remark>& remarks)
      : document_(document), reader_(document, entry, io::item_path("", index)), remarks_(remarks) {
    mapping_.at = &entry;
  }

  ZigzagMapping read() {
    mapping_.name = reader_.name("name", Need::kRequired).value_or("");
    if (auto spatial = reader_.child("spatial_mapping")) read_spatial(*spatial);
    read_order();
    if (auto links = reader_.child("memory_operand_links", Need::kRequired)) read_links(*links);
    if (auto hints = reader_.child("spatial_mapping_hint")) read_hints(*hints);
    reader_.finish();
    return std::move(mapping_);
  }

 private:
  void read_spatial(YamlReader& spatial) {
    for (const YamlReader::Entry& axis : spatial.entries()) {
      const std::string path = spatial.path_of(axis.key);
      mapping_.axes.push_back(axis.key);
      if (!axis.value->is_list()) {
        document_.error(*axis.value,
                        fmt::format("expected a list such as ['K, 4'] for {}", quoted(axis.key)));
        continue;
      }
      for (const YamlValue& item : axis.value->items) {
        const std::optional<Pair> pair = pair_of(item);
        if (!pair) {
          document_.error(item,
                          fmt::format("expected a dimension and a size such as 'K, 4', not {}",
                                      describe(item)));
          continue;
        }
        const auto size = io::to_integer(document_, pair->size, path, kSizes);
        if (size) mapping_.unrolls.push_back({axis.key, pair->dim.text, *size, &item});
      }
    }
  }

  void read_hints(YamlReader& hints) {
    for (const YamlReader::Entry& axis : hints.entries()) {
      ZigzagHint hint{axis.key, {}, axis.value};
      for (const YamlReader::Text& dim : hints.texts(io::Key(axis.key, {}))) {
        hint.dims.push_back(dim.text);
      }
      mapping_.hints.push_back(std::move(hint));
    }
  }

  void read_order() {
    const std::string path = reader_.path_of("temporal_ordering");
    for (const YamlValue* item : reader_.items("temporal_ordering")) {
      if (item->is_list() && item->items.size() == 1 && item->items[0].text == "*") {
        mapping_.order.push_back({"*", 0, item});
        continue;
      }
      const std::optional<Pair> pair = pair_of(*item);
      if (!pair) {
        document_.error(*item, fmt::format("expected a loop such as [K, 4] or [K, '*'], not {}",
                                           describe(*item)));
        continue;
      }
      std::int64_t size = 0;
      if (pair->size.text != "*") {
        size = io::to_integer(document_, pair->size, path, kSizes).value_or(1);
      }
      mapping_.order.push_back({pair->dim.text, size, item});
    }
  }

  void read_links(YamlReader& links) {
    static const std::vector<std::string> operands = {"I1", "I2", "O"};
    for (const YamlReader::Entry& entry : links.entries()) {
      const auto operand = io::to_text(document_, *entry.value, links.path_of(entry.key));
      if (!operand) continue;
      if (std::find(operands.begin(), operands.end(), *operand) == operands.end()) {
        document_.error(*entry.value, fmt::format("unknown memory operand {}", quoted(*operand)),
                        suggestion(*operand, operands));
      }
      mapping_.links[entry.key] = *operand;
    }
  }

  io::YamlDocument& document_;
  YamlReader reader_;
  std::vector<Remark>& remarks_;
  ZigzagMapping mapping_;
};

}  // namespace

std::vector<ZigzagMapping> read_zigzag_mappings(io::YamlDocument& document, const YamlValue& root,
                                                std::vector<Remark>& remarks) {
  std::vector<ZigzagMapping> mappings;
  for (std::size_t i = 0; i < root.items.size(); ++i) {
    mappings.push_back(MappingReader(document, root.items[i], i, remarks).read());
  }
  return mappings;
}

const ZigzagMapping* find_mapping(const std::vector<ZigzagMapping>& mappings,
                                  const std::string& name, const std::string& type) {
  for (const std::string& wanted : {name, type, std::string("default")}) {
    for (const ZigzagMapping& mapping : mappings) {
      if (mapping.name == wanted) return &mapping;
    }
  }
  return nullptr;
}

}  // namespace paretile::interop
