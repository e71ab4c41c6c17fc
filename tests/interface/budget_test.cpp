// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "tests/interface/subprocess.h"

namespace paretile::test {
namespace {

using Json = nlohmann::json;
using doctest::Approx;

Json answer_to(const std::string& command) {
  const Finished run = shell("build/paretile " + command + " --quiet --json -");
  REQUIRE_MESSAGE(run.exit_code == 0, run.err);
  return Json::parse(run.out);
}

TEST_CASE("budget: smart glasses need 1200 TOPS/W, which no shipped chip gives") {
  const Json json =
      answer_to("budget --frames-per-second 60 --operations '200 GOP' --power '10 mW'");
  CHECK(json["needed"]["operations_per_second"] == 12e12);
  CHECK(json["needed"]["tops_per_w"].get<double>() == Approx(1200));
  CHECK(json["needed"]["energy_per_operation_fj"].get<double>() == Approx(0.8333).epsilon(1e-4));
  CHECK(json["chips"].size() >= 4);
  for (const Json& chip : json["chips"]) {
    CHECK(chip["is_over_energy"] == true);
    CHECK(chip["is_met"] == false);
    CHECK(chip["frame"].is_null());
    CHECK_FALSE(chip["source"].get<std::string>().empty());
  }
}

TEST_CASE("budget: a mapped network spends what map says") {
  const Json json = answer_to(
      "budget --frames-per-second 10 --workload examples/toy_conv.yaml --power '1 W' "
      "--arch simple_2level");
  CHECK(json["operations_per_frame"] == 2 * 192);
  const Json& chip = json["chips"][0];
  CHECK(chip["answer"] == "meets it");
  const Json map =
      answer_to("map --arch simple_2level --workload examples/toy_conv.yaml --objective energy");
  const double energy_pj = map["network"]["energy_pj"];
  CHECK(chip["frame"]["energy_pj"].get<double>() == Approx(energy_pj));
  CHECK(chip["frame"]["power_w"].get<double>() == Approx(10 * energy_pj * 1e-12));
  CHECK(chip["frame"]["tops_per_w"].get<double>() == Approx(384 / energy_pj));
}

TEST_CASE("budget: all mistakes of a command line are shown at once") {
  const Finished run = shell(
      "build/paretile budget --frames-per-second 0 --power 3parsec "
      "--arch eyerris,tpu_v1");
  CHECK(run.exit_code == 2);
  CHECK(run.err.starts_with(
      "paretile: error: --frames-per-second of 'budget' must be more than 0, not '0'\n"
      "  hint: for example '60'\n"
      "paretile: error: --power of 'budget': 'parsec' is not a unit of power\n"
      "  hint: for example '10 mW'\n"
      "paretile: error: 'budget' takes one of --operations and --workload\n"
      "  hint: --workload counts the operations itself and maps them\n"
      "eyerris: error: neither a shipped architecture nor a file\n"
      "  hint: did you mean 'eyeriss'? "));
}

TEST_CASE("compare: performances are those of map, and flexibility follows from them") {
  const Json json = answer_to("compare --arch simba_like,tpu_v1 --workload gnmt,mobilenet_v1");
  const Json& chip = json["chips"][1];
  CHECK(chip["name"] == "tpu_v1");
  double performance[2] = {};
  for (std::size_t i = 0; i < 2; ++i) {
    const Json& entry = chip["workloads"][i];
    const Json map = answer_to("map --arch tpu_v1 --objective latency --workload " +
                               entry["name"].get<std::string>());
    double macs = 0;
    for (const Json& layer : map["layers"]) {
      macs += layer["macs"].get<double>() * layer["repeat"].get<double>();
    }
    const double seconds = map["network"]["latency_cycles"].get<double>() / 700e6;
    performance[i] = entry["performance"];
    CHECK(performance[i] == Approx(macs / seconds * 1e-9));  // GMAC/s
    CHECK(entry["is_proven"] == true);
  }
  // of two values the deviation of the logarithms is half their distance
  const double ratio =
      std::max(performance[0], performance[1]) / std::min(performance[0], performance[1]);
  CHECK(chip["flexibility"].get<double>() == Approx(1 / std::sqrt(ratio)));
  CHECK(chip["geometric_mean"].get<double>() == Approx(std::sqrt(performance[0] * performance[1])));
}

TEST_CASE("compare: a chip divided by itself is 1 on everything") {
  const Json json =
      answer_to("compare --arch tpu_v1 --reference tpu_v1 --by efficiency --workload gnmt,alexnet");
  CHECK(json["unit"] == "times tpu_v1");
  CHECK(json["chips"][0]["geometric_mean"].get<double>() == Approx(1));
  CHECK(json["chips"][0]["flexibility"].get<double>() == Approx(1));
}

TEST_CASE("compare: a name given twice would weigh double and is refused") {
  const Finished run = shell("build/paretile compare --arch eyeriss --workload gnmt,alexnet,gnmt");
  CHECK(run.exit_code == 2);
  CHECK(run.err ==
        "paretile: error: --workload of 'compare' names 'gnmt' twice\n"
        "  hint: it would weigh double\n");
}

}  // namespace
}  // namespace paretile::test
