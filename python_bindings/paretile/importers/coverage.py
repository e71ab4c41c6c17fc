# SPDX-License-Identifier: Apache-2.0
"""What of a network is costed, what is free and why, and what is unknown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from paretile.importers.graph import Graph
from paretile.importers.lower import Outcome
from paretile.importers.quantization import parameter_words

MOST_NAMES = 3  # names of unknown nodes shown per line


@dataclass
class Row:
    """Nodes of one kind that fared alike."""

    kind: str
    status: str
    why: str
    nodes: list[str] = field(default_factory=list)
    macs: int = 0
    bytes_moved: int = 0


@dataclass
class Coverage:
    """The report of an import.

    Attributes
    ----------
    rows : list of Row
        By node kind, status and reason, in order of first appearance.
    macs : int
        Multiply-accumulates of all costed nodes. A node that takes MACs is costed or unknown, never
        free.
    parameters : int
        Learned values the nodes read: biases and norms included, running statistics and scales not.
    """

    rows: list[Row]
    macs: int
    parameters: int

    def nodes(self, status: str) -> int:
        return sum(len(row.nodes) for row in self.rows if row.status == status)

    def bytes_moved(self, status: str) -> int:
        return sum(row.bytes_moved for row in self.rows if row.status == status)

    def is_complete(self) -> bool:
        """Every multiply-accumulate of the network is in the workload."""
        return self.nodes("unknown") == 0

    def to_dict(self) -> dict[str, Any]:
        """As plain values, for JSON."""
        return {
            "macs": self.macs,
            "parameters": self.parameters,
            "complete": self.is_complete(),
            "rows": [vars(row) for row in self.rows],
        }

    def __str__(self) -> str:
        header = ("node", "count", "is", "MACs", "bytes", "why")
        body = [
            (row.kind, f"{len(row.nodes):,}", row.status, f"{row.macs:,}" if row.macs else "-",
             f"{row.bytes_moved:,}", _why(row))
            for row in sorted(self.rows, key=lambda row: _ORDER[row.status])
        ]  # fmt: skip
        return "\n".join([*_table(header, body), "", *self._totals()])

    def _totals(self) -> list[str]:
        unknown = self.nodes("unknown")
        macs = (
            f"{self.macs:,} MACs, 100 % of them costed"
            if self.is_complete()
            else f"{self.macs:,} MACs, and those of {unknown} unknown nodes"
        )
        moved = sum(self.bytes_moved(status) for status in _ORDER)
        shares = [
            f"{status} {100 * self.bytes_moved(status) / moved:.1f} %" for status in _ORDER if moved
        ]
        return [
            f"{macs}; {self.parameters:,} parameters",
            f"bytes nodes read and write: {moved:,}" + (f" ({', '.join(shares)})" if moved else ""),
        ]


_ORDER = {"costed": 0, "free": 1, "unknown": 2}


def _why(row: Row) -> str:
    if row.status != "unknown":
        return row.why
    names = ", ".join(row.nodes[:MOST_NAMES])
    more = f" and {len(row.nodes) - MOST_NAMES} more" if len(row.nodes) > MOST_NAMES else ""
    return f"{row.why}: {names}{more}"


def _table(header: Sequence[str], body: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(len(row[i]) for row in [header, *body]) for i in range(len(header))]
    numbers = {1, 3, 4}
    lines = []
    for row in [header, *body]:
        cells = [
            cell.rjust(width) if i in numbers else cell.ljust(width)
            for i, (cell, width) in enumerate(zip(row, widths))
        ]
        lines.append("  ".join(cells).rstrip())
    return lines


def report(graph: Graph, outcomes: Sequence[Outcome]) -> Coverage:
    """Gathers what became of all nodes."""
    rows: dict[tuple[str, str, str], Row] = {}
    for one in outcomes:
        why = "folded into the layer before" if one.why.startswith("folded into") else one.why
        row = rows.setdefault((one.node.kind, one.status, why), Row(one.node.kind, one.status, why))
        row.nodes.append(one.node.name)
        row.macs += one.macs
        row.bytes_moved += one.bytes_moved or 0
    macs = sum(one.macs for one in outcomes)
    return Coverage(list(rows.values()), macs, parameter_words(graph))
