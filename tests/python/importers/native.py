# SPDX-License-Identifier: Apache-2.0
"""What the native program reads in a workload."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

from paretile._command import PROGRAM


@dataclass
class Shown:
    """A layer as the native program reads it."""

    op: str
    repeat: int
    macs: int  # of one run
    sizes: dict[str, int]
    reads: list[str]


def shown_layers(workload: str | Path) -> dict[str, Shown]:
    """Asks the native program what it reads in a workload: a shipped name or a file."""
    done = subprocess.run(
        [PROGRAM, "show", "--workload", workload], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith("layer "))
    header = lines[start]
    reads_at = header.find("reads from") if "reads from" in header else len(header) + 1000
    layers = {}
    for line in lines[start + 1 :]:
        if not line.strip():
            break
        name, op, repeat, macs, *sizes = line[:reads_at].split()
        layers[name] = Shown(
            op,
            int(repeat),
            0 if macs == "-" else int(macs.replace(",", "")),
            {key: int(size.split("(")[0]) for key, size in (one.split("=") for one in sizes)},
            [one.strip() for one in line[reads_at:].split(",") if one.strip()],
        )
    return layers


def total_macs(layers: dict[str, Shown]) -> int:
    """MACs of all layers and repeats."""
    return sum(layer.macs * layer.repeat for layer in layers.values())
