// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <algorithm>

#include "core/diagnostics.h"
#include "cost_model/evaluator.h"
#include "interop/zigzag.h"
#include "tests/interop/zigzag_cases.h"

namespace paretile::interop {
namespace {

const std::vector<std::string> kHardware = {"aimc",
                                            "aimc_bs8",
                                            "ascend_like",
                                            "dimc",
                                            "edge_tpu_like",
                                            "dimc_64x32_bs4",
                                            "eyeriss_like",
                                            "gemm_l1",
                                            "gemm_l1_l3",
                                            "generic_array_cacti",
                                            "meta_prototype",
                                            "meta_prototype_sram_starved",
                                            "simple3",
                                            "single_mem",
                                            "split_ports",
                                            "tesla_npu_like",
                                            "tpu_like",
                                            "tpu_like_dram8b",
                                            "tpu_like_sram24KB",
                                            "tpu_like_sram64b"};
const std::vector<std::string> kMappings = {"ascend_like",
                                            "ascend_like_mixed",
                                            "default",
                                            "default_imc",
                                            "edge_tpu_like",
                                            "edge_tpu_like_mixed",
                                            "gemm_l1",
                                            "gemm_l1_l3",
                                            "meta_prototype_like",
                                            "meta_prototype_like_mixed",
                                            "tesla_npu_like",
                                            "tesla_npu_like_mixed",
                                            "tpu_like",
                                            "tpu_like_mixed"};

SourceText hardware(const std::string& name) { return zigzag_file("hardware/" + name + ".yaml"); }
SourceText network(const std::string& name) { return zigzag_file("workloads/" + name + ".yaml"); }
SourceText mapping(const std::string& name) { return zigzag_file("mappings/" + name + ".yaml"); }

const ZigzagReference& reference(const std::string& id) {
  const auto& all = zigzag_references();
  return *std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.id == id; });
}

ZigzagFiles read(const std::vector<SourceText>& files) {
  std::vector<Remark> remarks;
  return read_zigzag_files(files, remarks);
}

std::int64_t operations(const std::vector<ZigzagLayer>& layers) {
  std::int64_t sum = 0;
  for (const ZigzagLayer& layer : layers) sum += layer.problem.operations();
  return sum;
}

TEST_CASE("every hardware and every mapping that ZigZag ships is read as it stands") {
  for (const std::string& name : kHardware) {
    CAPTURE(name);
    CHECK(!read({hardware(name), network("gemm_layer")}).hardware.memories.empty());
  }
  for (const std::string& name : kMappings) {
    CAPTURE(name);
    CHECK_NOTHROW(read({hardware("simple3"), network("gemm_layer"), mapping(name)}));
  }
}

TEST_CASE("networks in ZigZag's format have ZigZag's numbers of operations") {
  // ZigZag's total_macs of the same networks; of ResNet-18 in YAML, pooling and adding as well.
  CHECK(operations(read({hardware("simple3"), network("alexnet_onnx")}).layers) == 654'560'384);
  CHECK(operations(read({hardware("simple3"), network("resnet18_onnx")}).layers) == 1'814'073'344);
  CHECK(operations(read({hardware("simple3"), network("mobilenetv2_onnx")}).layers) == 300'774'272);
  CHECK(operations(read({hardware("simple3"), network("resnet18")}).layers) == 1'970'798'080);
}

TEST_CASE("a memory that serves one axis stands between the two") {
  const Imported made = read_zigzag(reference("hand_simple3_conv_a").files, std::nullopt);
  const Architecture& chip = made.architecture;
  REQUIRE(chip.levels.size() == 4);
  CHECK(chip.instances(*chip.find_level("dram")) == 1);
  CHECK(chip.instances(*chip.find_level("gb")) == 1);
  CHECK(chip.instances(*chip.find_level("reg_o")) == 4);  // serves D2: one per place on D1
  CHECK(chip.instances(*chip.find_level("reg_w")) == 16);
  CHECK(chip.levels[*chip.find_level("gb")].shared_bandwidth_bits_per_cycle == 64);
  CHECK(chip.levels[*chip.find_level("reg_o")].read_bandwidth_bits_per_cycle == 64);  // two ports
  CHECK(made.remarks.empty());
}

TEST_CASE("the energy of a layer counted by hand differs from ZigZag's by what is named") {
  // hand_simple3_conv_a: of 75447.68 pJ, first sums that are read nonetheless cost 128 values * 16
  // bits at reg_o written (0.04 / 32 b) and read (0.03 / 32 b), and at gb read (10 / 64 b); inputs
  // of 32 bits fill a granule of 64 at gb: 288 accesses too many at 10 pJ each; sums of 16 bits
  // fill one of 32 at reg_o: 2304 are written and read below, 256 above, half of each too much.
  const Imported made = read_zigzag(reference("hand_simple3_conv_a").files, std::nullopt);
  const cost_model::Evaluator evaluator(made.problem, made.architecture, made.options);
  cost_model::Evaluation evaluation;
  REQUIRE(evaluator.evaluate(*made.mapping, evaluation).fits());
  const double bits = 128 * 16;
  const double first_touch = bits * (0.04 / 32 + 0.03 / 32 + 10.0 / 64);
  const double granules = 288 * 10.0 + (2304 + 256) * (0.04 + 0.03) / 2;
  CHECK(evaluation.cost.energy_pj == doctest::Approx(75447.68 - first_touch - granules));
}

TEST_CASE("a port narrower than its double prices each bit by its own width") {
  const Imported made = read_zigzag(reference("tpu_1x1").files, std::nullopt);
  const Level& sram = made.architecture.levels[*made.architecture.find_level("sram_2MB")];
  CHECK(sram.read_pj / sram.word_bits == doctest::Approx(416.16 / 2048));
  CHECK(sram.fill_pj / sram.word_bits == doctest::Approx(378.4 / 2048));
}

TEST_CASE("of a key given twice the last counts, with a remark at the first") {
  const Imported made = read_zigzag(reference("tpu_1x1").files, std::nullopt);
  REQUIRE(!made.remarks.empty());
  CHECK(made.remarks.front().location.line == 67);
  CHECK(made.remarks.front().text ==
        "'ports' comes again in the same map, and the last one counts");
}

}  // namespace
}  // namespace paretile::interop
