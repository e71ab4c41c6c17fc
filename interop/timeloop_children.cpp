// SPDX-License-Identifier: Apache-2.0
#include "interop/timeloop_children.h"

#include <algorithm>
#include <unordered_map>

namespace paretile::interop {
namespace {

using Places = std::vector<RankPoint>;

bool comes_before(const RankPoint& a, const RankPoint& b) {
  return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end());
}

std::int64_t num_distinct(Places places) {
  std::sort(places.begin(), places.end(), comes_before);
  return std::unique(places.begin(), places.end()) - places.begin();
}

ArraySharing share_places(const Places& places, bool multicast) {
  const auto received = static_cast<std::int64_t>(places.size());
  return {multicast ? num_distinct(places) : received, received, 0};
}

/// Numbers of the up to four neighbours, none across an edge.
std::vector<std::int64_t> neighbours(std::int64_t id, const ArrayGrid& grid) {
  const std::int64_t x = id % grid.width;
  const std::int64_t y = id / grid.width;
  std::vector<std::int64_t> ids;
  if (y > 0) ids.push_back(id - grid.width);
  if (y + 1 < grid.height) ids.push_back(id + grid.width);
  if (x > 0) ids.push_back(id - 1);
  if (x + 1 < grid.width) ids.push_back(id + 1);
  return ids;
}

}  // namespace

ArraySharing share_reads(const ArrayChildren& children, TensorId tensor, bool multicast) {
  return share_places(children.places[tensor], multicast);
}

ArraySharing share_with_neighbours(const ArrayChildren& children, const ArrayChildren& before,
                                   TensorId tensor, bool multicast, const RankPoint& shift,
                                   const ArrayGrid& grid) {
  std::unordered_map<std::int64_t, std::size_t> index_before;
  for (std::size_t i = 0; i < before.ids.size(); ++i) index_before[before.ids[i]] = i;
  Places others;
  std::int64_t passed = 0;
  for (std::size_t i = 0; i < children.ids.size(); ++i) {
    const RankPoint wanted = sum(children.places[tensor][i], shift);
    const auto near = neighbours(children.ids[i], grid);
    const bool is_passed = std::any_of(near.begin(), near.end(), [&](std::int64_t id) {
      const auto had = index_before.find(id);
      return had != index_before.end() && before.places[tensor][had->second] == wanted;
    });
    if (is_passed) {
      ++passed;
    } else {
      others.push_back(children.places[tensor][i]);
    }
  }
  ArraySharing sharing = share_places(others, multicast);
  sharing.passed = passed;
  return sharing;
}

}  // namespace paretile::interop
