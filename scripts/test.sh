#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Installs what is missing, builds everything and runs all tests; ends with ctest's summary.
#   scripts/test.sh          what every change must pass
#   scripts/test.sh --long   and what takes an hour: 300,000 oracle cases, the fuzzers
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

long=no
case "${1:-}" in
  "") ;;
  --long) long=yes ;;
  *) echo "usage: scripts/test.sh [--long]" >&2; exit 2 ;;
esac

if [[ $long == yes ]]; then
  scripts/install_deps.sh --long
else
  scripts/install_deps.sh
fi
scripts/build.sh

if [[ $long == yes ]]; then
  scripts/fuzz.sh
  build/tests/test_oracle --cases=300000 --seed=20
fi
ctest --test-dir build --output-on-failure --no-tests=error -j "$(nproc)"
