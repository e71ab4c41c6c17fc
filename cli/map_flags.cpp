// SPDX-License-Identifier: Apache-2.0
#include "cli/map_flags.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <set>

#include "cli/usage_error.h"
#include "core/io/load.h"
#include "core/units.h"

namespace paretile::cli {
namespace {

using mapper::MapspaceKind;
using mapper::Objective;
using mapper::ObjectiveKind;
using mapper::Strategy;

constexpr std::array kMapspaces = {MapspaceKind::kEven, MapspaceKind::kUnevenHierarchy,
                                   MapspaceKind::kUnevenFree};
constexpr std::array kObjectives = {ObjectiveKind::kFront,   ObjectiveKind::kEnergy,
                                    ObjectiveKind::kLatency, ObjectiveKind::kEdp,
                                    ObjectiveKind::kEd2p,    ObjectiveKind::kWeighted};
constexpr std::array kStrategies = {Strategy::kExact, Strategy::kRandom};

template <typename Values>
std::vector<std::string> names_of(const Values& values) {
  std::vector<std::string> names;
  for (const auto value : values) names.emplace_back(to_string(value));
  return names;
}

/// The value whose name the flag holds; the parser let only names through.
template <typename Values>
auto chosen(const Values& values, const std::string& name) {
  return *std::find_if(values.begin(), values.end(),
                       [&](const auto value) { return to_string(value) == name; });
}

InputError bad_value(const std::string& flag, const std::string& text, const std::string& wanted,
                     std::string hint) {
  return usage_error(fmt::format("{} of 'map' must be {}, not {}", flag, wanted, quoted(text)),
                     std::move(hint));
}

/// "2,0.5": two numbers of at least 0, not both 0.
void read_weights(const std::string& text, Objective& objective) {
  const std::size_t comma = text.find(',');
  const auto number = [&](std::string_view part) {
    const ParsedNumber parsed = parse_number(part, Quantity::kCount);
    return parsed.ok ? parsed.value : -1;
  };
  if (comma != std::string::npos) {
    objective.energy_weight = number(std::string_view(text).substr(0, comma));
    objective.latency_weight = number(std::string_view(text).substr(comma + 1));
    const double least = std::min(objective.energy_weight, objective.latency_weight);
    if (least >= 0 && objective.energy_weight + objective.latency_weight > 0) return;
  }
  throw bad_value("--weights", text, "two numbers", "per pJ and per cycle, for example '1,0.5'");
}

double energy_limit(const std::string& text) {
  const ParsedNumber parsed = parse_number(text, Quantity::kEnergy);
  if (parsed.ok && parsed.value >= 0) return parsed.value;
  throw bad_value("--max-energy", text, "an energy", "for example '14 mJ'; a bare number is in pJ");
}

/// Cycles, or a time on a chip of that clock.
std::int64_t latency_limit(const std::string& text, double clock_hz) {
  const ParsedNumber cycles = parse_number(text, Quantity::kCount);
  const ParsedNumber seconds = parse_number(text, Quantity::kTime);
  const double limit = cycles.ok ? cycles.value : std::floor(seconds.value * clock_hz);
  if ((!cycles.ok && !seconds.ok) || limit < 0) {
    throw bad_value("--max-latency", text, "cycles or a time", "for example '100000' or '20 ms'");
  }
  const bool is_beyond = limit >= 0x1p63;
  return is_beyond ? std::numeric_limits<std::int64_t>::max() : static_cast<std::int64_t>(limit);
}

Objective objective_of(const Arguments& arguments, double clock_hz) {
  Objective objective;
  objective.kind = chosen(kObjectives, arguments.text("--objective"));
  if (arguments.has("--weights")) {
    if (objective.kind != ObjectiveKind::kWeighted) {
      throw usage_error("--weights is for --objective weighted only");
    }
    read_weights(arguments.text("--weights"), objective);
  }
  if (arguments.has("--max-energy")) {
    objective.max_energy_pj = energy_limit(arguments.text("--max-energy"));
  }
  if (arguments.has("--max-latency")) {
    objective.max_latency_cycles = latency_limit(arguments.text("--max-latency"), clock_hz);
  }
  return objective;
}

/// Every dimension kind of the workload: constraints may name those of its own einsums.
std::vector<std::string> kinds_of(const Workload& workload) {
  std::set<std::string> kinds;
  for (const Layer& layer : workload.layers) {
    for (const Dimension& dim : layer.problem.dims) kinds.insert(dim.kind);
  }
  return {kinds.begin(), kinds.end()};
}

Flag number_flag(std::string name, std::string help, std::string fallback, std::string unit,
                 std::int64_t min, std::int64_t max) {
  return {.name = std::move(name),
          .kind = Flag::Kind::kNumber,
          .value = "N",
          .help = std::move(help),
          .fallback = std::move(fallback),
          .unit = std::move(unit),
          .min = min,
          .max = max};
}

template <typename Values>
Flag choice_flag(std::string name, std::string help, std::string_view fallback,
                 const Values& values) {
  return {.name = std::move(name),
          .kind = Flag::Kind::kChoice,
          .value = "WHICH",
          .help = std::move(help),
          .fallback = std::string(fallback),
          .choices = names_of(values)};
}

}  // namespace

Constraints read_constraints(std::string_view text, const std::string& file,
                             const ChipAndWorkload& given) {
  return io::load_constraints(text, file, given.architecture, kinds_of(given.workload));
}

Flag time_limit_flag() {
  return number_flag("--time-limit", "stop a layer's search then and state the gap; 0 = no limit",
                     "0", "seconds per distinct layer and padding", 0, 1'000'000);
}

Flag constraints_flag() {
  return {.name = "--constraints",
          .value = "FILE",
          .help = "what mappings must look like (docs/yaml_format.md)"};
}

std::vector<Flag> search_flags() {
  const mapper::Settings defaults;
  return {
      choice_flag("--mapspace", "which nests are looked at (docs/mapspace.md)",
                  to_string(defaults.mapspace), kMapspaces),
      choice_flag("--objective", "what is best, of the network and of each layer",
                  to_string(defaults.objective.kind), kObjectives),
      {.name = "--weights",
       .value = "E,L",
       .help = "of --objective weighted: E per pJ plus L per cycle; without, 1,1"},
      {.name = "--max-energy",
       .value = "ENERGY",
       .help = "leave out what spends more, all layers and repeats together: '14 mJ'"},
      {.name = "--max-latency",
       .value = "LATENCY",
       .help = "leave out what takes longer, all layers and repeats together: cycles, or '20 ms'"},
      {.name = "--pad",
       .kind = Flag::Kind::kNumber,
       .value = "PERCENT",
       .help = "also try every dimension up to so much larger; the extra work counts",
       .fallback = "0",
       .unit = "percent",
       .min = 0,
       .max = 100},
      choice_flag("--strategy", "prove what is returned, or sample at random as a baseline",
                  to_string(defaults.strategy), kStrategies),
      time_limit_flag(),
      number_flag(
          "--seed",
          fmt::format("of --strategy random; same seed, same answer; without, {}", defaults.seed),
          "", "", 0, std::int64_t{1} << 53),
      number_flag("--samples",
                  fmt::format("of --strategy random: mappings tried where there are many; "
                              "without, {}",
                              defaults.samples),
                  "", "mappings per distinct layer", 1, 1'000'000'000'000),
      {.name = "--stats",
       .kind = Flag::Kind::kSwitch,
       .help = "say on stderr what the search of each distinct layer did"},
  };
}

mapper::Settings search_settings(const Arguments& arguments, const ChipAndWorkload& given) {
  mapper::Settings settings;
  settings.mapspace = chosen(kMapspaces, arguments.text("--mapspace"));
  settings.strategy = chosen(kStrategies, arguments.text("--strategy"));
  settings.objective = objective_of(arguments, given.architecture.clock_hz);
  if (arguments.has("--constraints")) {
    const std::string file = arguments.text("--constraints");
    settings.constraints = read_constraints(io::read_file(file), file, given);
  }
  settings.pad_percent = static_cast<int>(arguments.number("--pad"));
  settings.time_limit_seconds = static_cast<double>(arguments.number("--time-limit"));
  for (const char* flag : {"--seed", "--samples"}) {
    if (arguments.has(flag) && settings.strategy != Strategy::kRandom) {
      throw usage_error(fmt::format("{} is for --strategy random only", flag));
    }
  }
  if (arguments.has("--seed")) {
    settings.seed = static_cast<std::uint64_t>(arguments.number("--seed"));
  }
  if (arguments.has("--samples")) {
    settings.samples = static_cast<std::uint64_t>(arguments.number("--samples"));
  }
  settings.threads = static_cast<int>(arguments.number("--threads"));
  settings.model = model_options(arguments);
  if (!given.read_from.tool.empty()) {
    settings.model = given.options;
    settings.constraints = given.constraints;
  }
  return settings;
}

mapper::Settings network_settings(const Arguments& arguments, const Context& context,
                                  ProgressBar& bar) {
  mapper::Settings settings;
  settings.time_limit_seconds = static_cast<double>(arguments.number("--time-limit"));
  settings.threads = static_cast<int>(arguments.number("--threads"));
  settings.stop = context.stop;
  settings.progress = [&bar](const mapper::Progress& progress) { bar.show(progress); };
  return settings;
}

}  // namespace paretile::cli
