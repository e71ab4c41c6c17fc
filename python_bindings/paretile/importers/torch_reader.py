# SPDX-License-Identifier: Apache-2.0
"""PyTorch programs (torch.export) to graphs in the vocabulary of ONNX."""

from __future__ import annotations

import operator
import os
from typing import Any

from paretile.importers.aten import RULES, Call, Made
from paretile.importers.graph import Graph, Node
from paretile.importers.layer import Refused
from paretile.importers.network import Imported, import_graph
from paretile.importers.problems import Problems

NO_TORCH = "PyTorch is not installed"
HOW_TO_GET_TORCH = "pip install torch, or export the model to ONNX"


def _torch(problems: Problems) -> Any:
    try:
        import torch
    except ImportError:
        problems.fail(NO_TORCH, HOW_TO_GET_TORCH)
    return torch


def import_torch_file(path: str | os.PathLike, **options: Any) -> Imported:
    """Imports a program written by `torch.export.save`; options as of `import_graph`."""
    problems = Problems(str(path))
    torch = _torch(problems)
    try:
        program = torch.export.load(os.fspath(path))
    except OSError as error:
        problems.fail(f"cannot be read: {error.strerror or error}")
    except Exception as error:  # of many kinds, from an archive or the code in it
        first = (str(error).splitlines() or [type(error).__name__])[0]
        problems.fail(f"this is no program saved by torch.export: {first}")
    return import_torch(program, source=str(path), **options)


def import_torch(
    model: Any,
    args: tuple = (),
    kwargs: dict[str, Any] | None = None,
    *,
    source: str = "",
    **options: Any,
) -> Imported:
    """Imports a module or an exported program; other options as of `import_graph`.

    Parameters
    ----------
    model : torch.nn.Module or torch.export.ExportedProgram
        A module is exported first, in evaluation mode.
    args, kwargs
        Example inputs of the module; their shapes are those of the workload. Tensors on the device
        'meta' do, for the module's weights, too.

    Examples
    --------
    >>> import torch  # doctest: +SKIP
    >>> imported = import_torch(torch.nn.Linear(8, 4), (torch.zeros(1, 8),))  # doctest: +SKIP
    >>> imported.coverage.macs  # doctest: +SKIP
    32
    """
    name = source or type(model).__name__
    problems = Problems(name)
    torch = _torch(problems)
    if isinstance(model, torch.nn.Module):
        was_training = model.training
        try:
            model = torch.export.export(model.eval(), args, kwargs)
        except Exception as error:  # whatever the model's own code raises while it is traced
            first = (str(error).splitlines() or [type(error).__name__])[0]
            problems.fail(f"torch.export cannot trace this module: {first}")
        finally:
            model.train(was_training) if isinstance(model, torch.nn.Module) else None
    graph = read_program(model, os.path.splitext(os.path.basename(name))[0])
    return import_graph(graph, source=name, **options)


def read_program(program: Any, name: str) -> Graph:
    """The graph of an exported program; operators without a rule are decomposed first."""
    if _has_unknown(program):
        program = program.run_decompositions()
    return _Reader(program, name).run()


def _aten_name(target: Any) -> str:
    """'conv2d' of torch.ops.aten.conv2d.default; in-place ones by the plain name."""
    schema = getattr(target, "_schema", None)
    if schema is None:
        return getattr(target, "__name__", str(target))
    name = schema.name.split("::")[-1]
    return name[:-1] if name.endswith("_") and not name.endswith("__") else name


def _is_tensor_call(node: Any) -> bool:
    """Calls about sizes and checks take no part in the network."""
    return node.op == "call_function" and any(
        hasattr(value, "shape") for value in _values(node)
    )


def _values(node: Any) -> list[Any]:
    value = node.meta.get("val")
    return list(value) if isinstance(value, (list, tuple)) else [value]


def _has_unknown(program: Any) -> bool:
    return any(
        node.target is not operator.getitem and _aten_name(node.target) not in RULES
        for node in program.graph.nodes
        if _is_tensor_call(node)
    )


