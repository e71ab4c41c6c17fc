# SPDX-License-Identifier: Apache-2.0
"""What an exploration found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from paretile import _core
from paretile._core import Sweep

if TYPE_CHECKING:
    import pandas


class Exploration:
    """A sweep and the file of its results. Tables are read from the file whenever they are asked for.

    Examples
    --------
    >>> import os, tempfile
    >>> folder = tempfile.TemporaryDirectory()
    >>> found = paretile.explore("examples/sweep_toy.yaml", os.path.join(folder.name, "toy.db"), quiet=True)
    >>> found.is_complete, len(found.to_dataframe()), len(found.front)
    (True, 9, 3)
    """

    __slots__ = ("_sweep", "_file", "_counts", "_is_sampled")

    def __init__(self, sweep: Sweep, file: str, counts: dict[str, int], is_sampled: bool = False) -> None:
        self._sweep = sweep
        self._file = file
        self._counts = counts
        self._is_sampled = is_sampled

    @property
    def sweep(self) -> Sweep:
        """The designs there are."""
        return self._sweep

    @property
    def file(self) -> str:
        """Path of the SQLite file; docs/exploring.md says what is in its tables."""
        return self._file

    @property
    def counts(self) -> dict[str, int]:
        """Of this run: `finished` of `total` designs, and how layer problems were answered.

        Of the finished, `excluded` are those that bounds keep off the front (`sampling: front`). Layer problems
        searched as a whole are `solved`; known already `reused`; those whose front is that of a chip of
        more bandwidth are `relaxed`, those of which only a part is are `partly`; those of a cache file `cached`.
        """
        return dict(self._counts)

    @property
    def finished(self) -> int:
        """Designs in the file, also those of other runs and shards."""
        return len(_core.SweepFile(self._file, self._sweep).finished())

    @property
    def is_complete(self) -> bool:
        """All designs of the sweep are in the file: the front is that of the sweep, proven."""
        return self.finished == len(self._sweep)

    @property
    def front(self) -> pandas.DataFrame:
        """The points of all finished designs that no other beats in energy, latency and area."""
        return table_of(_core.answer("results", {"results": self._file, "--front": ""}))

    def to_dataframe(self, points: bool = False) -> pandas.DataFrame:
        """The finished designs as a table, as results() of the file.

        Parameters
        ----------
        points : bool
            A row for every point of a design's front, not for its optimum alone.

        Returns
        -------
        pandas.DataFrame
        """
        flags = {"results": self._file} | ({"--points": ""} if points else {})
        return table_of(_core.answer("results", flags))

    def _state(self, points: int) -> str:
        finished = self.finished
        how = "sampled: " if self._is_sampled and finished < len(self._sweep) else ""
        of = "" if finished == len(self._sweep) else " of these"
        return (f"{self._sweep.name}: {how}{finished:,} of {len(self._sweep):,} designs, "
                f"{points:,} points on the front{of}")

    def _repr_html_(self) -> str:
        from html import escape

        front = self.front
        return f"<p>{escape(self._state(len(front)))}</p>{front._repr_html_()}"

    def __repr__(self) -> str:
        return f"<Exploration {self._state(len(self.front))}>"


def table_of(answer: dict[str, Any]) -> pandas.DataFrame:
    """The rows of an answer of `paretile results`, settings as columns; whole numbers as such."""
    import pandas

    rows = [{"design": row["design"], "architecture": row["architecture"], **row["settings"],
             **{name: value for name, value in row.items() if name not in ("design", "settings")}}
            for row in answer["rows"]]
    table = pandas.DataFrame(rows)
    settings = answer["rows"][0]["settings"] if rows else ()
    for name in (*settings, "latency_cycles", "compute_units"):
        if name in table and pandas.api.types.is_float_dtype(table[name]) and _is_whole(table[name]):
            table[name] = table[name].astype("int64")
    return table


def _is_whole(column: pandas.Series) -> bool:
    return bool(column.notna().all() and (column == column.round()).all() and (column.abs() < 2**53).all())
