# SPDX-License-Identifier: Apache-2.0
"""From an ONNX file to a model fit for shape inference: no weights, inputs of known shape."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import prod
from pathlib import Path

import numpy as np
import onnx
from google.protobuf.message import DecodeError
from onnx import helper, numpy_helper

from paretile.importers.problems import Problems

MAX_FILE_BYTES = 2**31 - 1  # of a protobuf message; larger networks keep weights in other files
MAX_CONSTANT_WORDS = 4096  # values kept of shapes, axes, tables of indices
MAX_SIZE = 1_000_000_000  # core/operators.h

InputShapes = Mapping[str, Sequence[int]]


def load_model(path: str, problems: Problems) -> onnx.ModelProto:
    """Parses the file; values kept in other files are not read."""
    file = Path(path)
    try:
        if file.is_dir():
            problems.fail("this is a directory, not an ONNX file")
        if file.stat().st_size > MAX_FILE_BYTES:
            problems.fail("larger than 2 GiB", "save the model with external data")
        content = file.read_bytes()
    except OSError as error:
        problems.fail(f"cannot be read: {error.strerror}")
    model = onnx.ModelProto()
    try:
        model.ParseFromString(content)
    except DecodeError:
        problems.fail("this is no ONNX model, or it is cut off")
    if not model.graph.node or not model.opset_import:
        problems.fail("this is no ONNX model, or it has no nodes")
    if not all(isinstance(text, str) for text in _texts(model)):
        problems.fail("this is no ONNX model: a name in it is not UTF-8 text")
    if model.functions:
        model = _inlined(model, problems)
    _import_domains(model)
    return model


def _import_domains(model: onnx.ModelProto) -> None:
    """Names every domain that nodes are of: shape inference refuses models that do not."""
    known = {opset.domain for opset in model.opset_import}
    for domain in dict.fromkeys(node.domain for node in model.graph.node):
        if domain not in known:
            model.opset_import.append(helper.make_opsetid(domain, 1))


def _texts(model: onnx.ModelProto) -> Iterator[str | bytes]:
    """Every name in the model; protobuf returns those that are not UTF-8 as bytes."""
    graph = model.graph
    yield graph.name
    for node in graph.node:
        yield from (node.name, node.op_type, node.domain, *node.input, *node.output)
        yield from (attribute.name for attribute in node.attribute)
    yield from (tensor.name for tensor in graph.initializer)
    yield from (tensor.values.name for tensor in graph.sparse_initializer)
    yield from (opset.domain for opset in model.opset_import)
    for value in (*graph.input, *graph.output, *graph.value_info):
        yield value.name
        yield from (dim.dim_param for dim in value.type.tensor_type.shape.dim)


def _inlined(model: onnx.ModelProto, problems: Problems) -> onnx.ModelProto:
    from onnx import inliner

    try:
        return inliner.inline_local_functions(model)
    except Exception as error:  # the C++ library raises its own kinds
        problems.fail(f"its functions cannot be inlined: {_first_line(error)}")
        raise


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


def is_external(tensor: onnx.TensorProto) -> bool:
    return tensor.data_location == onnx.TensorProto.EXTERNAL


def take_weights(model: onnx.ModelProto, problems: Problems) -> tuple[dict, dict]:
    """Takes the initializers out: (shape and type of all, values of small ones).

    Large ones become inputs of known shape, so that shape inference does not carry weights.
    """
    graph = model.graph
    kinds, values, kept = {}, {}, []
    declared = {value.name for value in graph.input}
    tensors = [*graph.initializer, *[_dense_form(sparse) for sparse in graph.sparse_initializer]]
    for tensor in tensors:
        shape = tuple(tensor.dims)
        if any(size < 0 or size > MAX_SIZE for size in shape):
            problems.add(f"initializer '{tensor.name}' has the shape {list(shape)}")
            continue
        kinds[tensor.name] = (shape, tensor.data_type)
        value = None
        if prod(shape) <= MAX_CONSTANT_WORDS and not is_external(tensor):
            value = tensor_value(tensor)
        if value is not None:
            values[tensor.name] = value
            kept.append(tensor)
        elif tensor.name not in declared:
            graph.input.append(helper.make_tensor_value_info(tensor.name, tensor.data_type, shape))
    del graph.sparse_initializer[:]
    graph.ClearField("initializer")
    graph.initializer.extend(kept)
    return kinds, values


def _dense_form(sparse: onnx.SparseTensorProto) -> onnx.TensorProto:
    """A tensor of the same name and shape without values."""
    tensor = onnx.TensorProto(name=sparse.values.name, data_type=sparse.values.data_type)
    tensor.dims.extend(sparse.dims)
    tensor.data_location = onnx.TensorProto.EXTERNAL
    return tensor


def tensor_value(tensor: onnx.TensorProto) -> np.ndarray | None:
    """Its values; None where they are not in the file, or not as many as its shape says."""
    try:
        return numpy_helper.to_array(tensor)
    except Exception:  # broken content in one of many encodings: not needed, so not refused
        return None


def set_input_shapes(
    model: onnx.ModelProto, given: InputShapes, known: set[str], problems: Problems
) -> None:
    """Gives every input its sizes; one name of an axis means one size everywhere."""
    inputs = [value for value in model.graph.input if value.name not in known]
    names = [value.name for value in inputs]
    sizes_by_name: dict[str, int] = {}
    for name in given:
        if name not in names:
            problems.add(f"no input is called '{name}'", "inputs: " + ", ".join(names))
    for value in inputs:
        if value.name in given:
            _set_shape(value, [int(size) for size in given[value.name]], sizes_by_name, problems)
    problems.throw_if_any()
    for value in inputs:
        _complete_shape(value, sizes_by_name, problems)


def _dims_of(value: onnx.ValueInfoProto):
    return value.type.tensor_type.shape.dim


def _set_shape(
    value: onnx.ValueInfoProto, sizes: list[int], by_name: dict[str, int], problems: Problems
) -> None:
    dims = list(_dims_of(value))
    has_shape = value.type.tensor_type.HasField("shape")
    if any(size < 1 or size > MAX_SIZE for size in sizes):
        problems.add(f"sizes of input '{value.name}' must be between 1 and {MAX_SIZE}")
        return
    if has_shape and len(dims) != len(sizes):
        problems.add(f"input '{value.name}' has {len(dims)} axes, {len(sizes)} sizes are given")
        return
    for dim, size in zip(dims, sizes):
        if dim.HasField("dim_value") and dim.dim_value not in (0, size):
            # exported with a fixed size: outputs inside the graph may hold the old one
            problems.add(
                f"input '{value.name}' has the shape {_written(value)} in the file, not {sizes}",
                "only axes without a fixed size can be given; export the model again for others",
            )
            return
        if dim.dim_param and by_name.setdefault(dim.dim_param, size) != size:
            problems.add(
                f"'{dim.dim_param}' of input '{value.name}' is {size} here and "
                f"{by_name[dim.dim_param]} elsewhere"
            )
    value.type.tensor_type.shape.ClearField("dim")
    for size in sizes:
        value.type.tensor_type.shape.dim.add().dim_value = size


def _complete_shape(
    value: onnx.ValueInfoProto, by_name: dict[str, int], problems: Problems
) -> None:
    if not value.type.HasField("tensor_type"):
        problems.add(f"input '{value.name}' is no tensor")
        return
    for dim in _dims_of(value):
        if dim.dim_param in by_name:
            dim.dim_value = by_name[dim.dim_param]
    dims = list(_dims_of(value))
    if not value.type.tensor_type.HasField("shape") or any(
        dim.dim_value < 0 or not dim.HasField("dim_value") for dim in dims
    ):
        example = ",".join(str(dim.dim_value or 1) for dim in dims)
        problems.add(
            f"input '{value.name}' has the shape {_written(value)}: its sizes must be given",
            f"for example --input-shape {value.name}={example or '1'}",
        )


def _written(value: onnx.ValueInfoProto) -> str:
    dims = _dims_of(value)
    return "[" + ", ".join(dim.dim_param or str(dim.dim_value or "?") for dim in dims) + "]"
