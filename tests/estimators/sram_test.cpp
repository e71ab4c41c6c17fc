// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <string>
#include <vector>

#include "tests/estimators/tables.h"

namespace paretile::estimators {
namespace {

double read_pj(const Query& query) { return value_of("sram", query, "read_pj"); }

Query with(Query query, const std::string& key, double value) {
  query.numbers[key] = value;
  return query;
}

const Table& cacti7() { return *tables().find("cacti7"); }

/// Doublings, and steps between them.
std::vector<double> capacities() {
  std::vector<double> bits;
  for (double kib = 0.25; kib <= 8192; kib *= std::pow(2.0, 0.25)) bits.push_back(kib * kKiB);
  return bits;
}
const std::vector<double> kWidths = {8, 16, 24, 32, 48, 64, 96, 128, 200, 256, 512, 1024};
const std::vector<double> kNodes = {90, 80, 65, 55, 45, 40, 32, 28, 22};

}  // namespace

TEST_CASE("golden: 64 bits read from 1 MiB of SRAM cost 100 pJ at 45 nm, from 8 KiB 10 pJ") {
  const Estimate large = ask("sram", sram_query(45, 1024 * kKiB, 64));
  CHECK(number_of(large, "read_pj").value == 100);
  CHECK(number_of(large, "read_pj").from == "horowitz_45nm");
  CHECK(number_of(large, "read_pj").confidence == "A");
  CHECK(number_of(large, "read_pj").error == 0);
  CHECK(number_of(large, "write_pj").from == "horowitz_45nm, taken as a read");
  CHECK(read_pj(sram_query(45, 8 * kKiB, 64)) == 10);
  CHECK(read_pj(sram_query(45, 32 * kKiB, 64)) == 20);
}

TEST_CASE("every row of cacti7 is met exactly, in every column") {
  for (const SramRow& row : cacti7().sram) {
    Query query = sram_query(row.node_nm, static_cast<double>(row.capacity_bits),
                             static_cast<double>(row.width_bits), "cacti7");
    query.process.device = row.device;
    CAPTURE(row.node_nm);
    CAPTURE(row.capacity_bits);
    CAPTURE(row.width_bits);
    const Estimate estimate = ask("sram", query);
    const auto is = [&](const char* name, double expected) {
      CHECK(number_of(estimate, name).value == doctest::Approx(expected).epsilon(1e-12));
      CHECK(number_of(estimate, name).error == 0);
    };
    is("read_pj", row.read_pj);
    is("write_pj", *row.write_pj);
    is("leakage_w", *row.leakage_w);
    is("area_um2", *row.area_um2);
    is("access_time_s", *row.access_time_s);
  }
}

TEST_CASE("an access costs no less in a larger SRAM, of either table") {
  for (const char* table : {"horowitz_45nm", "cacti7"}) {
    for (const double node : kNodes) {
      for (const double width : kWidths) {
        double last = 0;
        for (const double capacity : capacities()) {
          const double energy_pj = read_pj(sram_query(node, capacity, width, table));
          CHECK_MESSAGE(energy_pj >= last * (1 - 1e-12), table, " ", node, " nm, ", width, " b, ",
                        capacity / kKiB, " KiB");
          last = energy_pj;
        }
      }
    }
  }
}

TEST_CASE("a wider access costs no less, of either table") {
  for (const char* table : {"horowitz_45nm", "cacti7"}) {
    for (const double node : kNodes) {
      for (const double capacity : capacities()) {
        double last = 0;
        for (const double width : kWidths) {
          const double energy_pj = read_pj(sram_query(node, capacity, width, table));
          CHECK_MESSAGE(energy_pj >= last * (1 - 1e-12), table, " ", node, " nm, ", width, " b, ",
                        capacity / kKiB, " KiB");
          last = energy_pj;
        }
      }
    }
  }
}

TEST_CASE("area and leakage grow with the capacity, energy with the node") {
  for (const double node : kNodes) {
    double last_area = 0;
    double last_leakage = 0;
    for (const double capacity : capacities()) {
      const Estimate estimate = ask("sram", sram_query(node, capacity, 64));
      CHECK(number_of(estimate, "area_um2").value > last_area);
      CHECK(number_of(estimate, "leakage_w").value > last_leakage);
      last_area = number_of(estimate, "area_um2").value;
      last_leakage = number_of(estimate, "leakage_w").value;
    }
  }
  for (std::size_t i = 1; i < kNodes.size(); ++i) {
    CHECK(read_pj(sram_query(kNodes[i], 64 * kKiB, 64)) <
          read_pj(sram_query(kNodes[i - 1], 64 * kKiB, 64)));
  }
}

TEST_CASE("an interpolated and scaled number says so") {
  const Number read = number_of(ask("sram", sram_query(28, 100 * kKiB, 64)), "read_pj");
  CHECK(read.from ==
        "horowitz_45nm, interpolated between 32 KiB and 1 MiB, scaled to 28 nm by cacti7");
  CHECK(read.value < 37);  // 20 * (100/32)^0.464 = 34 pJ at 45 nm
  CHECK(read.value > 10);
  CHECK(read.confidence == "A");
  CHECK(*read.error > 0);
  const Number far = number_of(ask("sram", sram_query(45, 8192 * kKiB, 64)), "read_pj");
  CHECK(far.from == "horowitz_45nm, extrapolated from 1 MiB");
  CHECK(far.confidence == "C");
}

TEST_CASE("the stated error of cacti7 is that of leaving its rows out") {
  // 45 nm, 96 KiB: each of the 12 inner capacities from its two neighbours.
  const std::vector<double> reads = {1.362,  1.61,   2.671,  3.318,  6.048,  8.909,   16.998,
                                     21.203, 37.493, 45.962, 59.903, 77.187, 104.474, 139.48};
  double sum = 0;
  for (std::size_t i = 1; i + 1 < reads.size(); ++i) {
    const double miss = std::sqrt(reads[i - 1] * reads[i + 1]) / reads[i] - 1;
    sum += miss * miss;
  }
  const Estimate estimate = ask("sram", sram_query(45, 96 * kKiB, 64, "cacti7"));
  CHECK(*number_of(estimate, "read_pj").error == doctest::Approx(std::sqrt(sum / 12)));
}

TEST_CASE("below 22 nm a read is no cheaper, area and time follow logic, and the grade is C") {
  const Estimate at22 = ask("sram", sram_query(22, 64 * kKiB, 64));
  const Estimate at7 = ask("sram", sram_query(7, 64 * kKiB, 64));
  CHECK(number_of(at7, "read_pj").value == number_of(at22, "read_pj").value);
  CHECK(number_of(at7, "leakage_w").value == number_of(at22, "leakage_w").value);
  CHECK(number_of(at7, "area_um2").value < 0.4 * number_of(at22, "area_um2").value);
  CHECK(number_of(at7, "access_time_s").value < number_of(at22, "access_time_s").value);
  for (const Number& number : at7.numbers) CHECK(number.confidence == "C");
  Query published = sram_query(7, 8 * kKiB, 64, "tpu_v4i_7nm");
  CHECK(read_pj(published) == 7.5);
}

TEST_CASE("nodes without rows or a rule are refused") {
  CHECK(ask("sram", sram_query(130, 64 * kKiB, 64)).problems.at(0).message ==
        "the SRAMs of 'horowitz_45nm' are known from 7 nm to 90 nm, not in 130 nm");
  CHECK(ask("sram", sram_query(16, 64 * kKiB, 64, "cacti7")).problems.at(0).message ==
        "the SRAMs of 'cacti7' are known from 22 nm to 90 nm, not in 16 nm");
}

TEST_CASE("banks cost less per access than one array, and wires to reach them") {
  const Query whole = sram_query(45, 1024 * kKiB, 64, "cacti7");
  const Query banked = with(whole, "banks", 16);
  const double bank_pj = read_pj(sram_query(45, 64 * kKiB, 64, "cacti7"));
  const double bank_um2 = value_of("sram", sram_query(45, 64 * kKiB, 64, "cacti7"), "area_um2");
  CHECK(value_of("sram", banked, "area_um2") == doctest::Approx(16 * bank_um2));
  // Half the side of 16 banks, 0.121 pJ per bit and mm at 45 nm and 0.9 V.
  const double wires_pj = 64 * 0.121 * std::sqrt(16 * bank_um2 * 1e-6) / 2;
  CHECK(read_pj(banked) == doctest::Approx(bank_pj + wires_pj));
  CHECK(read_pj(banked) < read_pj(whole));
}

TEST_CASE("a second port doubles area and leakage and lengthens the wires by sqrt(2)") {
  const Query one = sram_query(45, 64 * kKiB, 64);
  const Query two = with(one, "ports", 2);
  CHECK(value_of("sram", two, "area_um2") == 2 * value_of("sram", one, "area_um2"));
  CHECK(value_of("sram", two, "leakage_w") == 2 * value_of("sram", one, "leakage_w"));
  CHECK(read_pj(two) == doctest::Approx(std::sqrt(2.0) * read_pj(one)));
}

TEST_CASE("energy goes with the square of the voltage") {
  Query low = sram_query(45, 64 * kKiB, 64);
  low.process.voltage_v = 0.72;  // 0.8 of 0.9 V
  CHECK(read_pj(low) == doctest::Approx(0.64 * read_pj(sram_query(45, 64 * kKiB, 64))));
}

TEST_CASE("low standby power leaks thousands of times less") {
  Query low = sram_query(45, 64 * kKiB, 64);
  low.process.device = Device::kLowPower;
  CHECK(value_of("sram", low, "leakage_w") <
        1e-3 * value_of("sram", sram_query(45, 64 * kKiB, 64), "leakage_w"));
}

}  // namespace paretile::estimators
