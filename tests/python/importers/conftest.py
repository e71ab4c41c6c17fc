# SPDX-License-Identifier: Apache-2.0
"""What all tests of importers use; modules beside this file are found by their names."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture
def imported(tmp_path):
    """Imports a net; the workload must load natively and give the MACs of the report."""

    def run(net, *outputs, input_shapes=None, **options):
        from native import shown_layers, total_macs
        from paretile.importers import import_onnx

        path = net.save(tmp_path / f"{net.name}.onnx", *outputs)
        found = import_onnx(path, input_shapes=input_shapes, **options)
        workload = tmp_path / f"{net.name}.yaml"
        found.save(workload)
        layers = shown_layers(workload)
        assert total_macs(layers) == found.coverage.macs
        found.shown = layers
        return found

    return run
