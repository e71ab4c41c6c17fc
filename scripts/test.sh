#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Installs what is missing, builds everything and runs all tests; ends with ctest's summary.
#   scripts/test.sh          what every change must pass
#   scripts/test.sh --with-torch   the same with PyTorch installed (gigabytes), for reading its programs
#   scripts/test.sh --long   and what takes hours: 300,000 oracle cases, 10,000 of search, the fuzzers
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

configuration=Release
case "${1:-}" in
  "") scripts/install_deps.sh --browser ;;
  --with-torch)
    export PARETILE_WITH_TORCH=1
    scripts/install_deps.sh --browser
    ;;
  --long)
    configuration=Long
    scripts/install_deps.sh --long --browser
    ;;
  *)
    echo "usage: scripts/test.sh [--with-torch|--long]" >&2
    exit 2
    ;;
esac
scripts/build.sh
ctest --test-dir build -C "$configuration" --output-on-failure --no-tests=error -j "$(nproc)"
