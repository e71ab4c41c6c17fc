#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Measures how the time to a proof grows (build/growth.csv), then writes docs/growth.svg and the tables of
# docs/performance.md anew, with those of the last scripts/benchmark.sh. Arguments go to the program:
#   scripts/growth.sh --time-limit 5
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

scripts/build.sh paretile_growth
build/benchmarks/paretile_growth "$@" | tee build/growth.csv
python3 scripts/performance.py
