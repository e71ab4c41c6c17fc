// SPDX-License-Identifier: Apache-2.0
#include "explore/sweep_inputs.h"

#include <fmt/format.h>

#include <filesystem>

#include "core/text_hash.h"
#include "hw_specs/catalogue.h"
#include "workloads/catalogue.h"

namespace paretile::explore {
namespace {

using io::Need;
using io::YamlReader;
using io::YamlValue;

constexpr io::IntegerRange kWeights{1, 1'000'000};

/// What went wrong with another file, at the place that names it.
void report(io::YamlDocument& document, const YamlValue& at, const InputError& error) {
  for (const Diagnostic& found : error.diagnostics()) {
    const Location& place = found.location;
    std::string where = place.file;
    if (place.line > 0) where += fmt::format(":{}:{}", place.line, place.column);
    document.error(at, fmt::format("{}: {}", where, found.message), found.hint);
  }
}

class InputsReader {
 public:
  InputsReader(YamlReader& reader, const std::string& sweep_file, const SweepTexts* texts,
               Sweep& sweep)
      : reader_(reader),
        document_(reader.document()),
        folder_(std::filesystem::path(sweep_file).parent_path()),
        texts_(texts),
        sweep_(sweep) {}

  void read() {
    for (const auto& [name, at] : reader_.texts("architectures", Need::kRequired)) {
      read_chip(name, *at);
    }
    refuse_empty("architectures");
    refuse_empty("workloads");
    const std::vector<const YamlValue*> items = reader_.items("workloads", Need::kRequired);
    for (std::size_t i = 0; i < items.size(); ++i) read_workload(*items[i], i);
  }

 private:
  using Texts = std::map<std::string, io::TableText>;

  void refuse_empty(const char* key) {
    const YamlValue* list = reader_.peek(key);
    if (list != nullptr && list->is_list() && list->items.empty()) {
      reader_.error_at_key(key, fmt::format("{} is empty", key));
    }
  }

  /// The text of that name, noted in `texts` of the sweep.
  io::TableText text_of(Texts SweepTexts::*kind, const std::vector<io::ShippedFile>& shipped,
                        std::string_view what, const std::string& name) {
    io::TableText text;
    if (texts_ != nullptr && (texts_->*kind).contains(name)) {
      text = (texts_->*kind).at(name);
    } else {
      text = io::find_text(shipped, what, beside(name));
    }
    (sweep_.texts.*kind)[name] = text;
    return text;
  }

  [[nodiscard]] std::string beside(const std::string& name) const {
    const std::filesystem::path path = folder_ / name;
    std::error_code ignored;
    return !folder_.empty() && std::filesystem::is_regular_file(path, ignored) ? path.string()
                                                                               : name;
  }

  void read_chip(const std::string& name, const YamlValue& at) {
    try {
      io::TableText text = text_of(&SweepTexts::architectures, hw_specs::shipped_architectures(),
                                   "architecture", name);
      const std::string chip =
          io::parse_architecture(text.text, text.file, hw_specs::find_table, hw_specs::technology)
              .name;
      for (const auto& known : sweep_.chips) {
        if (known->name != chip) continue;
        document_.error(at, "architecture '" + chip + "' stands here twice");
        return;
      }
      sweep_.description += fmt::format("architecture {} {}\n", chip, text_hash(text.text));
      auto base = std::make_shared<BaseChip>(std::move(text));
      base->name = chip;
      sweep_.chips.push_back(std::move(base));
    } catch (const InputError& error) {
      report(document_, at, error);
    }
  }

  void read_workload(const YamlValue& item, std::size_t i) {
    const std::string path = io::item_path("workloads", i);
    if (!item.is_map()) {
      if (const auto name = io::to_text(document_, item, path)) add_workload(*name, 1, item);
      return;
    }
    YamlReader entry(document_, item, path);
    const auto name = entry.text("name", Need::kRequired);
    const std::int64_t weight = entry.integer("weight", kWeights).value_or(1);
    entry.finish();
    if (name) add_workload(*name, weight, *entry.peek("name"));
  }

  void add_workload(const std::string& name, std::int64_t weight, const YamlValue& at) {
    try {
      const io::TableText text =
          text_of(&SweepTexts::workloads, workloads::shipped_workloads(), "workload", name);
      Workload loaded = io::parse_workload(text.text, text.file);
      for (const std::string& known : names_) {
        if (known == loaded.name) document_.error(at, "workload '" + known + "' stands here twice");
      }
      names_.push_back(loaded.name);
      sweep_.description +=
          fmt::format("workload {} {} weight {}\n", loaded.name, text_hash(text.text), weight);
      append(std::move(loaded), weight);
    } catch (const InputError& error) {
      report(document_, at, error);
    }
  }

  void append(Workload workload, std::int64_t weight) {
    std::string& name = sweep_.workload.name;
    name += (name.empty() ? "" : " + ") + (weight == 1 ? "" : fmt::format("{} x ", weight)) +
            workload.name;
    for (Layer& layer : workload.layers) {
      layer.name = workload.name + "/" + layer.name;
      for (std::string& input : layer.inputs) input = workload.name + "/" + input;
      layer.repeat *= weight;
      sweep_.workload.layers.push_back(std::move(layer));
    }
  }

  YamlReader& reader_;
  io::YamlDocument& document_;
  std::filesystem::path folder_;
  const SweepTexts* texts_;
  Sweep& sweep_;
  std::vector<std::string> names_;
};

}  // namespace

void read_inputs(YamlReader& reader, const std::string& sweep_file, const SweepTexts* texts,
                 Sweep& sweep) {
  InputsReader(reader, sweep_file, texts, sweep).read();
}

}  // namespace paretile::explore
