# SPDX-License-Identifier: Apache-2.0
"""Shapes and constants of every tensor: ONNX's shape inference, and what it leaves open."""

from __future__ import annotations

from math import prod

import numpy as np
import onnx
from onnx import helper, numpy_helper, shape_inference
from onnx.reference import ReferenceEvaluator

from paretile.importers.contrib_shapes import CONTRIB_SHAPES
from paretile.importers.onnx_file import MAX_CONSTANT_WORDS, tensor_value

#: Nodes whose result depends on nothing but constants and yet is no constant.
RANDOM = {"RandomNormal", "RandomUniform", "RandomNormalLike", "RandomUniformLike", "Multinomial",
          "Bernoulli", "Dropout"}  # fmt: skip

#: More rounds than any network needs: each one settles at least one node.
MAX_ROUNDS = 200


class Tensors:
    """What is known of every tensor of a model: shapes, element types, small values."""

    def __init__(self, model: onnx.ModelProto, values: dict[str, np.ndarray]) -> None:
        self.model = model
        self.values = dict(values)
        self.shapes: dict[str, tuple[int, ...]] = {}
        self.types: dict[str, int] = {}
        self.complaint = ""

    def infer(self) -> None:
        """Infers and folds in turn, until nothing new is found."""
        for _ in range(MAX_ROUNDS):
            self._infer_once()
            if not (self._fold_constants() + self._complete_contrib()):
                break
        if any(name not in self.shapes for node in self.model.graph.node for name in node.output):
            self.complaint = self._complaint()

    def _complaint(self) -> str:
        """What ONNX says of the first node that contradicts its inputs; empty if it is silent."""
        try:
            shape_inference.infer_shapes(self.model, data_prop=True, strict_mode=True)
        except Exception as error:  # the C++ library raises its own kinds
            return " ".join(str(error).split())
        return ""

    def _infer_once(self) -> None:
        try:
            self.model = shape_inference.infer_shapes(self.model, data_prop=True)
        except Exception:  # a node that contradicts its inputs: those after it stay unknown
            pass
        graph = self.model.graph
        for value in [*graph.input, *graph.value_info, *graph.output]:
            self._note(value)
        for tensor in graph.initializer:
            self.shapes[tensor.name] = tuple(tensor.dims)
            self.types[tensor.name] = tensor.data_type

    def _note(self, value: onnx.ValueInfoProto) -> None:
        if not value.type.HasField("tensor_type"):
            return
        kind = value.type.tensor_type
        if kind.elem_type:
            self.types.setdefault(value.name, kind.elem_type)
        dims = kind.shape.dim
        if kind.HasField("shape") and all(dim.HasField("dim_value") for dim in dims):
            self.shapes.setdefault(value.name, tuple(dim.dim_value for dim in dims))

    def _fold_constants(self) -> int:
        """Computes nodes of constants alone and puts their values in their place."""
        graph = self.model.graph
        kept, folded = [], 0
        for node in graph.node:
            results = self._constant_results(node)
            if results is None:
                kept.append(node)
                continue
            folded += 1
            for name, value in zip(node.output, results):
                if not name:
                    continue
                self.values[name] = value
                self.shapes[name] = value.shape
                tensor = numpy_helper.from_array(np.ascontiguousarray(value), name)
                tensor.ClearField("dims")
                tensor.dims.extend(value.shape)
                self.types[name] = tensor.data_type
                graph.initializer.append(tensor)
        if folded:
            kept = [onnx.NodeProto.FromString(node.SerializeToString()) for node in kept]
            graph.ClearField("node")
            graph.node.extend(kept)
        return folded

    def _constant_results(self, node: onnx.NodeProto) -> list[np.ndarray] | None:
        if node.domain not in ("", "ai.onnx") or node.op_type in RANDOM:
            return None
        if node.op_type == "Shape":
            return self._shape_of(node)
        if node.op_type == "Constant":
            value = constant_value(node)
            return None if value is None or value.size > MAX_CONSTANT_WORDS else [value]
        if not node.input or any(name and name not in self.values for name in node.input):
            return None
        if any(attribute.HasField("g") or attribute.graphs for attribute in node.attribute):
            return None
        sizes = [self.shapes.get(name) for name in node.output if name]
        if any(shape is None or prod(shape) > MAX_CONSTANT_WORDS for shape in sizes):
            return None
        return self._evaluate(node)

    def _shape_of(self, node: onnx.NodeProto) -> list[np.ndarray] | None:
        shape = self.shapes.get(node.input[0]) if node.input else None
        if shape is None:
            return None
        given = {attribute.name: attribute.i for attribute in node.attribute}
        part = shape[given.get("start", 0) : given.get("end", len(shape))]
        return [np.array(part, dtype=np.int64)]

    def _evaluate(self, node: onnx.NodeProto) -> list[np.ndarray] | None:
        names = [name for name in dict.fromkeys(node.input) if name]
        inputs = [
            helper.make_tensor_value_info(name, self.types[name], self.values[name].shape)
            for name in names
        ]
        outputs = [onnx.ValueInfoProto(name=name) for name in node.output if name]
        graph = helper.make_graph([node], "one", inputs, outputs)
        try:
            model = helper.make_model(graph, opset_imports=self.model.opset_import)
            found = ReferenceEvaluator(model).run(None, {n: self.values[n] for n in names})
        except Exception:  # what cannot be computed stays a node of the network
            return None
        results = iter(np.asarray(value) for value in found)
        return [next(results) if name else np.empty(0) for name in node.output]

    def _complete_contrib(self) -> int:
        """Shapes of operators of other domains; returns how many nodes got one."""
        found = 0
        for node in self.model.graph.node:
            rule = CONTRIB_SHAPES.get(node.op_type)
            if node.domain != "com.microsoft" or rule is None or not node.output:
                continue
            if node.output[0] in self.shapes or not node.input:
                continue
            try:
                shapes = rule(node, [self.shapes.get(name) for name in node.input])
            except (TypeError, LookupError, ValueError, ZeroDivisionError):
                continue  # an input of unknown shape, or of one that does not fit
            if not all(isinstance(size, int) and size >= 0 for shape in shapes for size in shape):
                continue
            for name, shape in zip(node.output, shapes):
                self._set(name, tuple(shape), self._contrib_type(node))
            found += 1
        return found

    def _contrib_type(self, node: onnx.NodeProto) -> int:
        if node.op_type in ("MatMulIntegerToFloat", "EmbedLayerNormalization"):
            return onnx.TensorProto.FLOAT
        if node.op_type == "QAttention":
            return self.types.get(node.input[3], onnx.TensorProto.FLOAT)
        return self.types.get(node.input[0], onnx.TensorProto.FLOAT)

    def _set(self, name: str, shape: tuple, kind: int) -> None:
        if not name:
            return
        self.shapes[name] = shape
        self.types.setdefault(name, kind)
        if name not in {value.name for value in self.model.graph.output}:
            self.model.graph.value_info.append(
                helper.make_tensor_value_info(name, self.types[name], shape)
            )


def constant_value(node: onnx.NodeProto) -> np.ndarray | None:
    """The value of a Constant node."""
    for attribute in node.attribute:
        if attribute.name == "value":
            if prod(attribute.t.dims) > MAX_CONSTANT_WORDS:
                return None
            return tensor_value(attribute.t)
        if attribute.name in ("value_int", "value_ints"):
            return np.array(helper.get_attribute_value(attribute), dtype=np.int64)
        if attribute.name in ("value_float", "value_floats"):
            return np.array(helper.get_attribute_value(attribute), dtype=np.float32)
    return None
