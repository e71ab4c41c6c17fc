# SPDX-License-Identifier: Apache-2.0
"""The picture: what was tried on each chip, its own front, and the networks of the others priced on it."""

from __future__ import annotations

import os

import matplotlib

matplotlib.use("agg")  # draws without a screen

import matplotlib.pyplot as plt
import numpy as np

from search import best


def draw(chips: list, score: float, path: str | os.PathLike) -> None:
    """A column per chip: fronts in score and EDP, and the front in energy and latency by score.

    Parameters
    ----------
    chips : list of nas.Chip
    score : float
        The demand whose best networks are marked.
    path : str or os.PathLike
        The file.
    """
    figure, axes = plt.subplots(2, len(chips), figsize=(6 * len(chips), 9), squeeze=False)
    colors = [f"C{index}" for index in range(len(chips))]
    for column, chip in enumerate(chips):
        _scores_and_edp(axes[0, column], chip, chips, colors, score)
        _energy_and_latency(figure, axes[1, column], chip)
    figure.tight_layout()
    figure.savefig(path, dpi=150, metadata={"Software": None} if str(path).endswith(".png") else None)
    plt.close(figure)


def _scores_and_edp(axes, chip, chips, colors, score: float) -> None:
    axes.scatter([one.edp for one in chip.all], [one.score for one in chip.all], s=3, color="0.85", label="tried")
    for other, color in zip(chips, colors):
        priced = sorted(chip.pricer(one.network for one in other.front), key=lambda one: one.edp)
        edps = np.array([one.edp for one in priced])
        reached = np.maximum.accumulate([one.score for one in priced])
        axes.step(edps, reached, where="post", color=color, label=f"best by EDP of the front for {other.name}")
        [winner] = chip.pricer([best(other.all, score).network])
        axes.plot(winner.edp, winner.score, marker="*", markersize=14, color=color, markeredgecolor="black",
                  linestyle="none")
    axes.axhline(score, color="0.5", linestyle=":", linewidth=1)
    axes.set_xscale("log")
    axes.set_xlabel("energy x latency (mJ ms)")
    axes.set_ylabel("score (entropy)")
    axes.set_title(f"priced on {chip.name}")
    axes.legend(loc="lower right", fontsize="small")


def _energy_and_latency(figure, axes, chip) -> None:
    points = axes.scatter([one.latency_ms for one in chip.front], [one.energy_mj for one in chip.front],
                          c=[one.score for one in chip.front], s=12, cmap="viridis")
    figure.colorbar(points, ax=axes, label="score (entropy)")
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlabel("latency (ms)")
    axes.set_ylabel("energy (mJ)")
    axes.set_title(f"front of {chip.name}: score, energy, latency")
