// SPDX-License-Identifier: Apache-2.0
// Any bytes are files of ZigZag or InputError; what is read is valid and can be written as files of
// ours.
#include "interop/zigzag.h"
#include "tests/fuzz/foreign.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  paretile::check_reader({reinterpret_cast<const char*>(data), size}, [](const auto& files) {
    return paretile::interop::read_zigzag(files, std::nullopt);
  });
  return 0;
}
