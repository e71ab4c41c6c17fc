#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Submits a sweep to Slurm: an array of SHARDS tasks, and a job that merges their files if all succeed.
#   examples/cluster/submit.sh SWEEP.yaml FOLDER SHARDS
# The same again does what is missing.
set -euo pipefail

if (($# != 3)) || [[ ! $3 =~ ^[1-9][0-9]*$ ]]; then
  echo "usage: submit.sh SWEEP.yaml FOLDER SHARDS" >&2
  exit 2
fi
sweep=$1 folder=$2 shards=$3
here=$(dirname "${BASH_SOURCE[0]}")

paretile explore "$sweep" --dry-run --yes  # mistakes are said here, and the number of designs
mkdir -p "$folder"
array=$(sbatch --parsable --array="0-$((shards - 1))" "$here/shard.sh" "$sweep" "$folder" "$shards")
merge=$(sbatch --parsable --dependency="afterok:${array%%;*}" "$here/merge.sh" "$folder")
echo "array ${array%%;*} of $shards tasks, then job ${merge%%;*} writes $folder/all.db"
