# SPDX-License-Identifier: Apache-2.0
"""A small vision transformer, and how data/tiny_vit.onnx was exported from it.

python tests/python/importers/tiny_vit.py    writes the file again: needs torch and onnxscript
"""

from __future__ import annotations

from pathlib import Path

import onnx
import torch
from torch import nn

FILE = Path(__file__).parent / "data" / "tiny_vit.onnx"


class TinyVit(nn.Module):
    """Patches of 4 x 4, one block of width 16 with two heads, five classes."""

    def __init__(self) -> None:
        super().__init__()
        self.patch = nn.Conv2d(3, 16, 4, stride=4)
        self.norm1 = nn.LayerNorm(16)
        self.qkv = nn.Linear(16, 48)
        self.out = nn.Linear(16, 16)
        self.norm2 = nn.LayerNorm(16)
        self.up = nn.Linear(16, 32)
        self.down = nn.Linear(32, 16)
        self.head = nn.Linear(16, 5)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.patch(x).flatten(2).transpose(1, 2)
        b, t, d = x.shape
        q, k, v = (y.view(b, t, 2, 8).transpose(1, 2) for y in self.qkv(self.norm1(x)).chunk(3, -1))
        y = nn.functional.scaled_dot_product_attention(q, k, v)
        x = x + self.out(y.transpose(1, 2).reshape(b, t, d))
        x = x + self.down(nn.functional.gelu(self.up(self.norm2(x))))
        return self.head(x.mean(1))


def export() -> None:
    """Random weights, so that no two of them are equal; no traces of the machine in the file."""
    torch.manual_seed(0)
    model = TinyVit().eval()
    for parameter in model.parameters():
        nn.init.normal_(parameter)
    torch.onnx.export(
        model, (torch.zeros(2, 3, 16, 16),), FILE, dynamo=True, opset_version=18,
        dynamic_shapes=({0: torch.export.Dim("batch")},), external_data=False,
    )  # fmt: skip
    exported = onnx.load(FILE)
    for part in (*exported.graph.node, *exported.graph.value_info, exported.graph):
        part.ClearField("metadata_props")
        part.ClearField("doc_string")
    onnx.save(exported, FILE)


if __name__ == "__main__":
    export()
