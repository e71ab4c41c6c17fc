# SPDX-License-Identifier: Apache-2.0
"""Every operator the importer knows: its layers, and MACs that a reader can check by hand."""

from __future__ import annotations

import numpy as np
import pytest
from onnx_net import INT8, INT32, INT64, UINT8, Net

# Each case: build(net) -> output, MACs, operators of the layers in order.


def conv(x, w, **attributes):
    return lambda net: net.node("Conv", net.input(*x), net.weight(*w), **attributes)


def transposed(x, w, **attributes):
    return lambda net: net.node("ConvTranspose", net.input(*x), net.weight(*w), **attributes)


CONVOLUTIONS = {
    # outputs (16-3)/1+1 = 14; 8*4*14*3
    "conv1d": (conv((1, 4, 16), (8, 4, 3)), 8 * 4 * 14 * 3, ["conv1d"]),
    "conv1d grouped": (
        conv((1, 4, 16), (8, 2, 3), group=2), 8 * 2 * 14 * 3, ["grouped_conv2d"]),
    "conv1d depthwise": (
        conv((1, 4, 16), (4, 1, 3), group=4, dilations=[2]), 4 * 12 * 3, ["depthwise_conv2d"]),
    "conv2d padded": (
        conv((2, 3, 8, 8), (16, 3, 3, 3), pads=[1, 1, 1, 1]), 2 * 16 * 3 * 64 * 9, ["conv2d"]),
    "conv2d valid": (
        conv((1, 3, 8, 9), (16, 3, 3, 2), auto_pad="VALID"), 16 * 3 * 6 * 8 * 6, ["conv2d"]),
    "conv2d same, stride 2": (
        conv((1, 3, 7, 8), (16, 3, 3, 3), auto_pad="SAME_UPPER", strides=[2, 2]),
        16 * 3 * 4 * 4 * 9, ["conv2d"]),
    "conv2d asymmetric padding": (
        conv((1, 3, 8, 8), (16, 3, 3, 3), pads=[0, 1, 1, 2]), 16 * 3 * 7 * 9 * 9, ["conv2d"]),
    "conv2d unequal strides": (
        conv((1, 3, 9, 9), (16, 3, 3, 3), strides=[2, 1]), 16 * 3 * 4 * 7 * 9, ["conv2d"]),
    "conv2d dilated": (
        conv((1, 3, 9, 9), (16, 3, 3, 3), dilations=[2, 3]), 16 * 3 * 5 * 3 * 9, ["conv2d"]),
    "conv2d grouped": (
        conv((1, 8, 6, 6), (12, 4, 3, 3), group=2), 12 * 4 * 16 * 9, ["grouped_conv2d"]),
    "conv2d depthwise": (
        conv((1, 8, 6, 6), (8, 1, 3, 3), group=8), 8 * 16 * 9, ["depthwise_conv2d"]),
    "conv2d depthwise, two filters a channel": (
        conv((1, 8, 6, 6), (16, 1, 3, 3), group=8), 16 * 16 * 9, ["grouped_conv2d"]),
    "conv3d": (
        conv((1, 2, 4, 5, 6), (3, 2, 2, 3, 3)), 3 * 2 * 3 * 3 * 4 * 18, ["conv3d"]),
    "conv3d grouped, strides and dilations": (
        conv((1, 4, 4, 5, 9), (6, 2, 2, 3, 3), group=2, strides=[1, 2, 1], dilations=[1, 1, 2]),
        6 * 2 * 3 * 2 * 5 * 18, ["einsum"]),
    # every input meets every tap: 4*8*8 inputs, 6 filters, 16 taps
    "transposed doubling": (
        transposed((1, 4, 8, 8), (4, 6, 4, 4), strides=[2, 2], pads=[1, 1, 1, 1]),
        4 * 6 * 64 * 16, ["conv2d"] * 4),
    "transposed 1d": (
        transposed((1, 4, 8), (4, 6, 2), strides=[2]), 4 * 6 * 8 * 2, ["conv1d"] * 2),
    "transposed stride 1": (  # 10 outputs of 3 taps, those over the edge counted as padding
        transposed((1, 4, 8), (4, 6, 3)), 4 * 6 * 10 * 3, ["conv1d"]),
    "transposed grouped": (
        transposed((1, 4, 8, 8), (4, 3, 2, 2), strides=[2, 2], group=2),
        4 * 3 * 64 * 4, ["grouped_conv2d"] * 4),
    "transposed 3d": (
        transposed((1, 2, 3, 3, 3), (2, 5, 2, 2, 2), strides=[2, 2, 2]),
        2 * 5 * 27 * 8, ["conv3d"] * 8),
    "transposed dilated": (  # outputs (8-1)*2 + 2*3 + 1 - 0 = 21, taps 0,3,6: 0,6 even, 3 odd
        transposed((1, 1, 8), (1, 1, 3), strides=[2], dilations=[3]),
        11 * 2 + 10 * 1, ["conv1d"] * 2),
}  # fmt: skip


