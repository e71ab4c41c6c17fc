# SPDX-License-Identifier: Apache-2.0
"""Networks as PyTorch exports them, built node by node."""

from __future__ import annotations

import numpy as np
from onnx_net import INT8, INT64, Net


def conv_norm(net, x, k, c, size, stride=1, group=1, name="", relu="Relu"):
    """Convolution without bias, batch norm, and an activation unless `relu` is empty."""
    pads = [size // 2] * 4
    x = net.node("Conv", x, net.weight(k, c // group, size, size), name=name, pads=pads,
                 strides=[stride] * 2, group=group, kernel_shape=[size] * 2)  # fmt: skip
    x = net.node("BatchNormalization", x, *[net.weight(k) for _ in range(4)])
    if relu == "Clip":
        return net.node("Clip", x, net.const(0, np.float32), net.const(6, np.float32))
    return net.node(relu, x) if relu else x


def classifier(net, x, features, classes):
    x = net.node("Flatten", net.node("GlobalAveragePool", x))
    return net.node("Gemm", x, net.weight(classes, features), net.weight(classes), transB=1,
                    name="fc")  # fmt: skip


def resnet18() -> Net:
    """torchvision's resnet18: He et al., CVPR 2016, Table 1."""
    net = Net("resnet18")
    x = conv_norm(net, net.input("batch", 3, 224, 224, name="x"), 64, 3, 7, 2, name="conv1")
    x = net.node("MaxPool", x, kernel_shape=[3, 3], strides=[2, 2], pads=[1] * 4)
    channels = 64
    for stage, width in enumerate((64, 128, 256, 512), start=1):
        for block in range(2):
            stride = 2 if block == 0 and stage > 1 else 1
            at = f"layer{stage}.{block}"
            y = conv_norm(net, x, width, channels, 3, stride, name=f"{at}.conv1")
            y = conv_norm(net, y, width, width, 3, name=f"{at}.conv2", relu="")
            if stride == 2:
                x = conv_norm(net, x, width, channels, 1, 2, name=f"{at}.down", relu="")
            x = net.node("Relu", net.node("Add", y, x))
            channels = width
    classifier(net, x, 512, 1000)
    return net


def mobilenet_v2() -> Net:
    """torchvision's mobilenet_v2: Sandler et al., CVPR 2018, Table 2."""
    net = Net("mobilenet_v2")
    x = conv_norm(net, net.input(1, 3, 224, 224), 32, 3, 3, 2, name="conv1", relu="Clip")
    channels, number = 32, 0
    for t, c, n, s in ((1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1),
                       (6, 160, 3, 2), (6, 320, 1, 1)):  # fmt: skip
        for i in range(n):
            number += 1
            y, hidden = x, channels * t
            if t > 1:
                y = conv_norm(net, y, hidden, channels, 1, name=f"block{number}.expand",
                              relu="Clip")  # fmt: skip
            y = conv_norm(net, y, hidden, hidden, 3, s if i == 0 else 1, hidden,
                          f"block{number}.depthwise", "Clip")  # fmt: skip
            y = conv_norm(net, y, c, hidden, 1, name=f"block{number}.project", relu="")
            x = net.node("Add", x, y) if s == 1 and channels == c or i > 0 else y
            channels = c
    x = conv_norm(net, x, 1280, 320, 1, name="head", relu="Clip")
    classifier(net, x, 1280, 1000)
    return net


def linear(net, x, inputs, outputs):
    return net.node("Add", net.node("MatMul", x, net.weight(inputs, outputs)), net.weight(outputs))


def norm(net, x, width):
    return net.node("LayerNormalization", x, net.weight(width), net.weight(width))


def heads_of(net, x, heads, width):
    """[batch, tokens, heads*width] as [batch, heads, tokens, width], sizes read while running."""
    shape = net.node("Shape", x)
    batch = net.node("Gather", shape, net.const([0]))
    tokens = net.node("Gather", shape, net.const([1]))
    wanted = net.node("Concat", batch, tokens, net.const([heads]), net.const([width]), axis=0)
    return net.node("Transpose", net.node("Reshape", x, wanted), perm=[0, 2, 1, 3])


def merged_heads(net, x, width):
    x = net.node("Transpose", x, perm=[0, 2, 1, 3])
    return net.node("Reshape", x, net.const([0, 0, width]))


def transformer_block(net, x, width, heads, past=None):
    """Pre-norm block; `past` is a pair of cached keys and values of earlier tokens."""
    q, k, v = net.node("Split", linear(net, norm(net, x, width), width, 3 * width), outputs=3,
                       axis=2)  # fmt: skip
    q, k, v = (heads_of(net, one, heads, width // heads) for one in (q, k, v))
    if past:
        k = net.node("Concat", past[0], k, axis=2)
        v = net.node("Concat", past[1], v, axis=2)
    scores = net.node("MatMul", q, net.node("Transpose", k, perm=[0, 1, 3, 2]))
    scores = net.node("Div", scores, net.const((width // heads) ** 0.5, np.float32))
    mixed = net.node("MatMul", net.node("Softmax", scores, axis=-1), v)
    x = net.node("Add", x, linear(net, merged_heads(net, mixed, width), width, width))
    y = linear(net, norm(net, x, width), width, 4 * width)
    return net.node("Add", x, linear(net, exact_gelu(net, y), 4 * width, width))


def exact_gelu(net, x):
    """x * 0.5 * (1 + erf(x / sqrt 2)), as exported before opset 20."""
    y = net.node("Erf", net.node("Div", x, net.const(2**0.5, np.float32)))
    y = net.node("Add", y, net.const(1, np.float32))
    return net.node("Mul", net.node("Mul", x, y), net.const(0.5, np.float32))


def vit_block() -> Net:
    """One block of ViT-B/16: 197 tokens, width 768, 12 heads."""
    net = Net("vit_block")
    transformer_block(net, net.input("batch", "tokens", 768, name="x"), 768, 12)
    return net


def gpt2_decode(blocks=12) -> Net:
    """GPT-2 small, one token with a cache of earlier ones; embedding and head share their table."""
    net = Net("gpt2")
    table = net.weight(50257, 768)
    tokens = net.input("batch", 1, kind=INT64, name="ids")
    position = net.input("batch", 1, kind=INT64, name="position")
    x = net.node("Add", net.node("Gather", table, tokens),
                 net.node("Gather", net.weight(1024, 768), position))  # fmt: skip
    for block in range(blocks):
        past = [net.input("batch", 12, "past", 64, name=f"past_{kind}{block}") for kind in "kv"]
        x = transformer_block(net, x, 768, 12, past)
    x = norm(net, x, 768)
    net.node("MatMul", x, net.node("Transpose", table, perm=[1, 0]), name="lm_head")
    return net


def lstm() -> Net:
    """Two layers of 64 units over 30 steps of 40 features, then a linear layer."""
    net = Net("lstm")
    x = net.input(30, 1, 40)
    for features in (40, 64):
        x, _, _ = net.node("LSTM", x, net.weight(1, 256, features), net.weight(1, 256, 64),
                           net.weight(1, 512), hidden_size=64, outputs=3)  # fmt: skip
        x = net.node("Squeeze", x, net.const([1]))
    linear(net, x, 64, 10)
    return net


def quantise(net, x, kind=np.uint8):
    return net.node("QuantizeLinear", x, *net.scale(kind))


def dequantise(net, x, kind=np.uint8):
    return net.node("DequantizeLinear", x, *net.scale(kind))


def quantised_weight(net, *shape):
    return dequantise(net, net.weight(*shape, kind=INT8), np.int8)


def quantised_cnn() -> Net:
    """Two convolutions and a linear layer between QuantizeLinear and DequantizeLinear."""
    net = Net("quantised_cnn")
    x = dequantise(net, quantise(net, net.input(1, 1, 28, 28)))
    for k, c in ((8, 1), (16, 8)):
        x = net.node("Conv", x, quantised_weight(net, k, c, 3, 3), pads=[1] * 4)
        x = dequantise(net, quantise(net, net.node("Relu", x)))
        x = net.node("MaxPool", x, kernel_shape=[2, 2], strides=[2, 2])
    x = net.node("Flatten", x)
    x = net.node("Gemm", x, quantised_weight(net, 10, 784), transB=1)
    net.node("DequantizeLinear", quantise(net, x), *net.scale())
    return net


def q_linear_cnn() -> Net:
    """The same with QLinear operators: bits are types of tensors."""
    net = Net("q_linear_cnn")
    x = quantise(net, net.input(1, 1, 28, 28))
    for k, c in ((8, 1), (16, 8)):
        x = net.node("QLinearConv", x, *net.scale(), net.weight(k, c, 3, 3, kind=INT8),
                     *net.scale(np.int8), *net.scale(), pads=[1] * 4)  # fmt: skip
        x = net.node("MaxPool", x, kernel_shape=[2, 2], strides=[2, 2])
    x = net.node("Flatten", x)
    x = net.node("QLinearMatMul", x, *net.scale(), net.weight(784, 10, kind=INT8),
                 *net.scale(np.int8), *net.scale())  # fmt: skip
    dequantise(net, x)
    return net


