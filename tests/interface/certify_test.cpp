// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <functional>
#include <nlohmann/json.hpp>

#include "tests/interface/subprocess.h"

namespace paretile::test {
namespace {

using Json = nlohmann::ordered_json;

/// Two units that are dear to reach: every layer has a cheap mapping and a fast one.
std::string chip_text(const std::string& capacity) {
  return "format: 1\nname: chip\nclock: 1 GHz\nlevels:\n"
         "  - {name: dram, word_bits: 8, read: 100 pJ, write: 100 pJ, bandwidth: 4 B/cycle}\n"
         "  - {name: buffer, word_bits: 8, capacity: " +
         capacity +
         ", read: 3 pJ, write: 3 pJ}\n"
         "  - {fanout: row, axes: [{name: x, size: 2}], word_bits: 8, deliver: 20 pJ}\n"
         "compute: {name: mac, energy: 1 pJ}\n";
}

/// The last layer has the nest of the first.
constexpr const char* kWorkload =
    "format: 1\nname: net\nlayers:\n"
    "  - {name: a, op: gemm, M: 2, N: 2, K: 2}\n"
    "  - {name: b, op: gemm, M: 2, N: 1, K: 4}\n"
    "  - {name: c, op: gemm, M: 2, N: 2, K: 2, repeat: 3}\n";

/// A result of map, and what certify says of it once it has been altered.
class Result {
 public:
  Result() {
    write_text(chip(), chip_text("48 b"));
    write_text(workload(), kWorkload);
  }

