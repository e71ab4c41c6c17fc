# SPDX-License-Identifier: Apache-2.0
"""The picture: one network on all chips, what both searches reach, and which chips the joint front is made of."""

from __future__ import annotations

import os
from collections import Counter

import matplotlib

matplotlib.use("agg")  # draws without a screen

import matplotlib.pyplot as plt
import numpy as np

from chips import Chips, Pair

NAMED_CHIPS = 8


def draw(chips: Chips, priced: list[Pair], separate: list[Pair], joint: list[Pair], path: str | os.PathLike) -> None:
    """Three pictures side by side.

    Parameters
    ----------
    chips : chips.Chips
    priced : list of chips.Pair
        One network on every chip.
    separate, joint : list of chips.Pair
        The fronts of the search for one chip and of that over both.
    path : str or os.PathLike
        The file.
    """
    figure, axes = plt.subplots(1, 3, figsize=(18, 5.5))
    _chips(figure, axes[0], chips, priced)
    _reached(axes[1], separate, joint)
    _members(axes[2], joint)
    figure.tight_layout()
    figure.savefig(path, dpi=150, metadata={"Software": None} if str(path).endswith(".png") else None)
    plt.close(figure)


def _chips(figure, axes, chips: Chips, priced: list[Pair]) -> None:
    points = axes.scatter([chips.area_mm2[pair.sizes] for pair in priced], [pair.priced.edp for pair in priced],
                          c=np.log2([pair.sizes.rows * pair.sizes.columns for pair in priced]), cmap="viridis")
    figure.colorbar(points, ax=axes, label="PEs, as a power of 2")
    axes.set_yscale("log")
    axes.set_xlabel("area (mm2)")
    axes.set_ylabel("energy x latency (mJ ms)")
    axes.set_title("the middle network on every chip")


def _reached(axes, separate: list[Pair], joint: list[Pair]) -> None:
    for pairs, label, color in ((separate, "chip first", "C0"), (joint, "both at once", "C1")):
        by_edp = sorted(pairs, key=lambda pair: pair.priced.edp)
        axes.step([pair.priced.edp for pair in by_edp],
                  np.maximum.accumulate([pair.priced.score for pair in by_edp]), where="post", label=label, color=color)
    axes.set_xscale("log")
    axes.set_xlabel("energy x latency (mJ ms)")
    axes.set_ylabel("score (entropy)")
    axes.set_title("the best by energy x latency")
    axes.legend(loc="lower right")


def _members(axes, joint: list[Pair]) -> None:
    named = [sizes for sizes, _ in Counter(pair.sizes for pair in joint).most_common(NAMED_CHIPS)]
    groups = [(str(sizes), [pair for pair in joint if pair.sizes == sizes], f"C{index}")
              for index, sizes in enumerate(named)]
    groups.append(("others", [pair for pair in joint if pair.sizes not in named], "0.7"))
    for label, pairs, color in groups:
        if pairs:
            axes.scatter([pair.priced.latency_ms for pair in pairs], [pair.priced.energy_mj for pair in pairs],
                         s=14, color=color, label=label)
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlabel("latency (ms)")
    axes.set_ylabel("energy (mJ)")
    axes.set_title("chips of the front of both at once")
    axes.legend(loc="upper left", fontsize="small")
