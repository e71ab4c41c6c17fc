// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace paretile::validation {

/// Bits after run-length encoding over bits before, at most 1, of words of which a fraction
/// `density` is not 0 (Chen et al., JSSC 52(1), 2017, section IV-B: each word that is not 0 takes
/// its own bits and 5 for the run of zeros before it; three such pairs and a bit that ends the code
/// make 64). Runs of more than 31 zeros, which need a pair of their own, are not counted.
[[nodiscard]] double run_length_ratio(double density, int word_bits);

}  // namespace paretile::validation
