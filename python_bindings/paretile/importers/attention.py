# SPDX-License-Identifier: Apache-2.0
"""Attention as one node: ONNX's own, and those of com.microsoft."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

from paretile.importers.elementwise import binary, copy
from paretile.importers.layer import Costed, Layer, Refused, operator
from paretile.importers.view import View

NOTE = "all scores counted, masked ones too; the scale is part of the softmax"


@dataclass
class Heads:
    """Sizes of one attention: `queries` and `keys` are positions, `width` those of one head."""

    batch: int
    heads: int
    kv_heads: int
    queries: int
    keys: int
    width: int
    value_width: int


def core_layers(heads: Heads, reads: list[str], mask: tuple[str, tuple] | None) -> list[Layer]:
    """Scores, the mask if one is added, softmax, values."""
    if heads.kv_heads < 1 or heads.heads % heads.kv_heads:
        raise Refused(f"{heads.heads} heads of queries for {heads.kv_heads} of keys")
    shared = {
        "B": heads.batch,
        "H": heads.kv_heads,
        "G": heads.heads // heads.kv_heads,
        "M": heads.queries,
        "N": heads.keys,
    }
    shared = {key: size for key, size in shared.items() if size > 1 or key in "MN"}
    scores = operator("attention_scores", "scores", **shared, D=heads.width)
    scores.reads = reads
    layers = [scores]
    if mask is not None:
        full = (heads.batch, heads.heads, heads.queries, heads.keys)
        layers.append(binary(full, [full, mask[1]], "+", "mask"))
        layers[-1].reads = [".scores", mask[0]]
    rows = heads.batch * heads.heads * heads.queries
    softmax = operator("softmax", "softmax", M=rows, N=heads.keys)
    softmax.reads = ["." + layers[-1].name]
    values = operator("attention_values", "values", **shared, D=heads.value_width)
    values.reads = [".softmax", *reads]
    values.is_result = True
    return [*layers, softmax, values]


def _mask(view: View, index: int, shape_limit: int = 4) -> tuple[str, tuple] | None:
    if not view.has(index) or len(view.shape(index)) > shape_limit:
        return None
    return view.name(index), view.shape(index)


def attention(view: View) -> Costed:
    """ai.onnx Attention (opset 23): three or four axes, past keys and values, grouped heads."""
    q, k, v = view.shape(0), view.shape(1), view.shape(2)
    if len(q) == 4:
        batch, heads, queries, width = q
        kv_heads, keys, value_width = k[1], k[2], v[3]
    else:
        heads, kv_heads = int(view.attr("q_num_heads", 0)), int(view.attr("kv_num_heads", 0))
        if len(q) != 3 or heads < 1 or kv_heads < 1:
            raise Refused("'q_num_heads' and 'kv_num_heads' must be given")
        batch, queries, keys = q[0], q[1], k[1]
        width, value_width = q[2] // heads, v[2] // kv_heads
    if view.has(4):
        keys += view.shape(4)[2]
    sizes = Heads(batch, heads, kv_heads, queries, keys, width, value_width)
    layers = core_layers(sizes, _given(view, 0, 1, 2, 4, 5), _mask(view, 3))
    return Costed(_bits(view, layers), NOTE)


def _given(view: View, *positions: int) -> list[str]:
    return [view.name(i) for i in positions if view.has(i)]


def _bits(view: View, layers: list[Layer]) -> list[Layer]:
    """Queries, keys, scores and values as wide as the first input."""
    view.with_bits(layers, 0)
    for layer in layers:
        if layer.op.startswith("attention"):
            layer.bits["weight"] = view.bits(0)
    return layers


def packed_attention(view: View) -> Costed:
    """com.microsoft Attention and QAttention: one learned product makes queries, keys, values."""
    batch, length, hidden = view.shape(0)
    rows, columns = view.shape(1)
    heads = int(view.attr("num_heads", 0))
    sizes = [int(size) for size in view.attr("qkv_hidden_sizes", [columns // 3] * 3)]
    if heads < 1 or rows != hidden or sum(sizes) != columns or any(s % heads for s in sizes):
        raise Refused(f"weights of shape {list(view.shape(1))} in {heads} heads")
    is_quantised = view.node.kind == "QAttention"
    past = 8 if is_quantised else 4
    keys = length + (view.shape(past)[-2] if view.has(past) else 0)
    qkv = operator("gemm", "qkv", M=batch * length, N=columns, K=hidden)
    qkv.reads = [view.name(0)]
    whole = Heads(batch, heads, heads, length, keys, sizes[0] // heads, sizes[2] // heads)
    bias = None if is_quantised else _mask(view, 5)
    layers = [qkv, *core_layers(whole, [".qkv", *_given(view, past)], bias)]
    _bits(view, layers)
    qkv.bits["weight"] = view.bits(1)
    return Costed(layers, NOTE)


def multi_head_attention(view: View) -> Costed:
    """com.microsoft MultiHeadAttention: separate, or packed keys and values, or packed all."""
    heads = int(view.attr("num_heads", 0))
    query = view.shape(0)
    if heads < 1:
        raise Refused("'num_heads' must be given")
    batch, queries = query[0], query[1]
    width = query[4] if len(query) == 5 else query[-1] // heads
    keys, value_width = queries, width
    if view.has(1):
        key = view.shape(1)
        keys = key[2] if len(key) == 4 else key[1]
        if view.has(2):
            value = view.shape(2)
            value_width = value[3] if len(value) == 4 else value[2] // heads
    if view.has(6):
        keys += view.shape(6)[2]
    whole = Heads(batch, heads, heads, queries, keys, width, value_width)
    layers = core_layers(whole, _given(view, 0, 1, 2, 6, 7), _mask(view, 5))
    return Costed(_bits(view, layers), NOTE)


def grouped_query_attention(view: View) -> Costed:
    """com.microsoft GroupQueryAttention: a cache of keys and values, perhaps with rotation."""
    heads, kv_heads = int(view.attr("num_heads", 0)), int(view.attr("kv_num_heads", 0))
    if heads < 1 or kv_heads < 1:
        raise Refused("'num_heads' and 'kv_num_heads' must be given")
    batch, queries, hidden = view.shape(0)
    width = hidden // (heads if view.has(1) else heads + 2 * kv_heads)
    present = view.graph.shapes.get(view.node.outputs[1]) if len(view.node.outputs) > 1 else None
    keys = queries + (view.shape(3)[2] if view.has(3) else 0)
    if present is not None and prod(present) > 0:
        keys = present[2]
    reads = _given(view, 0, 1, 2, 3, 4)
    layers: list[Layer] = []
    if view.attr("do_rotary", 0):
        rotated = (batch, queries, (heads + kv_heads) * width)
        layers = rotation(rotated, "rotary_", reads)
        reads = ["." + layers[-1].name, *reads]
    whole = Heads(batch, heads, kv_heads, queries, keys, width, width)
    return Costed(_bits(view, [*layers, *core_layers(whole, reads, None)]), NOTE)


def rotation(shape: tuple, prefix: str, reads: list[str]) -> list[Layer]:
    """x * cos + rotated x * sin."""
    cos, sin = (copy(shape, prefix + step) for step in ("cos", "sin"))
    cos.reads = sin.reads = reads
    added = binary(shape, [shape, shape], "+", prefix + "sum")
    added.reads = [f".{prefix}cos", f".{prefix}sin"]
    return [cos, sin, added]


def rotary_embedding(view: View) -> Costed:
    layers = rotation(view.shape(0), "", [view.name(0)])
    return Costed(view.with_bits(layers), "two products and a sum per value")


HANDLERS = {
    "Attention": attention,
    "com.microsoft.Attention": packed_attention,
    "QAttention": packed_attention,
    "MultiHeadAttention": multi_head_attention,
    "GroupQueryAttention": grouped_query_attention,
    "RotaryEmbedding": rotary_embedding,
}
