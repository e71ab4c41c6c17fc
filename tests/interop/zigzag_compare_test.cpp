// SPDX-License-Identifier: Apache-2.0
#include "interop/zigzag_compare.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "core/diagnostics.h"
#include "core/io/load.h"
#include "tests/interop/zigzag_cases.h"

namespace paretile::interop {
namespace {

const ZigzagReference& reference(const std::string& id) {
  const auto& all = zigzag_references();
  return *std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.id == id; });
}

ZigzagCase load(const ZigzagReference& given) {
  std::vector<Remark> remarks;
  ZigzagCase made = read_zigzag_case(given.files, std::nullopt, remarks);
  for (const TensorId tensor : made.layer.problem.tensors.ids()) {
    made.cuts[tensor] = given.cuts.at(made.layer.problem.tensors[tensor].name);
  }
  return made;
}

SideBySide compare(const ZigzagReference& given, const SourceText& printed) {
  const ZigzagCounts ours(load(given));
  return compare_with_zigzag(ours, read_zigzag_stats(printed, ours.given()));
}

const ComparedNumber& number(const SideBySide& compared, const std::string& level,
                             const std::string& tensor, const std::string& what) {
  const auto& all = compared.numbers;
  const auto found = std::find_if(all.begin(), all.end(), [&](const ComparedNumber& one) {
    return one.level == level && one.tensor == tensor && one.what == what;
  });
  REQUIRE(found != all.end());
  return *found;
}

TEST_CASE("all numbers ZigZag wrote of 84 mappings are equal or explained") {
  for (const ZigzagReference& given : zigzag_references()) {
    CAPTURE(given.id);
    const SideBySide compared = compare(given, given.printed);
    for (const ComparedNumber& one : compared.numbers) {
      CAPTURE(one.level);
      CAPTURE(one.tensor);
      CAPTURE(one.what);
      CAPTURE(one.theirs);
      CAPTURE(one.ours);
      CHECK(one.standing != Standing::kUnexplained);
      CHECK((one.standing == Standing::kExplained) == !one.conventions.empty());
    }
  }
}

TEST_CASE("what operations in memory cost is not compared, and a note says so") {
  const ZigzagReference& given = reference("dimc_64x32_bs4");
  const SideBySide compared = compare(given, given.printed);
  for (const ComparedNumber& one : compared.numbers) CHECK(!one.level.empty());
  CHECK(std::any_of(compared.notes.begin(), compared.notes.end(), [](const std::string& note) {
    return note.starts_with("operations in memory, 858842 pJ, have no counterpart here");
  }));
}

// hand_simple3_conv_a, by hand: gb sends 32 bits of inputs at a time, of which a granule is 64: 576
// accesses of 64 bits for 288 filled. Weights fill theirs: 1152.
TEST_CASE("a granule that is not filled is named") {
  const ZigzagReference& given = reference("hand_simple3_conv_a");
  const SideBySide compared = compare(given, given.printed);
  const ComparedNumber& inputs = number(compared, "gb", "I", "reads");
  CHECK(inputs.theirs == 576);
  CHECK(inputs.ours == 288);
  CHECK(inputs.conventions == std::vector<std::string>{"granules"});
  CHECK(number(compared, "gb", "W", "reads").standing == Standing::kEqual);
  CHECK(number(compared, "", "", "energy_pj").theirs == 75447.68);
}

TEST_CASE("a file as ZigZag 3.8.5 wrote it is read as it is") {
  std::vector<SourceText> files;
  for (const char* name :
       {"hardware.yaml", "workload.yaml", "mapping.yaml", "conv_complete.json"}) {
    const std::string path = std::string(PARETILE_SOURCE_DIR "/examples/zigzag/") + name;
    files.push_back({name, io::read_file(path)});
  }
  const SourceText printed = files.back();
  files.pop_back();
  std::vector<Remark> remarks;
  const ZigzagCounts ours(read_zigzag_case(files, "conv", remarks));
  const ZigzagStats stats = read_zigzag_stats(printed, ours.given());
  CHECK(stats.latency_cycles() == 1288);  // 30 loading, 1253 computing, 5 storing
  const SideBySide compared = compare_with_zigzag(ours, stats);
  CHECK(compared.num(Standing::kUnexplained) == 0);
  CHECK(number(compared, "reg_w", "W", "reads").theirs == 576);  // held while OX and OY run
}

TEST_CASE("a number nothing explains is said to be so") {
  const ZigzagReference& given = reference("hand_simple3_conv_a");
  SourceText printed = given.printed;
  const std::size_t at = printed.text.find("1152");
  REQUIRE(at != std::string::npos);
  printed.text.replace(at, 4, "1153");
  const SideBySide compared = compare(given, printed);
  CHECK(compared.num(Standing::kUnexplained) == 1);
  CHECK(number(compared, "gb", "W", "reads").standing == Standing::kUnexplained);
}

TEST_CASE("both spellings of directions are read") {
  const ZigzagReference& given = reference("hand_simple3_conv_a");
  SourceText printed = given.printed;
  for (const auto& [long_name, short_name] :
       {std::pair("wr_in_by_high", "wr v"), std::pair("rd_out_to_low", "rd v"),
        std::pair("wr_in_by_low", "wr ^"), std::pair("rd_out_to_high", "rd ^")}) {
    for (std::size_t at = 0; (at = printed.text.find(long_name)) != std::string::npos;) {
      printed.text.replace(at, std::string_view(long_name).size(), short_name);
    }
  }
  CHECK(compare(given, printed).num(Standing::kUnexplained) == 0);
}

TEST_CASE("a result of another case ends with what is wrong in it, all at once") {
  const ZigzagReference& given = reference("hand_simple3_conv_a");
  SourceText printed = {"x.json",
                        "{\"outputs\": {\n \"memory\": {\"word_accesses\": {\n  \"O\": [],\n"
                        "  \"W\": [{\"rd v\": many}]}},\n \"energy\": {}}}\n"};
  try {
    (void)compare(given, printed);
    FAIL("no error");
  } catch (const InputError& error) {
    const std::string text = error.what();
    CAPTURE(text);
    CHECK(text.find("x.json:3:3: error: 0 memories of 'O', which has 3 on 'simple3'") !=
          std::string::npos);
    CHECK(text.find("x.json:4:3: error: 1 memories of 'W', which has 3 on 'simple3'") !=
          std::string::npos);
    CHECK(text.find("missing") != std::string::npos);
    CHECK(text.find("energy_total") != std::string::npos);
    CHECK(text.find("latency") != std::string::npos);
  }
}

}  // namespace
}  // namespace paretile::interop
