#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Puts the parts of a sweep together, once all are there. submit.sh submits it.
#SBATCH --job-name=paretile_merge
#SBATCH --mem=2G
#SBATCH --time=00:30:00
#SBATCH --output=%x_%j.log
set -euo pipefail

if (($# != 1)); then
  echo "usage: merge.sh FOLDER" >&2
  exit 2
fi
paretile merge "$1"/part_*.db -o "$1/all.db"
paretile results "$1/all.db" --front
