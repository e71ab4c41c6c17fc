# SPDX-License-Identifier: Apache-2.0
"""Builds ONNX models in a few words; weights have shapes and no values."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

FLOAT, INT8, UINT8, INT32, INT64 = (
    TensorProto.FLOAT, TensorProto.INT8, TensorProto.UINT8, TensorProto.INT32, TensorProto.INT64,
)  # fmt: skip


class Net:
    """Nodes in the order they are added."""

    def __init__(self, name: str = "net", opset: int = 17) -> None:
        self.name = name
        self.opset = opset
        self.nodes: list[onnx.NodeProto] = []
        self.inputs: list[onnx.ValueInfoProto] = []
        self.initializers: list[onnx.TensorProto] = []
        self.count = 0

    def fresh(self, stem: str) -> str:
        self.count += 1
        return f"{stem}{self.count}"

    def input(self, *shape, kind: int = FLOAT, name: str = "") -> str:
        name = name or self.fresh("x")
        self.inputs.append(helper.make_tensor_value_info(name, kind, list(shape)))
        return name

    def weight(self, *shape: int, kind: int = FLOAT) -> str:
        """Learned values kept in a file that does not exist."""
        tensor = TensorProto(name=self.fresh("w"), data_type=kind)
        tensor.dims.extend(shape)
        tensor.data_location = TensorProto.EXTERNAL
        entry = tensor.external_data.add()
        entry.key, entry.value = "location", "absent.bin"
        self.initializers.append(tensor)
        return tensor.name

    def const(self, values, kind=np.int64) -> str:
        name = self.fresh("c")
        self.initializers.append(numpy_helper.from_array(np.array(values, dtype=kind), name))
        return name

    def node(self, kind: str, *inputs: str, outputs: int = 1, name: str = "", **attributes):
        """Adds a node; returns its output, or the tuple of them."""
        names = [self.fresh("t") for _ in range(outputs)]
        self.nodes.append(helper.make_node(kind, list(inputs), names, name or None, **attributes))
        return names[0] if outputs == 1 else tuple(names)

    def microsoft(self, kind: str, *inputs: str, outputs: int = 1, **attributes):
        return self.node(kind, *inputs, outputs=outputs, domain="com.microsoft", **attributes)

    def scale(self, kind=np.uint8) -> tuple[str, str]:
        """Scale and zero point."""
        return self.const(0.5, np.float32), self.const(0, kind)

    def model(self, *outputs: str) -> onnx.ModelProto:
        values = [onnx.ValueInfoProto(name=name) for name in outputs or self.nodes[-1].output[:1]]
        graph = helper.make_graph(self.nodes, self.name, self.inputs, values, self.initializers)
        opsets = [helper.make_opsetid("", self.opset), helper.make_opsetid("com.microsoft", 1)]
        return helper.make_model(graph, opset_imports=opsets)

    def save(self, path: Path, *outputs: str) -> Path:
        path.write_bytes(self.model(*outputs).SerializeToString())
        return path
