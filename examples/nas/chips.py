# SPDX-License-Identifier: Apache-2.0
"""Chips whose sizes are free, and what networks cost on each; chip.yaml is what they have in common."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from string import Template
from typing import NamedTuple

import optuna

import paretile
from search import Priced, Pricer
from space import Network

_TEMPLATE = Template((Path(__file__).parent / "chip.yaml").read_text(encoding="utf-8"))


class Sizes(NamedTuple):
    """What is free in a chip."""

    rows: int  # of PEs: input channels and filter taps, whose products are added up
    columns: int  # of PEs: output channels, or pixels of an output row
    buffer_kib: int
    spad_words: int  # weights, and sums, that a PE holds

    def __str__(self) -> str:
        return f"{self.rows} x {self.columns}, {self.buffer_kib} KiB, {self.spad_words} words"


CHOICES = Sizes(rows=(4, 8, 12, 16, 32), columns=(16, 32, 64, 128), buffer_kib=(32, 64, 128, 256, 512),
                spad_words=(2, 8, 32))


def architecture(sizes: Sizes, dram_bandwidth: float) -> paretile.Architecture:
    """The chip of these sizes at so many GB/s; its wires are as long as the estimated area of a PE asks for."""
    def of(pitch_um: float) -> paretile.Architecture:
        half_side_um = pitch_um * (sizes.rows * sizes.columns) ** 0.5 / 2
        return paretile.Architecture.from_yaml(_TEMPLATE.substitute(
            sizes._asdict(), dram_bandwidth=dram_bandwidth, sum_spad_bits=24 * sizes.spad_words,
            pitch_um=f"{pitch_um:.2f}", half_side_um=f"{half_side_um:.2f}"))

    chip = of(1)  # areas do not depend on wires
    parts = (chip.level("weight_spad"), chip.level("sum_spad"), chip.compute)
    return of(sum(part.area_um2 for part in parts) ** 0.5)


class Pair(NamedTuple):
    """A network on a chip."""

    sizes: Sizes
    priced: Priced


class Chips:
    """Every chip that keeps the limit of area, and what networks cost on it."""

    def __init__(self, max_area_mm2: float, dram_bandwidth: float, cache_file: str | None = None) -> None:
        every = {sizes: architecture(sizes, dram_bandwidth) for sizes in map(Sizes._make, itertools.product(*CHOICES))}
        self.area_mm2 = {sizes: chip.area_um2 * 1e-6 for sizes, chip in every.items()}
        self.fitting = [sizes for sizes in every if self.area_mm2[sizes] <= max_area_mm2]
        self.max_area_mm2 = max_area_mm2
        self._pricers = {sizes: Pricer(every[sizes], cache_file) for sizes in self.fitting}

    def pricer(self, sizes: Sizes) -> Pricer:
        return self._pricers[sizes]

    def price(self, pairs: Iterable[tuple[Sizes, Network]]) -> list[Pair]:
        """In the given order; all networks of a chip in one query."""
        pairs = list(pairs)
        for sizes in Counter(sizes for sizes, _ in pairs):
            self._pricers[sizes](network for other, network in pairs if other == sizes)
        return [Pair(sizes, self._pricers[sizes]([network])[0]) for sizes, network in pairs]

    def layers_known(self) -> int:
        return sum(len(pricer.model) for pricer in self._pricers.values())


def suggest(trial: optuna.Trial) -> Sizes:
    """The chip of a trial: its sizes are parameters beside those of the network."""
    return Sizes(*(trial.suggest_categorical(name, choices) for name, choices in CHOICES._asdict().items()))
