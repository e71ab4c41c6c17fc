#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds the release preset and prints evaluations per second, then the time to a proof beside the time
# required of it; ends with 1 if one is missed. Arguments go to the program that times proofs:
#   scripts/benchmark.sh layers --time-limit 2
# Or mappings and layers per second of inner loops (docs/inner_loop.md), beside what is required of them:
#   scripts/benchmark.sh inner_loop --arch eyeriss
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

if [[ "${1:-}" == inner_loop ]]; then
  scripts/build.sh paretile_inner_loop_bench
  exec build/benchmarks/paretile_inner_loop_bench "${@:2}"
fi
scripts/build.sh paretile_bench paretile_proofs
build/benchmarks/paretile_bench --benchmark_counters_tabular=true
build/benchmarks/paretile_proofs "$@" | tee build/proofs.txt
