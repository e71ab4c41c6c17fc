// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "interop/timeloop.h"

namespace paretile::interop {

/// A matrix product on a buffer and four multipliers, line by line, for tests to break.
inline const std::string kGemmProblem = R"(problem:
  shape:
    name: GEMM
    dimensions: [M, N, K]
    data_spaces:
    - {name: Weights, projection: [[[M]], [[K]]]}
    - {name: Inputs, projection: [[[K]], [[N]]]}
    - {name: Outputs, projection: [[[M]], [[N]]], read_write: true}
  instance: {M: 4, N: 6, K: 8}
)";
inline const std::string kGemmChip = R"(architecture:
  subtree:
  - name: system
    local:
    - name: DRAM
      class: DRAM
      attributes: {word_bits: 16}
    - name: Buffer
      class: SRAM
      attributes: {depth: 256, word_bits: 16}
    subtree:
    - name: PE[0..3]
      local:
      - {name: MAC, class: intmac}
)";
inline const std::string kGemmMapping = R"(mapping:
- {target: DRAM, type: temporal, factors: N=6, permutation: NMK}
- {target: Buffer, type: temporal, factors: K=8, permutation: KMN}
- {target: Buffer, type: spatial, factors: M=4}
)";

inline Imported read_texts(const std::vector<std::string>& texts) {
  std::vector<SourceText> files;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    files.push_back({std::string(1, static_cast<char>('a' + i)) + ".yaml", texts[i]});
  }
  return read_timeloop(files);
}

/// `text` with `from`, which must be in it, replaced by `to`.
inline std::string replaced(std::string text, const std::string& from, const std::string& to) {
  return text.replace(text.find(from), from.size(), to);
}

}  // namespace paretile::interop
