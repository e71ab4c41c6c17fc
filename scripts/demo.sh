#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The main job from a fresh clone: installs what is missing, builds the program and maps every layer
# of ResNet-18 on Eyeriss. Arguments go to `paretile map` after the architecture and the workload.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

scripts/install_deps.sh
scripts/build.sh paretile
exec build/paretile map --arch eyeriss --workload resnet18 "$@"
