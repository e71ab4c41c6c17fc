# SPDX-License-Identifier: Apache-2.0
"""Look-up tables of network search, filled with proven costs: for codes that read a file, not a model.

`once_for_all_table` makes the latency tables that ProxylessNAS and Once-for-all read, `hw_nas_bench_table`
the dictionaries of HW-NAS-Bench; `nas_bench_201_network` and `mobile_blocks` make what goes into them.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from paretile._layer_cost_model import LayerCostModel
from paretile._rows import layers

__all__ = ["Block", "NAS_BENCH_201_OPS", "bottleneck_block", "conv_block", "hw_nas_bench_table", "logits_block",
           "mobile_blocks", "nas_bench_201_architectures", "nas_bench_201_network", "once_for_all_table",
           "write_once_for_all"]

_MS_PER_S = 1e3
_MJ_PER_PJ = 1e-9


class Block(NamedTuple):
    """A row of a table: layers that run one after the other, under the name the table knows them by.

    Attributes
    ----------
    key : str
        Such as ``Conv-input:224x224x3-output:112x112x32``.
    layers : numpy.ndarray of layer_dtype
        What runs.
    """

    key: str
    layers: np.ndarray


def _shape(shape: Sequence[int]) -> str:
    return "x".join(str(size) for size in shape)


def _key(kind: str, given: Sequence[int], made: Sequence[int] | int, **infos: int) -> str:
    made = made if isinstance(made, int) else _shape(made)
    rest = "".join(f"-{name}:{value}" for name, value in infos.items())
    return f"{kind}-input:{_shape(given)}-output:{made}{rest}"


def _out(size: int, stride: int) -> int:
    return (size - 1) // stride + 1


def conv_block(kind: str, input: Sequence[int], channels: int, *, kernel: int, stride: int = 1) -> Block:
    """A convolution: ``Conv``, the stem, or ``Conv_1``, the one before the classifier.

    Parameters
    ----------
    kind : str
        First word of the key.
    input : (int, int, int)
        Rows, columns and channels of the input.
    channels : int
        Channels of the output.
    kernel, stride : int
        Side and step of the filter; padded so that a step of 1 keeps the size.

    Examples
    --------
    >>> paretile.tables.conv_block("Conv", (224, 224, 3), 32, kernel=3, stride=2).key
    'Conv-input:224x224x3-output:112x112x32'
    """
    rows, columns, from_channels = input
    made = (_out(rows, stride), _out(columns, stride), channels)
    conv = layers(op="conv2d", K=channels, C=from_channels, P=made[0], Q=made[1], R=kernel, S=kernel,
                  stride=stride)
    return Block(_key(kind, input, made), conv)


def logits_block(input: Sequence[int], classes: int = 1000) -> Block:
    """Everything after the last convolution: the mean of each channel, and the classifier.

    Examples
    --------
    >>> paretile.tables.logits_block((7, 7, 1280)).key
    'Logits-input:7x7x1280-output:1000'
    """
    rows, columns, channels = input
    pool = dict(op="pool", C=channels, P=1, Q=1, R=rows, S=columns)
    classify = dict(op="gemm", K=channels, N=classes)
    return Block(_key("Logits", input, classes), layers([pool, classify]))


def bottleneck_block(
    input: Sequence[int], channels: int, *, expand: float, kernel: int, stride: int = 1,
    idskip: bool | None = None, se: bool | None = None, hs: bool = False,
) -> Block:
    """An inverted bottleneck, ``expanded_conv``: expansion, depthwise convolution, projection.

    Parameters
    ----------
    input : (int, int, int)
        Rows, columns and channels of the input.
    channels : int
        Channels of the output.
    expand : float
        Channels of the depthwise convolution over those of the input; at 1 there is no expansion.
    kernel, stride : int
        Side and step of the depthwise filter.
    idskip : bool, optional
        Whether the input is added to the output; without, where shapes allow it.
    se : bool, optional
        Given, the key is that of MobileNetV3: channels for `expand`, and whether there are squeeze and
        excitation (a quarter of the channels, in multiples of 8) and h-swish, which costs nothing here.

    Examples
    --------
    >>> block = paretile.tables.bottleneck_block((56, 56, 24), 24, expand=6, kernel=3)
    >>> block.key
    'expanded_conv-input:56x56x24-output:56x56x24-expand:6-kernel:3-stride:1-idskip:1'
    >>> len(block.layers)
    4
    """
    rows, columns, from_channels = input
    made = (_out(rows, stride), _out(columns, stride), channels)
    inner = round(from_channels * expand)
    skips = (stride == 1 and from_channels == channels) if idskip is None else bool(idskip)
    plane = dict(P=made[0], Q=made[1])
    run: list[dict] = []
    if inner != from_channels:
        run.append(dict(op="conv2d", K=inner, C=from_channels, P=rows, Q=columns, R=1, S=1))
    run.append(dict(op="depthwise_conv2d", G=inner, R=kernel, S=kernel, stride=stride, **plane))
    if se:
        squeezed = max(8, (inner // 4 + 4) // 8 * 8)
        run.append(dict(op="pool", C=inner, P=1, Q=1, R=made[0], S=made[1]))
        run.append(dict(op="gemm", K=inner, N=squeezed))
        run.append(dict(op="gemm", K=squeezed, N=inner))
        run.append(dict(op="multiply", C=inner, **plane))
    run.append(dict(op="conv2d", K=channels, C=inner, R=1, S=1, **plane))
    if skips:
        run.append(dict(op="add", C=channels, **plane))
    infos = dict(expand=inner if se is not None else round(expand), kernel=kernel, stride=stride,
                 idskip=int(skips))
    if se is not None:
        infos |= dict(se=int(se), hs=int(hs))
    return Block(_key("expanded_conv", input, made, **infos), layers(run))


def mobile_blocks(
    image_sizes: Iterable[int] = (224,), *, stem: int = 32,
    stages: Sequence[tuple[int, int]] = ((16, 1), (24, 2), (40, 2), (80, 2), (96, 1), (192, 2), (320, 1)),
    expansions: Iterable[int] = (3, 6), kernels: Iterable[int] = (3, 5, 7), last: int = 1280,
    classes: int = 1000,
) -> list[Block]:
    """Every block of every network of a space like ProxylessNAS's: a whole latency table.

    Parameters
    ----------
    image_sizes : iterable of int
        Sides of the images.
    stem, last, classes : int
        Channels of the first and the last convolution, and outputs of the classifier.
    stages : sequence of (channels, stride)
        The first block of a stage has the stride, those after it keep the shape. The first stage has
        expansion 1.
    expansions, kernels : iterable of int
        What a search chooses among in each block.

    Examples
    --------
    >>> len(paretile.tables.mobile_blocks())
    78
    """
    blocks: dict[str, Block] = {}

    def add(block: Block) -> None:
        blocks[block.key] = block

    expansions, kernels = list(expansions), list(kernels)
    for size in image_sizes:
        add(conv_block("Conv", (size, size, 3), stem, kernel=3, stride=2))
        side, channels = _out(size, 2), stem
        for index, (wide, stride) in enumerate(stages):
            for expand, kernel in itertools.product([1] if index == 0 else expansions, kernels):
                add(bottleneck_block((side, side, channels), wide, expand=expand, kernel=kernel, stride=stride))
            side, channels = _out(side, stride), wide
            if index == 0:
                continue
            for expand, kernel in itertools.product(expansions, kernels):
                add(bottleneck_block((side, side, channels), wide, expand=expand, kernel=kernel))
        add(conv_block("Conv_1", (side, side, channels), last, kernel=1))
        add(logits_block((side, side, last), classes))
    return list(blocks.values())


def once_for_all_table(model: LayerCostModel, blocks: Iterable[Block]) -> dict[str, dict[str, float]]:
    """A latency table as ProxylessNAS and Once-for-all read it.

    Parameters
    ----------
    model : LayerCostModel
        The chip; for a latency table, of objective 'latency'.
    blocks : iterable of Block
        Its rows.

    Returns
    -------
    dict
        By key ``mean``, the milliseconds of all layers of the block, one after the other, inf where one has
        no mapping; ``var``, 0.0, and ``count``, 1: the model has no noise.
    """
    table = {}
    for block in blocks:
        cycles = float(model.query(block.layers).latency_cycles.sum())
        table[block.key] = {"count": 1, "mean": cycles / model.architecture.clock_hz * _MS_PER_S, "var": 0.0}
    return table


def write_once_for_all(table: Mapping[str, Mapping[str, float]], path: str | os.PathLike) -> None:
    """Writes such a table as the YAML file their `LatencyEstimator` and `LatencyTable` load."""
    with open(path, "w", encoding="utf-8") as file:
        for key, row in table.items():
            file.write(f"{key}:\n")
            for name, value in row.items():
                # YAML's own spelling of what is not finite.
                text = repr(value) if np.isfinite(value) else ".inf"
                file.write(f"  {name}: {text}\n")


#: The operations of NAS-Bench-201, on each of the six edges of its cell.
NAS_BENCH_201_OPS = ("none", "skip_connect", "nor_conv_1x1", "nor_conv_3x3", "avg_pool_3x3")
_EDGES = ((0, 1), (0, 2), (1, 2), (0, 3), (1, 3), (2, 3))  # in the order of an architecture's text
_DATASETS = {"cifar10": (32, 10), "cifar100": (32, 100), "ImageNet16-120": (16, 120)}


def nas_bench_201_architectures() -> list[str]:
    """All 15,625 cells as texts, ``|nor_conv_3x3~0|+|...``, in the order of their operations."""
    return [_cell_text(ops) for ops in itertools.product(NAS_BENCH_201_OPS, repeat=len(_EDGES))]


def _cell_text(ops: Sequence[str]) -> str:
    nodes = [
        "|" + "|".join(f"{op}~{a}" for op, (a, b) in zip(ops, _EDGES) if b == node) + "|"
        for node in (1, 2, 3)
    ]
    return "+".join(nodes)


def _cell_ops(architecture: str) -> list[str]:
    ops = [part.split("~")[0] for node in architecture.split("+") for part in node.strip("|").split("|")]
    if len(ops) != len(_EDGES) or any(op not in NAS_BENCH_201_OPS for op in ops):
        raise ValueError(f"not a cell of NAS-Bench-201: {architecture!r}")
    return ops


def _cell_layers(ops: Sequence[str], channels: int, side: int) -> list[dict]:
    plane = dict(P=side, Q=side)
    run: list[dict] = []
    for op in ops:
        if op.startswith("nor_conv"):
            kernel = int(op[-1])
            run.append(dict(op="conv2d", K=channels, C=channels, R=kernel, S=kernel, **plane))
        elif op == "avg_pool_3x3":
            run.append(dict(op="pool", C=channels, R=3, S=3, **plane))
    for node in (1, 2, 3):
        inputs = sum(op != "none" for op, (_, b) in zip(ops, _EDGES) if b == node)
        run.extend([dict(op="add", C=channels, **plane)] * max(0, inputs - 1))
    return run


def nas_bench_201_network(architecture: str, dataset: str = "cifar10") -> np.ndarray:
    """The layers of a network of NAS-Bench-201: three stages of five cells of 16, 32 and 64 channels.

    Activations and batch norm (folded) cost nothing; edges that no output needs are costed as the
    benchmark's networks run them.

    Parameters
    ----------
    architecture : str
        The cell, such as ``|nor_conv_3x3~0|+|nor_conv_3x3~0|avg_pool_3x3~1|+|skip_connect~0|...|``.
    dataset : {'cifar10', 'cifar100', 'ImageNet16-120'}
        Side of the images and classes.

    Returns
    -------
    numpy.ndarray of layer_dtype

    Examples
    --------
    >>> cell = "|nor_conv_3x3~0|+|none~0|nor_conv_1x1~1|+|skip_connect~0|none~1|none~2|"
    >>> len(paretile.tables.nas_bench_201_network(cell))
    43
    """
    ops = _cell_ops(architecture)
    side, classes = _DATASETS[dataset]
    run = [dict(op="conv2d", K=16, C=3, P=side, Q=side, R=3, S=3)]
    channels = 16
    for stage in range(3):
        if stage:
            side, half, channels = side // 2, channels, channels * 2
            plane = dict(P=side, Q=side)
            run.append(dict(op="conv2d", K=channels, C=half, R=3, S=3, stride=2, **plane))
            run.append(dict(op="conv2d", K=channels, C=channels, R=3, S=3, **plane))
            run.append(dict(op="pool", C=half, R=2, S=2, stride=2, **plane))
            run.append(dict(op="conv2d", K=channels, C=half, R=1, S=1, **plane))
            run.append(dict(op="add", C=channels, **plane))
        run.extend(_cell_layers(ops, channels, side) * 5)
    run.append(dict(op="pool", C=channels, P=1, Q=1, R=side, S=side))
    run.append(dict(op="gemm", K=channels, N=classes))
    return layers(run)


def hw_nas_bench_table(
    models: Mapping[str, LayerCostModel], networks: Iterable[np.ndarray], *,
    space: str = "nasbench201", dataset: str = "cifar10",
) -> dict[str, dict[str, dict[str, list[float]]]]:
    """Costs of whole networks as HW-NAS-Bench keeps them: one number per network and metric.

    Parameters
    ----------
    models : mapping of str to LayerCostModel
        The chips by name.
    networks : iterable of arrays of layer_dtype
        The networks, in the order of their index.
    space, dataset : str
        The keys they stand under.

    Returns
    -------
    dict
        ``{space: {dataset: {"NAME_latency": [ms, ...], "NAME_energy": [mJ, ...]}}}``, sums over the layers,
        inf where one has no mapping.
    """
    metrics: dict[str, list[float]] = {}
    for name in models:
        metrics[f"{name}_latency"] = []
        metrics[f"{name}_energy"] = []
    for network in networks:
        for name, model in models.items():
            costs = model.query(network)
            ms = costs.latency_cycles.sum() / model.architecture.clock_hz * _MS_PER_S
            metrics[f"{name}_latency"].append(float(ms))
            metrics[f"{name}_energy"].append(float(costs.energy_pj.sum() * _MJ_PER_PJ))
    return {space: {dataset: metrics}}
