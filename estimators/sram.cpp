// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "estimators/classes.h"
#include "estimators/common.h"
#include "estimators/sram_grid.h"
#include "estimators/wire.h"

namespace paretile::estimators {
namespace {

constexpr double kUm2PerMm2 = 1e6;

constexpr Attribute kAttributes[] = {
    {"capacity", Attribute::Kind::kQuantity, Quantity::kBits, "required",
     "bits of one instance, all its banks"},
    {"width", Attribute::Kind::kQuantity, Quantity::kBits, "`word_bits`", "bits of one access"},
    {"banks", Attribute::Kind::kCount, Quantity::kCount, "1",
     "equal parts, one of which answers an access"},
    {"ports", Attribute::Kind::kCount, Quantity::kCount, "1", "for reads and writes, each"},
    {"table", Attribute::Kind::kText, Quantity::kCount, "horowitz_45nm",
     "technology table of the energies, one with `sram`: `cacti7` also knows writes"},
};

std::optional<double> read_pj(const SramRow& row) { return row.read_pj; }
std::optional<double> write_pj(const SramRow& row) { return row.write_pj; }
std::optional<double> leakage_w(const SramRow& row) { return row.leakage_w; }
std::optional<double> area_um2(const SramRow& row) { return row.area_um2; }
std::optional<double> access_time_s(const SramRow& row) { return row.access_time_s; }

bool has_sram(const Table& table) { return !table.sram.empty(); }

/// A grid knows every column at several nodes; other tables know reads at one.
bool is_grid(const Table& table) {
  return has_sram(table) &&
         std::all_of(table.sram.begin(), table.sram.end(),
                     [](const SramRow& row) {
                       return row.write_pj && row.leakage_w && row.area_um2 && row.access_time_s;
                     }) &&
         table.sram.front().node_nm != table.sram.back().node_nm;
}

const Table* find_grid(const Technology& technology) {
  for (const Table& table : technology.tables) {
    if (is_grid(table)) return &table;
  }
  return nullptr;
}

/// One question, put to the tables.
class SramEstimate {
 public:
  SramEstimate(const Query& query, const Technology& technology)
      : query_(query), technology_(technology), scaling_(technology) {}

  Estimate run() {
    grid_ = find_grid(technology_);
    table_ = chosen_table(query_, technology_, "horowitz_45nm", has_sram, result_);
    if (!check_process(query_, scaling_, result_) || table_ == nullptr) return result_;
    if (grid_ == nullptr) {
      result_.problems.push_back({"class", "no technology table has SRAMs at several nodes", ""});
      return result_;
    }
    if (!SramGrid(*grid_, read_pj, true).knows(query_.process.device)) {
      result_.problems.push_back({"device",
                                  fmt::format("'{}' has no SRAMs of {} transistors", grid_->name,
                                              to_string(query_.process.device)),
                                  ""});
      return result_;
    }
    banks_ = query_.number("banks", 1);
    ports_ = query_.number("ports", 1);
    const Process& process = query_.process;
    shape_ = {process.node_nm, process.device, query_.number("capacity") / banks_,
              query_.number("width")};
    if (!is_covered()) return result_;
    add_area_leakage_and_time();
    const std::size_t num_first = result_.numbers.size();
    add_energies();  // its wires to banks are as long as the area says
    std::rotate(result_.numbers.begin(), result_.numbers.begin() + std::ptrdiff_t(num_first),
                result_.numbers.end());
    add_caution(result_, grid_->caution);
    return result_;
  }

 private:
  [[nodiscard]] double smallest_node() const {
    return SramGrid(*grid_, read_pj, true).nodes_nm(query_.process.device).front();
  }

  /// From the grid's largest node down; below its smallest only where a rule says how.
  bool is_covered() {
    const double largest = SramGrid(*grid_, read_pj, true).nodes_nm(shape_.device).back();
    const bool own_energies = is_grid(*table_);
    const double smallest = own_energies ? smallest_node() : scaling_.smallest_node_nm();
    if (shape_.node_nm >= smallest && shape_.node_nm <= largest) return true;
    result_.problems.push_back(
        {"technology",
         fmt::format("the SRAMs of '{}' are known from {} to {}, not in {}", table_->name,
                     node_text(smallest), node_text(largest), node_text(shape_.node_nm)),
         ""});
    return false;
  }

  /// The shape at the smallest node the grid has, where the question is about a smaller one.
  [[nodiscard]] SramShape within_grid() const {
    SramShape shape = shape_;
    shape.node_nm = std::max(shape.node_nm, smallest_node());
    return shape;
  }