def matmul(a, b, learned=True):
    def build(net):
        x = net.input(*a)
        return net.node("MatMul", x, net.weight(*b) if learned else net.input(*b))

    return build


def gemm(a, b, bias=None, **attributes):
    def build(net):
        given = [net.input(*a), net.weight(*b)] + ([bias(net)] if bias else [])
        return net.node("Gemm", *given, **attributes)

    return build


def einsum(equation, *shapes):
    return lambda net: net.node("Einsum", *[net.input(*s) for s in shapes], equation=equation)


PRODUCTS = {
    "gemm": (gemm((2, 8), (8, 5)), 80, ["gemm"]),
    "gemm transposed": (gemm((8, 2), (5, 8), transA=1, transB=1), 80, ["gemm"]),
    "gemm learned bias": (gemm((2, 8), (8, 5), lambda net: net.weight(5)), 80, ["gemm"]),
    "gemm computed bias": (
        gemm((2, 8), (8, 5), lambda net: net.input(2, 5)), 80, ["gemm", "add"]),
    "matmul learned": (matmul((2, 7, 8), (8, 5)), 2 * 7 * 8 * 5, ["gemm"]),
    "matmul batched": (
        matmul((2, 3, 7, 8), (2, 3, 8, 5), False), 6 * 7 * 8 * 5, ["matmul"]),
    "matmul one matrix for all": (
        matmul((2, 3, 7, 8), (8, 5), False), 6 * 7 * 8 * 5, ["matmul"]),
    "matmul broadcast heads": (
        matmul((2, 3, 7, 8), (2, 1, 8, 5), False), 6 * 7 * 8 * 5, ["einsum"]),
    "matmul experts": (matmul((3, 7, 8), (3, 8, 5)), 3 * 7 * 8 * 5, ["einsum"]),
    "matmul vector": (matmul((7, 8), (8,), False), 56, ["matmul"]),
    "einsum attention": (
        einsum("bqhd,bkhd->bhqk", (2, 7, 3, 8), (2, 5, 3, 8)), 2 * 3 * 7 * 5 * 8, ["einsum"]),
    "einsum implicit": (einsum("ij,jk", (3, 4), (4, 5)), 60, ["einsum"]),
    "einsum ellipsis": (
        einsum("...ij,...jk->...ik", (2, 3, 4), (2, 4, 5)), 120, ["einsum"]),
    "einsum to a number": (einsum("i,i->", (6,), (6,)), 6, ["einsum"]),
    "einsum outer": (einsum("i,j->ij", (6,), (7,)), 0, ["einsum"]),  # products that nothing adds
    "einsum sum": (einsum("ij->i", (6, 7)), 0, ["einsum"]),
    "matmul of 4 bits": (
        lambda net: net.microsoft(
            "MatMulNBits", net.input(2, 7, 32), net.weight(5, 1, 16, kind=UINT8),
            net.weight(5), K=32, N=5, bits=4, block_size=32),
        2 * 7 * 32 * 5, ["gemm"]),
}  # fmt: skip


