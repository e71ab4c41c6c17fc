#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Builds the fuzzers of all readers and runs each for SECONDS (default 200), side by side.
# usage: scripts/fuzz.sh [SECONDS]
# A finding ends with exit status 1 and leaves the input in build-fuzz/findings/. Needs clang++-14 and
# libFuzzer (Debian: clang-14 libfuzzer-14-dev).
set -eu
seconds=${1:-200}
cd "$(dirname "$0")/.."

cmake --preset fuzz > /dev/null
readers="architecture constraints mapping workload timeloop zigzag"
cmake --build --preset fuzz --target $(printf 'fuzz_%s ' $readers)

# Seeds: what we ship, and the files with mistakes. New inputs are kept beside them.
seed() {  # seed READER FILE...
  reader=$1
  shift
  mkdir -p "build-fuzz/corpus/$reader"
  for file in "$@"; do
    [ -f "$file" ] && cp "$file" "build-fuzz/corpus/$reader/seed-$(basename "$file")"
  done
  return 0
}
seed architecture hw_specs/*.yaml hw_specs/technology/*.yaml tests/data/bad/arch/*.yaml
seed constraints tests/data/bad/constraints/*.yaml tests/fuzz/seeds/constraints/*
seed workload workloads/*.yaml tests/data/bad/workload/*.yaml
seed mapping tests/fuzz/seeds/mapping/* tests/data/bad/mapping/*.yaml tests/data/bad/mapping/*.txt

seed timeloop tests/fuzz/seeds/timeloop/*
cat examples/timeloop/*.yaml > build-fuzz/corpus/timeloop/seed-example
mkdir -p build-fuzz/corpus/zigzag
for hardware in examples/zigzag/hardware.yaml tests/data/zigzag/hardware/*.yaml; do  # with a layer and its mapping
  { cat "$hardware"; echo '%%%'; sed '/^- id: 1/,$d' examples/zigzag/workload.yaml
    echo '%%%'; cat examples/zigzag/mapping.yaml; } > "build-fuzz/corpus/zigzag/seed-$(basename "$hardware")"
done

mkdir -p build-fuzz/findings
start() {  # start READER: runs in the background, its report in build-fuzz/READER.log
  "build-fuzz/tests/fuzz/fuzz_$1" -max_total_time="$seconds" -timeout=20 -max_len=8192 \
    -dict=tests/fuzz/yaml.dict -artifact_prefix="build-fuzz/findings/$1-" -print_final_stats=1 \
    "build-fuzz/corpus/$1" > "build-fuzz/$1.log" 2>&1 &
}
jobs=
for reader in $readers; do
  start "$reader"
  jobs="$jobs $reader:$!"
done

failed=0
for job in $jobs; do
  reader=${job%:*}
  if wait "${job#*:}"; then
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "build-fuzz/$reader.log")
    echo "fuzz $reader: $runs inputs in $seconds s, no finding"
  else
    echo "fuzz $reader: FINDING, see build-fuzz/$reader.log" >&2
    tail -n 30 "build-fuzz/$reader.log" >&2
    failed=1
  fi
done
exit $failed
