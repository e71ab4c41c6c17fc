#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Writes what is printed by the program anew: cli/examples/*.txt (first line `$ COMMAND LINE`, then its
# output), then docs/cli.md, docs/validation.md and the tables of docs/interop.md. The outputs shown in README.md are shortened by hand; its test says where.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

scripts/build.sh paretile
PATH="$PWD/build:$PATH"
for file in cli/examples/*.txt; do
  line=$(head -n 1 "$file")
  output=$(bash -c "${line#\$ }")
  printf '%s\n%s\n' "$line" "$output" > "$file"
done
scripts/build.sh paretile
paretile help --markdown > docs/cli.md
paretile validate --markdown --quiet > docs/validation.md
scripts/build.sh test_conformance
build/tests/test_conformance --write-docs
