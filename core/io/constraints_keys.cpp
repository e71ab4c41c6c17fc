// SPDX-License-Identifier: Apache-2.0
#include "core/io/constraints_keys.h"

namespace paretile::io {
namespace {

constexpr Quantity kNone = Quantity::kCount;
constexpr std::string_view kDimHelp = "a convolution letter, or a dimension of your own einsum";

const KeyRow<Constraints> kConstraintsKeys[] = {
    {"format", kNone, "1", "required", "version of this format"},
    {"keep", kNone, "list of maps", "none", "tensors every mapping must hold in a level"},
    {"bypass", kNone, "list of maps", "none", "tensors no mapping may hold in a level"},
    {"axes", kNone, "map of lists", "as the architecture",
     "per axis the only dimensions it may carry, of those the architecture allows: `{x: [K, P]}`"},
    {"spatial", kNone, "list of maps", "none", "how far a dimension is unrolled on an axis"},
    {"tiles", kNone, "list of maps", "none", "how much of a dimension the tiles in a level span"},
    {"stationary", kNone, "list of maps", "none",
     "tensors of which each word is brought to each instance of a level once"},
    {"dataflow", kNone, "dataflow", "any",
     "`weight_stationary`, `input_stationary` or `output_stationary`: `stationary` in the "
     "innermost "
     "level that may keep the tensor"},
    {"min_utilization", kNone, "0 to 1", "0",
     "operations done / operations all compute units could have done",
     &Constraints::min_utilization},
    {"tiles_stay_across_fanouts", kNone, "true or false", "true",
     "false: a tile inside a fan-out moves whenever a loop outside the fan-out ticks",
     &Constraints::tiles_stay_across_fanouts},
    {"tiles_stay_across_levels", kNone, "true or false", "true",
     "false: a tile moves whenever a loop outside a node of a more outer level around it ticks",
     &Constraints::tiles_stay_across_levels},
};

const KeyRow<KeepRule> kKeepKeys[] = {
    {"level", kNone, "level", "required", "of the architecture"},
    {"tensors", kNone, "list of roles", "required", "`input`, `weight`, `output`"},
};

const KeyRow<SpatialRule> kSpatialKeys[] = {
    {"axis", kNone, "axis", "required", "`FANOUT.AXIS`, or its own name where no other has it"},
    {"dim", kNone, "dimension", "required", kDimHelp},
    {"factor", kNone, "whole number", "this or a limit",
     "exactly so many iterations side by side; 1: none"},
    {"at_least", kNone, "whole number", "1", "lower limit of the factor"},
    {"at_most", kNone, "whole number", "none", "upper limit of the factor"},
};

const KeyRow<TileRule> kTileKeys[] = {
    {"level", kNone, "level", "required", "of the architecture"},
    {"dim", kNone, "dimension", "required", kDimHelp},
    {"extent", kNone, "whole number", "this or a limit",
     "exactly so many iterations inside every tile held there"},
    {"at_least", kNone, "whole number", "1", "lower limit of the extent"},
    {"at_most", kNone, "whole number", "none", "upper limit of the extent"},
};

const KeyRow<StationaryRule> kStationaryKeys[] = {
    {"level", kNone, "level", "required", "where the tensor is kept"},
    {"tensor", kNone, "role", "required", "`input`, `weight` or `output`"},
};

}  // namespace

std::span<const KeyRow<Constraints>> constraints_keys() { return kConstraintsKeys; }
std::span<const KeyRow<KeepRule>> keep_keys() { return kKeepKeys; }
std::span<const KeyRow<SpatialRule>> spatial_keys() { return kSpatialKeys; }
std::span<const KeyRow<TileRule>> tile_keys() { return kTileKeys; }
std::span<const KeyRow<StationaryRule>> stationary_keys() { return kStationaryKeys; }

}  // namespace paretile::io
