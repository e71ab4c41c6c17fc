# SPDX-License-Identifier: Apache-2.0
"""A stand-in for accuracy that needs neither data nor weights: the entropy of DeepMAD (Shen et al., CVPR 2023).

A network of random weights says the more about its input the more each value of it mixes: every convolution
adds the logarithm of the values one output is made of, C*R*S / groups. The sum up to the last layer of each
resolution, times the logarithm of the values that layer makes, is that resolution's entropy (the paper's
proposition 1); the score adds them with the paper's weights, 1 and at last 8. Bounding depth by width, which
the paper does to keep very deep networks trainable, is left out: the space bounds depth itself.

It orders networks of one family. It is no accuracy, knows nothing of training, squeeze and excitation or
skips, and says nothing of networks unlike these.
"""

from __future__ import annotations

import numpy as np

import paretile
from paretile import tables

LAST_WEIGHT = 8.0

_CONVOLUTIONS = [paretile.layers(op=op).item()[0] for op in ("conv2d", "depthwise_conv2d")]


def score(network: np.ndarray) -> float:
    """The entropy of a network of convolutions, from its layers in their order; larger is better."""
    run = network[np.isin(network["op"], _CONVOLUTIONS)]
    mixed = np.log(np.maximum(run["C"], 1) * run["R"].astype(float) * run["S"]).cumsum()
    last = np.append(run["P"][1:] != run["P"][:-1], True)  # of its resolution
    made = np.maximum(run["K"], run["G"]) * run["P"].astype(float) * run["Q"]
    entropies = (np.log(made) * mixed)[last]
    return float(entropies[:-1].sum() + LAST_WEIGHT * entropies[-1])


#: MobileNetV2 by width and side of the image, with its published ImageNet top-1 accuracy in percent
#: (github.com/tensorflow/models, research/slim/nets/mobilenet/README.md).
MOBILENET_V2_TOP_1 = {
    (1.4, 224): 75.0, (1.3, 224): 74.4,
    (1.0, 224): 71.8, (1.0, 192): 70.7, (1.0, 160): 68.8, (1.0, 128): 65.3, (1.0, 96): 60.3,
    (0.75, 224): 69.8, (0.75, 192): 68.7, (0.75, 160): 66.4, (0.75, 128): 63.2, (0.75, 96): 58.8,
    (0.5, 224): 65.4, (0.5, 192): 63.9, (0.5, 160): 61.0, (0.5, 128): 57.7, (0.5, 96): 51.2,
    (0.35, 224): 60.3, (0.35, 192): 58.2, (0.35, 160): 55.7, (0.35, 128): 50.8, (0.35, 96): 45.5,
}


def mobilenet_v2(width: float, image_size: int) -> np.ndarray:
    """The convolutions of MobileNetV2 (Sandler et al., CVPR 2018, table 2)."""
    from space import channels

    side, given = image_size // 2, channels(32, width)
    run = [tables.conv_block("Conv", (image_size, image_size, 3), given, kernel=3, stride=2).layers]
    for expansion, base, blocks, first in ((1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2),
                                           (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)):
        made = channels(base, width)
        for stride in (first, *[1] * (blocks - 1)):
            run.append(tables.bottleneck_block((side, side, given), made, expand=expansion, kernel=3,
                                               stride=stride).layers)
            side, given = side // stride, made
    last = max(1280, channels(1280, width))
    return np.concatenate([*run, tables.conv_block("Conv_1", (side, side, given), last, kernel=1).layers])


def agreement(first: np.ndarray, second: np.ndarray) -> float:
    """Kendall's rank correlation: pairs in the same order less pairs in the other, of all that differ in both."""
    signs = np.sign(np.subtract.outer(first, first)) * np.sign(np.subtract.outer(second, second))
    return float(signs.sum() / np.abs(signs).sum())


def published_agreement() -> float:
    """How well the score orders the 22 published MobileNetV2, of which the accuracy is known."""
    scores = [score(mobilenet_v2(*key)) for key in MOBILENET_V2_TOP_1]
    return agreement(np.array(scores), np.array(list(MOBILENET_V2_TOP_1.values())))
