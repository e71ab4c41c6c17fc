# SPDX-License-Identifier: Apache-2.0
"""Importing a network: from a file or a program to a workload and a report."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from paretile._files import write_whole
from paretile.importers.coverage import Coverage, report
from paretile.importers.graph import Graph
from paretile.importers.lower import Entry, Lowering, Outcome
from paretile.importers.problems import Problems
from paretile.importers.repeats import collapse
from paretile.importers.workload_yaml import write_workload

MAX_LAYERS = 10_000  # core/limits.h
MAX_EXACT_COUNT = 2**53

ALLOW_UNKNOWN = "--allow-unknown leaves such nodes out and lists them"


@dataclass
class Imported:
    """A network as a workload file, and what became of every node.

    Attributes
    ----------
    yaml : str
        The text of the workload file (docs/yaml_format.md).
    coverage : Coverage
        What is costed, free or unknown; `print(imported.coverage)` shows it.
    outcomes : list of Outcome
        The same node by node.
    entries : list of Entry
        The layers with the names of the layers they read.
    """

    name: str
    yaml: str
    coverage: Coverage
    outcomes: list[Outcome]
    entries: list[Entry]

    def save(self, path: str | os.PathLike, *, force: bool = True) -> None:
        """Writes the workload file, whole or not at all."""
        write_whole(Path(path), self.yaml, force)


def import_graph(
    graph: Graph,
    *,
    source: str,
    fold: bool = False,
    repeat: bool = True,
    allow_unknown: bool = False,
    float_bits: int | None = None,
) -> Imported:
    """Makes the workload of a graph.

    Parameters
    ----------
    source : str
        Where the graph is from: goes into the file and into messages.
    fold : bool
        Apply activations, batch norms and biases where the layer before writes its results.
    repeat : bool
        List equal blocks of layers in a row once.
    allow_unknown : bool
        Leave nodes without a rule out instead of refusing the network.
    float_bits : int, optional
        Bits of values that the graph holds as floating point, 1 to 64.

    Raises
    ------
    InputError
        A node has no rule, or no layer is left.
    """
    problems = Problems(source)
    if float_bits is not None:
        _set_float_bits(graph, float_bits)
    lowered = Lowering(graph, fold).run()
    unknown = [one for one in lowered.outcomes if one.status == "unknown"]
    if unknown and not allow_unknown:
        _tell_unknown(unknown, graph.complaint, problems)
    elif not lowered.entries:
        problems.add("no node of the network takes any work")
    _check_sizes(lowered.entries, problems)
    problems.throw_if_any()
    coverage = report(graph, lowered.outcomes)
    entries = collapse(lowered.entries) if repeat else lowered.entries
    if len(entries) > MAX_LAYERS:
        problems.fail(f"{len(entries)} layers, at most {MAX_LAYERS} are allowed")
    origin = f"imported from {Path(source).name}"
    text = write_workload(graph.name or "network", origin, entries, _comments(coverage))
    return Imported(graph.name, text, coverage, lowered.outcomes, entries)


def _set_float_bits(graph: Graph, bits: int) -> None:
    if not 1 <= bits <= 64:
        raise ValueError(f"float_bits must be between 1 and 64, not {bits}")
    for name in graph.floats:
        graph.bits[name] = bits


def _tell_unknown(unknown: list[Outcome], complaint: str, problems: Problems) -> None:
    for one in unknown:
        problems.add(f"node '{one.node.name}' ({one.node.kind}): {one.why}", ALLOW_UNKNOWN)
    if complaint:
        problems.add(f"shape inference: {complaint}")


def _check_sizes(entries: list[Entry], problems: Problems) -> None:
    for entry in entries:
        layer = entry.layer
        too_large = [key for key, size in layer.sizes.items() if size > 1_000_000_000]
        if too_large or layer.macs > MAX_EXACT_COUNT or layer.repeat > 1_000_000:
            problems.add(f"layer '{layer.name}' is larger than Paretile counts: {layer.sizes}")


def _comments(coverage: Coverage) -> list[str]:
    comments = [f"{coverage.macs:,} MACs; {coverage.parameters:,} parameters, biases included."]
    for row in coverage.rows:
        if row.status == "unknown":
            comments.append(f"NOT COUNTED: {len(row.nodes)} x {row.kind} ({row.why})")
    return comments


def import_onnx(
    path: str | os.PathLike, *, input_shapes: dict[str, Any] | None = None, **options: Any
) -> Imported:
    """Imports an ONNX file; options as of `import_graph`.

    Parameters
    ----------
    path : path
        The file. Weights are not needed: external data files may be absent.
    input_shapes : dict of str to sequence of int, optional
        Sizes of inputs whose shape the file leaves open.

    Examples
    --------
    >>> imported = import_onnx("model.onnx", input_shapes={"x": (1, 3, 224, 224)})  # doctest: +SKIP
    >>> imported.save("model.yaml")  # doctest: +SKIP
    """
    from paretile.importers.onnx_reader import read_onnx

    graph = read_onnx(os.fspath(path), input_shapes)
    return import_graph(graph, source=str(path), **options)
