#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Runs clang-tidy with the checks of .clang-tidy; silent and 0 when there is nothing to report.
#   scripts/lint.sh                     every source of the dev preset
#   scripts/lint.sh core/mapping.cpp    these files alone
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

if ! command -v clang-tidy-14 >/dev/null; then
  echo "lint.sh: clang-tidy-14 is missing; apt-get install clang-tidy-14" >&2
  exit 2
fi
cmake --preset dev -Wno-dev --log-level=WARNING >/dev/null

files=("$@")
((${#files[@]})) || mapfile -t files < <(sed -n 's/^ *"file": "\(.*\)".*/\1/p' build-dev/compile_commands.json)

# clang-tidy counts the warnings of system headers on stderr, which interests nobody; warnings that are
# off for g++ alone it does not know.
printf '%s\0' "${files[@]}" |
  xargs -0 -P "$(nproc)" -n 1 clang-tidy-14 -p build-dev --quiet \
    --extra-arg=-Wno-unknown-warning-option 2> >(grep -v 'warnings\? generated' >&2)
