#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# One task of a Slurm job array: its part of a sweep, into a file of its own. submit.sh submits it.
# What an array is to have on your cluster (partition, account, memory) goes here.
#SBATCH --job-name=paretile
#SBATCH --cpus-per-task=4
#SBATCH --mem=4G
#SBATCH --time=04:00:00
#SBATCH --output=%x_%A_%a.log
#SBATCH --requeue
set -euo pipefail

if (($# != 3)); then
  echo "usage: shard.sh SWEEP.yaml FOLDER SHARDS, as a task of a job array" >&2
  exit 2
fi
sweep=$1 folder=$2 shards=$3
part=$folder/part_$SLURM_ARRAY_TASK_ID.db

# Requeued, preempted or out of time: the file goes on where it was.
exec paretile explore "$sweep" --shard "$SLURM_ARRAY_TASK_ID/$shards" -o "$part" \
  --threads "${SLURM_CPUS_PER_TASK:-1}" --yes
