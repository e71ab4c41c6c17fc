// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace paretile {

/// Has the allocator keep what is freed for the next layer, where it can: a short search spends a
/// tenth to a fifth of its time on fresh pages of the system. It is the whole process that keeps,
/// so this is for programs, not for libraries.
void keep_freed_memory();

}  // namespace paretile
