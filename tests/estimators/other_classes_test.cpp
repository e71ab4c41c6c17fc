// SPDX-License-Identifier: Apache-2.0
#include <set>
#include <string>

#include "tests/estimators/tables.h"

namespace paretile::estimators {
namespace {

Query dram_query(const std::string& type, double width_bits) {
  return {{}, {{"width", width_bits}}, {{"type", type}}};
}

Query wire_query(double node_nm, double length_nm, double width_bits) {
  return {{node_nm}, {{"length", length_nm}, {"width", width_bits}}, {}};
}

Query register_query(double node_nm, double capacity_bits, double width_bits) {
  return {{node_nm}, {{"capacity", capacity_bits}, {"width", width_bits}}, {}};
}

constexpr double kMm = 1e6;  // nm

}  // namespace

TEST_CASE("golden: 64 bits of DRAM cost 1300 to 2600 pJ") {
  const Number read = number_of(ask("dram", dram_query("generic", 64)), "read_pj");
  CHECK(read.value == 1300);
  CHECK(read.value * (1 + *read.error) == doctest::Approx(2600));
  CHECK(value_of("dram", dram_query("generic", 32), "read_pj") == 650);  // 640 in Han et al.
}

TEST_CASE("published DRAM energies per bit") {
  CHECK(value_of("dram", dram_query("lpddr4", 64), "write_pj") == 512);
  CHECK(value_of("dram", dram_query("LPDDR4", 64), "write_pj") == 512);  // in either case
  CHECK(value_of("dram", dram_query("lpddr", 1), "read_pj") == 40);
  CHECK(value_of("dram", dram_query("hbm2", 1), "read_pj") == 6.25);
  CHECK(value_of("dram", dram_query("hbm3", 1), "read_pj") == 4.05);
  CHECK(value_of("dram", dram_query("hbm2_tpu_v4i", 64), "read_pj") ==
        doctest::Approx(450).epsilon(1e-3));
  CHECK(number_of(ask("dram", dram_query("ddr4", 1)), "read_pj").confidence == "C");
}

TEST_CASE("an unknown DRAM gets the near miss") {
  const Problem problem = ask("dram", dram_query("LPDR4", 64)).problems.at(0);
  CHECK(problem.key == "type");
  CHECK(problem.hint == "did you mean 'lpddr4'?");
}

TEST_CASE("wires cost their published energy at 40 and 10 nm and grow with length and width") {
  Query at40 = wire_query(40, kMm, 1);
  CHECK(value_of("wire", at40, "deliver_pj") == doctest::Approx(0.121));
  Query at10 = wire_query(10, kMm, 1);
  at10.process.voltage_v = 0.7;
  CHECK(value_of("wire", at10, "deliver_pj") == doctest::Approx(0.068));
  CHECK(value_of("wire", wire_query(40, 2 * kMm, 32), "deliver_pj") == doctest::Approx(64 * 0.121));
  Query shared = wire_query(40, kMm, 1);
  shared.numbers["send_length"] = 3 * kMm;
  CHECK(value_of("wire", shared, "send_pj") == doctest::Approx(3 * 0.121));
}

TEST_CASE("beyond the published nodes wires follow the square of the voltage alone") {
  const double ratio = 1.1 / 0.9;  // 65 nm has 1.1 V, the wire of 40 nm 0.9 V
  CHECK(value_of("wire", wire_query(65, kMm, 1), "deliver_pj") ==
        doctest::Approx(0.121 * ratio * ratio));
}

TEST_CASE("a hop of a network on chip costs 0.15 pJ per byte in 12 nm at 0.8 V") {
  Query hop{{12, 0.8}, {{"width", 8}}, {}};
  CHECK(value_of("noc", hop, "deliver_pj") == doctest::Approx(0.15));
  hop.numbers["hops"] = 2.5;
  CHECK(value_of("noc", hop, "deliver_pj") == doctest::Approx(0.375));
}

TEST_CASE("register files are met exactly at their rows and grow with capacity and width") {
  for (const Table& table : tables().tables) {
    for (const RegisterFileRow& row : table.register_files) {
      const Query query = register_query(45, static_cast<double>(row.capacity_bits),
                                         static_cast<double>(row.width_bits));
      CHECK(value_of("register_file", query, "read_pj") == doctest::Approx(row.access_pj));
    }
  }
  double last = 0;
  for (double bits = 8; bits < 8192; bits *= 1.3) {
    const Query query = register_query(45, bits, 16);
    CHECK(value_of("register_file", query, "read_pj") > last);
    last = value_of("register_file", query, "read_pj");
  }
  CHECK(value_of("register_file", register_query(45, 256, 32), "read_pj") ==
        doctest::Approx(2 * 0.153));
}

TEST_CASE("the spads of Eyeriss come out 41 % larger than on the chip, where most are SRAM") {
  // 12 + 224 + 24 words of 16 bits; 5.83 mm2 over 168 PEs (two thirds of 12.25 mm2 are storage, of
  // which the spads have 2.5 parts of 3.5).
  const double bits = (12 + 224 + 24) * 16;
  CHECK(value_of("register_file", register_query(65, bits, 16), "area_um2") ==
        doctest::Approx(1.41 * 5.83e6 / 168).epsilon(0.01));
}

TEST_CASE("every class answers or says what it lacks, whatever it is told") {
  for (const Estimator& estimator : estimators()) {
    for (const double node : {0.0, 5.0, 7.0, 22.0, 45.0, 180.0, 300.0}) {
      const Query query{
          {node},
          {{"capacity", 5000}, {"width", 16}, {"length", kMm}, {"hops", 1}},
          {{"input_format", "int8"}, {"weight_format", "int8"}, {"accumulator_format", "int32"}}};
      const Estimate estimate = estimator.estimate(query, tables());
      CHECK_MESSAGE(estimate.numbers.empty() != estimate.problems.empty(), estimator.name);
      for (const Number& number : estimate.numbers) {
        CHECK_MESSAGE(number.value > 0, estimator.name, " ", number.name);
        CHECK_FALSE(number.from.empty());
        CHECK_FALSE(number.confidence.empty());
      }
    }
  }
}

TEST_CASE("without tables every class says that there are none") {
  for (const Estimator& estimator : estimators()) {
    const Query query{
        {45},
        {{"capacity", 5000}, {"width", 16}, {"length", kMm}},
        {{"input_format", "int8"}, {"weight_format", "int8"}, {"accumulator_format", "int32"}}};
    const Estimate estimate = estimator.estimate(query, Technology{});
    CHECK_MESSAGE(!estimate.problems.empty(), estimator.name);
    CHECK(estimate.numbers.empty());
  }
}

TEST_CASE("classes have names of their own, and are found by them") {
  std::set<std::string_view> names;
  for (const Estimator& estimator : estimators()) {
    CHECK(names.insert(estimator.name).second);
    CHECK(find_estimator(estimator.name)->name == estimator.name);
    CHECK_FALSE(estimator.help.empty());
  }
  CHECK(find_estimator("srma") == nullptr);
}

}  // namespace paretile::estimators
