# SPDX-License-Identifier: Apache-2.0
"""A part of a sweep's designs, picked by NSGA-II (Deb et al., IEEE TEC 6(2), 2002; through Optuna).

For grids of more designs than there is time for. Each design that is solved is proven; that no other one is
better is not.
"""

from __future__ import annotations

import math
import warnings
from collections import Counter
from typing import TYPE_CHECKING, Any, Callable

import numpy as np

from paretile import _core
from paretile._core import Sweep
from paretile._progress import Report

if TYPE_CHECKING:
    import optuna

SAMPLERS = ("nsga2",)

Solve = Callable[["list[int] | None", "Report | None"], "dict[str, int]"]


def check(sampler: str | None, budget: int | None, shard: Any) -> int:
    """The budget, if the arguments go together."""
    if sampler is None:
        raise ValueError("budget= is for a sampler: say sampler='nsga2' too")
    if sampler not in SAMPLERS:
        raise ValueError(f"sampler must be one of {', '.join(SAMPLERS)}, not {sampler!r}")
    if isinstance(budget, bool) or not isinstance(budget, int) or budget < 1:
        raise ValueError(f"sampler={sampler!r} needs budget=, a number of designs, not {budget!r}")
    if shard is not None:
        raise ValueError("a sampler picks from the whole sweep: leave out shard=, or solve with client=")
    return budget


def run(budget: int, seed: int, sweep: Sweep, path: str, solve: Solve, report: Report | None) -> dict[str, int]:
    """Solves so many designs into the file, a generation at a time; counts as of other runs."""
    grid = Grid(sweep)
    budget = min(budget, len(sweep))
    counts = Counter(solve([], None))
    counts["total"] = budget
    at_once = population(budget)
    study = new_study(at_once, seed, grid)
    while counts["finished"] < budget:
        trials = [study.ask() for _ in range(min(at_once, budget - counts["finished"]))]
        designs = [grid.take(grid.suggest(trial)) for trial in trials]
        before = counts["finished"]
        of_generation = solve(sorted(designs), report and (lambda done, _: report(before + done, budget)))
        counts.update({name: count for name, count in of_generation.items() if name != "total"})
        optima = read_optima(path)
        for trial, design in zip(trials, designs):
            study.tell(trial, optima[design], _failed() if optima[design] is None else None)
    return dict(counts)


def population(budget: int) -> int:
    """Designs of a generation: four generations or more, where that leaves eight designs in each."""
    return max(8, min(100, budget // 4))


class Grid:
    """The designs of a sweep as points of a cube, each of which is taken once."""

    def __init__(self, sweep: Sweep) -> None:
        values = [sweep.architectures, *sweep.parameters.values()]
        self._names = ["architecture", *(f"vary.{name}" for name in sweep.parameters)]
        self._sizes = [len(one) for one in values]
        self._is_ordered = [not isinstance(one[0], str) for one in values]
        self._designs = np.array(sweep.designs)
        self._choices = np.array(np.unravel_index(self._designs, self._sizes)).T
        self._is_free = np.ones(len(self._designs), dtype=bool)

    def suggest(self, trial: optuna.Trial) -> list[int]:
        """The value of each parameter that a trial picks, by its place."""
        return [trial.suggest_int(name, 0, size - 1) if is_ordered
                else trial.suggest_categorical(name, range(size))
                for name, size, is_ordered in zip(self._names, self._sizes, self._is_ordered)]

    def take(self, choice: list[int]) -> int:
        """The design that is nearest among those that keep the constraints and were not taken before."""
        away = np.abs(self._choices - choice).astype(float)
        for place, (size, is_ordered) in enumerate(zip(self._sizes, self._is_ordered)):
            away[:, place] = away[:, place] / max(1, size - 1) if is_ordered else away[:, place] != 0
        nearest = np.argmin(np.where(self._is_free, away.sum(axis=1), np.inf))
        self._is_free[nearest] = False
        return int(self._designs[nearest])

    def corners(self) -> list[dict[str, int]]:
        """The first, the middle and the last value of every parameter."""
        return [{name: (size - 1) * part // 2 for name, size in zip(self._names, self._sizes)}
                for part in range(3)]


def new_study(at_once: int, seed: int, grid: Grid) -> optuna.Study:
    """NSGA-II over energy, latency and area, to begin with the corners of the grid."""
    import optuna

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", optuna.exceptions.ExperimentalWarning)
        sampler = optuna.samplers.NSGAIISampler(population_size=at_once, seed=seed)
    study = optuna.create_study(directions=["minimize"] * 3, sampler=sampler)
    for corner in grid.corners():
        study.enqueue_trial(corner)
    return study


def read_optima(path: str) -> dict[int, tuple[float, ...] | None]:
    """Logarithms of energy, latency and area of each design's optimum; None where nothing fits."""
    optima: dict[int, tuple[float, ...] | None] = {}
    for row in _core.answer("results", {"results": path})["rows"]:
        costs = (row["energy_pj"], row["latency_s"], row["area_um2"])
        optima[row["design"]] = None if costs[0] is None else tuple(_log(cost) for cost in costs)
    return optima


def _log(cost: float) -> float:
    return math.log(max(cost, 1e-300))  # a chip's area may be 0: not stated


def _failed() -> Any:
    import optuna

    return optuna.trial.TrialState.FAIL