def attention_23(q, k, past=0, mask=False, **attributes):
    def build(net):
        net.opset = 23
        given = [net.input(*q), net.input(*k), net.input(*k)]
        given += [net.input(q[-2], k[-2] + past)] if mask else [""]
        if past:
            shape = (*k[:2], past, k[3])
            given += [net.input(*shape), net.input(*shape)]
        outputs = net.node("Attention", *given, outputs=3 if past else 1, **attributes)
        return outputs[0] if past else outputs

    return build


def gqa(net):
    return net.microsoft(
        "GroupQueryAttention", net.input(1, 1, 64), net.input(1, 1, 16), net.input(1, 1, 16),
        net.input(1, 2, 9, 8), net.input(1, 2, 9, 8), net.input(1, kind=INT32),
        net.input(1, kind=INT32), num_heads=8, kv_num_heads=2, outputs=3)[0]  # fmt: skip


ATTENTION_LAYERS = ["attention_scores", "reduce", "row_wise", "reduce", "row_wise",
                    "attention_values"]  # fmt: skip

ATTENTIONS = {
    "attention, four axes": (
        attention_23((2, 4, 7, 8), (2, 4, 5, 8)), 2 * 2 * 4 * 7 * 5 * 8, ATTENTION_LAYERS),
    "attention, grouped heads": (
        attention_23((2, 4, 7, 8), (2, 2, 5, 8)), 2 * 2 * 4 * 7 * 5 * 8, ATTENTION_LAYERS),
    "attention, past keys": (
        attention_23((1, 4, 1, 8), (1, 4, 1, 8), past=9), 2 * 4 * 1 * 10 * 8, ATTENTION_LAYERS),
    "attention, mask": (
        attention_23((1, 4, 7, 8), (1, 4, 5, 8), mask=True), 2 * 4 * 7 * 5 * 8,
        ["attention_scores", "einsum", *ATTENTION_LAYERS[1:]]),
    "attention, three axes": (
        attention_23((2, 7, 32), (2, 5, 16), q_num_heads=4, kv_num_heads=2),
        2 * 2 * 4 * 7 * 5 * 8, ATTENTION_LAYERS),
    "com.microsoft Attention": (
        lambda net: net.microsoft(
            "Attention", net.input(2, 7, 32), net.weight(32, 96), net.weight(96), num_heads=4),
        2 * 7 * 32 * 96 + 2 * 2 * 4 * 7 * 7 * 8, ["gemm", *ATTENTION_LAYERS]),
    "MultiHeadAttention": (
        lambda net: net.microsoft(
            "MultiHeadAttention", net.input(2, 7, 32), net.input(2, 5, 32), net.input(2, 5, 32),
            num_heads=4),
        2 * 2 * 4 * 7 * 5 * 8, ATTENTION_LAYERS),
    "GroupQueryAttention": (gqa, 2 * 8 * 1 * 10 * 8, ATTENTION_LAYERS),
}  # fmt: skip


def recurrent(kind, gates, directions=1, **attributes):
    def build(net):
        x = net.input(5, 2, 10)  # steps, batch, features
        w, r = net.weight(directions, gates * 20, 10), net.weight(directions, gates * 20, 20)
        return net.node(kind, x, w, r, hidden_size=20, **attributes)

    return build