  /// Energy goes with the square of the supply voltage.
  [[nodiscard]] double voltage_factor() const {
    const Process& process = query_.process;
    const double ratio =
        scaling_.voltage_v(process) / scaling_.voltage_v({process.node_nm, 0, process.device});
    return ratio * ratio;
  }

  /// A second port doubles the wires of a cell in both directions at twice its area: wires are
  /// sqrt(2) longer.
  [[nodiscard]] double port_factor() const { return std::sqrt(ports_); }

  /// ", 4 banks of 27 KiB, 2 ports".
  [[nodiscard]] std::string parts_text() const {
    std::string text;
    if (banks_ > 1) {
      text += fmt::format(", {:g} banks of {}", banks_,
                          format_quantity(shape_.capacity_bits, Quantity::kBits));
    }
    if (ports_ > 1) text += fmt::format(", {:g} ports", ports_);
    return text;
  }

  [[nodiscard]] std::string confidence(const Table& table, bool covered) const {
    const bool by_rule = !covered || ports_ > 1 || banks_ > 1 || shape_.node_nm < smallest_node();
    return by_rule ? "C" : table.confidence;
  }

  /// Of one column of the grid: what the text says, and the error of leaving out each capacity.
  struct Reading {
    double value;
    std::string from;
    std::string confidence;
    std::optional<double> error;
  };
  [[nodiscard]] Reading read_grid(SramGrid::Column column, bool is_energy) const {
    const SramGrid grid(*grid_, column, is_energy);
    const SramShape shape = within_grid();
    const double nearest = grid.nearest_node_nm(shape.node_nm, shape.device);
    const Curve curve(grid.series(nearest, shape.device));
    Reading reading;
    reading.value = grid.at(shape);
    reading.confidence = confidence(*grid_, curve.covers(shape.capacity_bits));
    reading.error = grid.has_row(shape) ? 0 : leave_one_out_error(curve);
    reading.from = grid_->name + capacity_text(curve, shape.capacity_bits);
    if (shape.width_bits != grid.common_width_bits() && !grid.has_row(shape)) {
      reading.from += fmt::format(", width {:g} b by its rows", shape.width_bits);
    }
    const std::vector<double> nodes = grid.nodes_nm(shape.device);
    if (std::find(nodes.begin(), nodes.end(), shape.node_nm) == nodes.end()) {
      reading.from += fmt::format(", interpolated to {}", node_text(shape.node_nm));
    }
    reading.from += parts_text();
    if (shape_.node_nm < shape.node_nm || ports_ > 1 || banks_ > 1) reading.error = std::nullopt;
    return reading;
  }

  void add(const char* name, Quantity quantity, const Reading& reading, double factor,
           const std::string& rule = {}) {
    result_.numbers.push_back({name, reading.value * factor, quantity, reading.from + rule,
                               reading.confidence, reading.error});
  }

  /// Below the grid: area and delay as logic, leakage per bit kept.
  void add_area_leakage_and_time() {
    const double known = within_grid().node_nm;
    const bool below = shape_.node_nm < known;
    const Process from{known, 0, shape_.device};
    const Process to{shape_.node_nm, 0, shape_.device};
    const std::string scaled =
        below ? fmt::format(", scaled from {} to {}", node_text(known), node_text(to.node_nm)) : "";
    const std::string by_logic = below ? scaled + " by " + scaling_.table().name : "";
    const Reading area = read_grid(area_um2, false);
    const double area_factor = below ? scaling_.area_factor(known, to.node_nm) : 1;
    total_area_um2_ = area.value * area_factor * banks_ * ports_;
    add("area_um2", Quantity::kArea, area, area_factor * banks_ * ports_, by_logic);
    add("leakage_w", Quantity::kPower, read_grid(leakage_w, false), banks_ * ports_,
        below ? fmt::format(", kept below {}", node_text(known)) : "");
    add("access_time_s", Quantity::kTime, read_grid(access_time_s, false),
        port_factor() * (below ? scaling_.delay_factor(from, to) : 1), by_logic);
    if (below) add_caution(result_, scaling_.table().caution);
  }

  void add_energies() {
    const Reading read = is_grid(*table_) ? read_grid(read_pj, true) : read_points();
    const Reading write = is_grid(*table_) ? read_grid(write_pj, true) : read;
    const std::string as_read = is_grid(*table_) ? "" : ", taken as a read";
    add_energy("read_pj", read, "");
    add_energy("write_pj", write, as_read);
    add_caution(result_, table_->caution);
  }

