# SPDX-License-Identifier: Apache-2.0
"""NSGA-II (Optuna) over score, energy and latency, with the chip's proven costs inside."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np
import optuna

import paretile
import proxy
import space
from space import Network

MOST_AT_ONCE = 100


def population(candidates: int) -> int:
    """Networks of a generation: at least ten generations, where that leaves ten networks in each."""
    return max(10, min(MOST_AT_ONCE, candidates // 10))


class Priced(NamedTuple):
    """A network and what it scores and costs on one chip."""

    network: Network
    score: float
    energy_mj: float
    latency_ms: float

    @property
    def edp(self) -> float:
        """mJ * ms."""
        return self.energy_mj * self.latency_ms


class Pricer:
    """What networks cost on a chip: sums of their layers, each under its mapping of least EDP, proven."""

    def __init__(self, chip: paretile.Architecture, cache_file: str | None = None) -> None:
        self.model = paretile.LayerCostModel(chip, objective="edp", threads=0, cache_file=cache_file)
        self._known: dict[tuple, Priced] = {}

    def __call__(self, networks: Iterable[Network]) -> list[Priced]:
        """All in one query, so that new layers are solved in parallel."""
        networks = list(networks)
        new = {network.canonical(): network for network in networks if network.canonical() not in self._known}
        if new:
            runs = [space.layers(network) for network in new.values()]
            costs = self.model.query(np.concatenate(runs), quiet=True)
            begins = np.cumsum([0] + [len(run) for run in runs[:-1]])
            energies = np.add.reduceat(costs.energy_pj, begins) * 1e-9
            cycles = np.add.reduceat(costs.latency_cycles, begins)
            latencies = cycles / self.model.architecture.clock_hz * 1e3
            for key, run, energy, latency in zip(new, runs, energies, latencies):
                self._known[key] = Priced(new[key], proxy.score(run), float(energy), float(latency))
        return [self._known[network.canonical()] for network in networks]


def suggest(trial: optuna.Trial) -> Network:
    """The network of a trial: every choice of the space is a parameter."""
    return Network(
        trial.suggest_categorical("image_size", space.IMAGE_SIZES),
        trial.suggest_categorical("width", space.WIDTHS),
        tuple(trial.suggest_categorical(f"depth_{stage}", space.DEPTHS) for stage in range(len(space.STAGES))),
        tuple(trial.suggest_categorical(f"kernel_{block}", space.KERNELS) for block in range(space.BLOCKS)),
        tuple(trial.suggest_categorical(f"expansion_{block}", space.EXPANSIONS) for block in range(space.BLOCKS)),
    )


def parameters(network: Network) -> dict[str, float | int]:
    """The parameters a trial of the network has."""
    named: dict[str, float | int] = {"image_size": network.image_size, "width": network.width}
    for name, chosen in (("depth", network.depths), ("kernel", network.kernels),
                         ("expansion", network.expansions)):
        named |= {f"{name}_{index}": value for index, value in enumerate(chosen)}
    return named


def new_study(candidates: int, seed: int, enqueued: Iterable[dict],
              constraints: Callable | None = None) -> optuna.Study:
    """NSGA-II over (score, energy, latency), to begin with the given trials."""
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", optuna.exceptions.ExperimentalWarning)
        sampler = optuna.samplers.NSGAIISampler(population_size=population(candidates), seed=seed,
                                                constraints_func=constraints)
    study = optuna.create_study(directions=["maximize", "minimize", "minimize"], sampler=sampler)
    for chosen in enqueued:
        study.enqueue_trial(chosen)
    return study


def generations(study: optuna.Study, candidates: int) -> Iterable[list[optuna.Trial]]:
    """Trials to answer with study.tell(), a population at a time."""
    at_once = population(candidates)
    for begin in range(0, candidates, at_once):
        yield [study.ask() for _ in range(min(at_once, candidates - begin))]


def search(pricer: Pricer, candidates: int, seed: int) -> list[Priced]:
    """Every network NSGA-II tried on a chip, in order; it begins with the smallest, the middle, the largest."""
    study = new_study(candidates, seed, map(parameters, (space.SMALLEST, space.MIDDLE, space.LARGEST)))
    tried = []
    for trials in generations(study, candidates):
        priced = pricer(suggest(trial) for trial in trials)
        for trial, one in zip(trials, priced):
            study.tell(trial, one[1:])
        tried += priced
    return tried


def distinct(priced: Iterable[Priced]) -> list[Priced]:
    """Each network once."""
    return list({one.network.canonical(): one for one in priced}.values())


def not_bettered(costs: np.ndarray) -> np.ndarray:
    """Which rows no other row betters: as little in every column, less in one."""
    return np.array([not ((costs <= cost).all(axis=1) & (costs < cost).any(axis=1)).any() for cost in costs])


def front(priced: Iterable[Priced]) -> list[Priced]:
    """Those that no other betters in score, energy and latency at once, by falling score."""
    priced = distinct(priced)
    kept = not_bettered(np.array([(-one.score, one.energy_mj, one.latency_ms) for one in priced]))
    return sorted((one for one, there in zip(priced, kept) if there),
                  key=lambda one: (-one.score, one.energy_mj, one.latency_ms))


def best(priced: Iterable[Priced], score: float) -> Priced:
    """The least energy times latency of those that score at least as much."""
    return min((one for one in priced if one.score >= score), key=lambda one: (one.edp, one.network))
