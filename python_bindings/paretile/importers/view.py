# SPDX-License-Identifier: Apache-2.0
"""What the rules that cost a node see of it."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any

import numpy as np

from paretile.importers.graph import Graph, Node
from paretile.importers.layer import Layer, Refused

ACCUMULATOR_BITS = 32  # of unfinished sums, or as many as the output has


class View:
    """One node of a graph: shapes, attributes and constants by position."""

    def __init__(self, graph: Graph, node: Node) -> None:
        self.graph = graph
        self.node = node

    def has(self, index: int) -> bool:
        return index < len(self.node.inputs) and bool(self.node.inputs[index])

    def name(self, index: int) -> str:
        if not self.has(index):
            raise Refused(f"input {index} is missing")
        return self.node.inputs[index]

    def shape(self, index: int = 0) -> tuple[int, ...]:
        return self._shape(self.name(index))

    def out(self, index: int = 0) -> tuple[int, ...]:
        return self._shape(self.node.outputs[index])

    def _shape(self, tensor: str) -> tuple[int, ...]:
        if tensor not in self.graph.shapes:
            raise Refused(f"the shape of '{tensor}' is not known")
        shape = self.graph.shapes[tensor]
        if prod(shape) == 0:
            raise Refused(f"'{tensor}' has no values: its shape is {list(shape)}")
        return shape

    def attr(self, name: str, default: Any = None) -> Any:
        return self.node.attributes.get(name, default)

    def const(self, index: int) -> np.ndarray | None:
        return self.graph.constants.get(self.node.inputs[index]) if self.has(index) else None

    def axes(self, index: int = 1) -> list[int] | None:
        """Axes from the attribute or, in newer ONNX, the input; None where not given."""
        found = self.attr("axes")
        if found is None and self.has(index):
            found = self.const(index)
            if found is None:
                raise Refused("its axes are only known while the network runs")
        return None if found is None else [int(axis) for axis in np.ravel(found)]

    def is_known(self, index: int) -> bool:
        return self.has(index) and self.graph.is_known(self.node.inputs[index])

    def bits(self, index: int) -> int:
        return self.graph.bits.get(self.name(index), ACCUMULATOR_BITS)

    def out_bits(self) -> int:
        return self.graph.bits.get(self.node.outputs[0], ACCUMULATOR_BITS)

    def activations(self) -> list[str]:
        """The inputs that other nodes compute, or that are given to the network."""
        return [name for name in self.node.inputs if name and not self.graph.is_known(name)]

    def with_bits(self, layers: Sequence[Layer], x: int = 0, w: int | None = None) -> list[Layer]:
        """Gives layers the bits of input `x`, of weight `w` and of the first output."""
        for layer in layers:
            layer.bits = {"input": self.bits(x)}
            if w is not None:
                layer.bits["weight"] = self.bits(w)
            layer.bits["output"] = self.out_bits()
        return list(layers)


def normal_axis(axis: int, rank: int) -> int:
    """An axis counted from the end as one counted from the front."""
    if not -rank <= axis < rank:
        raise Refused(f"axis {axis} of {rank} axes")
    return axis % rank


def fitted(values: Sequence[int] | None, rank: int, default: int) -> list[int]:
    """One number per axis, `default` where the attribute is missing."""
    found = [default] * rank if values is None else [int(value) for value in values]
    if len(found) != rank:
        raise Refused(f"{len(found)} numbers for {rank} axes")
    return found
