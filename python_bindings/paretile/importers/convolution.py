# SPDX-License-Identifier: Apache-2.0
"""Convolutions, transposed convolutions and pooling."""

from __future__ import annotations

from itertools import product
from math import gcd, prod

from paretile.importers.layer import Costed, Layer, Refused, einsum, operator
from paretile.importers.view import View, fitted

MAX_TRANSPOSED_STRIDE = 16  # core/expansion.cpp: stride^2 loop nests

#: Position of input and weight.
OPERANDS = {"QLinearConv": (0, 3)}

_STRIDES = {1: ["stride"], 2: ["stride", "stride_w"], 3: ["stride", "stride_h", "stride_w"]}
_DILATIONS = {
    1: ["dilation"],
    2: ["dilation", "dilation_w"],
    3: ["dilation", "dilation_h", "dilation_w"],
}
_OUTPUTS = {1: ["P"], 2: ["P", "Q"], 3: ["Z", "P", "Q"]}
_FILTERS = {1: ["R"], 2: ["R", "S"], 3: ["T", "R", "S"]}


def _numbers(names: list[str], values: list[int]) -> dict[str, int]:
    """Strides or dilations by key; later axes stand for themselves only where they differ."""
    found = {name: value for name, value in zip(names, values) if value != values[0]}
    if values[0] != 1:
        found = {names[0]: values[0], **found}
    return found


def dense(
    batch: int,
    groups: int,
    channels: tuple[int, int],
    outputs: list[int],
    taps: list[int],
    strides: list[int],
    dilations: list[int],
    suffix: str = "",
) -> Layer:
    """A convolution with (output, input) channels of one group."""
    if len(outputs) == 1 and groups > 1:
        outputs, taps = [*outputs, 1], [*taps, 1]
        strides, dilations = [*strides, strides[0]], [*dilations, dilations[0]]
    rank = len(outputs)
    if rank not in _OUTPUTS:
        raise Refused(f"a convolution over {rank} axes")
    k, c = channels
    names = {1: "conv1d", 2: "conv2d", 3: "conv3d"}
    if rank == 3 and groups > 1:
        return _grouped_3d(batch, groups, channels, outputs, taps, strides, dilations, suffix)
    op = names[rank]
    sizes = {"K": k, "C": c}
    if groups > 1:
        op = "depthwise_conv2d" if k == 1 and c == 1 else "grouped_conv2d"
        sizes = {"G": groups} if op == "depthwise_conv2d" else {"G": groups, **sizes}
    if batch > 1:
        sizes = {"N": batch, **sizes}
    sizes.update(zip(_OUTPUTS[rank], outputs))
    sizes.update(zip(_FILTERS[rank], taps))
    sizes.update(_numbers(_STRIDES[rank], strides))
    sizes.update(_numbers(_DILATIONS[rank], dilations))
    return operator(op, suffix, **sizes)


def _grouped_3d(batch, groups, channels, outputs, taps, strides, dilations, suffix) -> Layer:
    sums = [
        f"{s}*{y}+{d}*{r}" for s, y, d, r in zip(strides, "zpq", dilations, "trs")
    ]  # a coefficient of 1 is allowed in a sum
    text = f"O[n,g,k,z,p,q] += W[g,k,c,t,r,s] * I[n,g,c,{','.join(sums)}]"
    sizes = dict(zip("ngkc", (batch, groups, *channels)))
    sizes.update(zip("zpq", outputs), **dict(zip("trs", taps)))
    return einsum(text, sizes, suffix)