LSTM_LAYERS = ["gemm", "multiply", "multiply", "add", "multiply"]
RECURRENT = {
    "LSTM": (recurrent("LSTM", 4), 5 * 2 * 80 * 30, LSTM_LAYERS),
    "LSTM both ways": (
        recurrent("LSTM", 4, 2, direction="bidirectional"), 2 * 5 * 2 * 80 * 30, LSTM_LAYERS),
    "GRU": (recurrent("GRU", 3), 5 * 2 * 60 * 30,
            ["gemm", "gemm", "add", "multiply", "add", "multiply", "add"]),
    "RNN": (recurrent("RNN", 1), 5 * 2 * 20 * 30, ["gemm"]),
}  # fmt: skip


def unary(kind, *shape, opset=17, **attributes):
    def build(net):
        net.opset = opset
        return net.node(kind, net.input(*(shape or (2, 8, 6, 6))), **attributes)

    return build


def norm(kind, opset=17, weights=2, channels=8, **attributes):
    def build(net):
        net.opset = opset
        given = [net.weight(channels) for _ in range(weights)]
        return net.node(kind, net.input(2, 8, 6, 6), *given, **attributes)

    return build


SOFTMAX_LAYERS = ["reduce", "row_wise", "reduce", "row_wise"]
NORM_LAYERS = ["reduce", "row_wise", "reduce", "row_wise", "batch_norm"]
ROWS = {
    "softmax": (unary("Softmax", 2, 7, 10), 0, SOFTMAX_LAYERS),
    "softmax of another axis": (unary("Softmax", 2, 7, 10, axis=1), 0, SOFTMAX_LAYERS),
    "softmax of opset 11": (unary("Softmax", 2, 7, 10, opset=11), 0, SOFTMAX_LAYERS),
    "log softmax": (unary("LogSoftmax", 2, 10), 0, SOFTMAX_LAYERS),
    "layer norm": (norm("LayerNormalization", channels=6), 0, NORM_LAYERS),
    "batch norm": (norm("BatchNormalization", weights=4), 0, ["batch_norm"]),
    "instance norm": (norm("InstanceNormalization"), 0, NORM_LAYERS),
    "group norm": (norm("GroupNormalization", 21, num_groups=4), 0, NORM_LAYERS),
    "rms norm": (
        norm("RMSNormalization", 23, 1, 6), 0, ["reduce", "row_wise", "batch_norm"]),
    "lp norm": (unary("LpNormalization"), 0, ["reduce", "row_wise"]),
    "mean and variance": (unary("MeanVarianceNormalization"), 0, NORM_LAYERS[:4]),
    "local response": (unary("LRN", size=5), 0, ["einsum", "multiply"]),
    "skip layer norm": (
        lambda net: net.microsoft(
            "SkipLayerNormalization", net.input(2, 7, 8), net.input(2, 7, 8), net.weight(8)),
        0, ["add", *NORM_LAYERS]),
}  # fmt: skip

POOLS = {
    "max pool": (unary("MaxPool", kernel_shape=[3, 3], strides=[2, 2]), 0, ["pool"]),
    "max pool 1d": (unary("MaxPool", 2, 8, 6, kernel_shape=[3]), 0, ["pool"]),
    "max pool dilated": (
        unary("MaxPool", kernel_shape=[2, 2], dilations=[2, 2]), 0, ["einsum"]),
    "average pool 3d": (
        unary("AveragePool", 2, 8, 6, 6, 6, kernel_shape=[2, 2, 2]), 0, ["einsum"]),
    "lp pool": (unary("LpPool", kernel_shape=[2, 2]), 0, ["pool"]),
    "global average pool": (unary("GlobalAveragePool"), 0, ["pool"]),
    "global max pool 1d": (unary("GlobalMaxPool", 2, 8, 6), 0, ["reduce"]),
    "resize linear": (
        lambda net: net.node(
            "Resize", net.input(1, 3, 4, 4), "", net.const([1, 1, 2, 2], np.float32),
            mode="linear"),
        0, ["pool"]),
    "resize nearest": (
        lambda net: net.node(
            "Resize", net.input(1, 3, 4, 4), "", net.const([1, 1, 2, 2], np.float32)),
        0, ["activation"]),
}  # fmt: skip


