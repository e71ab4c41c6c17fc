# SPDX-License-Identifier: Apache-2.0
"""Output shapes of operators of the domain com.microsoft, which ONNX does not infer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from onnx import NodeProto, helper

Shape = tuple[int, ...]
Shapes = Sequence[Shape | None]


def _attributes(node: NodeProto) -> dict[str, Any]:
    return {one.name: helper.get_attribute_value(one) for one in node.attribute}


def _same(node: NodeProto, shapes: Shapes) -> list[Shape]:
    return [tuple(shapes[0])]


def _skip_norm(node: NodeProto, shapes: Shapes) -> list[Shape]:
    """The norm, mean and deviation of rows, and the sum that was normalised."""
    rows = (*shapes[0][:-1], 1)
    return [tuple(shapes[0]), rows, rows, tuple(shapes[0])]


def _broadcast(node: NodeProto, shapes: Shapes) -> list[Shape]:
    second = shapes[3] if node.op_type.startswith("QLinear") else shapes[1]
    return [np.broadcast_shapes(tuple(shapes[0]), tuple(second))]


def _product(node: NodeProto, shapes: Shapes) -> list[Shape]:
    given = _attributes(node)
    a = list(shapes[0])
    b = list(shapes[3] if node.op_type == "QGemm" else shapes[1])
    if given.get("transA"):
        a[-2:] = a[:-3:-1]
    if given.get("transB"):
        b[-2:] = b[:-3:-1]
    return [(*np.broadcast_shapes(tuple(a[:-2]), tuple(b[:-2])), a[-2], b[-1])]


def _n_bits(node: NodeProto, shapes: Shapes) -> list[Shape]:
    return [(*shapes[0][:-1], _attributes(node)["N"])]


def _plane(node: NodeProto, shapes: Shapes) -> list[Shape]:
    return [(*shapes[0][:2], *([1] * (len(shapes[0]) - 2)))]


def _windows(node: NodeProto, shapes: Shapes) -> list[Shape]:
    """Convolution and pooling with explicit padding, and SAME."""
    given = _attributes(node)
    is_conv = node.op_type == "FusedConv"
    taps = given.get("kernel_shape") or list(shapes[1][2:])
    rank = len(taps)
    strides = given.get("strides", [1] * rank)
    dilations = given.get("dilations", [1] * rank)
    pads = given.get("pads", [0] * 2 * rank)
    plane = []
    for i, size in enumerate(shapes[0][2:]):
        room = size + pads[i] + pads[i + rank] - dilations[i] * (taps[i] - 1) - 1
        rounding = strides[i] - 1 if given.get("ceil_mode") else 0
        plane.append((room + rounding) // strides[i] + 1)
        if given.get("auto_pad", b"NOTSET").startswith(b"SAME"):
            plane[-1] = -(-size // strides[i])
    return [(shapes[0][0], shapes[1][0] if is_conv else shapes[0][1], *plane)]


def _concat(node: NodeProto, shapes: Shapes) -> list[Shape]:
    parts = shapes[2::3]
    axis = _attributes(node)["axis"] % len(parts[0])
    total = sum(part[axis] for part in parts)
    return [(*parts[0][:axis], total, *parts[0][axis + 1 :])]


def _packed_attention(node: NodeProto, shapes: Shapes) -> list[Shape]:
    given = _attributes(node)
    batch, length, _ = shapes[0]
    columns = shapes[1][1]
    sizes = given.get("qkv_hidden_sizes", [columns // 3] * 3)
    past = 8 if node.op_type == "QAttention" else 4
    has_past = len(shapes) > past and shapes[past] is not None
    total = length + (shapes[past][3] if has_past else 0)
    heads = given["num_heads"]
    return [(batch, length, sizes[2]), (2, batch, heads, total, sizes[0] // heads)]


def _multi_head(node: NodeProto, shapes: Shapes) -> list[Shape]:
    heads = _attributes(node)["num_heads"]
    query = shapes[0]
    batch, queries = query[0], query[1]
    if len(query) == 5:
        return [(batch, queries, heads * query[4])]
    value = shapes[2] if len(shapes) > 2 else None
    width = query[-1]
    if value is not None:
        width = heads * value[3] if len(value) == 4 else value[2]
    key = shapes[1]
    keys = key[2] if len(key) == 4 else key[1]
    past = shapes[6][2] if len(shapes) > 6 and shapes[6] is not None else 0
    return [
        (batch, queries, width),
        (batch, heads, past + keys, query[-1] // heads),
        (batch, heads, past + keys, width // heads),
    ]


def _grouped_query(node: NodeProto, shapes: Shapes) -> list[Shape]:
    given = _attributes(node)
    heads, kv_heads = given["num_heads"], given["kv_num_heads"]
    batch, queries, hidden = shapes[0]
    is_packed = len(node.input) < 2 or not node.input[1]
    width = hidden // (heads + 2 * kv_heads if is_packed else heads)
    past = shapes[3][2] if len(shapes) > 3 and shapes[3] is not None else 0
    present = (batch, kv_heads, past + queries, width)
    return [(batch, queries, heads * width), present, present]


def _embed(node: NodeProto, shapes: Shapes) -> list[Shape]:
    return [(*shapes[0], shapes[2][1])]


CONTRIB_SHAPES: dict[str, Callable[[NodeProto, Shapes], list[Shape]]] = {
    **dict.fromkeys(
        ("Gelu FastGelu QuickGelu BiasGelu RotaryEmbedding SimplifiedLayerNormalization "
         "QLinearSigmoid QLinearLeakyRelu QLinearSoftmax").split(),
        _same,
    ),
    **dict.fromkeys(
        ("SkipLayerNormalization", "SkipSimplifiedLayerNormalization"), _skip_norm
    ),
    **dict.fromkeys(("QLinearAdd", "QLinearMul"), _broadcast),
    **dict.fromkeys(
        ("FusedMatMul", "FusedGemm", "QGemm", "MatMulIntegerToFloat", "DynamicQuantizeMatMul"),
        _product,
    ),
    "MatMulNBits": _n_bits,
    "QLinearGlobalAveragePool": _plane,
    **dict.fromkeys(("FusedConv", "QLinearAveragePool"), _windows),
    "QLinearConcat": _concat,
    **dict.fromkeys(("Attention", "QAttention"), _packed_attention),
    "MultiHeadAttention": _multi_head,
    "GroupQueryAttention": _grouped_query,
    "EmbedLayerNormalization": _embed,
}  # fmt: skip
