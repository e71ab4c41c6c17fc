// SPDX-License-Identifier: Apache-2.0
#include "core/precision.h"

namespace paretile {

Precision merge(const Precision& first, const Precision& second) {
  return {first.input ? first.input : second.input, first.weight ? first.weight : second.weight,
          first.output ? first.output : second.output, first.psum ? first.psum : second.psum};
}

void set_bits(Problem& problem, const Precision& precision) {
  for (Tensor& tensor : problem.tensors) {
    if (tensor.role == Role::kOutput) {
      tensor.bits = precision.output.value_or(tensor.bits);
      tensor.psum_bits = precision.psum.value_or(tensor.psum_bits);
    } else {
      tensor.bits =
          (tensor.role == Role::kInput ? precision.input : precision.weight).value_or(tensor.bits);
      tensor.psum_bits = tensor.bits;
    }
  }
}

}  // namespace paretile
