# SPDX-License-Identifier: Apache-2.0
"""ONNX files to graphs. Weights are never read; files they are kept in need not be there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import onnx
from onnx import TensorProto, helper

from paretile.importers.graph import Graph, Node
from paretile.importers.onnx_file import InputShapes, load_model, set_input_shapes, take_weights
from paretile.importers.onnx_shapes import Tensors
from paretile.importers.problems import Problems

MAX_VALUE_BITS = 64  # core/limits.h
_BITS_OF_WORD = re.compile(r"^(?:U?INT|FLOAT|BFLOAT)(\d+)")
_OTHER_BITS = {"FLOAT": 32, "DOUBLE": 64, "BOOL": 8, "COMPLEX64": 64, "COMPLEX128": 64, "STRING": 8}

FLOATS = {TensorProto.FLOAT, TensorProto.FLOAT16, TensorProto.BFLOAT16, TensorProto.DOUBLE}

INDEX_TYPES = {TensorProto.INT64, TensorProto.BOOL, TensorProto.STRING}  # shapes, axes, masks

DOMAINS = ("", "ai.onnx", "com.microsoft")
#: Names that mean something else in com.microsoft.
AMBIGUOUS = {"Attention"}


def bits_of_type(kind: int) -> int:
    """Bits of one value of an ONNX element type; 32 where the type is not known."""
    try:
        name = TensorProto.DataType.Name(kind)
    except ValueError:
        return 32
    match = _BITS_OF_WORD.match(name)
    bits = int(match.group(1)) if match else _OTHER_BITS.get(name, 32)
    return min(bits, MAX_VALUE_BITS)


def read_onnx(path: str, input_shapes: InputShapes | None = None) -> Graph:
    """Reads an ONNX file.

    Parameters
    ----------
    path : str
        The file; external data files are not opened.
    input_shapes : mapping of str to sequence of int, optional
        Sizes along every axis of inputs whose shape the file leaves open.

    Raises
    ------
    InputError
        The file is broken, cyclic, or leaves shapes of inputs open.
    """
    problems = Problems(str(path))
    model = load_model(str(path), problems)
    kinds, values = take_weights(model, problems)
    problems.throw_if_any()
    set_input_shapes(model, input_shapes or {}, set(kinds), problems)
    nodes = sorted_nodes(model.graph, set(kinds), problems)
    problems.throw_if_any()
    model.graph.ClearField("node")
    model.graph.node.extend(nodes)
    tensors = Tensors(model, values)
    tensors.infer()
    return _graph(Path(path).stem, nodes, model, kinds, tensors)


def sorted_nodes(
    graph: onnx.GraphProto, known: set[str], problems: Problems
) -> list[onnx.NodeProto]:
    """Nodes with every tensor computed before it is read, in the file's order where possible."""
    made = {value.name for value in graph.input} | known | {""}
    nodes = [onnx.NodeProto.FromString(node.SerializeToString()) for node in graph.node]
    _name_all(nodes)
    computed = {}
    for node in nodes:
        for name in node.output:
            if name and (name in computed or name in made):
                problems.add(f"{_called(node)} computes '{name}', which is computed before")
            computed[name] = node
    ordered: list[onnx.NodeProto] = []
    waiting = nodes
    while waiting:
        later = []
        for node in waiting:
            if all(name in made for name in node.input):
                made.update(node.output)
                ordered.append(node)
            else:
                later.append(node)
        if len(later) == len(waiting):
            _tell_stuck(later, made, set(computed), problems)
            break
        waiting = later
    return ordered


def _tell_stuck(
    nodes: Sequence[onnx.NodeProto], made: set[str], computed: set[str], problems: Problems
) -> None:
    missing = [
        (node, name) for node in nodes for name in node.input
        if name not in made and name not in computed
    ]  # fmt: skip
    for node, name in missing:
        problems.add(f"{_called(node)} reads '{name}', which nothing computes")
    if not missing:
        names = ", ".join(f"'{node.name}'" for node in nodes[:5])
        more = f" and {len(nodes) - 5} more" if len(nodes) > 5 else ""
        problems.add(f"the nodes {names}{more} wait for each other: the graph has a cycle")


def _called(node: onnx.NodeProto) -> str:
    return f"node '{node.name}' ({node.op_type})"


def _name_all(nodes: Sequence[onnx.NodeProto]) -> None:
    """Gives nodes without a name, or with one taken, a name of their own."""
    taken: set[str] = set()
    for number, node in enumerate(nodes):
        name = node.name or f"{node.op_type}_{number}"
        while name in taken:
            name += "_"
        node.name = name
        taken.add(name)


def _graph(
    name: str, nodes: Sequence[onnx.NodeProto], model: onnx.ModelProto, kinds: dict,
    tensors: Tensors,
) -> Graph:  # fmt: skip
    opset = max((one.version for one in model.opset_import if one.domain in DOMAINS[:2]), default=1)
    graph = Graph(model.graph.name or name)
    graph.nodes = [_node(node, opset) for node in nodes]
    graph.shapes = {**tensors.shapes, **{key: shape for key, (shape, _) in kinds.items()}}
    types = {**tensors.types, **{key: kind for key, (_, kind) in kinds.items()}}
    graph.bits = {key: bits_of_type(kind) for key, kind in types.items()}
    graph.floats = {key for key, kind in types.items() if kind in FLOATS}
    graph.parameters = {
        key for key, (shape, kind) in kinds.items() if shape and kind not in INDEX_TYPES
    }  # a single number is part of a formula
    graph.derived = set(kinds) - graph.parameters
    graph.constants = tensors.values
    graph.complaint = tensors.complaint
    graph.inputs = [value.name for value in model.graph.input if value.name not in kinds]
    graph.outputs = [value.name for value in model.graph.output]
    return graph


def _node(node: onnx.NodeProto, opset: int) -> Node:
    kind = node.op_type
    if node.domain not in DOMAINS or (node.domain == "com.microsoft" and kind in AMBIGUOUS):
        kind = f"{node.domain}.{kind}"
    attributes: dict[str, Any] = {"opset": opset}
    for attribute in node.attribute:
        if attribute.type in (onnx.AttributeProto.TENSOR, onnx.AttributeProto.GRAPH):
            continue  # weights, and the bodies of control flow, which is refused
        value = helper.get_attribute_value(attribute)
        if isinstance(value, bytes):
            value = value.decode(errors="replace")
        attributes[attribute.name] = value
    return Node(node.name, kind, tuple(node.input), tuple(node.output), attributes)
