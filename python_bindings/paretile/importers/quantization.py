# SPDX-License-Identifier: Apache-2.0
"""Bits of values as the hardware holds them, in graphs with QuantizeLinear and DequantizeLinear."""

from __future__ import annotations

from paretile.importers.graph import Graph
from paretile.importers.movement import FREE
from paretile.importers.view import ACCUMULATOR_BITS

#: Nodes whose outputs are their inputs' values: as many bits.
_KEEPS = {kind for kind in FREE if kind not in ("Cast", "CastLike", "Shape", "Size")} | {
    "MaxPool", "GlobalMaxPool",
}  # fmt: skip


_SCALES = {1, 2, 4, 5, 6, 7}  # behind each operand and the output: scale and zero point
#: Positions of inputs that training does not learn: scales and zero points, running statistics.
NOT_LEARNED = {
    "BatchNormalization": {3, 4},
    **dict.fromkeys(("QuantizeLinear", "DequantizeLinear"), {1, 2}),
    **dict.fromkeys(("QLinearConv", "QLinearMatMul", "QLinearAdd", "QLinearMul"), _SCALES),
    **dict.fromkeys(("ConvInteger", "MatMulInteger"), {2, 3}),
    "MatMulIntegerToFloat": {2, 3, 4, 5},
    "DynamicQuantizeMatMul": {2, 3},
    **dict.fromkeys(("QLinearAveragePool", "QLinearGlobalAveragePool"), {1, 2, 3, 4}),
    **dict.fromkeys(("QLinearSigmoid", "QLinearLeakyRelu", "QLinearSoftmax"), {1, 2, 3, 4}),
    "QGemm": {1, 2, 4, 5, 7, 8},
    "QAttention": {3, 4, 6, 7},
    "MatMulNBits": {2, 3},
}


#: A single number that only these read is part of a formula, as the scale of attention.
_FORMULAS = {"Mul", "Div", "Pow", "Clip"}


def parameter_words(graph: Graph) -> int:
    """Learned values that some node reads, biases and norms included, as PyTorch counts them."""
    readers: dict[str, set[str]] = {}
    for node in graph.nodes:
        for i, name in enumerate(node.inputs):
            if name in graph.parameters and i not in NOT_LEARNED.get(node.kind, ()):
                readers.setdefault(name, set()).add(node.kind)
    words = {name: graph.words(name) or 0 for name in readers}
    return sum(
        count for name, count in words.items() if count > 1 or not readers[name] <= _FORMULAS
    )


def give_effective_bits(graph: Graph) -> None:
    """What a DequantizeLinear returns has the bits of what it reads, also when moved about."""
    for node in graph.nodes:
        if node.kind not in _KEEPS or not node.inputs or not node.outputs:
            continue
        if node.kind == "DequantizeLinear" or node.inputs[0] in graph.narrowed:
            for name in node.outputs:
                graph.bits[name] = graph.bits.get(node.inputs[0], ACCUMULATOR_BITS)
                graph.narrowed.add(name)
