// SPDX-License-Identifier: Apache-2.0
// map by its default strategy: proofs do not depend on threads, and an end before the end is told.
#include <doctest/doctest.h>

#include <csignal>
#include <nlohmann/json.hpp>

#include "tests/interface/subprocess.h"

namespace paretile::test {
namespace {

using Json = nlohmann::json;

/// What the program writes, without what may differ from run to run.
std::string answer(const std::string& threads) {
  const Finished run = paretile(
      {"map", "--arch", "tpu_v1", "--workload", "resnet18", "--json", "-", "--threads", threads});
  REQUIRE(run.exit_code == 0);
  Json json = Json::parse(run.out);
  json.erase("seconds");
  for (Json& layer : json["layers"]) layer.erase("seconds");
  return json.dump();
}

TEST_CASE("proved answers are the same bytes on any number of threads") {
  const std::string one = answer("1");
  CHECK(one.find("\"status\":\"optimal\"") != std::string::npos);
  for (const std::string threads : {"2", "3", "8"}) CHECK(answer(threads) == one);
}

TEST_CASE("Ctrl-C in a proof gives the best so far and a bound no optimum undercuts") {
  const std::vector<std::string> arguments = {
      "map", "--arch", "eyeriss", "--workload", "vgg16", "--objective", "energy", "--json", "-"};
  Process search([&] {
    std::vector<std::string> all = arguments;
    all.insert(all.begin(), PARETILE_PROGRAM);
    return all;
  }());
  REQUIRE(search.wait_for_stderr("mapping "));
  search.send_signal(SIGINT);
  const Finished run = search.finish();
  CHECK(run.exit_code == 3);
  const Json json = Json::parse(run.out);
  CHECK(json["interrupted"] == true);
  bool some_bounded = false;
  for (const Json& layer : json["layers"]) {
    const Json& proof = layer["proof"];
    if (proof["status"] == "optimal") continue;
    some_bounded = true;
    CHECK(proof["status"] == "bounded");
    CHECK(proof["gap"].get<double>() > 0);
    if (layer["front"].empty()) continue;
    CHECK(proof["lower_bound"]["energy_pj"].get<double>() <=
          layer["front"][0]["energy_pj"].get<double>());
  }
  CHECK(some_bounded);
}

TEST_CASE("demands that exclude every mapping are told as such") {
  const TemporaryFolder folder;
  const std::string rules = folder.path() + "/rules.yaml";
  const std::vector<std::string> arguments = {"map",        "--arch",        "eyeriss",
                                              "--workload", "alexnet",       "--layer",
                                              "conv2",      "--constraints", rules};
  write_text(rules, "format: 1\nspatial: [{axis: pe_array.x, dim: K, factor: 13}]\n");
  const Finished none = paretile(arguments);
  CHECK(none.exit_code == 1);
  CHECK(none.out.find("none allowed") != std::string::npos);
  CHECK(none.out.ends_with("\nconv2: mappings fit, but none meets the constraints\n"));
  std::vector<std::string> as_json = arguments;
  as_json.insert(as_json.end(), {"--json", "-", "--max-latency", "1 s"});
  const Json layer = Json::parse(paretile(as_json).out)["layers"][0];
  CHECK(layer["why_none"] ==
        "mappings fit, but none meets the constraints and keeps within the limits");
  CHECK_FALSE(layer.contains("verdict"));
}

TEST_CASE("a program killed while it searches leaves no result behind") {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/out.json";
  Process search(
      {PARETILE_PROGRAM, "map", "--arch", "eyeriss", "--workload", "vgg16", "--json", path});
  REQUIRE(search.wait_for_stderr("mapping "));
  search.send_signal(SIGKILL);
  CHECK(search.finish().exit_code == 128 + SIGKILL);
  for (const std::string& name : folder.file_names()) CHECK(name != "out.json");
}

}  // namespace
}  // namespace paretile::test
