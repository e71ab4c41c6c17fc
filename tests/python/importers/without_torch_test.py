# SPDX-License-Identifier: Apache-2.0
"""Where PyTorch is missing, ONNX files still import and programs say what to install."""

from __future__ import annotations

import sys

import pytest

from paretile._errors import InputError
from paretile.importers.torch_reader import import_torch_file


def test_a_program_says_what_is_missing(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(InputError) as caught:
        import_torch_file(tmp_path / "net.pt2")
    assert str(caught.value).endswith(
        "net.pt2: error: PyTorch is not installed\n"
        "  hint: pip install torch, or export the model to ONNX"
    )