  void map(std::vector<std::string> more = {}) {
    std::vector<std::string> arguments = {"map",      "--arch", chip(), "--workload",
                                          workload(), "--json", file(), "--quiet"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    REQUIRE(paretile(arguments).exit_code == 0);
    json = Json::parse(read_text(file()));
  }
  [[nodiscard]] Finished certify(const std::vector<std::string>& more = {}) const {
    write_text(file(), json.dump(2));
    std::vector<std::string> arguments = {"certify", file()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return paretile(arguments);
  }
  [[nodiscard]] std::string chip() const { return folder_.path() + "/chip.yaml"; }
  [[nodiscard]] std::string workload() const { return folder_.path() + "/net.yaml"; }
  [[nodiscard]] std::string file() const { return folder_.path() + "/result.json"; }

  Json json;

 private:
  TemporaryFolder folder_;
};

Json& front(Json& json, int layer) { return json["layers"][layer]["front"]; }
Json& proof(Json& json, int layer) { return json["layers"][layer]["proof"]; }
void add_to(Json& number, double part) { number = number.get<double>() * (1 + part); }

/// Swaps the first two loops: another mapping, as legal as the first.
void alter_mapping(Json& json) {
  auto text = front(json, 1)[0]["mapping"].get<std::string>();
  const std::size_t outer = text.find("for ");
  text.replace(text.find("in [0, ", outer) + 7, 1, "1");
  front(json, 1)[0]["mapping"] = text;
}

void remove_layer(Json& json) { json["layers"].erase(1); }

/// A point that costs what it says, and is no part of the front.
void add_beaten_point(Json& json) {
  Json point = front(json, 1)[0];
  front(json, 1).push_back(std::move(point));
}

struct Tampering {
  const char* what;
  std::function<void(Json&)> tamper;
  const char* objection;
};

std::vector<Tampering> tamperings() {
  return {
      {"energy", [](Json& j) { add_to(front(j, 1)[0]["energy_pj"], -1e-6); },
       "\nb: front[0].energy_pj: "},
      {"latency", [](Json& j) { front(j, 1)[0]["latency_cycles"] = 7; },
       "\nb: front[0].latency_cycles: 7 is said, 8 is right\n"},
      {"EDP", [](Json& j) { add_to(front(j, 1)[1]["edp_pj_cycles"], 0.01); },
       "\nb: front[1].edp_pj_cycles: "},
      {"mapping", alter_mapping, "\nb: front[0].mapping: "},
      {"a beaten point", add_beaten_point, "\nb: front[2]: "},
      {"a point left out", [](Json& j) { front(j, 1).erase(0); },
       "\nb: front: is not optimal: of 1 points where solving again finds 2\n"},
      {"lower bound", [](Json& j) { add_to(proof(j, 1)["lower_bound"]["edp_pj_cycles"], -0.1); },
       "\nb: proof.lower_bound.edp_pj_cycles: "},
      {"lower bound above the best",
       [](Json& j) { add_to(proof(j, 1)["lower_bound"]["energy_pj"], 0.1); },
       "\nb: proof.lower_bound.energy_pj: "},
      {"gap", [](Json& j) { proof(j, 1)["gap"] = 0.1; },
       "\nb: proof.gap: 0.1 is said, 0 is right\n"},
      {"hash", [](Json& j) { proof(j, 1)["mapspace"]["hash"] = "0123456789abcdef"; },
       "\nb: proof.mapspace.hash: "},
      {"mapspace", [](Json& j) { proof(j, 1)["mapspace"]["name"] = "even"; },
       "\nb: proof.mapspace.name: even is said, uneven-free was asked for\n"},
      {"objective", [](Json& j) { proof(j, 1)["objective"] = "energy"; },
       "\nb: proof.objective: energy is said, front was asked for\n"},
      {"layer left out", remove_layer, "\nb: name: the layer is not in the result\n"},
      {"layer of the same nest", [](Json& j) { j["layers"][2]["front"].erase(0); },
       "\nc: front: is not that of a\n"},
      {"repeat", [](Json& j) { j["layers"][2]["repeat"] = 2; },
       "\nc: repeat: 2 is said, the workload has 3\n"},
      {"network total", [](Json& j) { add_to(j["network"]["energy_pj"], -1e-6); },
       "\nnetwork: energy_pj: "},
      {"network sum", [](Json& j) { j["network"]["front"][0]["latency_cycles"] = 39; },
       "\nnetwork: front[0].latency_cycles: "},
      {"network optimum", [](Json& j) { j["network"]["best"] = 0; }, "\nnetwork: best: must be "},
      {"network front", [](Json& j) { j["network"]["front"].erase(1); },
       "\nnetwork: front: is not what the fronts of the layers give\n"},
      {"constraint", [](Json& j) { j["constraints"] = Json::parse(R"({"min_utilization": 1})"); },
       "mapping: breaks a constraint\n"},
  };
}

}  // namespace

TEST_CASE("a result of map is accepted, and its proofs are made again") {
  Result result;
  result.map();
  CHECK(result.json["layers"][1]["proof"]["status"] == "optimal");
  REQUIRE(front(result.json, 1).size() == 2);
  const Finished run = result.certify();
  CHECK(run.exit_code == 0);
  CHECK(run.out == "net on chip\n\nclaims about all mappings solved again: 2 of 2\naccepted\n");
  const Finished json = result.certify({"--json", "-"});
  const Json answer = Json::parse(json.out);
  CHECK(answer["accepted"] == true);
  CHECK(answer["objections"].empty());
  CHECK(answer["reproofs"][0]["solved_again"] == true);
}

TEST_CASE("results for every objective and for one layer alone are accepted") {
  for (const std::string objective : {"energy", "latency", "edp", "ed2p", "weighted"}) {
    Result result;
    result.map({"--objective", objective});
    CHECK_MESSAGE(result.certify().exit_code == 0, objective);
  }
  Result result;
  result.map({"--layer", "b"});
  CHECK(result.certify().exit_code == 0);
}

TEST_CASE("results of padded layers are accepted, and no other sizes than allowed") {
  Result result;
  write_text(result.workload(),
             "format: 1\nname: net\nlayers:\n  - {name: odd, op: gemm, M: 5, N: 1, K: 1}\n");
  result.map({"--pad", "20"});
  CHECK(result.certify().out.find("solved again: 1 of 1\naccepted\n") != std::string::npos);
  Json& point = front(result.json, 0).back();
  REQUIRE(point.contains("padded_sizes"));
  point["padded_sizes"]["M"] = 7;
  const Finished run = result.certify();
  CHECK(run.exit_code == 1);
  CHECK(run.out.find(".padded_sizes: M must be from 5 to 6\n") != std::string::npos);
}

TEST_CASE("a result that was tampered with is rejected at the layer and the field") {
  Result result;
  result.map();
  const Json good = result.json;
  for (const Tampering& tampering : tamperings()) {
    result.json = good;
    tampering.tamper(result.json);
    const Finished run = result.certify();
    CHECK_MESSAGE(run.exit_code == 1, tampering.what);
    CHECK_MESSAGE(run.out.find(tampering.objection) != std::string::npos, tampering.what, "\n",
                  run.out, run.err);
    CHECK(run.out.find("\nrejected: ") != std::string::npos);
  }
}

TEST_CASE("a bounded result made out to be optimal does not survive solving again") {
  Result result;
  result.map();
  // Consistent with itself: the slower of two mappings is called the whole front.
  Json& json = result.json;
  for (const int layer : {0, 1, 2}) {
    front(json, layer).erase(0);
    Json& bound = proof(json, layer)["lower_bound"];
    const Json& point = front(json, layer)[0];
    for (const char* field : {"energy_pj", "latency_cycles", "edp_pj_cycles"}) {
      bound[field] = point[field];
    }
  }
  Json& network = json["network"];
  const Json fastest = network["front"].back();
  network["front"] = Json::array({fastest});
  network["front"][0]["choice"] = {0, 0, 0};
  network["best"] = 0;
  const Finished run = result.certify();
  CHECK(run.exit_code == 1);
  CHECK(run.out.find("\na: front: is not optimal: ") != std::string::npos);
  CHECK(run.out.find("\nb: front: is not optimal: ") != std::string::npos);
  CHECK(run.out.find("\nnetwork: ") == std::string::npos);
}

TEST_CASE("a result of another chip is rejected") {
  Result result;
  result.map();
  const std::string other = result.chip() + ".other";
  write_text(other, chip_text("64 b"));
  const Finished given = result.certify({"--arch", other});
  CHECK(given.exit_code == 1);
  CHECK(given.out.find("a: proof.mapspace.hash: ") != std::string::npos);
  write_text(result.chip(), chip_text("40 b"));  // the file it names has changed since
  CHECK(result.certify().exit_code == 1);
}

TEST_CASE("layers there is no time for are named, and are no reason to reject") {
  Result result;
  write_text(result.chip(), chip_text("64 KiB"));
  write_text(result.workload(),
             "format: 1\nname: net\nlayers:\n"
             "  - {name: large, op: conv2d, K: 512, C: 256, P: 28, Q: 28, R: 3, S: 3}\n");
  result.map();
  const Finished run = result.certify({"--limit", "1"});
  CHECK(run.exit_code == 0);
  CHECK(run.out.find("\nlarge: not solved again within the limit\n") != std::string::npos);
  CHECK(run.out.find("solved again: 0 of 1\naccepted\n") != std::string::npos);
}

TEST_CASE("what is no result of map is bad input, with its place") {
  Result result;
  result.map();
  const Json good = result.json;
  const auto error_of = [&](const std::function<void(Json&)>& damage) {
    result.json = good;
    damage(result.json);
    const Finished run = result.certify();
    CHECK(run.exit_code == 2);
    return run.err;
  };
  const auto has = [&](const std::string& text, const std::string& part) {
    CHECK_MESSAGE(text.find(part) != std::string::npos, text);
  };
  has(error_of([](Json& j) { j["layers"][1]["proof"].erase("gap"); }),
      "result.json: error: 'layers[1].proof.gap' is missing");
  has(error_of([](Json& j) { front(j, 0)[1]["latency_cycles"] = 4.5; }),
      "'layers[0].front[1].latency_cycles' must be an integer");
  has(error_of([](Json& j) { proof(j, 0)["status"] = "proved"; }),
      "'layers[0].proof.status' cannot be 'proved'");
  has(error_of([](Json& j) { j["command"] = "evaluate"; }), "'command' must be 'map'");
  has(error_of([](Json& j) { j["given"]["architecture"] = "eyerris"; }), "eyerris");
  write_text(result.file(), "{\n  \"command\": map\n}\n");
  const Finished run = paretile({"certify", result.file()});
  CHECK(run.exit_code == 2);
  has(run.err, "result.json:2:14: error: this is no JSON");
  CHECK(paretile({"certify", result.file() + ".not"}).exit_code == 2);
}

}  // namespace paretile::test
