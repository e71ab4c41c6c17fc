#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Writes the types of the compiled part of the Python package anew: python_bindings/paretile/_core.pyi.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

scripts/test_python.sh --install-only
folder=$(mktemp -d)
build/python/venv/bin/python -m pybind11_stubgen paretile._core -o "$folder"
cat "$folder/paretile/_core.pyi" > python_bindings/paretile/_core.pyi
rm -r "$folder"
