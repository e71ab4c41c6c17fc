// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <string>

#include "core/diagnostics.h"
#include "core/validate.h"
#include "hw_specs/catalogue.h"

using namespace paretile;

namespace {

const Level& level_of(const Architecture& architecture, std::string_view name) {
  return architecture.levels[*architecture.find_level(name)];
}

}  // namespace

TEST_CASE("every shipped architecture loads, is valid and bears its file's name") {
  CHECK(hw_specs::shipped_architectures().size() == 19);
  for (const io::ShippedFile& file : hw_specs::shipped_architectures()) {
    const Architecture architecture = hw_specs::load_architecture(std::string(file.name));
    CHECK(architecture.name == file.name);
    CHECK(validate(architecture).empty());
  }
}

TEST_CASE("eyeriss is the chip of the paper") {
  const Architecture chip = hw_specs::load_architecture("eyeriss");
  CHECK(chip.compute_instances() == 168);
  CHECK(chip.fanouts[FanoutId(0)].fold);
  CHECK(level_of(chip, "glb").capacity_bits == 25 * 512 * 64);  // 25 banks of 512 x 64 b
  CHECK(level_of(chip, "ifmap_spad").capacity_bits == 12 * 16);
  CHECK(level_of(chip, "filter_spad").capacity_bits == 224 * 16);
  CHECK(level_of(chip, "psum_spad").capacity_bits == 24 * 16);
  CHECK(chip.precision == Precision{16, 16, 16, 16});
  CHECK(chip.area_um2() == doctest::Approx(9.07e6).epsilon(0.01));  // 12.25 mm2 * (2/3 + 0.074)
}

TEST_CASE("eyeriss charges 1, 2, 6 and 200 per 16-bit word") {
  const Architecture chip = hw_specs::load_architecture("eyeriss");
  CHECK(chip.compute.energy_pj == 1);
  CHECK(level_of(chip, "psum_spad").update_pj == 1);
  CHECK(chip.fanouts[FanoutId(0)].deliver_pj == 2);
  CHECK(level_of(chip, "glb").read_pj == 6);
  CHECK(level_of(chip, "dram").fill_pj == 200);
  for (const Level& level : chip.levels) CHECK(level.word_bits == 16);
}

TEST_CASE("tpu_v1 peaks at 92 TOPS and streams weights at 34 GB/s") {
  const Architecture chip = hw_specs::load_architecture("tpu_v1");
  const double tera_ops = static_cast<double>(chip.compute_instances()) * 2 * chip.clock_hz * 1e-12;
  CHECK(tera_ops == doctest::Approx(92).epsilon(0.005));
  CHECK(level_of(chip, "dram").shared_bandwidth_bits_per_cycle ==
        doctest::Approx(34e9 * 8 / 700e6));
  CHECK(level_of(chip, "accumulators").capacity_bits == 4096LL * 256 * 32);
}

TEST_CASE("simba_like has 16 PEs of 64 MACs") {
  const Architecture chip = hw_specs::load_architecture("simba_like");
  CHECK(chip.compute_instances() == 16 * 8 * 8);
  CHECK(chip.instances(*chip.find_level("weight_buffer")) == 16);
  CHECK(chip.instances(*chip.find_level("accumulation_buffer")) == 128);
  CHECK(level_of(chip, "accumulation_buffer").capacity_bits == 128 * 24);
}

TEST_CASE("an unknown architecture gets the near miss and all names") {
  std::string text;
  try {
    (void)hw_specs::load_architecture("eyeris");
  } catch (const InputError& error) {
    text = error.what();
  }
  CHECK(
      text.starts_with("eyeris: error: neither a shipped architecture nor a file\n"
                       "  hint: did you mean 'eyeriss'? shipped architectures: "));
  for (const io::ShippedFile& file : hw_specs::shipped_architectures()) {
    CHECK(text.find(file.name) != std::string::npos);
  }
}
