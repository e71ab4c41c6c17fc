#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds the release preset and runs the benchmarks; arguments go to the program:
#   scripts/benchmark.sh --benchmark_filter=evaluate
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

scripts/build.sh paretile_bench
exec build/benchmarks/paretile_bench --benchmark_counters_tabular=true "$@"
