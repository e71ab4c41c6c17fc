# SPDX-License-Identifier: Apache-2.0
"""The picture: what each split costs each network, and where the silicon of the best ones is."""

from __future__ import annotations

import os

import matplotlib

matplotlib.use("agg")  # draws without a screen

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from study import areas_of, sweep_of

MARKS = "ov^sDPX"
HATCHES = ("", "//", "..")


def draw(tables: dict[str, pd.DataFrame], designs: dict[str, int], path: str | os.PathLike) -> None:
    """A panel per network, then the areas of the compared designs."""
    figure, grid = plt.subplots(2, 2, figsize=(10, 7.5))
    axes = grid.flat
    for one, (network, table) in zip(axes, tables.items()):
        _splits(one, network, table)
    axes[0].legend(title="filter words of a PE", fontsize="small")
    _areas(axes[-1], designs)
    figure.tight_layout()
    figure.savefig(path, dpi=100, metadata={"Software": None})
    plt.close(figure)


def _splits(axes, network: str, table: pd.DataFrame) -> None:
    least = table.edp_mj_ms.min()
    colors = plt.cm.viridis(np.linspace(0, 0.9, len(MARKS)))
    for mark, color, (bits, group) in zip(MARKS, colors, table.groupby("filter_bits")):
        best = group.groupby("pes").edp_mj_ms.min() / least
        axes.plot(best.index, best, marker=mark, color=color, linewidth=1, markersize=5, label=f"{bits // 16}")
    winner = table.loc[table.edp_mj_ms.idxmin()]
    axes.plot(winner.pes, 1, marker="*", markersize=16, color="black", zorder=-1)
    axes.set(yscale="log", xlabel="PEs", ylabel="energy x latency over the least", ylim=(0.95, 4),
             title=f"{network}: {winner.pes} PEs, {winner.glb_bits // 8192} KiB buffer")
    axes.set_yticks([1, 1.5, 2, 3, 4], ["1", "1.5", "2", "3", "4"], minor=False)
    axes.minorticks_off()


def _areas(axes, designs: dict[str, int]) -> None:
    sweep = sweep_of("resnet18")
    areas = pd.DataFrame({name: areas_of(sweep.architecture(design)) for name, design in designs.items()})
    left = pd.Series(0.0, index=areas.columns)
    for hatch, (part, widths) in zip(HATCHES, areas.iterrows()):
        axes.barh(areas.columns, widths, left=left, hatch=hatch, edgecolor="white", label=part)
        left += widths
    axes.invert_yaxis()
    axes.set(xlabel="mm2", title="where the silicon is")
    axes.legend(fontsize="small", loc="upper center", bbox_to_anchor=(0.5, -0.17), ncol=len(areas))
