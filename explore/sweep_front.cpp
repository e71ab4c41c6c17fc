// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <iterator>
#include <map>
#include <tuple>

#include "explore/sweep_file.h"

namespace paretile::explore {
namespace {

/// The points of two coordinates that no other beats, the first ascending, the second descending.
class Staircase {
 public:
  /// True if no point of it is at most as large in both; then it is one of them.
  bool add(double first, double second) {
    auto after = steps_.upper_bound(first);
    if (after != steps_.begin() && std::prev(after)->second <= second) return false;
    auto beaten = steps_.lower_bound(first);
    while (beaten != steps_.end() && beaten->second >= second) beaten = steps_.erase(beaten);
    steps_.emplace(first, second);
    return true;
  }

 private:
  std::map<double, double> steps_;
};

}  // namespace

std::vector<std::size_t> front_of(const std::vector<SweepFile::Row>& rows) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].point) order.push_back(i);
  }
  const auto key = [&](std::size_t i) {
    return std::tuple(rows[i].area_um2, rows[i].point->energy_pj, rows[i].latency_s());
  };
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return std::tuple_cat(key(a), std::tuple(a)) < std::tuple_cat(key(b), std::tuple(b));
  });
  // By area: whoever beats a row stands before it, and its equals beside it.
  std::vector<std::size_t> front;
  Staircase staircase;
  for (const std::size_t i : order) {
    const bool is_equal = !front.empty() && key(front.back()) == key(i);
    if (is_equal || staircase.add(rows[i].point->energy_pj, rows[i].latency_s())) {
      front.push_back(i);
    }
  }
  std::sort(front.begin(), front.end());
  return front;
}

}  // namespace paretile::explore
