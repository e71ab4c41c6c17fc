// SPDX-License-Identifier: Apache-2.0
#include "core/text_hash.h"

#include <doctest/doctest.h>

namespace paretile {

TEST_CASE("text_hash is FNV-1a") {
  // Test vectors of the algorithm's authors (isthe.com/chongo/src/fnv/test_fnv.c).
  CHECK(text_hash("") == "cbf29ce484222325");
  CHECK(text_hash("a") == "af63dc4c8601ec8c");
  CHECK(text_hash("foobar") == "85944171f73967e8");
}

}  // namespace paretile
