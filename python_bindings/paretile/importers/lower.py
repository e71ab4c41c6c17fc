# SPDX-License-Identifier: Apache-2.0
"""From a graph to the layers of a workload: every node is costed, free, or refused by name."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from paretile.importers import (
    attention,
    convolution,
    elementwise,
    matrix,
    movement,
    normalization,
    recurrent,
)  # fmt: skip
from paretile.importers.folding import Folder
from paretile.importers.graph import Graph, Node
from paretile.importers.layer import Costed, Free, Layer, Refused
from paretile.importers.quantization import give_effective_bits
from paretile.importers.view import ACCUMULATOR_BITS, View

HANDLERS = {
    **convolution.HANDLERS,
    **matrix.HANDLERS,
    **attention.HANDLERS,
    **recurrent.HANDLERS,
    **normalization.HANDLERS,
    **elementwise.HANDLERS,
    **movement.HANDLERS,
}

CONSTANT = "computed from constants before the network runs"


@dataclass
class Outcome:
    """What became of one node. `status` is costed, free or unknown; `why` says why or how."""

    node: Node
    status: str
    why: str
    macs: int = 0
    bytes_moved: int | None = None
    layers: list[str] = field(default_factory=list)


@dataclass
class Entry:
    """A layer with its name and the names of the layers it reads."""

    layer: Layer
    inputs: list[str]


@dataclass
class Lowered:
    """The layers of a network in execution order, and what became of every node."""

    entries: list[Entry] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)


class Lowering:
    """Walks a graph once."""

    def __init__(self, graph: Graph, fold: bool) -> None:
        self.graph = graph
        self.result = Lowered()
        self.sources: dict[str, list[str]] = {}  # layers whose results a tensor holds
        self.names: set[str] = set()
        self.folder = Folder(graph, fold)

    def run(self) -> Lowered:
        give_effective_bits(self.graph)
        for node in self.graph.nodes:
            outcome = self._lower(node)
            outcome.bytes_moved = self._bytes(node)
            self.result.outcomes.append(outcome)
        return self.result

    def _lower(self, node: Node) -> Outcome:
        made = self._rule(node)
        if isinstance(made, str):
            self._pass_on(node)
            return Outcome(node, "unknown", made)
        if isinstance(made, Free):
            self._pass_on(node)
            self.folder.pass_on(node)
            return Outcome(node, "free", made.reason)
        names = self._add(node, made)
        self.folder.note(node, made.layers)
        return Outcome(node, "costed", made.note, made.macs(), None, names)

    def _rule(self, node: Node) -> Costed | Free | str:
        """The rule's answer, or in words why there is none."""
        if self._is_constant(node):
            for name in node.outputs:
                self.graph.derived.add(name)
            return Free(CONSTANT)
        folded = self.folder.fold(node)
        if folded is not None:
            return folded
        handler = HANDLERS.get(node.kind)
        if handler is None:
            return "no rule for this operator"
        try:
            return handler(View(self.graph, node))
        except Refused as reason:
            return str(reason)
        except (LookupError, ValueError, TypeError, AttributeError, ArithmeticError) as error:
            return f"its shapes and attributes contradict each other ({error})"

    def _is_constant(self, node: Node) -> bool:
        given = [name for name in node.inputs if name]
        if all(name in self.graph.constants for name in node.outputs if name):
            return True
        return bool(given) and all(self.graph.is_known(name) for name in given)

    def _pass_on(self, node: Node) -> None:
        """Readers of the outputs read the layers that made the inputs."""
        layers = [layer for name in node.inputs for layer in self.sources.get(name, [])]
        for name in node.outputs:
            self.sources[name] = list(dict.fromkeys(layers))

    def _add(self, node: Node, made: Costed) -> list[str]:
        base = self._free_name(clean_name(node.name))
        by_suffix: dict[str, str] = {}
        for layer in made.layers:
            suffix = layer.name
            layer.name = f"{base}.{suffix}" if suffix else base
            if layer.name != base:
                layer.name = self._free_name(layer.name)
            by_suffix["." + suffix] = layer.name
            self.names.add(layer.name)
            self.result.entries.append(Entry(layer, self._inputs(node, layer, by_suffix)))
            _complete_bits(layer)
        results = [layer.name for layer in made.layers if layer.is_result]
        for name in node.outputs:
            self.sources[name] = results
        return [layer.name for layer in made.layers]

    def _inputs(self, node: Node, layer: Layer, by_suffix: dict[str, str]) -> list[str]:
        reads = layer.reads or [name for name in node.inputs if name]
        found: list[str] = []
        for name in reads:
            found += [by_suffix[name]] if name in by_suffix else self.sources.get(name, [])
        return [one for one in dict.fromkeys(found) if one != layer.name]

    def _free_name(self, wanted: str) -> str:
        name, number = wanted, 1
        while name in self.names:
            number += 1
            name = f"{wanted}_{number}"
        return name

    def _bytes(self, node: Node) -> int | None:
        """Bytes of all inputs and outputs; None where a shape is not known."""
        bits = 0
        for name in [*node.inputs, *node.outputs]:
            words = self.graph.words(name) if name else 0
            if words is None:
                return None
            bits += words * self.graph.bits.get(name, ACCUMULATOR_BITS) if name else 0
        return bits // 8


def _complete_bits(layer: Layer) -> None:
    output = layer.bits.get("output", ACCUMULATOR_BITS)
    layer.bits["psum"] = max(ACCUMULATOR_BITS, output)


def clean_name(name: str) -> str:
    """A node's name as a layer's: '/layer1/conv1/Conv' is 'layer1.conv1.Conv'."""
    return re.sub(r"[^A-Za-z0-9_.-]+", ".", name).strip(".") or "node"
