# SPDX-License-Identifier: Apache-2.0
"""Nodes that hardware applies where the layer before writes its results."""

from __future__ import annotations

from paretile.importers.elementwise import UNARY
from paretile.importers.graph import Graph, Node
from paretile.importers.layer import Free, Layer

#: Layers whose weights can take in a batch norm, and whose sums can start at a bias.
LINEAR = {"conv1d", "conv2d", "grouped_conv2d", "depthwise_conv2d", "conv3d", "gemm"}


class Folder:
    """Finds nodes whose only input is written by one node and read by nothing else.

    Without `fold` only a QuantizeLinear is folded: quantised graphs mean it so.
    """

    def __init__(self, graph: Graph, fold: bool) -> None:
        self.graph = graph
        self.is_on = fold
        self.readers = graph.readers()
        self.makers: dict[str, tuple[str, list[Layer]]] = {}  # by tensor: node, result layers

    def note(self, node: Node, layers: list[Layer]) -> None:
        """Remembers what a costed node writes."""
        results = [layer for layer in layers if layer.is_result]
        if node.outputs:
            self.makers[node.outputs[0]] = (node.name, results)

    def pass_on(self, node: Node) -> None:
        """What only reorders or renames all values leaves the way to the layer before open."""
        tensor = self._input(node)
        if tensor not in self.makers or len(node.outputs) != 1 or tensor in self.graph.outputs:
            return
        is_whole = self.graph.words(tensor) == self.graph.words(node.outputs[0])
        if is_whole and len(self.readers.get(tensor, [])) == 1:
            self.makers[node.outputs[0]] = self.makers[tensor]

    def fold(self, node: Node) -> Free | None:
        """Gives the layer before the node's bits of outputs; None if the node stands alone."""
        tensor = self._input(node)
        if tensor not in self.makers or len(self.readers.get(tensor, [])) != 1:
            return None
        if tensor in self.graph.outputs or not node.outputs:
            return None
        name, layers = self.makers[tensor]
        if not self._may_fold(node, layers):
            return None
        for layer in layers:
            layer.bits["output"] = self.graph.bits.get(node.outputs[0], layer.bits["output"])
            layer.bits["psum"] = max(layer.bits["psum"], layer.bits["output"])
        self.makers[node.outputs[0]] = (name, layers)
        return Free(f"folded into '{name}', which writes the result")

    def _input(self, node: Node) -> str:
        activations = [name for name in node.inputs if name and not self.graph.is_known(name)]
        return activations[0] if len(activations) == 1 else ""

    def _may_fold(self, node: Node, layers: list[Layer]) -> bool:
        if node.kind == "QuantizeLinear":
            return True
        if not self.is_on:
            return False
        if node.kind in UNARY and node.kind not in ("CumSum", "Trilu"):
            return True
        is_linear = all(layer.op in LINEAR for layer in layers)
        if node.kind == "BatchNormalization":
            return is_linear
        return node.kind == "Add" and is_linear and self._is_bias(node)

    def _is_bias(self, node: Node) -> bool:
        """One learned value per output channel, or one in all."""
        known = [name for name in node.inputs if name and self.graph.is_known(name)]
        shape = self.graph.shapes.get(known[0]) if known else None
        return shape is not None and sum(size != 1 for size in shape) <= 1
