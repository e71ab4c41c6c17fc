// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <vector>

#include "cost_model/footprint.h"
#include "mapper/exact_plan.h"
#include "mapper/halo.h"

namespace paretile::mapper {

/// A label is the inside of a nest, from compute up to some place. Its row of numbers (Layout) says
/// what it costs and what it asks of the rest; its key what must be equal for two rows to compare.
///
/// A *promise* settles early how often a tile will be fetched: when a storage node is placed, the
/// label says until what product of irrelevant loops is left outside the tile will stay, and is
/// charged for that; from then on it must not move the tile before. So every number of a finished
/// transfer is known at once, also where the tile stays across fan-outs.
struct LabelKey {
  std::array<HaloId, kMaxTensors> halo{};         ///< 0 where nothing has to be remembered
  std::array<std::uint8_t, kMaxTensors> slide{};  ///< promised sliding loops, by number; 0 = none
  std::uint8_t must_move = 0;                     ///< tensors the next temporal loop has to move
  std::uint8_t unmoved = 0;   ///< tensors no loop has moved since they were placed
  bool crosses_next = false;  ///< no more temporal loops in this region
  std::uint8_t stretch = 0;   ///< level of the last node while no loop stands outside it; 0 = none
  friend bool operator==(const LabelKey& a, const LabelKey& b) {
    using Words = std::array<std::uint64_t, 2>;
    return std::bit_cast<Words>(a) == std::bit_cast<Words>(b);
  }
};
static_assert(sizeof(LabelKey) == 16);

/// Row value of a promise that is kept: less than that of any other.
inline constexpr double kKept = -1e300;
inline bool is_kept(double promised) { return promised <= kKept; }

/// What stands outermost in a label.
struct Event {
  enum class Kind : std::uint8_t { kCompute, kLoop, kStorage, kFanout };
  Kind kind = Kind::kCompute;
  std::uint8_t dim = 0;      ///< kLoop
  std::uint8_t tensor = 0;   ///< kStorage
  std::uint8_t level = 0;    ///< kStorage
  std::uint32_t number = 0;  ///< kLoop: bound; kFanout: index of the choice
};

using LabelId = std::uint32_t;

/// Where a label came from: enough to write its mapping down.
struct LabelOrigin {
  LabelId inside = 0;
  Event event;
};

/// Labels of one region. Ids stay valid; rows of labels that lost are not taken back.
class LabelStore {
 public:
  explicit LabelStore(std::size_t width) : width_(width) {}
  LabelId add(const double* row, const LabelKey& key, const LabelOrigin& origin) {
    rows_.insert(rows_.end(), row, row + width_);
    keys_.push_back(key);
    origins_.push_back(origin);
    lost_.push_back(false);
    return static_cast<LabelId>(keys_.size() - 1);
  }
  [[nodiscard]] const double* row(LabelId id) const { return &rows_[id * width_]; }
  [[nodiscard]] const LabelKey& key(LabelId id) const { return keys_[id]; }
  [[nodiscard]] const LabelOrigin& origin(LabelId id) const { return origins_[id]; }
  [[nodiscard]] std::size_t size() const { return keys_.size(); }
  /// Another label has come that is as good.
  [[nodiscard]] bool lost(LabelId id) const { return lost_[id]; }
  void lose(LabelId id) { lost_[id] = true; }
  [[nodiscard]] std::size_t width() const { return width_; }

 private:
  std::size_t width_;
  std::vector<double> rows_;
  std::vector<LabelKey> keys_;
  std::vector<LabelOrigin> origins_;
  std::vector<bool> lost_;
};

using LabelList = std::vector<LabelId>;

/// Adds a label unless one of the list is as good, and drops those it is as good as. The null id
/// means it was not wanted.
inline constexpr LabelId kNoLabel = static_cast<LabelId>(-1);
LabelId offer(LabelStore& store, LabelList& list, const double* row, const LabelKey& key,
              const LabelOrigin& origin);

/// Words written into all instances of a node of `t` at `tile`: docs/model.md eq. (4).
/// `still` = product of all loops left outside the mover that do not move the tensor.
[[nodiscard]] double filled_words(const ExactPlan& plan, HaloTable& halos, TensorId t, Tile tile,
                                  double still, const Slide& slide);

/// Per tile the least filled_words of any nest that has the node there, in the outermost region.
[[nodiscard]] std::vector<double> least_filled(const ExactPlan& plan, const HaloTable& halos,
                                               TensorId t);

/// Sliding loops that can stand right outside a tile in their own region, and save words there.
[[nodiscard]] std::vector<Slide> slides_at(const ExactPlan& plan, TensorId t, Tile tile,
                                           std::int64_t stride_factor);

}  // namespace paretile::mapper