def binary(kind, a, b, learned=False):
    def build(net):
        return net.node(kind, net.input(*a), net.weight(*b) if learned else net.input(*b))

    return build


ELEMENT_WISE = {
    **{kind: (unary(kind), 0, ["activation"])
       for kind in "Relu LeakyRelu Elu Sigmoid HardSigmoid HardSwish Tanh Exp Sqrt Erf Neg Abs "
                   "Softplus Softsign Selu Celu Reciprocal Floor Round Log Sin Sign".split()},
    "Gelu": (unary("Gelu", opset=20), 0, ["activation"]),
    "Mish": (unary("Mish", opset=18), 0, ["activation"]),
    "Clip": (
        lambda net: net.node("Clip", net.input(2, 8), net.const(0, np.float32),
                             net.const(6, np.float32)),
        0, ["activation"]),
    "PRelu": (binary("PRelu", (2, 8, 6, 6), (8, 1, 1), True), 0, ["einsum"]),
    "Add": (binary("Add", (2, 8, 6, 6), (2, 8, 6, 6)), 0, ["add"]),
    "Add to channels": (binary("Add", (2, 8, 6, 6), (8, 1, 1), True), 0, ["einsum"]),
    "Add both broadcast": (binary("Add", (8, 1), (1, 6)), 0, ["einsum"]),
    "Mul": (binary("Mul", (2, 8), (2, 8)), 0, ["multiply"]),
    "Div by a number": (binary("Div", (2, 8), ()), 0, ["activation"]),
    "Sum of three": (
        lambda net: net.node("Sum", *[net.input(2, 8) for _ in range(3)]), 0, ["add", "add"]),
    "Where": (
        lambda net: net.node("Where", net.input(1, 8, kind=9), net.input(2, 8), net.input(2, 1)),
        0, ["einsum"]),
    "ReduceMean of the last axis": (unary("ReduceMean", 2, 7, 8, axes=[-1]), 0, ["reduce"]),
    "ReduceSum of the middle": (
        lambda net: net.node("ReduceSum", net.input(2, 7, 8), net.const([1])), 0, ["einsum"]),
    "ReduceMax of all": (unary("ReduceMax", 2, 7, 8), 0, ["reduce"]),
    "ArgMax": (unary("ArgMax", 2, 7, axis=1), 0, ["reduce"]),
    "TopK": (
        lambda net: net.node("TopK", net.input(2, 64), net.const([2]), outputs=2)[0],
        0, ["reduce"]),
    "embedding": (
        lambda net: net.node("Gather", net.weight(1000, 16), net.input(2, 7, kind=INT64)),
        0, ["activation"]),
    "rotary embedding": (
        lambda net: net.microsoft(
            "RotaryEmbedding", net.input(1, 7, 32), net.input(1, 7, kind=INT64), net.weight(7, 4),
            net.weight(7, 4), num_heads=4),
        0, ["activation", "activation", "add"]),
    "scatter": (
        lambda net: net.node(
            "ScatterND", net.input(9, 8), net.input(2, 1, kind=INT64), net.input(2, 8)),
        0, ["activation"]),
}  # fmt: skip


def q_linear(kind, x, w, **attributes):
    def build(net):
        return net.node(
            kind, net.input(*x, kind=UINT8), *net.scale(), net.weight(*w, kind=INT8),
            *net.scale(np.int8), *net.scale(), **attributes)  # fmt: skip

    return build