  void add_energy(const char* name, Reading reading, const std::string& rule) {
    reading.value = reading.value * voltage_factor() * port_factor() + bank_wires_pj();
    if (query_.process.voltage_v > 0 && voltage_factor() != 1) {
      reading.from += fmt::format(", at {:.3g} V", query_.process.voltage_v);
    }
    add(name, Quantity::kEnergy, reading, 1, rule + bank_wires_text_);
  }

  /// From the middle of a square to a place in it: half its side on average (a quarter each way),
  /// over the area of all banks.
  double bank_wires_pj() {
    if (banks_ <= 1) return 0;
    const std::optional<WireEnergy> wire = wire_energy(query_.process, technology_);
    if (!wire) return 0;
    const double way_mm = std::sqrt(total_area_um2_ / kUm2PerMm2) / 2;
    bank_wires_text_ = fmt::format("; {:.3g} mm of wires to a bank: {}", way_mm, wire->from);
    return wire->per_bit_mm_pj * shape_.width_bits * way_mm;
  }

  /// A table of reads at one node: its curve of capacities, times what the grid says on average
  /// about the width and the node. Below the grid's smallest node a read costs what it costs there.
  [[nodiscard]] Reading read_points() const {
    const SramRow& first = table_->sram.front();
    std::vector<Curve::Point> points;
    for (const SramRow& row : table_->sram) {
      if (row.node_nm != first.node_nm || row.width_bits != first.width_bits) continue;
      points.emplace_back(static_cast<double>(row.capacity_bits), row.read_pj);
    }
    const auto own_width = static_cast<double>(first.width_bits);
    const Curve curve(points);
    const SramGrid grid(*grid_, read_pj, true);
    const SramShape shape = within_grid();
    const double from_node = std::max(first.node_nm, smallest_node());
    const double width_ratio =
        grid.mean_width_ratio(shape.width_bits) / grid.mean_width_ratio(own_width);
    const double node_ratio = grid.mean_node_ratio(shape.node_nm, shape.device) /
                              grid.mean_node_ratio(from_node, first.device);
    Reading reading;
    reading.value = curve.at(shape.capacity_bits) * width_ratio * node_ratio;
    reading.confidence = confidence(*table_, curve.covers(shape.capacity_bits));
    reading.from = table_->name + capacity_text(curve, shape.capacity_bits);
    if (shape.width_bits != own_width) {
      reading.from += fmt::format(", width {:g} b by {}", shape.width_bits, grid_->name);
    }
    if (shape_.node_nm != first.node_nm || shape_.device != first.device) {
      reading.from += fmt::format(", scaled to {}{} by {}", node_text(shape.node_nm),
                                  shape_.device == Device::kLowPower ? " lp" : "", grid_->name);
      if (shape_.node_nm < shape.node_nm) {
        reading.from += fmt::format(" and kept for {}", node_text(shape_.node_nm));
      }
    }
    reading.from += parts_text();
    const bool is_row = curve.has_point_at(shape.capacity_bits) && width_ratio == 1 &&
                        shape_.node_nm == first.node_nm && shape_.device == first.device;
    reading.error = is_row ? 0 : spread(curve, grid, node_ratio);
    if (ports_ > 1 || banks_ > 1) reading.error = std::nullopt;
    return reading;
  }

  /// How far the estimate is from the grid's rows at the nearest node: root mean square.
  [[nodiscard]] double spread(const Curve& curve, const SramGrid& grid, double node_ratio) const {
    const double node = grid.nearest_node_nm(shape_.node_nm, shape_.device);
    double sum = 0;
    const std::vector<Curve::Point> rows = grid.series(node, shape_.device);
    for (const auto& [capacity, value] : rows) {
      const double miss = curve.at(capacity) * node_ratio / value - 1;
      sum += miss * miss;
    }
    return std::sqrt(sum / static_cast<double>(rows.size()));
  }

  const Query& query_;
  const Technology& technology_;
  LogicScaling scaling_;
  const Table* grid_ = nullptr;
  const Table* table_ = nullptr;
  SramShape shape_;  ///< of one bank
  double banks_ = 1;
  double ports_ = 1;
  double total_area_um2_ = 0;
  std::string bank_wires_text_;
  Estimate result_;
};

Estimate estimate(const Query& query, const Technology& technology) {
  return SramEstimate(query, technology).run();
}

}  // namespace

Estimator sram() {
  return {"sram", "a static RAM: energy, leakage, area and access time by capacity and width",
          Part::kLevel, kAttributes, estimate};
}

}  // namespace paretile::estimators
