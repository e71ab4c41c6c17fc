# SPDX-License-Identifier: Apache-2.0
"""ATen operators in the vocabulary of ONNX: for each one the node or nodes it becomes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from paretile.importers.layer import Refused

Shape = tuple[int, ...]


@dataclass
class Call:
    """One call of a traced program: arguments by name, tensors as their names.

    Attributes
    ----------
    given : dict
        Arguments by the names of the operator's schema, defaults filled in.
    shapes : dict
        Shapes of all tensors by name.
    outputs : list of str
        Names of the tensors it returns.
    """

    given: dict[str, Any]
    shapes: dict[str, Shape]
    outputs: list[str]

    def shape(self, argument: str) -> Shape:
        return self.shapes[self.given[argument]]


@dataclass
class Made:
    """An ONNX node without its names; `outputs` None means those of the call."""

    kind: str
    inputs: Sequence[str | None]
    attributes: dict[str, Any] = field(default_factory=dict)
    outputs: Sequence[str] | None = None
    suffix: str = ""
    new_shapes: dict[str, Shape] = field(default_factory=dict)


Rule = Callable[[Call], list[Made]]

#: Argument -> position: which arguments are tensors is the schema's business.
UNARY = {
    "abs": "Abs", "acos": "Acos", "asin": "Asin", "atan": "Atan", "bitwise_not": "BitwiseNot",
    "ceil": "Ceil", "clamp": "Clip", "clamp_max": "Clip", "clamp_min": "Clip", "cos": "Cos",
    "cumsum": "CumSum", "elu": "Elu", "erf": "Erf", "exp": "Exp", "expm1": "Exp",
    "floor": "Floor", "gelu": "Gelu", "hardsigmoid": "HardSigmoid", "hardswish": "HardSwish",
    "hardtanh": "Clip", "isinf": "IsInf", "isnan": "IsNaN", "leaky_relu": "LeakyRelu",
    "log": "Log", "log1p": "Log", "log2": "Log", "logical_not": "Not", "log_sigmoid": "Sigmoid",
    "mish": "Mish", "neg": "Neg", "reciprocal": "Reciprocal", "relu": "Relu", "relu6": "Clip",
    "round": "Round", "rsqrt": "Reciprocal", "selu": "Selu", "sigmoid": "Sigmoid", "sign": "Sign",
    "silu": "Silu", "sin": "Sin", "softplus": "Softplus", "sqrt": "Sqrt", "square": "Abs",
    "tan": "Tan", "tanh": "Tanh", "tril": "Trilu", "triu": "Trilu",
}  # fmt: skip

BINARY = {
    "add": "Add", "bitwise_and": "BitwiseAnd", "bitwise_or": "BitwiseOr", "div": "Div",
    "eq": "Equal", "floor_divide": "Div", "ge": "GreaterOrEqual", "gt": "Greater",
    "le": "LessOrEqual", "logical_and": "And", "logical_or": "Or", "lt": "Less",
    "maximum": "Max", "minimum": "Min", "mul": "Mul", "ne": "Equal", "pow": "Pow",
    "prelu": "PRelu", "remainder": "Mod", "rsub": "Sub", "sub": "Sub", "where": "Where",
    "masked_fill": "Where",
}  # fmt: skip

MOVED = {
    "_to_copy": "Cast", "alias": "Identity", "arange": "Range", "as_strided": "Transpose",
    "cat": "Concat", "chunk": "Split", "clone": "Identity", "concat": "Concat",
    "constant_pad_nd": "Pad", "contiguous": "Identity", "detach": "Identity",
    "detach_": "Identity", "dropout": "Dropout", "expand": "Expand", "expand_as": "Expand",
    "feature_dropout": "Dropout", "flatten": "Flatten", "flip": "Transpose", "full": "Constant",
    "full_like": "ConstantOfShape", "lift_fresh_copy": "Identity", "movedim": "Transpose",
    "narrow": "Slice", "new_zeros": "ConstantOfShape", "ones": "Constant",
    "ones_like": "ConstantOfShape", "pad": "Pad", "permute": "Transpose",
    "pixel_shuffle": "DepthToSpace", "pixel_unshuffle": "SpaceToDepth", "repeat": "Tile",
    "reshape": "Reshape", "roll": "Transpose", "scalar_tensor": "Constant", "select": "Slice",
    "slice": "Slice", "split": "Split", "split_with_sizes": "Split", "squeeze": "Squeeze",
    "stack": "Concat", "t": "Transpose", "to": "Cast", "transpose": "Transpose",
    "type_as": "Cast", "unbind": "Split", "unflatten": "Reshape", "unsafe_split": "Split",
    "unsqueeze": "Unsqueeze", "view": "Reshape", "_unsafe_view": "Reshape",
    "zeros": "Constant", "zeros_like": "ConstantOfShape", "_assert_tensor_metadata": "Identity",
    "alpha_dropout": "Dropout", "mT": "Transpose", "numpy_T": "Transpose",
    "permute_copy": "Transpose",
}  # fmt: skip

REDUCED = {
    "amax": "ReduceMax", "amin": "ReduceMin", "argmax": "ArgMax", "argmin": "ArgMin",
    "logsumexp": "ReduceLogSumExp", "max": "ReduceMax", "mean": "ReduceMean", "min": "ReduceMin",
    "prod": "ReduceProd", "sum": "ReduceSum", "any": "ReduceMax", "all": "ReduceMin",
}  # fmt: skip


def _list(value: Any, rank: int) -> list[int]:
    """A number for every axis; ATen gives one for all, too."""
    values = [value] if isinstance(value, int) else list(value)
    return values * rank if len(values) == 1 else values


def _convolution(call: Call) -> list[Made]:
    rank = len(call.shape("weight")) - 2
    padding = call.given.get("padding", 0)
    attributes = {
        "strides": _list(call.given["stride"], rank),
        "dilations": _list(call.given["dilation"], rank),
        "group": call.given["groups"],
    }
    kind = "Conv"
    if call.given.get("transposed") or "output_padding" in call.given and "transposed" not in (
        call.given
    ):
        kind = "ConvTranspose"
        attributes["pads"] = _list(padding, rank) * 2
    x = call.given.get("input")
    return [Made(kind, [x, call.given["weight"], call.given["bias"]], attributes)]


def _linear(call: Call) -> list[Made]:
    inputs = [call.given["input"], call.given["weight"], call.given["bias"]]
    return [Made("MatMul", inputs, {"transB": 1})]


def _addmm(call: Call) -> list[Made]:
    return [Made("Gemm", [call.given["mat1"], call.given["mat2"], call.given["self"]])]


def _matmul(call: Call) -> list[Made]:
    other = call.given.get("other", call.given.get("mat2"))
    return [Made("MatMul", [call.given["self"], other])]


def _einsum(call: Call) -> list[Made]:
    return [Made("Einsum", call.given["tensors"], {"equation": call.given["equation"]})]


def _attention(call: Call) -> list[Made]:
    mask = call.given.get("attn_mask", call.given.get("attn_bias"))
    attributes = {}
    if len(call.shape("query")) == 3:
        attributes = {"q_num_heads": 1, "kv_num_heads": 1}
    inputs = [call.given["query"], call.given["key"], call.given["value"], mask]
    return [Made("Attention", inputs, attributes, call.outputs[:1])]


def _norm(kind: str) -> Rule:
    def rule(call: Call) -> list[Made]:
        inputs = [call.given["input"], call.given["weight"], call.given.get("bias")]
        axis = -len(call.given["normalized_shape"])
        return [Made(kind, inputs, {"axis": axis}, call.outputs[:1])]

    return rule


def _batch_norm(call: Call) -> list[Made]:
    names = ("input", "weight", "bias", "running_mean", "running_var")
    inputs = [call.given[name] for name in names]
    training = int(bool(call.given.get("training", False)))
    return [Made("BatchNormalization", inputs, {"training_mode": training}, call.outputs[:1])]


def _group_norm(call: Call) -> list[Made]:
    inputs = [call.given["input"], call.given["weight"], call.given["bias"]]
    groups = call.given.get("num_groups", call.given.get("group"))
    return [Made("GroupNormalization", inputs, {"num_groups": groups}, call.outputs[:1])]


def _softmax(call: Call) -> list[Made]:
    return [Made("Softmax", [call.given["self"]], {"axis": call.given["dim"]})]


def _pool(kind: str) -> Rule:
    def rule(call: Call) -> list[Made]:
        rank = int("1" if len(call.shape("self")) == 3 else len(call.shape("self")) - 2)
        taps = _list(call.given["kernel_size"], rank)
        attributes = {
            "kernel_shape": taps,
            "strides": _list(call.given["stride"] or taps, rank),
            "dilations": _list(call.given.get("dilation", 1), rank),
        }
        return [Made(kind, [call.given["self"]], attributes, call.outputs[:1])]

    return rule


def _adaptive_pool(call: Call) -> list[Made]:
    """Windows of equal size; of unequal ones no single nest is the pool."""
    shape = call.shape("self")
    out = call.shapes[call.outputs[0]]
    plane, wanted = shape[2:], out[2:]
    if all(size == 1 for size in wanted):
        return [Made("GlobalAveragePool", [call.given["self"]])]
    if any(size % parts for size, parts in zip(plane, wanted, strict=True)):
        raise Refused(f"pools {list(plane)} into {list(wanted)} windows of unequal size")
    taps = [size // parts for size, parts in zip(plane, wanted, strict=True)]
    attributes = {"kernel_shape": taps, "strides": taps}
    return [Made("AveragePool", [call.given["self"]], attributes)]


def _reduction(kind: str) -> Rule:
    def rule(call: Call) -> list[Made]:
        dims = call.given.get("dim")
        rank = len(call.shape("self"))
        axes = list(range(rank)) if dims in (None, []) else dims
        axes = [axes] if isinstance(axes, int) else list(axes)
        attributes = {"axes": axes}
        if kind in ("ArgMax", "ArgMin"):
            attributes["axis"] = axes[0]
        return [Made(kind, [call.given["self"]], attributes, call.outputs[:1])]

    return rule


def _variance(call: Call) -> list[Made]:
    """Mean, squared distance to it, and their mean."""
    dims = call.given.get("dim")
    axes = list(range(len(call.shape("self")))) if not dims else _list(dims, 1)
    return [Made("MeanVarianceNormalization", [call.given["self"]], {"axes": axes},
                 call.outputs[:1])]  # fmt: skip


def _gather(table: str, index: str) -> Rule:
    return lambda call: [Made("Gather", [call.given[table], _first(call.given[index])])]


def _first(value: Any) -> str | None:
    """The tensor, or the first of a list that holds None for whole axes."""
    if isinstance(value, (list, tuple)):
        return next((one for one in value if one is not None), None)
    return value


def _index_put(call: Call) -> list[Made]:
    inputs = [call.given["self"], _first(call.given["indices"]), call.given["values"]]
    return [Made("ScatterND", inputs)]


def _resize(mode: str) -> Rule:
    def rule(call: Call) -> list[Made]:
        name = call.given.get("self", call.given.get("input"))
        return [Made("Resize", [name], {"mode": mode})]

    return rule


def _quantise(kind: str) -> Rule:
    return lambda call: [Made(kind, [call.given["input"]])]


def _top_k(call: Call) -> list[Made]:
    return [Made("TopK", [call.given["self"]], {"axis": call.given["dim"]})]


def _recurrent(kind: str, gates: int) -> Rule:
    """One node per layer; weights of both directions as one tensor of ONNX's shape."""

    def rule(call: Call) -> list[Made]:
        layers, directions = call.given["num_layers"], 1 + bool(call.given["bidirectional"])
        weights = list(call.given["params"])
        step = len(weights) // (layers * directions)
        source = call.given["input"]
        made = []
        for layer in range(layers):
            own = weights[layer * directions * step : (layer + 1) * directions * step]
            hidden = call.shapes[own[1]][1]
            features = call.shapes[own[0]][1]
            stem = f"{call.outputs[0]}.layer{layer}"
            shapes = {
                f"{stem}.input_weights": (directions, gates * hidden, features),
                f"{stem}.hidden_weights": (directions, gates * hidden, hidden),
            }
            is_last = layer + 1 == layers
            out = call.outputs[0] if is_last else f"{stem}.output"
            x = call.shapes[source] if source in call.shapes else made[-1].new_shapes[source]
            if not is_last:
                shapes[out] = (*x[:2], directions * hidden)
            inputs = [source, *list(shapes)[:2], None, None, None, None, None, *own]
            attributes = {"layout": int(bool(call.given["batch_first"]))}
            outputs = call.outputs if is_last else [out]
            suffix = f"layer{layer}" if layers > 1 else ""
            made.append(Made(kind, inputs, attributes, outputs, suffix, shapes))
            source = out
        return made

    return rule


