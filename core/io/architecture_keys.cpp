// SPDX-License-Identifier: Apache-2.0
#include "core/io/architecture_keys.h"

namespace paretile::io {
namespace {

constexpr Quantity kNone = Quantity::kCount;
constexpr Quantity kPj = Quantity::kEnergy;
constexpr std::string_view kSourceHelp = "where the numbers come from: citation, table or page";

const KeyRow<Architecture> kArchitectureKeys[] = {
    {"format", kNone, "1", "required", "version of this format"},
    {"name", kNone, "text", "required", "name in reports", &Architecture::name},
    {"source", kNone, "text", "none", kSourceHelp, &Architecture::source},
    {{"clock", "clock_hz"},
     Quantity::kFrequency,
     "frequency",
     "1 GHz",
     "turns leakage power and bandwidths per second into cycles",
     &Architecture::clock_hz},
    {{"technology", "technology_nm"},
     Quantity::kLength,
     "length",
     "none",
     "node, such as `28 nm`; what a `class` estimates for",
     &Architecture::technology_nm},
    {{"voltage", "voltage_v"},
     Quantity::kVoltage,
     "voltage",
     "nominal of the node",
     "supply",
     &Architecture::voltage_v},
    {"device", kNone, "hp or lp", "hp", "transistors: high performance or low standby power"},
    {"sources", kNone, "map of texts", "`source`",
     "where single numbers come from, by key: `{clock: \"table 1\"}`"},
    {"precision", kNone, "map of bits", "the workload's",
     "bits the datapath fixes: `{input: 8, weight: 8, output: 8, psum: 32}`, any part of it"},
    {"levels", kNone, "list", "required", "storage levels and fan-outs, outermost first"},
    {"compute", kNone, "map", "required", "the arithmetic unit inside the innermost level"},
    {"published", kNone, "map", "none",
     "what is in print about the whole chip: shown beside what is computed, used for nothing"},
};

/// In levels, fan-outs and compute alike.
const KeyRow<ClassChoice> kClassKeys[] = {
    {"class", kNone, "class", "none",
     "estimates numbers that are not given, see [technology.md](technology.md); brings keys of its "
     "own",
     &ClassChoice::name},
    {{"technology", "technology_nm"},
     Quantity::kLength,
     "length",
     "the chip's",
     "node of this part, for `class`",
     &ClassChoice::technology_nm},
    {{"voltage", "voltage_v"},
     Quantity::kVoltage,
     "voltage",
     "the chip's",
     "supply of this part, for `class`",
     &ClassChoice::voltage_v},
    {"device", kNone, "hp or lp", "the chip's", "transistors of this part, for `class`"},
    {"sources", kNone, "map of texts", "`source`",
     "where single numbers come from, by key: `{area: \"estimated: a third of the die\"}`"},
};

const KeyRow<Level> kLevelKeys[] = {
    {"name", kNone, "name", "required", "unique among levels, fan-outs and compute", &Level::name},
    {{"capacity", "capacity_bits"},
     Quantity::kBits,
     "size",
     "unlimited",
     "room of one instance",
     &Level::capacity_bits},
    {"word_bits", kNone, "bits", "16",
     "bits of the word the energies are quoted for; transfers are charged pro rata",
     &Level::word_bits},
    {"double_buffered", kNone, "true or false", "false", "tiles take twice their room"},
    {{"bandwidth", "shared_bandwidth_bits_per_cycle"},
     Quantity::kBandwidth,
     "bandwidth",
     "unlimited",
     "of one instance, reads and writes together",
     &Level::shared_bandwidth_bits_per_cycle},
    {{"read_bandwidth", "read_bandwidth_bits_per_cycle"},
     Quantity::kBandwidth,
     "bandwidth",
     "unlimited",
     "of one instance: reads and drains",
     &Level::read_bandwidth_bits_per_cycle},
    {{"write_bandwidth", "write_bandwidth_bits_per_cycle"},
     Quantity::kBandwidth,
     "bandwidth",
     "unlimited",
     "of one instance: fills and updates",
     &Level::write_bandwidth_bits_per_cycle},
    {{"leakage", "leakage_w"},
     Quantity::kPower,
     "power",
     "0 W",
     "of one instance",
     &Level::leakage_w},
    {{"area", "area_um2"}, Quantity::kArea, "area", "0 um2", "of one instance", &Level::area_um2},
    {"keep", kNone, "list of roles", "none", "tensors every mapping must hold here"},
    {"may_keep", kNone, "list of roles", "all",
     "tensors a mapping may hold here, besides those of `keep`"},
    {"bypass", kNone, "list of roles", "none", "tensors a mapping may not hold here"},
    {"source", kNone, "text", "none", kSourceHelp, &Level::source},
    {"energies", kNone, "TABLE/ENTRY", "none",
     "energies from a table file, scaled from its word to `word_bits`; keys given here go first"},
};

const KeyRow<StatedEnergies> kLevelEnergyKeys[] = {
    {{"read", "read_pj"}, kPj, "energy", "0 pJ", "a word read for a child", &StatedEnergies::read},
    {{"write", "write_pj"},
     kPj,
     "energy",
     "0 pJ",
     "default of `fill` and `update`",
     &StatedEnergies::write},
    {{"fill", "fill_pj"},
     kPj,
     "energy",
     "`write`",
     "a word written from the level outside",
     &StatedEnergies::fill},
    {{"update", "update_pj"},
     kPj,
     "energy",
     "`write`",
     "a word written from below",
     &StatedEnergies::update},
    {{"drain", "drain_pj"},
     kPj,
     "energy",
     "`read`",
     "a word read to go to the level outside",
     &StatedEnergies::drain},
};

const KeyRow<Fanout> kFanoutKeys[] = {
    {{"fanout", "name"},
     kNone,
     "name",
     "required",
     "unique among levels, fan-outs and compute",
     &Fanout::name},
    {"axes", kNone, "list of maps", "required", "one or two axes, outermost first"},
    {"fold", kNone, "true or false", "false",
     "a set of children may wrap: only the product of the axes is checked", &Fanout::fold},
    {"multicast", kNone, "mode", "word",
     "`word`, `tile` or `none`, or one per role: `{input: word, weight: tile}`"},
    {"reduction", kNone, "mode", "word", "`word`, `tile` or `none`, for outputs"},
    {"word_bits", kNone, "bits", "16", "bits of the word the energies are quoted for",
     &Fanout::word_bits},
    {{"area", "area_um2"},
     Quantity::kArea,
     "area",
     "0 um2",
     "of the wires of one instance",
     &Fanout::area_um2},
    {"source", kNone, "text", "none", kSourceHelp, &Fanout::source},
    {"energies", kNone, "TABLE/ENTRY", "none",
     "energies from a table file, scaled from its word to `word_bits`; keys given here go first"},
};

const KeyRow<StatedEnergies> kFanoutEnergyKeys[] = {
    {{"send", "send_pj"},
     kPj,
     "energy",
     "0 pJ",
     "a word sent into the fan-out",
     &StatedEnergies::send},
    {{"deliver", "deliver_pj"},
     kPj,
     "energy",
     "0 pJ",
     "a word delivered to one child",
     &StatedEnergies::deliver},
};

const KeyRow<Axis> kAxisKeys[] = {
    {"name", kNone, "name", "required", "unique in its fan-out", &Axis::name},
    {"size", kNone, "whole number", "required", "children along the axis", &Axis::size},
    {"dims", kNone, "list of names", "any", "dimensions the axis may carry, see below"},
};

const KeyRow<Compute> kComputeKeys[] = {
    {"name", kNone, "name", "mac", "unique among levels, fan-outs and compute", &Compute::name},
    {"cycles_per_operation", kNone, "number", "1", "cycles from one operation to the next",
     &Compute::cycles_per_operation},
    {{"leakage", "leakage_w"},
     Quantity::kPower,
     "power",
     "0 W",
     "of one unit",
     &Compute::leakage_w},
    {{"area", "area_um2"}, Quantity::kArea, "area", "0 um2", "of one unit", &Compute::area_um2},
    {"source", kNone, "text", "none", kSourceHelp, &Compute::source},
    {"energies", kNone, "TABLE/ENTRY", "none", "energy from a table file; `energy` goes first"},
};

const KeyRow<StatedEnergies> kComputeEnergyKeys[] = {
    {{"energy", "energy_pj"}, kPj, "energy", "0 pJ", "one operation", &StatedEnergies::energy},
};

const KeyRow<PublishedFigures> kPublishedKeys[] = {
    {"operations_per_second", Quantity::kOperations, "operations", "none",
     "peak, a multiply-accumulate being two: `92 TOP`", &PublishedFigures::operations_per_second},
    {"operations_per_joule", Quantity::kOperations, "operations", "none",
     "efficiency; 1 TOPS/W is `1 TOP`", &PublishedFigures::operations_per_joule},
    {{"power", "power_w"},
     Quantity::kPower,
     "power",
     "none",
     "at work",
     &PublishedFigures::power_w},
    {{"area", "area_um2"},
     Quantity::kArea,
     "area",
     "none",
     "of the chip",
     &PublishedFigures::area_um2},
    {"source", kNone, "text", "required", "where it is in print, and of what the numbers are",
     &PublishedFigures::source},
};

}  // namespace

std::span<const KeyRow<Architecture>> architecture_keys() { return kArchitectureKeys; }
std::span<const KeyRow<ClassChoice>> class_keys() { return kClassKeys; }
std::span<const KeyRow<Level>> level_keys() { return kLevelKeys; }
std::span<const KeyRow<StatedEnergies>> level_energy_keys() { return kLevelEnergyKeys; }
std::span<const KeyRow<Fanout>> fanout_keys() { return kFanoutKeys; }
std::span<const KeyRow<StatedEnergies>> fanout_energy_keys() { return kFanoutEnergyKeys; }
std::span<const KeyRow<Axis>> axis_keys() { return kAxisKeys; }
std::span<const KeyRow<Compute>> compute_keys() { return kComputeKeys; }
std::span<const KeyRow<StatedEnergies>> compute_energy_keys() { return kComputeEnergyKeys; }
std::span<const KeyRow<PublishedFigures>> published_keys() { return kPublishedKeys; }

}  // namespace paretile::io
