# SPDX-License-Identifier: Apache-2.0
"""A graph as torch wrote it: open batch, shapes computed while running, attention decomposed."""

from __future__ import annotations

from pathlib import Path

from native import shown_layers, total_macs

from paretile.importers import import_onnx

FILE = Path(__file__).parent / "data" / "tiny_vit.onnx"

# 16 tokens: patches 16*(3*16), qkv 48, out 16, 32 features up and down, two heads of 8; 5 classes
MACS = 16 * 16 * 48 + 16 * 16 * (48 + 16 + 32 + 32) + 2 * 2 * 16 * 16 * 8 + 5 * 16
PARAMETERS = (48 + 1) * 16 + 17 * 48 + 17 * 16 + 17 * 32 + 33 * 16 + 17 * 5 + 4 * 16


def test_a_graph_exported_from_torch(tmp_path):
    found = import_onnx(FILE, input_shapes={"x": (1, 3, 16, 16)})
    assert found.coverage.macs == MACS
    assert found.coverage.parameters == PARAMETERS
    assert found.coverage.is_complete()
    workload = tmp_path / "tiny_vit.yaml"
    found.save(workload)
    assert total_macs(shown_layers(workload)) == MACS


def test_a_larger_batch_is_more_work_by_as_much():
    found = import_onnx(FILE, input_shapes={"x": (7, 3, 16, 16)})
    assert found.coverage.macs == 7 * MACS