class _Reader:
    """Walks the nodes of a program once."""

    def __init__(self, program: Any, name: str) -> None:
        self.program = program
        self.graph = Graph(name or "network")
        self.names: set[str] = set()

    def run(self) -> Graph:
        signature = self.program.graph_signature
        learned = set(signature.inputs_to_parameters)
        known = set(signature.inputs_to_buffers) | set(signature.inputs_to_lifted_tensor_constants)
        for node in self.program.graph.nodes:
            if node.op == "placeholder":
                self._note(node)
                if node.name in learned:
                    self.graph.parameters.add(node.name)
                elif node.name in known:
                    self.graph.derived.add(node.name)
                else:
                    self.graph.inputs.append(node.name)
            elif node.op == "output":
                self.graph.outputs = [one.name for one in node.all_input_nodes]
            elif _is_tensor_call(node):
                self._note(node)
                self._call(node)
        self._learn_quantised()
        return self.graph

    def _learn_quantised(self) -> None:
        """Weights made integers are buffers of the program; nothing else kept in it is dequantised."""
        for node in self.graph.nodes:
            if node.kind == "DequantizeLinear" and node.inputs[0] in self.graph.derived:
                self.graph.parameters.add(node.inputs[0])

    def _note(self, node: Any) -> list[str]:
        """Shapes and bits of what the node returns; the names of it."""
        values = _values(node)
        is_one = not isinstance(node.meta.get("val"), (list, tuple))
        names = [node.name] if is_one else [f"{node.name}#{i}" for i in range(len(values))]
        for name, value in zip(names, values, strict=True):
            if hasattr(value, "shape"):
                self.graph.shapes[name] = tuple(_size(size) for size in value.shape)
                self.graph.bits[name] = min(8 * value.dtype.itemsize, 64)
                if value.dtype.is_floating_point:
                    self.graph.floats.add(name)
        return names

    def _call(self, node: Any) -> None:
        if node.target is operator.getitem:
            source, index = node.args
            self._add(node, Made("Identity", [f"{source.name}#{index}"]), [node.name])
            return
        outputs = self._note(node)
        rule = RULES.get(_aten_name(node.target))
        made: list[Made]
        if rule is None:
            made = [Made(f"aten.{_aten_name(node.target)}", self._tensors(node))]
        else:
            try:
                made = rule(Call(self._given(node), self.graph.shapes, outputs))
            except (Refused, LookupError, TypeError) as reason:
                made = [Made(f"aten.{_aten_name(node.target)} ({reason})", self._tensors(node))]
        for one in made:
            self._add(node, one, outputs)

    def _tensors(self, node: Any) -> list[str]:
        return [one.name for one in node.all_input_nodes]

    def _given(self, node: Any) -> dict[str, Any]:
        """Arguments by name, defaults filled in, nodes as their names, sizes as numbers."""
        given: dict[str, Any] = {}
        for i, argument in enumerate(node.target._schema.arguments):
            if i < len(node.args):
                given[argument.name] = self._plain(node.args[i])
            elif argument.name in node.kwargs:
                given[argument.name] = self._plain(node.kwargs[argument.name])
            else:
                given[argument.name] = argument.default_value
        return given

    def _plain(self, value: Any) -> Any:
        if isinstance(value, (list, tuple)):
            return [self._plain(one) for one in value]
        if hasattr(value, "all_input_nodes"):  # another node: a tensor, or a size it computes
            found = value.meta.get("val")
            return value.name if hasattr(found, "shape") else _size(found)
        return value

    def _add(self, node: Any, made: Made, outputs: list[str]) -> None:
        for name, shape in made.new_shapes.items():
            self.graph.shapes[name] = shape
            self.graph.bits[name] = self.graph.bits.get(outputs[0], 32)
            if name not in (made.outputs or ()):
                self.graph.derived.add(name)
        inputs = tuple(name or "" for name in made.inputs)
        while inputs and not inputs[-1]:
            inputs = inputs[:-1]
        attributes = {"opset": 23, **made.attributes}
        names = tuple(outputs if made.outputs is None else made.outputs)
        name = self._name(node, made.suffix)
        self.graph.nodes.append(Node(name, made.kind, inputs, names, attributes))

    def _name(self, node: Any, suffix: str) -> str:
        """The path of the module that made the call, if that names it alone."""
        stack = node.meta.get("nn_module_stack") or {}
        paths = [path for path, _ in stack.values()]
        name = ".".join(part for part in (paths[-1] if paths else "", suffix) if part)
        if not name or name in self.names:
            name = ".".join(part for part in (name, node.name) if part)
        self.names.add(name)
        return name


def _size(size: Any) -> int:
    """A size; of one that torch left open, that of the example."""
    hint = getattr(getattr(size, "node", None), "hint", None)
    return int(size if hint is None else hint)
