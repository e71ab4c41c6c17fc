#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds the release preset into build/: everything, or only the CMake targets named.
#   scripts/build.sh            the program, the tests and the benchmarks
#   scripts/build.sh paretile   the program alone
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# Objects are the same wherever the tree stands, so a fresh clone shares the compiler cache.
export CCACHE_BASEDIR="$PWD" CCACHE_NOHASHDIR=1

targets=("$@")
((${#targets[@]})) || targets=(all)
cmake --preset release -Wno-dev --log-level=WARNING
cmake --build build --target "${targets[@]}"
