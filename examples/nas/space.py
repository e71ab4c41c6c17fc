# SPDX-License-Identifier: Apache-2.0
"""The space: networks like those of Once-for-all's MobileNetV3 supernet (Cai et al., ICLR 2020).

Five stages of inverted bottlenecks. A network chooses the side of the image, the width of all channels, the
number of blocks of each stage, and the kernel and the expansion of each block.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

import paretile
from paretile import tables

IMAGE_SIZES = (128, 160, 192, 224)
WIDTHS = (1.0, 1.2)
DEPTHS = (2, 3, 4)
KERNELS = (3, 5, 7)
EXPANSIONS = (3, 4, 6)

#: Channels, stride, and whether there are squeeze and excitation: of each stage.
STAGES = ((24, 2, False), (40, 2, True), (80, 2, False), (112, 1, True), (160, 2, True))
BLOCKS = len(STAGES) * max(DEPTHS)
CLASSES = 1000


class Network(NamedTuple):
    """One network: kernels and expansions of all 20 blocks; those that the depths leave out do not count."""

    image_size: int
    width: float
    depths: tuple[int, ...]
    kernels: tuple[int, ...]
    expansions: tuple[int, ...]

    def blocks(self) -> list[tuple[int, int, int]]:
        """(stage, kernel, expansion) of each block there is."""
        most = max(DEPTHS)
        return [(stage, self.kernels[stage * most + place], self.expansions[stage * most + place])
                for stage, depth in enumerate(self.depths) for place in range(depth)]

    def canonical(self) -> tuple:
        """Equal for networks that are the same."""
        return self.image_size, self.width, *self.blocks()

    def __str__(self) -> str:
        kernels, expansions = ([[] for _ in STAGES] for _ in range(2))
        for stage, kernel, expansion in self.blocks():
            kernels[stage].append(str(kernel))
            expansions[stage].append(str(expansion))
        return (f"{self.image_size} px, width {self.width}, kernels {' '.join(map(''.join, kernels))}, "
                f"expansions {' '.join(map(''.join, expansions))}")


def uniform(image_size: int, width: float, depth: int, kernel: int, expansion: int) -> Network:
    """The network whose blocks are all alike."""
    return Network(image_size, width, (depth,) * len(STAGES), (kernel,) * BLOCKS, (expansion,) * BLOCKS)


SMALLEST = uniform(128, 1.0, 2, 3, 3)
MIDDLE = uniform(192, 1.0, 3, 5, 4)
LARGEST = uniform(224, 1.2, 4, 7, 6)


def size() -> int:
    """Different networks of the space."""
    choices = len(KERNELS) * len(EXPANSIONS)
    return len(IMAGE_SIZES) * len(WIDTHS) * sum(choices**depth for depth in DEPTHS) ** len(STAGES)


def channels(base: int, width: float) -> int:
    """A multiple of 8, at most a tenth below what was asked for, as MobileNets round."""
    wide = base * width
    rounded = max(8, int(wide + 4) // 8 * 8)
    return rounded + 8 if rounded < 0.9 * wide else rounded


@lru_cache(maxsize=None)
def _block(side: int, given: int, made: int, expansion: int, kernel: int, stride: int, squeezes: bool) -> np.ndarray:
    return tables.bottleneck_block((side, side, given), made, expand=expansion, kernel=kernel, stride=stride,
                                   se=squeezes or None).layers


@lru_cache(maxsize=None)
def _begin(image_size: int, width: float) -> np.ndarray:
    wide = channels(16, width)
    stem = tables.conv_block("Conv", (image_size, image_size, 3), wide, kernel=3, stride=2).layers
    return np.concatenate([stem, _block(image_size // 2, wide, wide, 1, 3, 1, False)])


@lru_cache(maxsize=None)
def _end(side: int, width: float) -> np.ndarray:
    given, wide, last = (channels(base, width) for base in (160, 960, 1280))
    conv = tables.conv_block("Conv_1", (side, side, given), wide, kernel=1).layers
    return np.concatenate([conv, paretile.layers([
        dict(op="pool", C=wide, P=1, Q=1, R=side, S=side),
        dict(op="gemm", K=wide, N=last),
        dict(op="gemm", K=last, N=CLASSES),
    ])])


def layers(network: Network) -> np.ndarray:
    """What runs, as rows of paretile.layer_dtype; activations and batch norm (folded) cost nothing."""
    side, given = network.image_size // 2, channels(16, network.width)
    run = [_begin(network.image_size, network.width)]
    before = -1
    for stage, kernel, expansion in network.blocks():
        base, first_stride, squeezes = STAGES[stage]
        stride = first_stride if stage != before else 1
        made = channels(base, network.width)
        run.append(_block(side, given, made, expansion, kernel, stride, squeezes))
        side, given, before = side // stride, made, stage
    return np.concatenate([*run, _end(side, network.width)])


def distinct_layers() -> int:
    """Different layers of all networks: what a table of the whole space would hold."""
    found = []
    for image_size in IMAGE_SIZES:
        for width in WIDTHS:
            found += [layers(uniform(image_size, width, 2, kernel, expansion))
                      for kernel in KERNELS for expansion in EXPANSIONS]
    return len(np.unique(np.concatenate(found)))
