# SPDX-License-Identifier: Apache-2.0
"""Layers of a workload file, and what a node of a network becomes."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import prod

#: Operators of docs/yaml_format.md whose operations are multiply-accumulates.
MAC_OPERATORS = {
    "conv1d", "conv2d", "grouped_conv2d", "depthwise_conv2d", "conv3d", "gemm", "matmul",
    "attention_scores", "attention_values",
}  # fmt: skip


@dataclass
class Layer:
    """One entry of `layers:` in a workload file, or one step of a node that needs several.

    Attributes
    ----------
    name : str
        Of a step: its suffix; empty if the node is one layer.
    op : str
        An operator of docs/yaml_format.md, or "einsum".
    sizes : dict
        Dimensions and numbers of the operator; dimensions of an einsum.
    macs : int
        Multiply-accumulates of one run.
    reads : list of str
        Of a step: input tensors of the node, and suffixes of earlier steps after a dot (".exp").
    is_result : bool
        Readers of the node read this step.
    bits : dict
        Bits by role: input, weight, output, psum.
    """

    name: str
    op: str
    sizes: dict[str, int]
    macs: int = 0
    einsum: str = ""
    acts_as: dict[str, str] = field(default_factory=dict)
    roles: dict[str, str] = field(default_factory=dict)
    repeat: int = 1
    reads: list[str] = field(default_factory=list)
    is_result: bool = False
    bits: dict[str, int] = field(default_factory=dict)

    def shape(self) -> tuple:
        """Equal for layers of equal work."""
        return (
            self.op, self.einsum, self.repeat, *map(tuple, map(dict.items, (
                self.sizes, self.acts_as, self.roles, self.bits))),
        )  # fmt: skip


@dataclass
class Costed:
    """A node that takes work: its layers in order, the last one its result unless others say so."""

    layers: list[Layer]
    note: str = ""

    def __post_init__(self) -> None:
        if not any(layer.is_result for layer in self.layers):
            self.layers[-1].is_result = True

    def macs(self) -> int:
        """Multiply-accumulates of all runs of all layers."""
        return sum(layer.macs * layer.repeat for layer in self.layers)


@dataclass
class Free:
    """A node that takes no work of its own, and why."""

    reason: str


class Refused(Exception):
    """A node that cannot be costed: what about it."""


def operator(op: str, suffix: str = "", **sizes: int) -> Layer:
    """A layer of the operator table; sizes and numbers that equal its defaults may be 1."""
    dims = {key: int(size) for key, size in sizes.items() if key.isupper()}
    layer = Layer(suffix, op, {key: int(size) for key, size in sizes.items()})
    if op in MAC_OPERATORS:
        layer.macs = prod(dims.values()) // (int(sizes.get("groups", 1)))
    return layer


def einsum(text: str, dims: dict[str, int], suffix: str = "", **given) -> Layer:
    """A layer of its own einsum; MACs where it multiplies operands and adds."""
    layer = Layer(suffix, "einsum", dims, einsum=text, **given)
    output, operands = text.split("=", 1)
    joins = "".join(part.split("]")[-1] for part in operands.split("["))
    kept = [rank for rank in output[output.index("[") + 1 : output.index("]")].split(",") if rank]
    if "*" in joins and ("+" in joins or len(kept) < len(dims)):
        layer.macs = prod(dims.values())
    return layer