QUANTISED = {
    "QLinearConv": (q_linear("QLinearConv", (1, 3, 8, 8), (4, 3, 3, 3)), 4 * 3 * 36 * 9,
                    ["conv2d"]),
    "QLinearMatMul": (q_linear("QLinearMatMul", (2, 8), (8, 5)), 80, ["gemm"]),
    "ConvInteger": (
        lambda net: net.node(
            "ConvInteger", net.input(1, 3, 8, 8, kind=UINT8), net.weight(4, 3, 3, 3, kind=INT8)),
        4 * 3 * 36 * 9, ["conv2d"]),
    "MatMulInteger": (
        lambda net: net.node(
            "MatMulInteger", net.input(2, 8, kind=UINT8), net.weight(8, 5, kind=INT8)),
        80, ["gemm"]),
    "DynamicQuantizeLinear": (
        lambda net: net.node("DynamicQuantizeLinear", net.input(2, 8), outputs=3)[0],
        0, ["reduce", "reduce", "activation"]),
    "QLinearAdd": (
        lambda net: net.microsoft(
            "QLinearAdd", net.input(2, 8, kind=UINT8), *net.scale(), net.input(2, 8, kind=UINT8),
            *net.scale(), *net.scale()),
        0, ["add"]),
}  # fmt: skip

CASES = {
    **CONVOLUTIONS, **PRODUCTS, **ATTENTIONS, **RECURRENT, **ROWS, **POOLS, **ELEMENT_WISE,
    **QUANTISED,
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_macs_and_layers(imported, name):
    build, macs, operators = CASES[name]
    net = Net()
    output = build(net)
    found = imported(net, output, repeat=False)
    assert found.coverage.macs == macs
    assert [layer.op for layer in found.shown.values()] == operators
    assert found.coverage.is_complete()


FREE = {
    "Reshape": lambda net: net.node("Reshape", net.input(2, 8), net.const([4, 4])),
    "Transpose": lambda net: net.node("Transpose", net.input(2, 8), perm=[1, 0]),
    "Slice": lambda net: net.node("Slice", net.input(2, 8), net.const([0]), net.const([1])),
    "Split": lambda net: net.node("Split", net.input(2, 8), outputs=2)[0],
    "Concat": lambda net: net.node("Concat", net.input(2, 8), net.input(2, 8), axis=0),
    "Flatten": lambda net: net.node("Flatten", net.input(2, 8, 3)),
    "Squeeze": lambda net: net.node("Squeeze", net.input(2, 1), net.const([1])),
    "Expand": lambda net: net.node("Expand", net.input(2, 1), net.const([2, 8])),
    "Cast": lambda net: net.node("Cast", net.input(2, 8), to=10),
    "Pad": lambda net: net.node("Pad", net.input(2, 8), net.const([0, 1, 0, 1])),
    "Dropout": lambda net: net.node("Dropout", net.input(2, 8)),
    "DepthToSpace": lambda net: net.node("DepthToSpace", net.input(1, 8, 2, 2), blocksize=2),
    "Identity": lambda net: net.node("Identity", net.input(2, 8)),
    "fixed Gather": lambda net: net.node("Gather", net.input(4, 8), net.const([0, 2])),
    "einsum transpose": einsum("ij->ji", (2, 8)),
}


@pytest.mark.parametrize("name", FREE)
def test_free_nodes_say_why(imported, name):
    net = Net()
    output = net.node("Relu", FREE[name](net))
    found = imported(net, output)
    first = found.outcomes[0]
    assert first.status == "free" and first.why
    assert [one.status for one in found.outcomes[1:]] == ["costed"]
    assert list(found.shown) == [found.entries[0].layer.name]


def test_a_layer_reads_through_free_nodes(imported):
    net = Net(opset=13)
    x = net.input(1, 4, 6, 6)
    a = net.node("Conv", x, net.weight(8, 4, 1, 1), name="a")
    b = net.node("Conv", x, net.weight(8, 4, 1, 1), name="b")
    both = net.node("Transpose", net.node("Concat", a, b, axis=1), perm=[0, 1, 3, 2])
    net.node("Conv", both, net.weight(3, 16, 1, 1), name="c")
    layers = imported(net, repeat=False).shown
    assert layers["c"].reads == ["a", "b"]
    assert layers["b"].reads == []
