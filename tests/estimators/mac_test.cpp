// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <string>
#include <vector>

#include "tests/estimators/tables.h"

namespace paretile::estimators {
namespace {

double energy_pj(double node_nm, const std::string& input, const std::string& weight,
                 const std::string& accumulator) {
  return value_of("mac", mac_query(node_nm, input, weight, accumulator), "energy_pj");
}

std::string int_of(int bits) { return "int" + std::to_string(bits); }

}  // namespace

TEST_CASE("golden: an 8-bit multiply and a 32-bit add cost 0.3 pJ at 45 nm") {
  CHECK(energy_pj(45, "int8", "int8", "int32") == doctest::Approx(0.3).epsilon(1e-12));
}

TEST_CASE("golden: a multiplier of fp32 takes 7700 um2 and 3.7 pJ at 45 nm") {
  const Estimate alone = ask("mac", mac_query(45, "fp32", "fp32", "none"));
  CHECK(number_of(alone, "area_um2").value == 7700);
  CHECK(number_of(alone, "energy_pj").value == 3.7);
  CHECK(number_of(alone, "energy_pj").error == 0);
  CHECK(number_of(alone, "energy_pj").from == "horowitz_45nm, fp32 * fp32");
}

TEST_CASE("every operation of a table is met exactly") {
  for (const Table& table : tables().tables) {
    for (const OperationRow& row : table.operations) {
      const std::string format = row.format.name;
      CAPTURE(table.name);
      CAPTURE(format);
      Query query = mac_query(table.node_nm, format, format, row.multiplies ? "none" : format);
      query.texts["table"] = table.name;
      query.process.voltage_v = table.voltage_v;
      double expected_pj = row.energy_pj;
      if (!row.multiplies) {
        Query multiplier = query;
        multiplier.texts["accumulator_format"] = "none";
        expected_pj += value_of("mac", multiplier, "energy_pj");
      }
      CHECK(value_of("mac", query, "energy_pj") == doctest::Approx(expected_pj).epsilon(1e-12));
    }
  }
}

TEST_CASE("a multiply-accumulate costs more with every bit of any operand") {
  for (int bits = 1; bits < 32; ++bits) {
    CAPTURE(bits);
    CHECK(energy_pj(45, int_of(bits), "int8", "int32") <
          energy_pj(45, int_of(bits + 1), "int8", "int32"));
    CHECK(energy_pj(45, "int8", int_of(bits), "int32") <
          energy_pj(45, "int8", int_of(bits + 1), "int32"));
    CHECK(energy_pj(45, "int8", "int8", int_of(bits)) <
          energy_pj(45, "int8", "int8", int_of(bits + 1)));
  }
}

TEST_CASE("operands may be swapped") {
  CHECK(energy_pj(45, "int4", "int16", "int32") == energy_pj(45, "int16", "int4", "int32"));
  CHECK(energy_pj(45, "ternary", "int8", "int32") == energy_pj(45, "int2", "int8", "int32"));
}

TEST_CASE("narrow floats are cheaper than wide ones, and as much as the 7 nm table says") {
  const auto multiply = [](const char* format) { return energy_pj(45, format, format, "none"); };
  CHECK(multiply("fp8_e5m2") < multiply("fp8"));
  CHECK(multiply("fp8") < multiply("bf16"));
  CHECK(multiply("bf16") < multiply("fp16"));
  CHECK(multiply("fp16") == 1.1);
  // ISCA 2021, Table 2, 7 nm: bf16 multiply 0.21 pJ, fp16 0.34 pJ.
  CHECK(multiply("bf16") / multiply("fp16") == doctest::Approx(0.21 / 0.34).epsilon(0.03));
  const auto add = [&](const char* format) {
    return energy_pj(45, "fp16", "fp16", format) - multiply("fp16");
  };
  CHECK(add("bf16") / add("fp16") == doctest::Approx(0.11 / 0.16).epsilon(0.06));
}

TEST_CASE("energy, area and what is said of them follow the node") {
  const Estimate here = ask("mac", mac_query(28, "int8", "int8", "int32"));
  const Number& energy = number_of(here, "energy_pj");
  CHECK(energy.from == "horowitz_45nm, int8 * int8 + int32, scaled to 28 nm");
  CHECK(energy.confidence == "A");
  CHECK_FALSE(energy.error.has_value());
  REQUIRE(here.cautions.size() == 1);
  CHECK(here.cautions[0].find("14.6 times less energy") != std::string::npos);
  CHECK(ask("mac", mac_query(45, "int8", "int8", "int32")).cautions.empty());
  CHECK(number_of(ask("mac", mac_query(16, "int8", "int8", "int32")), "energy_pj").confidence ==
        "C");
  for (double node = 7; node < 180; node += 1) {
    CHECK(energy_pj(node, "int8", "int8", "int32") < energy_pj(node + 1, "int8", "int8", "int32"));
  }
}

TEST_CASE("what cannot be multiplied is refused with a reason") {
  const auto problem = [](const Query& query) { return ask("mac", query).problems.at(0); };
  CHECK(problem(mac_query(45, "int8", "int65", "int32")).key == "weight_format");
  CHECK(problem(mac_query(45, "fp61", "fp16", "fp32")).hint == "did you mean 'fp16'?");
  CHECK(problem(mac_query(45, "fp16", "fp16", "int32")).message ==
        "products of floats cannot be summed as int32");
  CHECK(problem(mac_query(5, "int8", "int8", "int32")).message ==
        "technology must be 7 nm to 180 nm, not 5 nm");
  CHECK(problem(mac_query(0, "int8", "int8", "int32")).key == "class");
  Query unknown = mac_query(45, "int8", "int8", "int32");
  unknown.texts["table"] = "horowitz";
  CHECK(problem(unknown).key == "table");
}

}  // namespace paretile::estimators