def conv(view: View) -> Costed:
    x, w = OPERANDS.get(view.node.kind, (0, 1))
    weight, out = view.shape(w), view.out()
    rank = len(weight) - 2
    if rank < 1 or len(out) != len(weight):
        raise Refused(f"filters of shape {list(weight)} give outputs of shape {list(out)}")
    groups = int(view.attr("group", 1))
    if groups < 1 or weight[0] % groups or view.shape(x)[1] != weight[1] * groups:
        raise Refused(f"filters of shape {list(weight)} in {groups} groups do not fit the input")
    layer = dense(
        out[0],
        groups,
        (weight[0] // groups, weight[1]),
        list(out[2:]),
        list(weight[2:]),
        fitted(view.attr("strides"), rank, 1),
        fitted(view.attr("dilations"), rank, 1),
    )
    return Costed(view.with_bits([layer], x, w), "bias added while summing")


def phases(outputs: int, taps: int, stride: int, dilation: int, pad: int) -> list[tuple]:
    """One axis of a transposed convolution as dense ones: (remainder, outputs, taps, dilation).

    Output y adds input h times tap r where h*stride + r*dilation - pad == y: taps of one remainder
    of r*dilation / stride make a dense convolution for the outputs of that remainder.
    """
    by_remainder: dict[int, int] = {}
    for tap in range(taps):
        remainder = tap * dilation % stride
        by_remainder[remainder] = by_remainder.get(remainder, 0) + 1
    found = []
    for remainder, count in sorted(by_remainder.items()):
        reached = (outputs - 1 + pad - remainder) // stride - (pad - 1 - remainder) // stride
        if reached > 0:
            found.append((remainder, reached, count, dilation // gcd(dilation, stride)))
    return found


def conv_transpose(view: View) -> Costed:
    x, weight, out = view.shape(), view.shape(1), view.out()
    rank = len(weight) - 2
    groups = int(view.attr("group", 1))
    if rank not in _OUTPUTS or len(out) != rank + 2 or groups < 1 or x[1] % groups:
        raise Refused(f"filters of shape {list(weight)} in {groups} groups give {list(out)}")
    strides = fitted(view.attr("strides"), rank, 1)
    dilations = fitted(view.attr("dilations"), rank, 1)
    if max(strides) > MAX_TRANSPOSED_STRIDE:
        raise Refused(f"a stride over {MAX_TRANSPOSED_STRIDE} needs its square of loop nests")
    pads = _transposed_pads(view, strides, dilations)
    axes = [phases(*of_axis) for of_axis in zip(out[2:], weight[2:], strides, dilations, pads)]
    layers = []
    for combination in product(*axes):
        suffix = "phase_" + "_".join(str(phase[0]) for phase in combination)
        layers.append(
            dense(
                out[0],
                groups,
                (weight[1], x[1] // groups),
                [phase[1] for phase in combination],
                [phase[2] for phase in combination],
                [1] * rank,
                [phase[3] if phase[2] > 1 else 1 for phase in combination],
                suffix if len(list(product(*axes))) > 1 else "",
            )
        )
        layers[-1].is_result = True
        layers[-1].reads = [view.name(0)]
    if not layers:
        raise Refused("no filter tap reaches an output")
    return Costed(
        view.with_bits(layers, 0, 1), "a dense convolution per phase of the stride"
    )


def _transposed_pads(view: View, strides: list[int], dilations: list[int]) -> list[int]:
    """Outputs cut off before the first one kept, per axis."""
    rank = len(strides)
    auto = view.attr("auto_pad", "NOTSET")
    if auto in ("NOTSET", "VALID") and view.attr("output_shape") is None:
        return fitted(view.attr("pads"), 2 * rank, 0)[:rank]
    extra = fitted(view.attr("output_padding"), rank, 0)
    pads = []
    for i in range(rank):
        whole = strides[i] * (view.shape()[2 + i] - 1) + extra[i]
        whole += (view.shape(1)[2 + i] - 1) * dilations[i] + 1
        total = max(whole - view.out()[2 + i], 0)
        pads.append(total // 2 if auto == "SAME_UPPER" else total - total // 2)
    return pads


def pool(view: View) -> Costed:
    """Windows: one operation per value of each, as many as outputs times filter taps."""
    out = view.out()
    rank = len(out) - 2
    taps = fitted(view.attr("kernel_shape"), rank, 1)
    strides = fitted(view.attr("strides"), rank, 1)
    dilations = fitted(view.attr("dilations"), rank, 1)
    layer = window(out, taps, strides, dilations)
    return Costed(view.with_bits([layer]), "one operation per value of each window")


def window(out: tuple, taps: list[int], strides: list[int], dilations: list[int]) -> Layer:
    """Each output from a window of its channel."""
    rank = len(out) - 2
    if rank in (1, 2) and max(dilations) == 1:
        sizes = {"N": out[0]} if out[0] > 1 else {}
        sizes |= {"C": out[1], "P": out[2], "Q": out[3] if rank == 2 else 1}
        sizes |= {"R": taps[0], "S": taps[1] if rank == 2 else 1}
        sizes |= _numbers(_STRIDES[rank], strides)
        return operator("pool", **sizes)
    if rank not in (1, 2, 3):
        raise Refused(f"a window over {rank} axes")
    outer, inner = ("zpq"[3 - rank :], "trs"[3 - rank :])
    sums = [f"{s}*{y}+{d}*{r}" for s, y, d, r in zip(strides, outer, dilations, inner)]
    sizes = dict(zip("nc" + outer, out)) | dict(zip(inner, taps))
    return einsum(f"O[n,c,{','.join(outer)}] += I[n,c,{','.join(sums)}]", sizes)


def global_pool(view: View) -> Costed:
    shape = view.shape()
    batch, channels, *plane = shape
    if len(plane) == 2:
        sizes = {"N": batch} if batch > 1 else {}
        layer = operator("pool", **sizes, C=channels, P=1, Q=1, R=plane[0], S=plane[1])
    else:
        layer = operator("reduce", M=batch * channels, N=prod(plane))
    return Costed(view.with_bits([layer]), "one operation per value")


HANDLERS = {
    **dict.fromkeys(("Conv", "ConvInteger", "QLinearConv", "FusedConv"), conv),
    "ConvTranspose": conv_transpose,
    **dict.fromkeys(("MaxPool", "AveragePool", "LpPool", "QLinearAveragePool"), pool),
    **dict.fromkeys(
        ("GlobalAveragePool", "GlobalMaxPool", "GlobalLpPool", "QLinearGlobalAveragePool"),
        global_pool,
    ),
}
