# SPDX-License-Identifier: Apache-2.0
"""Networks as PyTorch modules, of the published shapes."""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional


class ResidualBlock(nn.Module):
    """He et al., CVPR 2016: two 3 x 3 convolutions and a shortcut."""

    def __init__(self, inputs: int, outputs: int, stride: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.down = None
        if stride > 1:
            convolution = nn.Conv2d(inputs, outputs, 1, stride, bias=False)
            self.down = nn.Sequential(convolution, nn.BatchNorm2d(outputs))

    def forward(self, x):
        y = functional.relu(self.bn1(self.conv1(x)), inplace=True)
        y = self.bn2(self.conv2(y))
        y += x if self.down is None else self.down(x)
        return functional.relu(y)


def resnet18() -> nn.Module:
    blocks, channels = [], 64
    for width in (64, 128, 256, 512):
        blocks.append(ResidualBlock(channels, width, 1 if width == 64 else 2))
        blocks.append(ResidualBlock(width, width, 1))
        channels = width
    stem = [nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU()]
    return nn.Sequential(*stem, nn.MaxPool2d(3, 2, 1), *blocks, nn.AdaptiveAvgPool2d(1),
                         nn.Flatten(), nn.Linear(512, 1000))  # fmt: skip


class Inverted(nn.Module):
    """Sandler et al., CVPR 2018: expand, depthwise, project."""

    def __init__(self, inputs: int, outputs: int, expansion: int, stride: int) -> None:
        super().__init__()
        hidden = inputs * expansion
        parts = conv_norm(inputs, hidden, 1) if expansion > 1 else []
        parts += conv_norm(hidden, hidden, 3, stride, hidden)
        self.body = nn.Sequential(*parts, *conv_norm(hidden, outputs, 1)[:2])
        self.is_shortcut = stride == 1 and inputs == outputs

    def forward(self, x):
        return x + self.body(x) if self.is_shortcut else self.body(x)


def conv_norm(inputs, outputs, size, stride=1, groups=1) -> list[nn.Module]:
    convolution = nn.Conv2d(inputs, outputs, size, stride, size // 2, groups=groups, bias=False)
    return [convolution, nn.BatchNorm2d(outputs), nn.ReLU6()]


def mobilenet_v2() -> nn.Module:
    parts, channels = conv_norm(3, 32, 3, 2), 32
    for t, c, n, s in ((1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1),
                       (6, 160, 3, 2), (6, 320, 1, 1)):  # fmt: skip
        for i in range(n):
            parts.append(Inverted(channels, c, t, s if i == 0 else 1))
            channels = c
    parts += conv_norm(320, 1280, 1)
    return nn.Sequential(*parts, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Dropout(0.2),
                         nn.Linear(1280, 1000))  # fmt: skip


class TransformerBlock(nn.Module):
    """Pre-norm block of width 768 with 12 heads; reads a cache of keys and values if given one."""

    def __init__(self) -> None:
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(768), nn.LayerNorm(768)
        self.qkv, self.out = nn.Linear(768, 3 * 768), nn.Linear(768, 768)
        self.up, self.down = nn.Linear(768, 3072), nn.Linear(3072, 768)

    def forward(self, x, past_k=None, past_v=None):
        batch, tokens, width = x.shape
        q, k, v = (y.view(batch, tokens, 12, 64).transpose(1, 2)
                   for y in self.qkv(self.norm1(x)).chunk(3, -1))  # fmt: skip
        if past_k is not None:
            k, v = torch.cat([past_k, k], 2), torch.cat([past_v, v], 2)
        y = functional.scaled_dot_product_attention(q, k, v)
        x = x + self.out(y.transpose(1, 2).reshape(batch, tokens, width))
        return x + self.down(functional.gelu(self.up(self.norm2(x))))


class Recurrent(nn.Module):
    """Two recurrent layers of 64 units over 40 features, and a linear layer per step."""

    def __init__(self, kind: str, **options) -> None:
        super().__init__()
        self.cell = getattr(nn, kind)(40, 64, 2, **options)
        self.head = nn.Linear(64 * (1 + self.cell.bidirectional), 10)

    def forward(self, x):
        return self.head(self.cell(x)[0])


def _as_integers(x):
    """What a converted program has between its layers (torch.ao.quantization, PT2E)."""
    given = (0.1, 0, -128, 127, torch.int8)
    known = torch.ops.quantized_decomposed
    return known.dequantize_per_tensor(known.quantize_per_tensor(x, *given), *given)


class QuantisedLayer(nn.Module):
    """A convolution or a linear layer whose weights are kept as integers, scaled per channel."""

    def __init__(self, function, *shape: int, **options) -> None:
        super().__init__()
        self.function, self.options = function, options
        self.register_buffer("weight", torch.zeros(shape, dtype=torch.int8))
        self.register_buffer("scales", torch.ones(shape[0]))
        self.register_buffer("zero_points", torch.zeros(shape[0], dtype=torch.int64))

    def forward(self, x):
        weight = torch.ops.quantized_decomposed.dequantize_per_channel(
            self.weight, self.scales, self.zero_points, 0, -128, 127, torch.int8)
        return self.function(x, weight, **self.options)


class QuantisedCnn(nn.Module):
    """Two convolutions with ReLU and pooling, and a linear layer, all on integers of 8 bits."""

    def __init__(self) -> None:
        super().__init__()
        self.first = QuantisedLayer(nn.functional.conv2d, 8, 1, 3, 3, padding=1)
        self.second = QuantisedLayer(nn.functional.conv2d, 16, 8, 3, 3, padding=1)
        self.last = QuantisedLayer(nn.functional.linear, 10, 784)

    def forward(self, x):
        x = _as_integers(x)
        for conv in (self.first, self.second):
            x = _as_integers(torch.relu(conv(x)))
            x = nn.functional.max_pool2d(x, 2)
        return _as_integers(self.last(torch.flatten(x, 1)))


def quantised_cnn() -> nn.Module:
    # The operators of converted programs are known to PyTorch once this was imported.
    from torch.ao.quantization.fx import _decomposed  # noqa: F401

    return QuantisedCnn()
