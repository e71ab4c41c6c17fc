// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string_view>

namespace paretile::interop {

/// Ways of counting that Timeloop has and Paretile has not, each of which a recount may follow or
/// not. The defaults are those of timeloop-model.
struct TimeloopConventions {
  /// A child whose new words are those a neighbour on the grid got the time before takes them from
  /// it, where that saves reads (TIMELOOP_DISABLE_LINK_TRANSFERS).
  bool link_transfers = true;
  /// The second round of a loop stands for all that follow, also as what the loops outside find.
  bool index_one_wrap = true;
  /// A tile that moves as it did the last time keeps what overlaps, whichever loop moved it; here
  /// only the innermost loop that moves it does.
  bool carried_sweep = true;
  /// The directive: every tile is fetched whole.
  bool no_temporal_reuse = true;
  /// The directive `rmw_first_update`: sums are read back before anything was added to them.
  bool first_touch = true;
  /// The same at all levels (TIMELOOP_ENABLE_FIRST_READ_ELISION=0).
  bool first_touch_everywhere = false;
  /// Releases before 2025-01-21: a tile that stayed has stopped its sweep, and comes whole next.
  bool stop_ends_sweep = false;

  friend bool operator==(const TimeloopConventions&, const TimeloopConventions&) = default;
};

/// Paretile's own way: none of them.
inline constexpr TimeloopConventions kOurConventions = {.link_transfers = false,
                                                        .index_one_wrap = false,
                                                        .carried_sweep = false,
                                                        .no_temporal_reuse = false,
                                                        .first_touch = false};

/// A convention by name, for tables and messages.
struct TimeloopConvention {
  bool TimeloopConventions::*followed;
  std::string_view name;
};

/// All of them; what the environment or the release decides has the name of what it does.
inline constexpr std::array<TimeloopConvention, 7> kTimeloopConventions = {{
    {&TimeloopConventions::link_transfers, "link transfers"},
    {&TimeloopConventions::index_one_wrap, "index-1 wrap"},
    {&TimeloopConventions::carried_sweep, "carried sweep"},
    {&TimeloopConventions::no_temporal_reuse, "no temporal reuse"},
    {&TimeloopConventions::first_touch, "first-touch read-back"},
    {&TimeloopConventions::first_touch_everywhere, "first-touch read-back"},
    {&TimeloopConventions::stop_ends_sweep, "halo refetch"},
}};

/// Not to be had or left: of a loop whose last round is smaller Timeloop looks at the first,
/// second, last but one and last rounds, the first instance stands for all, those at work are an
/// average.
inline constexpr std::string_view kImperfectFactors = "imperfect factors";

}  // namespace paretile::interop
