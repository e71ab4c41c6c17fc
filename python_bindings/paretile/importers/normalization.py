# SPDX-License-Identifier: Apache-2.0
"""Norms and softmax: passes over rows, as the operators of the same names make them."""

from __future__ import annotations

from math import prod

from paretile.importers.elementwise import binary, plane_sizes, reduction
from paretile.importers.layer import Costed, Layer, Refused, einsum, operator
from paretile.importers.view import View, normal_axis

ROWS = "passes over rows, one operation per value each"


def batch_norm(view: View) -> Costed:
    if view.attr("training_mode", 0):
        raise Refused("a batch norm in training mode")
    return Costed(view.with_bits([affine(view.out())]), "mean and variance known after training")


def affine(shape: tuple, suffix: str = "") -> Layer:
    """Gain and bias per channel, the second axis."""
    if len(shape) < 3:
        return operator("batch_norm", suffix, **{**plane_sizes(shape), "C": shape[-1]})
    rest = {"P": shape[2], "Q": prod(shape[3:])}
    sizes = {"N": shape[0], "C": shape[1], **rest}
    return operator("batch_norm", suffix, **{k: s for k, s in sizes.items() if s > 1 or k == "C"})


def row_sizes(view: View, first: int, last: int | None = None) -> dict[str, int]:
    """Rows over the axes from `first` on, or of that axis alone."""
    shape = view.shape()
    width = prod(shape[first:last])
    return {"M": prod(shape) // width, "N": width}


def softmax(view: View) -> Costed:
    """Over one axis; over all from `axis` on before opset 13."""
    is_old = view.attr("opset", 13) < 13
    axis = normal_axis(int(view.attr("axis", 1 if is_old else -1)), len(view.shape()))
    sizes = row_sizes(view, axis, None if is_old else axis + 1)
    return Costed(view.with_bits([operator("softmax", **sizes)]), ROWS)


def layer_norm(view: View) -> Costed:
    axis = normal_axis(int(view.attr("axis", -1)), len(view.shape()))
    op = "layer_norm" if view.node.kind == "LayerNormalization" else "rms_norm"
    return Costed(view.with_bits([operator(op, **row_sizes(view, axis))]), ROWS)


def skip_layer_norm(view: View) -> Costed:
    """com.microsoft: a residual sum, a bias if given, then the norm."""
    shape = view.shape()
    is_simple = "Simplified" in view.node.kind
    added = binary(shape, [shape, shape], "+", "sum")
    added.reads = view.activations()
    norm = operator("rms_norm" if is_simple else "layer_norm", "norm", **row_sizes(view, -1))
    norm.reads = [".sum"]
    norm.is_result = True
    return Costed(view.with_bits([added, norm]), ROWS)


def moments(view: View, rows: int, width: int) -> list[Layer]:
    """Mean, distance to it, variance, quotient."""
    layers = [
        operator("reduce", "mean", M=rows, N=width),
        operator("row_wise", "center", M=rows, N=width),
        operator("reduce", "variance", M=rows, N=width),
        operator("row_wise", "scale", M=rows, N=width),
    ]
    reads = ([], [".mean"], [".center"], [".center", ".variance"])
    for layer, steps in zip(layers, reads):
        layer.reads = list(steps)
    layers[0].reads = view.activations()
    layers[1].reads += view.activations()
    return layers


def group_norm(view: View) -> Costed:
    """Instance and group norm: rows are the groups of a picture, gain and bias per channel."""
    shape = view.shape()
    is_group = view.node.kind == "GroupNormalization"
    groups = int(view.attr("num_groups", 1)) if is_group else shape[1]
    if groups < 1 or shape[1] % groups:
        raise Refused(f"{shape[1]} channels in {groups} groups")
    rows = shape[0] * groups
    gain = affine(shape, "affine")
    gain.reads = [".scale"]
    return Costed(view.with_bits([*moments(view, rows, prod(shape) // rows), gain]), ROWS)


def mean_variance(view: View) -> Costed:
    """Over some axes, without gain and bias."""
    shape = view.shape()
    axes = {normal_axis(int(axis), len(shape)) for axis in view.attr("axes", [0, 2, 3])}
    width = prod(shape[axis] for axis in axes)
    return Costed(view.with_bits(moments(view, prod(shape) // width, width)), ROWS)


def lp_norm(view: View) -> Costed:
    """The norm of every row, then the quotient; also Hardmax: the maximum, then comparisons."""
    axis = normal_axis(int(view.attr("axis", -1)), len(view.shape()))
    sizes = row_sizes(view, axis, axis + 1)
    norm, scale = operator("reduce", "norm", **sizes), operator("row_wise", "scale", **sizes)
    norm.reads = view.activations()
    scale.reads = [*view.activations(), ".norm"]
    return Costed(view.with_bits([norm, scale]), ROWS)


def local_response(view: View) -> Costed:
    """Sums of squares over neighbouring channels, then the quotient."""
    shape = view.shape()
    size = int(view.attr("size", 1))
    batch, channels, *plane = shape
    dims = {"n": batch, "c": channels, "p": prod(plane), "r": size}
    squares = einsum("O[n,c,p] += I[n,c+r,p]", dims, "squares")
    squares.reads = view.activations()
    scale = binary(shape, [shape, shape], "*", "scale")
    scale.reads = [*view.activations(), ".squares"]
    return Costed(view.with_bits([squares, scale]), "one operation per value of each window")


def dynamic_quantize(view: View) -> Costed:
    """Smallest and largest value, then every value scaled."""
    shape = view.shape()
    low, high = (reduction(shape, range(len(shape)), name) for name in ("min", "max"))
    low.reads = high.reads = view.activations()
    scale = operator("activation", "scale", **plane_sizes(shape))
    scale.reads = [*view.activations(), ".min", ".max"]
    layers = view.with_bits([low, high, scale])
    low.bits["output"] = high.bits["output"] = view.bits(0)
    return Costed(layers, "scale found while the network runs")


HANDLERS = {
    "BatchNormalization": batch_norm,
    **dict.fromkeys(("Softmax", "LogSoftmax", "QLinearSoftmax"), softmax),
    **dict.fromkeys(
        ("LayerNormalization", "RMSNormalization", "SimplifiedLayerNormalization"), layer_norm
    ),
    **dict.fromkeys(
        ("SkipLayerNormalization", "SkipSimplifiedLayerNormalization"), skip_layer_norm
    ),
    **dict.fromkeys(("InstanceNormalization", "GroupNormalization"), group_norm),
    "MeanVarianceNormalization": mean_variance,
    **dict.fromkeys(("LpNormalization", "Hardmax"), lp_norm),
    "LRN": local_response,
    "DynamicQuantizeLinear": dynamic_quantize,
}
