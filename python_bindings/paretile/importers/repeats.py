# SPDX-License-Identifier: Apache-2.0
"""Equal blocks of layers in a row, listed once with `repeat`."""

from __future__ import annotations

from dataclasses import dataclass

from paretile.importers.lower import Entry

MAX_PERIOD = 1000  # layers of a block that is looked for
MAX_REPEAT = 1_000_000


@dataclass
class _Run:
    """`count` blocks of `period` layers from `start` on."""

    start: int
    period: int
    count: int

    def saved(self) -> int:
        return self.period * (self.count - 1)


def collapse(entries: list[Entry]) -> list[Entry]:
    """Lists the first of equal blocks in a row, each layer repeated as often as there are blocks.

    Blocks are equal if their layers are, and if they read the same layers before all blocks, or
    those that stand equally far back. A layer after the blocks may read none but the last block.
    """
    finder = _Finder(entries)
    renamed: dict[str, str] = {}
    kept: list[Entry] = []
    at = 0
    while at < len(entries):
        run = finder.longest(at)
        for entry in entries[at : at + run.period]:
            inputs = [renamed.get(name, name) for name in entry.inputs]
            entry.inputs = list(dict.fromkeys(inputs))
            entry.layer.repeat *= run.count
            kept.append(entry)
        for i in range(at + run.period, at + run.period * run.count):
            renamed[entries[i].layer.name] = entries[i - run.period].layer.name
            before = renamed[entries[i].layer.name]
            renamed[entries[i].layer.name] = renamed.get(before, before)
        at += run.period * run.count
    return kept


class _Finder:
    def __init__(self, entries: list[Entry]) -> None:
        self.entries = entries
        place = {entry.layer.name: i for i, entry in enumerate(entries)}
        self.reads = [[place[name] for name in entry.inputs] for entry in entries]
        shapes: dict[tuple, int] = {}
        self.shape = [shapes.setdefault(e.layer.shape(), len(shapes)) for e in entries]
        self.last_reader = list(range(len(entries)))
        for i, reads in enumerate(self.reads):
            for source in reads:
                self.last_reader[source] = max(self.last_reader[source], i)

    def longest(self, start: int) -> _Run:
        """The run from `start` that saves most layers; of equals the one of the shortest block."""
        best = _Run(start, 1, 1)
        most = min(MAX_PERIOD, (len(self.entries) - start) // 2)
        for period in range(1, most + 1):
            run = self._run(start, period)
            if run.saved() > best.saved():
                best = run
        return best

    def _run(self, start: int, period: int) -> _Run:
        run = _Run(start, period, 1)
        while self._is_next(run) and self._fits_repeat(run):
            run.count += 1
        while run.count > 1 and not self._is_closed(run):
            run.count -= 1
        return run

    def _fits_repeat(self, run: _Run) -> bool:
        block = self.entries[run.start : run.start + run.period]
        return all(one.layer.repeat * (run.count + 1) <= MAX_REPEAT for one in block)

    def _is_next(self, run: _Run) -> bool:
        shift = run.period * run.count
        if run.start + shift + run.period > len(self.entries):
            return False
        return all(
            self.shape[i] == self.shape[i + shift] and self._reads_alike(i, shift, run.start)
            for i in range(run.start, run.start + run.period)
        )

    def _reads_alike(self, first: int, shift: int, start: int) -> bool:
        a, b = self.reads[first], self.reads[first + shift]
        return len(a) == len(b) and all(
            y == x + shift or (y == x and x < start) for x, y in zip(a, b)
        )

    def _is_closed(self, run: _Run) -> bool:
        """Layers after the run read nothing but its last block."""
        end = run.start + run.period * run.count
        inner = range(run.start, end - run.period)
        return all(self.last_reader[i] < end for i in inner)
