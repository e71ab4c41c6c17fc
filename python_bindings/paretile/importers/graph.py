# SPDX-License-Identifier: Apache-2.0
"""A network as a graph of nodes in the vocabulary of ONNX: what every reader makes."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import prod
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Node:
    """One operation: `kind` is its ONNX operator type, inputs left out are empty names."""

    name: str
    kind: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    attributes: dict[str, Any] = field(default_factory=dict)


@dataclass
class Graph:
    """Nodes in execution order and what is known of every tensor, by name.

    Attributes
    ----------
    shapes : dict
        Words along every axis; absent where unknown.
    bits : dict
        Bits of one value as the hardware holds it: 8 for what a DequantizeLinear reads.
    parameters : set
        Learned tensors.
    constants : dict
        Values of small tensors known before the network runs: shapes, axes, scalars.
    derived : set
        Tensors computed from learned values and constants alone.
    narrowed : set
        Tensors that hold integers behind a DequantizeLinear.
    floats : set
        Tensors of floating point.
    complaint : str
        What shape inference said where it left shapes open.
    """

    name: str
    nodes: list[Node] = field(default_factory=list)
    shapes: dict[str, tuple[int, ...]] = field(default_factory=dict)
    bits: dict[str, int] = field(default_factory=dict)
    parameters: set[str] = field(default_factory=set)
    constants: dict[str, np.ndarray] = field(default_factory=dict)
    derived: set[str] = field(default_factory=set)
    narrowed: set[str] = field(default_factory=set)
    floats: set[str] = field(default_factory=set)
    complaint: str = ""
    inputs: list[str] = field(default_factory=list)
    outputs: list[str] = field(default_factory=list)

    def words(self, tensor: str) -> int | None:
        """Values of the tensor; None where its shape is unknown."""
        shape = self.shapes.get(tensor)
        return None if shape is None else prod(shape)

    def is_known(self, tensor: str) -> bool:
        """Learned or computed before the network runs: no activation."""
        return tensor in self.parameters or tensor in self.constants or tensor in self.derived

    def readers(self) -> dict[str, list[Node]]:
        """The nodes that read a tensor, by its name."""
        found: dict[str, list[Node]] = {}
        for node in self.nodes:
            for name in dict.fromkeys(node.inputs):
                if name:
                    found.setdefault(name, []).append(node)
        return found
