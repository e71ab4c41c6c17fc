# SPDX-License-Identifier: Apache-2.0
"""Designs of a sweep solved on the workers of a Dask cluster.

A task is a few designs. A worker puts them into a file of its own, as a shard would, and sends it back; the
client's process merges it into the file of the sweep, which it alone writes. Dask gives the tasks of lost
workers to others.
"""

from __future__ import annotations

import os
import pickle
import tempfile
from collections import Counter
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from paretile import _core
from paretile._core import Sweep
from paretile._progress import Report

if TYPE_CHECKING:
    import distributed

RETRIES = 2  # of a task that raises; of lost workers Dask's own setting decides
TASKS_PER_THREAD = 8
MOST_DESIGNS = 16  # of a task: so much is lost with a worker


def run(client: distributed.Client, sweep: Sweep, path: str, flags: dict[str, str],
        designs: list[int] | None, report: Report | None) -> dict[str, int]:
    """The designs that the file lacks, solved on the cluster; counts as of a run in this process."""
    from distributed import Client, as_completed

    if not isinstance(client, Client) or client.asynchronous:
        raise TypeError(f"client must be a distributed.Client that is not asynchronous, not {client!r}")
    writer = _core.SweepFile(path, sweep)
    wanted = _core.designs_of(sweep, flags) if designs is None else designs
    known = set(writer.finished())
    waiting = [design for design in wanted if design not in known]
    counts = Counter(_core.explore(sweep, path, flags, [], None, _core.Stop()))  # of no designs
    counts.update(finished=len(wanted) - len(waiting), total=len(wanted))
    of_worker = {name: value for name, value in flags.items() if name != "--shard"}
    if of_worker["--threads"] == "0":
        of_worker["--threads"] = "1"
    data = pickle.dumps(sweep)
    divide = shards if sweep.sampling == "front" else parts
    futures = [client.submit(solve, data, part, of_worker, pure=False, retries=RETRIES)
               for part in divide(waiting, sum(client.nthreads().values()))]
    try:
        for future in as_completed(futures):
            of_part, file = future.result()
            _add(writer, path, file)
            future.release()
            counts.update({name: count for name, count in of_part.items() if name != "total"})
            if report is not None:
                report(counts["finished"], counts["total"])
    finally:
        client.cancel(futures)  # those that an error or Ctrl-C leaves
    return dict(counts)


def parts(designs: list[int], threads: int) -> list[list[int]]:
    """Neighbours together: they share most layer problems."""
    size = min(MOST_DESIGNS, max(1, len(designs) // (TASKS_PER_THREAD * max(1, threads))))
    return [designs[begin : begin + size] for begin in range(0, len(designs), size)]


def shards(designs: list[int], threads: int) -> list[list[int]]:
    """Few and large, where designs of a task exclude others: each has designs from all over the grid."""
    count = min(len(designs), max(1, threads))
    return [designs[begin::count] for begin in range(count)]


def solve(data: bytes, designs: list[int], flags: dict[str, str]) -> tuple[dict[str, int], bytes]:
    """On a worker: the counts, and the file of the results."""
    with tempfile.TemporaryDirectory(prefix="paretile_") as folder:
        path = os.path.join(folder, "part.db")
        counts = _core.explore(_sweep_of(data), path, flags, designs, None, _core.Stop())
        return counts, Path(path).read_bytes()


@lru_cache(maxsize=2)
def _sweep_of(data: bytes) -> Sweep:
    return pickle.loads(data)


def _add(writer: Any, path: str, file: bytes) -> None:
    """Merges a file that is at hand as bytes, by way of one beside the sweep's."""
    with tempfile.TemporaryDirectory(prefix="paretile_", dir=os.path.dirname(path) or ".") as folder:
        part = os.path.join(folder, "part.db")
        Path(part).write_bytes(file)
        writer.add(part)
