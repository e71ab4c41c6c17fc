# SPDX-License-Identifier: Apache-2.0
"""What only moves or renames values: free with a reason, or a copy that is counted."""

from __future__ import annotations

from math import prod

from paretile.importers.convolution import window
from paretile.importers.elementwise import copy
from paretile.importers.layer import Costed, Free, Layer, Refused
from paretile.importers.view import View

_ORDER = "only changes the order in which values are read"
_NAME = "only names the same values anew"
_PART = "reads a part of what is there"
_PLACE = "values are written side by side by those who compute them"

FREE = {
    **dict.fromkeys(("Reshape", "Flatten", "Squeeze", "Unsqueeze", "Identity"), _NAME),
    **dict.fromkeys(("Transpose", "DepthToSpace", "SpaceToDepth", "Col2Im"), _ORDER),
    **dict.fromkeys(("Slice", "Split", "CenterCropPad", "Compress"), _PART),
    **dict.fromkeys(("Concat", "QLinearConcat", "ConcatFromSequence"), _PLACE),
    **dict.fromkeys(("Expand", "Tile"), "the same values are read again"),
    "Pad": "its zeros count where the padded tensor is read",
    **dict.fromkeys(("Cast", "CastLike"), "values change their type where they are read"),
    **dict.fromkeys(("Dropout", "AlphaDropout"), "does nothing after training"),
    **dict.fromkeys(("Shape", "Size"), "known before the network runs"),
    **dict.fromkeys(("Constant", "ConstantOfShape", "Range", "EyeLike", "OneHot"),
                    "a constant"),
    **dict.fromkeys(("DequantizeLinear",), "values are read as the integers they are"),
    **dict.fromkeys(("Optional", "OptionalGetElement"), _NAME),
}  # fmt: skip

RESIZE_TAPS = {"nearest": 1, "linear": 2, "cubic": 4}


def free_node(view: View) -> Free:
    return Free(FREE[view.node.kind])


def gather(view: View) -> Costed | Free:
    """Rows chosen while the network runs are copied: embeddings. Fixed ones are a slice."""
    if view.is_known(1):
        return Free(_PART)
    layer = copy(_rows(view.out()))
    note = "the rows read are copied" + (" out of a learned table" if view.is_known(0) else "")
    return Costed(view.with_bits([layer]), note)


def _rows(shape: tuple) -> tuple:
    return (prod(shape[:-1]), *shape[-1:]) if shape else (1,)


def scatter(view: View) -> Costed:
    """Only the updates are written: the rest stays where it is."""
    layers = view.with_bits([copy(_rows(view.shape(2)))], 2)
    return Costed(layers, "the updates are copied, the rest stays in place")


def resize(view: View) -> Costed:
    """One operation per value that an output is interpolated from."""
    shape = view.shape()
    mode = view.attr("mode", "nearest")
    if mode not in RESIZE_TAPS or len(shape) != len(view.out()):
        raise Refused(f"mode '{mode}'")
    taps = [RESIZE_TAPS[mode] if a != b else 1 for a, b in zip(shape, view.out())]
    if max(taps) == 1:
        return Costed(view.with_bits([copy(view.out())]), "one copy per output")
    layer = _interpolation(view.out(), taps)
    return Costed(view.with_bits([layer]), "one operation per value interpolated from")


def _interpolation(out: tuple, taps: list[int]) -> Layer:
    rank = len(out) - 2
    if rank not in (1, 2, 3) or taps[0] != 1 or taps[1] != 1:
        raise Refused("interpolates over batch, channels or more than three axes")
    return window(out, taps[2:], [1] * rank, [1] * rank)


def quantize(view: View) -> Costed:
    """Where no layer before can write the integers: the inputs of a network."""
    return Costed(view.with_bits([copy(view.out())]), "one operation per value")


HANDLERS = {
    **dict.fromkeys(FREE, free_node),
    **dict.fromkeys(("Gather", "GatherElements", "GatherND"), gather),
    **dict.fromkeys(("Scatter", "ScatterElements", "ScatterND", "TensorScatter"), scatter),
    **dict.fromkeys(("Resize", "Upsample"), resize),
    "QuantizeLinear": quantize,
}