def _simple(kind: str) -> Rule:
    """All tensors among the arguments are inputs."""

    def rule(call: Call) -> list[Made]:
        inputs: list[str] = []
        for value in call.given.values():
            found = value if isinstance(value, (list, tuple)) else [value]
            inputs += [one for one in found if isinstance(one, str) and one in call.shapes]
        return [Made(kind, inputs)]

    return rule


RULES: dict[str, Rule] = {
    **{name: _simple(kind) for name, kind in {**UNARY, **BINARY, **MOVED}.items()},
    **{name: _reduction(kind) for name, kind in REDUCED.items()},
    **dict.fromkeys(
        ("conv1d", "conv2d", "conv3d", "conv_transpose1d", "conv_transpose2d", "conv_transpose3d",
         "convolution", "_convolution"),
        _convolution,
    ),
    "linear": _linear,
    "addmm": _addmm,
    **dict.fromkeys(("mm", "bmm", "matmul", "mv", "dot"), _matmul),
    "einsum": _einsum,
    **dict.fromkeys(
        ("scaled_dot_product_attention", "_scaled_dot_product_flash_attention",
         "_scaled_dot_product_flash_attention_for_cpu",
         "_scaled_dot_product_efficient_attention"),
        _attention,
    ),
    **dict.fromkeys(("layer_norm", "native_layer_norm"), _norm("LayerNormalization")),
    **dict.fromkeys(("rms_norm", "_fused_rms_norm"), _norm("RMSNormalization")),
    **dict.fromkeys(
        ("batch_norm", "_native_batch_norm_legit_no_training", "native_batch_norm"), _batch_norm
    ),
    **dict.fromkeys(("group_norm", "native_group_norm"), _group_norm),
    **dict.fromkeys(("softmax", "_softmax", "log_softmax", "_log_softmax"), _softmax),
    **dict.fromkeys(
        ("max_pool1d", "max_pool2d", "max_pool3d", "max_pool2d_with_indices"), _pool("MaxPool")
    ),
    **dict.fromkeys(("avg_pool1d", "avg_pool2d", "avg_pool3d"), _pool("AveragePool")),
    **dict.fromkeys(
        ("adaptive_avg_pool1d", "adaptive_avg_pool2d", "_adaptive_avg_pool2d",
         "adaptive_avg_pool3d"),
        _adaptive_pool,
    ),
    "var": _variance,
    "embedding": _gather("weight", "indices"),
    "index_select": _gather("self", "index"),
    "gather": _gather("self", "index"),
    "index": _gather("self", "indices"),
    **dict.fromkeys(("index_put", "index_put_"), _index_put),
    **dict.fromkeys(("upsample_nearest1d", "upsample_nearest2d"), _resize("nearest")),
    **dict.fromkeys(("upsample_linear1d", "upsample_bilinear2d"), _resize("linear")),
    "upsample_bicubic2d": _resize("cubic"),
    "topk": _top_k,
    "lstm": _recurrent("LSTM", 4),
    "gru": _recurrent("GRU", 3),
    **dict.fromkeys(("rnn_tanh", "rnn_relu"), _recurrent("RNN", 1)),
    **dict.fromkeys(
        ("quantize_per_tensor", "quantize_per_channel"), _quantise("QuantizeLinear")
    ),
    **dict.fromkeys(
        ("dequantize_per_tensor", "dequantize_per_channel"), _quantise("DequantizeLinear")
    ),
}  # fmt: skip
