# SPDX-License-Identifier: Apache-2.0
"""Sweeps and results that the tests of `paretile report` read, made by the program itself."""

from __future__ import annotations

import base64
import gzip
import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PARETILE = Path(sys.executable).parent / "paretile"

#: 1,000 designs; only 5 differ in what mappings see, so that most of it is copying.
THOUSAND = """\
format: 1
name: thousand
architectures: [simple_2level]
workloads: [examples/toy_conv.yaml]
vary:
  buffer_bits: {field: buffer.capacity, values: [256 B, 512 B, 1 KiB, 2 KiB, 4 KiB]}
  um2_per_unit: {field: compute.area, from: 10, to: 2000, step: 10}
"""


def paretile(*words: object, code: int = 0) -> subprocess.CompletedProcess:
    """Runs the command at the root of the repository; its exit code must be `code`."""
    run = subprocess.run([PARETILE, *map(str, words)], cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert run.returncode == code, run.stderr
    return run


def toy_sweep(folder: Path) -> Path:
    """Nine designs, finished."""
    path = folder / "toy.db"
    paretile("explore", "examples/sweep_toy.yaml", "-o", path)
    return path


def map_result(folder: Path) -> Path:
    """AlexNet on Eyeriss."""
    path = folder / "alexnet.json"
    paretile("map", "--arch", "eyeriss", "--workload", "alexnet", "--json", path)
    return path


def report_in(page: str) -> dict:
    """What the script of a page reads."""
    [packed] = re.findall(r'id="data-packed">([^<]*)<', page)
    return json.loads(gzip.decompress(base64.b64decode(packed)))
