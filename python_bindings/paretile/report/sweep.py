# SPDX-License-Identifier: Apache-2.0
"""A file of sweep results as a page."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from paretile import _core
from paretile._core import Architecture, Evaluator, Sweep, Workload
from paretile._files import mistake
from paretile.report.details import Details, energy_parts, evaluate
from paretile.report.page import page
from paretile.report.spread import spread

MAX_FRONT = 10_000  # points of the exact front that it draws
MAX_CURVE_POINTS = 40_000  # of all designs' own fronts together
CURVE = (6, 40)  # points of one design's own front: at least, at most

_EXCLUDED = "excluded"  # proof of a design that bounds ruled out
_HEADER = b"SQLite format 3\0"
_DESIGN = ("id", "energy_pj", "latency_cycles", "area_um2", "compute_units", "proof", "reason",
           "energy_error")


def is_sqlite(path: Path) -> bool:
    """Whether it is a file that SQLite wrote. Raises InputError where it cannot be read."""
    try:
        with open(path, "rb") as file:
            return file.read(len(_HEADER)) == _HEADER
    except OSError as error:
        raise mistake(path, f"cannot be read: {error.strerror}") from None


def page_of_sweep(path: Path | str, command: str = "", *, partial: bool = False,
                  full: int = 1000) -> str:
    """The page of a file of sweep results.

    Parameters
    ----------
    path : path
        What `paretile explore` or `merge` wrote.
    command : str
        The command line that the page says it was made by.
    partial : bool
        Take a sweep that is not finished.
    full : int
        How many designs to show with every layer: those of the front first, then those of least EDP.

    Returns
    -------
    str
        HTML; all it needs is in it.

    Raises
    ------
    InputError
        The file is none of a sweep, holds no design or not all, or no longer costs what it says.
    """
    path = Path(path)
    stored = Sweep.from_results(path)
    with closing(sqlite3.connect(path)) as database:
        database.row_factory = sqlite3.Row
        database.execute("BEGIN")  # all that is read is of one moment
        return page(_Report(path, database, stored, partial, full).to_dict(), command)


class _Report:
    """Reads one file."""

    def __init__(self, path: Path, database: sqlite3.Connection, stored: Sweep,
                 partial: bool, full: int) -> None:
        self.path, self.database, self.stored = path, database, stored
        self.sweep = self._rows("SELECT * FROM sweep")[0]
        everything = self._rows("SELECT * FROM designs ORDER BY id")
        self._must_be_finished(len(everything), partial)
        self.rows = [row for row in everything if row["proof"] != _EXCLUDED]
        self.excluded = [row for row in everything if row["proof"] == _EXCLUDED]
        known = {row["id"] for row in self.rows}
        front = [row for row in _core.answer("results", {"results": str(path), "--front": ""})["rows"]
                 if row["design"] in known]  # the sweep may go on meanwhile
        self.front_points = [(row["design"], row["energy_pj"], row["latency_cycles"]) for row in front]
        self.front = {row["design"] for row in front}
        self.full = self._chosen(full)
        self.details = Details()
        self.curve = max(CURVE[0], min(CURVE[1], MAX_CURVE_POINTS // len(self.rows)))
        self.workload: Workload = stored.workload
        self.settings = self._by_design("SELECT * FROM settings ORDER BY design, position")
        self.layers = self._by_design("SELECT * FROM layers ORDER BY design, position")

    def to_dict(self) -> dict[str, Any]:
        """The report, for page()."""
        designs = [self._design(row) for row in self.rows]
        return {
            "kind": "sweep", "title": self.sweep["name"], "lead": self._lead(),
            "objective": self.stored.objective,
            "macs": sum(layer.macs * layer.repeat for layer in self.workload.layers),
            "grid": self.stored.grid_size, "designs_total": self.sweep["designs"],
            "finished": len(self.rows) + len(self.excluded), "best": None,
            "parameters": self._parameters(),
            "designs": designs,
            "front_points": self._front_points(),
            "summary_only": sum(1 for row in self.rows
                                if row["energy_pj"] is not None and row["id"] not in self.full),
            "excluded": self._excluded(),
            "commands": [f"paretile explore {self.sweep['name']}.yaml -o {self.path.name}"],
            "hashes": {"sweep": self.sweep["hash"], "results by": f"Paretile {self.sweep['version']}"},
            "files": [["The sweep in words, as it is hashed", self.sweep["description"]],
                      *([_file_name(row, self.sweep["name"]), row["text"]]
                        for row in self._rows("SELECT kind, name, text FROM texts ORDER BY kind <> 'sweep', kind, name"))],
            **self.details.to_dict()}

    def _rows(self, sql: str) -> list[sqlite3.Row]:
        try:
            return self.database.execute(sql).fetchall()
        except sqlite3.DatabaseError as error:
            raise mistake(self.path, f"cannot be read: {error}") from None

    def _by_design(self, sql: str) -> dict[int, list[sqlite3.Row]]:
        found: dict[int, list[sqlite3.Row]] = {}
        for row in self._rows(sql):
            found.setdefault(row["design"], []).append(row)
        return found

    def _excluded(self) -> list[dict[str, Any]]:
        """Designs that bounds ruled out, where the sweep asked for that: what no mapping on them
        needs less than, and a design that beats it."""
        bounds = self._by_design("SELECT * FROM excluded") if self.excluded else {}
        designs = []
        for row in self.excluded:
            [bound] = bounds[row["id"]]
            designs.append({
                "id": row["id"], "area_um2": row["area_um2"], "energy_pj": bound["energy_pj"],
                "latency_s": bound["latency_cycles"] / row["clock_hz"], "by": bound["by_design"],
                "settings": [each["text"] for each in self.settings.get(row["id"], [])]})
        return designs

    def _must_be_finished(self, finished: int, partial: bool) -> None:
        total = self.sweep["designs"]
        if finished == 0:
            raise mistake(self.path, "holds no finished design yet", "'paretile explore' goes on with it")
        if finished < total and not partial:
            raise mistake(self.path, f"is not finished: {finished:,} of {total:,} designs",
                          "'paretile explore' goes on with it; --partial reports what is there")

    def _chosen(self, full: int) -> set[int]:
        """Designs to show with every layer: those of the front, then by rising EDP."""
        feasible = [row for row in self.rows if row["energy_pj"] is not None]
        feasible.sort(key=lambda row: (row["id"] not in self.front,
                                       row["energy_pj"] * row["latency_cycles"] / row["clock_hz"]))
        return {row["id"] for row in feasible[:full]}

    def _lead(self) -> str:
        total, grid = self.sweep["designs"], self.stored.grid_size
        of_grid = f", of a grid of {grid:,}," if grid != total else ""
        is_proven = all(row["proof"] == "optimal" for row in self.rows)
        judged = "proven optimum" if is_proven else "best mappings found"
        who = "each"
        if self.excluded:
            who = f"{len(self.excluded):,} of them excluded by bounds, each other"
        return (f"{total:,} designs{of_grid} running {self.workload.name}, {who} judged at its {judged}; "
                f"objective: {self.stored.objective}.")

    def _parameters(self) -> list[dict[str, Any]]:
        varied = set(self.stored.parameters)
        chips = {row["architecture"] for row in self.rows}
        first = next(iter(self.settings.values()), [])
        named = [{"name": row["name"], "derived": row["name"] not in varied} for row in first]
        return ([{"name": "chip", "derived": False}] if len(chips) > 1 else []) + named

    def _design(self, row: sqlite3.Row) -> dict[str, Any]:
        settings = self.settings.get(row["id"], [])
        many_chips = len({each["architecture"] for each in self.rows}) > 1
        fits = row["energy_pj"] is not None
        design = {
            **{key: row[key] for key in _DESIGN},
            "latency_s": row["latency_cycles"] / row["clock_hz"] if fits else None,
            "front": row["id"] in self.front, "chip": None, "layers": None,
            "settings": [row["architecture"]] * many_chips + [each["text"] for each in settings],
            "numbers": [None] * many_chips + [each["number"] for each in settings]}
        if fits:
            design |= self._curve(row["id"])
        chip = self.stored.architecture(row["id"])
        design["chip"] = self.details.add_chip(chip)
        layers = self.layers.get(row["id"], [])
        if row["id"] in self.full:
            design["layers"] = [self._layer(chip, layer) for layer in layers]
        elif fits:
            design["parts"] = self._parts(chip, layers)
        return design

    def _parts(self, chip: Architecture, layers: list[sqlite3.Row]) -> list[list[Any]]:
        """Component, role and energy of the whole work: for a design without its layers."""
        sums: dict[tuple[str, str | None], float] = {}
        for row in layers:
            evaluator = Evaluator(chip, self.workload.layer(row["layer"]))
            for component, role, energy in energy_parts(evaluate(evaluator, row["nest"], dict(row))):
                key = component, role
                sums[key] = sums.get(key, 0.0) + energy * row["runs"]
        return [[*key, energy] for key, energy in sums.items()]

    def _front_points(self) -> list[list[Any]]:
        places = {row["id"]: place for place, row in enumerate(self.rows)}
        return [[places[self.front_points[i][0]], *self.front_points[i][1:]]
                for i in spread(len(self.front_points), MAX_FRONT)]

    def _curve(self, design: int) -> dict[str, Any]:
        points = self.database.execute(
            "SELECT energy_pj, latency_cycles FROM points WHERE design = ? ORDER BY position",
            (design,)).fetchall()
        shown = spread(len(points), self.curve)
        return {"points_total": len(points),
                "points": [[float(f"{points[i][0]:.6g}"), points[i][1]] for i in shown]}

    def _layer(self, chip: Architecture, row: sqlite3.Row) -> list[Any]:
        layer = self.workload.layer(row["layer"])
        number = self.details.add_mapping(
            (row["mapspace_hash"], row["nest"]), lambda: Evaluator(chip, layer), row["nest"],
            {"energy_pj": row["energy_pj"], "latency_cycles": row["latency_cycles"],
             "proof": row["proof"], "hash": row["mapspace_hash"], "front_size": row["front_size"]})
        return [row["layer"], row["runs"], number]


def _file_name(row: sqlite3.Row, sweep: str) -> str:
    return f"{sweep}.yaml, the sweep" if row["kind"] == "sweep" else f"{row['name']}, {row['kind']}"
