# SPDX-License-Identifier: Apache-2.0
"""NSGA-II finds most of the front with a quarter of the designs, and says that it is no more than that."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import paretile

ROOT = Path(__file__).resolve().parents[2]

#: 210 designs, 31 of which no other one beats: a larger buffer or array, and more bandwidth, take area, and a
#: larger buffer energy too.
GRID = {
    "format": 1, "name": "sampled", "architectures": ["simple_2level"], "objective": "edp",
    "vary": {"bits": {"field": "buffer.capacity", "from": "128 B", "to": "8 KiB", "factor": 2},
             "x": {"field": "array.x.size", "values": [1, 2, 4, 6, 8]},
             "dram": {"field": "dram.bandwidth", "from": 8, "to": 256, "factor": 2}},
    "derive": {"buffer_pj": {"field": ["buffer.read", "buffer.write"], "value": "0.5 + bits / 8192"},
               "buffer_um2": {"field": "buffer.area", "value": "2 * bits"},
               "pads_um2": {"field": "dram.area", "value": "100 * dram"},
               "unit_um2": {"field": "compute.area", "value": "500"}},
}
CONV = """format: 1
name: conv
layers:
  - {name: c, op: conv2d, K: 16, C: 8, P: 7, Q: 7, R: 3, S: 3}
"""
QUARTER = 52


@pytest.fixture(autouse=True)
def in_root(monkeypatch):
    monkeypatch.chdir(ROOT)


def costs_of(table) -> np.ndarray:
    """Logarithms, as ratios are what counts; without designs on which nothing fits."""
    return np.log(table[["energy_pj", "latency_s", "area_um2"]].dropna().to_numpy())


def hypervolume(costs: np.ndarray, worst: np.ndarray) -> float:
    """The volume between points and the worst corner that some point is better than, in three dimensions."""
    total, area, steps = 0.0, 0.0, []
    order = costs[np.argsort(costs[:, 2])]
    for index, (x, y, z) in enumerate(order):
        steps = sorted([*steps, (x, y)])
        area, left = 0.0, worst[1]
        for step_x, step_y in steps:
            if step_y < left:
                area += (worst[0] - step_x) * (left - step_y)
                left = step_y
        above = order[index + 1, 2] if index + 1 < len(order) else worst[2]
        total += area * (above - z)
    return total


def test_the_volume_of_two_boxes_is_their_union():
    worst = np.array([4.0, 4.0, 4.0])
    assert hypervolume(np.array([[1.0, 2.0, 3.0]]), worst) == 3 * 2 * 1
    # 3 x 2 x 1 and 2 x 3 x 2 share 2 x 2 x 1.
    assert hypervolume(np.array([[1.0, 2.0, 3.0], [2.0, 1.0, 2.0]]), worst) == 6 + 12 - 4
    assert hypervolume(np.array([[1.0, 1.0, 1.0], [2.0, 2.0, 2.0]]), worst) == 27


@pytest.fixture(scope="module")
def sweep(tmp_path_factory):
    """The sweep of 210 designs."""
    network = tmp_path_factory.mktemp("network") / "conv.yaml"
    network.write_text(CONV)
    return paretile.Sweep.from_yaml({**GRID, "workloads": [network]})


@pytest.fixture(scope="module")
def every(sweep, tmp_path_factory):
    """The costs of all designs."""
    found = paretile.explore(sweep, tmp_path_factory.mktemp("every") / "a.db", quiet=True)
    assert len(found.front) == 31
    return costs_of(found.to_dataframe())


def test_a_quarter_of_the_designs_has_most_of_the_fronts_volume(sweep, tmp_path, every):
    worst = every.max(axis=0)
    whole = hypervolume(every, worst)
    shares, by_chance = [], []
    for seed in range(5):
        found = paretile.explore(sweep, tmp_path / f"{seed}.db", sampler="nsga2", budget=QUARTER, seed=seed, quiet=True)
        table = found.to_dataframe()
        assert len(set(table.design)) == len(table) == QUARTER and set(table.design) <= set(sweep.designs)
        assert set(table.proof) == {"optimal"}
        shares.append(hypervolume(costs_of(table), worst) / whole)
        chosen = np.random.default_rng(seed).choice(len(every), QUARTER, replace=False)
        by_chance.append(hypervolume(every[chosen], worst) / whole)
    assert min(shares) > 0.87 and np.mean(shares) > 0.92
    assert np.mean(shares) > np.mean(by_chance)


def test_what_was_sampled_says_so(sweep, tmp_path):
    found = paretile.explore(sweep, tmp_path / "a.db", sampler="nsga2", budget=20, quiet=True)
    assert not found.is_complete and found.counts["finished"] == found.counts["total"] == 20
    assert f"sampled: 20 of 210 designs, {len(found.front)} points on the front of these" in repr(found)


def test_a_seed_picks_the_same_designs_also_where_they_are_solved_already(sweep, tmp_path):
    def designs(name, seed, **options):
        options = {"sampler": "nsga2", "budget": 30, **options}
        return list(paretile.explore(sweep, tmp_path / name, seed=seed, quiet=True, **options).to_dataframe().design)

    assert designs("a.db", 1) == designs("b.db", 1) != designs("c.db", 2)
    calls = []

    class Enough(Exception):
        pass

    def stop(done, total):
        calls.append((done, total))
        if done == 20:
            raise Enough

    with pytest.raises(Enough):
        paretile.explore(sweep, tmp_path / "d.db", sampler="nsga2", budget=30, seed=1, progress=stop)
    assert calls[0] == (1, 30)
    assert designs("d.db", 1) == designs("a.db", 1)


def test_designs_that_break_a_constraint_are_not_solved(tmp_path, sweep):
    kept = paretile.Sweep.from_yaml({**GRID, "workloads": ["examples/toy_conv.yaml"],
                                     "constraints": ["bits / x <= 4096", "dram * x >= 64"]})
    found = paretile.explore(kept, tmp_path / "a.db", sampler="nsga2", budget=10**6, quiet=True)
    assert found.is_complete and 20 < found.finished == len(kept) < 150


@pytest.mark.parametrize("options, message", [
    ({"sampler": "nsga3", "budget": 5}, "must be one of nsga2, not 'nsga3'"),
    ({"sampler": "nsga2"}, "needs budget="),
    ({"sampler": "nsga2", "budget": 0}, "needs budget="),
    ({"budget": 5}, "say sampler='nsga2' too"),
    ({"sampler": "nsga2", "budget": 5, "shard": "0/2"}, "leave out shard="),
])
def test_arguments_that_do_not_go_together(options, message, sweep, tmp_path):
    with pytest.raises(ValueError, match=message):
        paretile.explore(sweep, tmp_path / "a.db", quiet=True, **options)
    assert not (tmp_path / "a.db").exists()
