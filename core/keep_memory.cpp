// SPDX-License-Identifier: Apache-2.0
#include "core/keep_memory.h"

#include <cstdlib>  // says which library this is

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace paretile {

void keep_freed_memory() {
#ifdef __GLIBC__
  constexpr int kMiB = 1 << 20;
  mallopt(M_MMAP_THRESHOLD, 32 * kMiB);    // larger blocks come and go; mallopt(3): at most 32 MiB
  mallopt(M_TRIM_THRESHOLD, 1024 * kMiB);  // free bytes at the top that are kept
  mallopt(M_TOP_PAD, 4 * kMiB);            // asked for beyond what is needed
#endif
}

}  // namespace paretile
