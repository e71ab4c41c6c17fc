#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Writes the tables of docs/accelerators.md anew: below each line `$ build/paretile chips ...`, what it prints.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

scripts/build.sh paretile
document=docs/accelerators.md
fresh=$(mktemp)
is_old=false
while IFS= read -r line; do
  if [[ "$line" == '$ build/paretile chips '* ]]; then
    printf '%s\n' "$line"
    bash -c "${line#\$ }"
    is_old=true
  else
    [[ "$line" == '```' ]] && is_old=false
    $is_old || printf '%s\n' "$line"
  fi
done < "$document" > "$fresh"
cat "$fresh" > "$document"
rm "$fresh"
