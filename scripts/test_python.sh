#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Installs the Python package as users do (pip install .) into a virtual environment in build/python, and
# runs its tests there. Arguments go to pytest:
#   scripts/test_python.sh -k pickle
#   PARETILE_WITH_TORCH=1 scripts/test_python.sh -k torch
#   scripts/test_python.sh --install-only      the environment alone, to work in: build/python/venv
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# As scripts/build.sh does, in a folder as deep and by the same name of the compiler: the compiler cache has
# the same objects.
export CCACHE_BASEDIR="${CCACHE_BASEDIR:-$PWD}" CCACHE_NOHASHDIR=1 CXX="${CXX:-c++}"

venv=build/python/venv
requirements=tests/python/requirements.txt
if [[ ! -x $venv/bin/pip ]]; then
  python3 -m venv $venv
fi
if ! cmp -s $requirements $venv/requirements.txt; then
  $venv/bin/pip install --quiet --disable-pip-version-check -r $requirements
  cp $requirements $venv/requirements.txt
fi
if [[ -n "${PARETILE_WITH_TORCH:-}" ]] && ! $venv/bin/python -c 'import torch' 2>/dev/null; then
  # The CPU wheel is a tenth of the ordinary one; its index is not reached from everywhere.
  cpu=https://download.pytorch.org/whl/cpu
  $venv/bin/pip install --quiet --disable-pip-version-check --retries 0 --index-url $cpu torch ||
    $venv/bin/pip install --quiet --disable-pip-version-check 'torch>=2.4'
fi
$venv/bin/pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps \
  -C build-dir=build-python .
[[ "${1:-}" == --install-only ]] && exit 0
exec $venv/bin/python -m pytest "$@"
