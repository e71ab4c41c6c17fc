// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/architecture.h"
#include "core/einsum.h"
#include "core/operators.h"
#include "core/problem.h"
#include "core/workload.h"

namespace paretile::mapper {

inline Problem gemm(std::int64_t m, std::int64_t n, std::int64_t k) {
  return make_problem(*find_operator("gemm"), {{"M", m}, {"N", n}, {"K", k}});
}

/// One-dimensional convolution of `outputs` positions, a filter of `filter` taps, `channels`
/// outputs.
inline Problem conv1d(std::int64_t outputs, std::int64_t filter, std::int64_t channels) {
  const Einsum einsum = parse_einsum("O[k,p] += W[k,r] * I[p+r]").einsum;
  return to_problem(einsum, {{"K", "K", channels}, {"P", "P", outputs}, {"R", "R", filter}}, "W");
}

inline Level level(std::string name, std::int64_t capacity_words, double access_pj,
                   double bandwidth_bits_per_cycle) {
  Level result;
  result.name = std::move(name);
  if (capacity_words > 0) result.capacity_bits = capacity_words * 8;
  result.word_bits = 8;
  result.shared_bandwidth_bits_per_cycle = bandwidth_bits_per_cycle;
  result.read_pj = result.fill_pj = result.update_pj = result.drain_pj = access_pj;
  return result;
}

inline Fanout array_of(std::string name, std::size_t levels_outside, std::vector<Axis> axes) {
  Fanout fanout;
  fanout.name = std::move(name);
  fanout.levels_outside = levels_outside;
  fanout.axes = std::move(axes);
  return fanout;
}

/// Memory, a buffer of `words`, two units in a row. 8-bit words, one port of 16 bits.
inline Architecture tiny_chip(std::int64_t words) {
  Architecture chip;
  chip.name = "tiny";
  chip.levels = {level("dram", 0, 100, 16), level("buffer", words, 3, 16)};
  chip.fanouts = {array_of("row", 2, {{"x", 2, {}}})};
  chip.compute.energy_pj = 1;
  return chip;
}

/// Three levels, an array of 4 x 4 between the inner two, room that has to be fought for.
inline Architecture small_chip() {
  Architecture chip;
  chip.name = "small";
  chip.levels = {level("dram", 0, 200, 32), level("buffer", 512, 6, 128), level("spad", 24, 1, 64)};
  chip.fanouts = {array_of("array", 2, {{"y", 4, {"C", "K", "R"}}, {"x", 4, {"P", "K", "N"}}})};
  chip.compute.energy_pj = 1;
  chip.compute.leakage_w = 1e-4;
  return chip;
}

}  // namespace paretile::mapper
