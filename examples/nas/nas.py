# SPDX-License-Identifier: Apache-2.0
"""Searches the same networks for two chips and shows that each wants another one.

    python examples/nas/nas.py [--chips nvdla_like,shidiannao] [--candidates 2000] [--seed 1] [-o nas.png]

Needs the package (`pip install .`) and Optuna (`pip install optuna`). README.md says what is searched and how.
"""

from __future__ import annotations

import argparse
import sys
import time

import numpy as np

import figure
import paretile
import proxy
import space
from search import Pricer, Priced, best, distinct, front, search

#: Of the way from the smallest network's score to the largest's.
DEMANDS = (0.25, 0.5, 0.75)


class Chip:
    """What was found for one chip."""

    def __init__(self, name: str) -> None:
        architecture = paretile.Architecture.from_yaml(name)
        self.name = architecture.name
        self.pricer = Pricer(architecture)
        self.tried: list[Priced] = []
        self.all: list[Priced] = []  # what was tried for any chip, priced on this one
        self.front: list[Priced] = []


def run(names: list[str], candidates: int, seed: int) -> list[Chip]:
    """Searches for each chip, then prices on each what was tried for any."""
    chips = [Chip(name) for name in names]
    for chip in chips:
        begin, processor = time.perf_counter(), time.process_time()
        chip.tried = search(chip.pricer, candidates, seed)
        chip.front = front(chip.tried)
        print(f"{chip.name}: {candidates} candidates, {len(chip.pricer.model)} layers solved, "
              f"{time.perf_counter() - begin:.0f} s ({time.process_time() - processor:.0f} s of processors)",
              file=sys.stderr, flush=True)
    networks = [one.network for one in distinct(one for chip in chips for one in chip.tried)]
    for chip in chips:
        chip.all = chip.pricer(networks)
    return chips


def demanded_scores() -> list[float]:
    low, high = (proxy.score(space.layers(network)) for network in (space.SMALLEST, space.LARGEST))
    return [low + part * (high - low) for part in DEMANDS]


def table(chips: list[Chip]) -> str:
    """The best network of each chip at each demanded score, priced on all chips."""
    lines = [f"{'score':>7}  {'best for':<14}"
             + "".join(f"{'mJ on ' + chip.name:>22}{'ms':>9}{'EDP':>9}" for chip in chips)]
    for score in demanded_scores():
        winners = [best(chip.all, score) for chip in chips]
        for chip, winner in zip(chips, winners):
            line = f"{score:>7,.0f}  {chip.name:<14}"
            for other, least in zip(chips, winners):
                [priced] = other.pricer([winner.network])
                over = f"{100 * (priced.edp / least.edp - 1):+.0f} %" if other is not chip else "least"
                line += f"{priced.energy_mj:>22.3f}{priced.latency_ms:>9.3f}{over:>9}"
            lines.append(line)
            lines.append(f"{'':>9}{winner.network}")
    return "\n".join(lines)


def report(chips: list[Chip], candidates: int, seed: int) -> str:
    """What is printed."""
    edps = [np.array([one.edp for one in chip.all]) for chip in chips]
    lines = [
        f"space: {space.size():.2g} networks of {space.distinct_layers():,} different layers",
        f"score: entropy; orders 22 published MobileNetV2 as their accuracy does, Kendall's tau "
        f"{proxy.published_agreement():.2f}",
        f"NSGA-II: {candidates} candidates per chip, seed {seed}",
        "",
        *(f"{chip.name}: front of {len(chip.front)} networks" for chip in chips),
        f"{len(chips[0].all)} different networks by EDP on {chips[0].name} and on {chips[1].name}: Kendall's tau "
        f"{proxy.agreement(*edps[:2]):.2f}",
        "",
        table(chips),
        "(of all networks tried for any chip that score as much: the least energy times latency)",
    ]
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--chips", default="nvdla_like,shidiannao",
                        help="names or files, with commas (default %(default)s)")
    parser.add_argument("--candidates", type=int, default=2000,
                        help="networks tried for each chip (default %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="of the search (default %(default)s)")
    parser.add_argument("-o", "--output", default="nas.png", help="file of the figure (default %(default)s)")
    arguments = parser.parse_args()
    names = arguments.chips.split(",")
    if len(names) < 2 or arguments.candidates < 3:
        parser.error("two chips or more, and three candidates or more")
    try:
        chips = run(names, arguments.candidates, arguments.seed)
    except paretile.InputError as error:
        print(error, file=sys.stderr)
        return 2
    print(report(chips, arguments.candidates, arguments.seed))
    figure.draw(chips, demanded_scores()[1], arguments.output)
    print(f"figure: {arguments.output}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
