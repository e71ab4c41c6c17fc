# SPDX-License-Identifier: Apache-2.0
"""map() and evaluate(): results, tables, interruption, threads and processes."""

from __future__ import annotations

import concurrent.futures
import functools
import json
import math
import multiprocessing
import pickle
import signal
import subprocess
import sys
import threading
import time

import numpy as np
import pytest

import paretile
from paretile import _core

TIMEOUT_S = 120  # far more than any of these takes


@pytest.fixture(scope="module")
def result():
    return paretile.map("eyeriss", "alexnet", quiet=True)


def test_a_result_is_a_value(result):
    assert result.is_feasible and result.is_proven and not result.interrupted
    again = pickle.loads(pickle.dumps(result))
    assert again == result and hash(again) == hash(result)
    assert again != paretile.map("eyeriss", "alexnet", objective="energy", quiet=True)
    assert json.loads(json.dumps(result.to_dict())) == result.to_dict()


def test_tables_add_up_to_the_totals(result):
    layers = result.to_dataframe("layers")
    assert list(layers["layer"]) == list(result.layers)
    assert (layers["energy_pj"] * layers["repeat"]).sum() == pytest.approx(result.energy_pj, rel=1e-12)
    assert (layers["latency_cycles"] * layers["repeat"]).sum() == result.latency_cycles
    assert result.to_dataframe("breakdown")["energy_pj"].sum() == pytest.approx(result.energy_pj)
    front = result.to_dataframe("front")
    assert front["energy_pj"].is_monotonic_increasing
    assert front["latency_cycles"].is_monotonic_decreasing
    assert len(result.to_dataframe("points")) == sum(len(result.front(name)) for name in result.layers)
    with pytest.raises(ValueError, match="what must be one of"):
        result.to_dataframe("lines")


def test_mappings_of_a_result_cost_what_it_says(result):
    for name in result.layers:
        for index, point in enumerate(result.front(name)[:3]):
            nest = result.mapping(name, index)
            evaluation = paretile.evaluate(result.architecture, result.workload, nest, name)
            assert evaluation.energy_pj == pytest.approx(point["energy_pj"], rel=1e-12)
            assert evaluation.latency_cycles == point["latency_cycles"]
            frame = evaluation.to_dataframe()
            assert frame["energy_pj"].sum() == pytest.approx(evaluation.energy_pj, rel=1e-12)


def test_a_padded_mapping_is_one_of_the_padded_layer():
    text = "format: 1\nname: odd\nlayers:\n  - {name: fc, op: gemm, M: 1, N: 13, K: 11}\n"
    result = paretile.map("simple_2level", text, pad=25, quiet=True)
    padded = [i for i, point in enumerate(result.front("fc")) if "padded_sizes" in point]
    assert padded
    nest = result.mapping("fc", padded[0])
    assert nest.problem.sizes == result.front("fc")[padded[0]]["padded_sizes"]


def test_what_does_not_fit_is_an_answer():
    chip = paretile.Architecture.from_yaml("simple_2level").replace("buffer", capacity_bits=8)
    network = paretile.Workload.from_yaml("examples/toy_conv.yaml")
    evaluation = paretile.evaluate(chip, network, "examples/toy_conv.nest")
    assert not evaluation.fits and "'buffer' needs 768 b" in evaluation.verdict
    assert evaluation.energy_pj == math.inf == evaluation.latency_cycles
    assert evaluation.to_dataframe().empty and "does not fit" in evaluation._repr_html_()
    none = paretile.map("eyeriss", "alexnet", "conv1", max_energy=1, quiet=True)
    assert not none.is_feasible and none.energy_pj == math.inf
    assert none.why_none("conv1") == "mappings fit, but none keeps within the limits"
    with pytest.raises(LookupError, match="has no mapping"):
        none.best("conv1")
    assert "no mapping" in repr(none) and none._repr_html_() and len(none.to_dataframe()) == 1


@pytest.mark.parametrize("arguments, error, message", [
    ({"objective": "edpp"}, paretile.InputError, "did you mean 'edp'?"),
    ({"max_latency": "3 KiB"}, paretile.InputError, "--max-latency of 'map' must be cycles or a time"),
    ({"time_limit": -1}, paretile.InputError, "must be a whole number from 0"),
    ({"threads": "many"}, paretile.InputError, "must be a whole number"),
    ({"pad": float("nan")}, paretile.InputError, "must be a whole number"),
    ({"seed": 3}, paretile.InputError, "--seed is for --strategy random only"),
    ({"layer": "conv11"}, paretile.InputError, "has no layer 'conv11'"),
    ({"constraints": "dataflov: weight_stationary\n"}, paretile.InputError, "<constraints>:1:1"),
    ({"objective": None}, None, ""),
    ({"weights": (1, True)}, TypeError, "weights must be a number"),
    ({"progress": 3}, TypeError, "progress must be a function"),
    ({"tiem_limit": 3}, TypeError, "tiem_limit"),
])
def test_arguments_are_checked_as_on_the_command_line(arguments, error, message):
    call = functools.partial(paretile.map, "simple_2level", "alexnet",
                             **{"layer": "conv1", "quiet": True, **arguments})
    if error is None:
        assert call().is_proven
        return
    with pytest.raises(error) as caught:
        call()
    assert message in str(caught.value)


def test_progress_is_reported_and_its_error_ends_the_search():
    seen = []
    paretile.map("eyeriss", "alexnet", progress=lambda done, total: seen.append((done, total)))
    assert seen and seen[-1][0] <= seen[-1][1]

    def fail(done, total):
        raise RuntimeError("enough")

    with pytest.raises(RuntimeError, match="enough"):
        paretile.map("eyeriss", "alexnet", strategy="random", samples=10**9, progress=fail)


def test_other_threads_run_while_it_searches():
    chip, network = paretile.Architecture.from_yaml("eyeriss"), paretile.Workload.from_yaml("alexnet")
    stop = _core.Stop()
    timer = threading.Timer(0.2, stop.set)  # never runs if the search holds the interpreter
    timer.start()
    flags = {"--strategy": "random", "--samples": "1000000000000"}
    assert _core.map(chip, network, None, flags, None, None, stop)["interrupted"]


def test_constraints_are_a_text_or_a_dict():
    def least(constraints):
        return paretile.map("eyeriss", "alexnet", "conv3", objective="energy", quiet=True,
                            constraints=constraints).energy_pj

    text = "format: 1\naxes: {pe_array.y: [R]}\nspatial:\n  - {axis: pe_array.y, dim: R, at_most: 1}\n"
    limited = {"axes": {"pe_array.y": ["R"]}, "spatial": [{"axis": "pe_array.y", "dim": "R", "at_most": np.int64(1)}]}
    assert least(limited) == least({"format": 1, **limited}) == least(text) > least({}) == least(None)
    model = paretile.LayerCostModel("eyeriss", objective="energy", constraints=limited)
    network = paretile.Workload.from_yaml("alexnet")
    assert model.answer(paretile.layers([network.layer("conv3")])).energy_pj == least(text)


def test_a_mistake_in_a_dict_of_constraints_is_shown():
    with pytest.raises(paretile.InputError, match="(?s)<constraints>:2:1.*did you mean 'spatial'"):
        paretile.map("eyeriss", "alexnet", "conv3", constraints={"spatal": []})
    with pytest.raises(TypeError, match="constraints are made of"):
        paretile.map("eyeriss", "alexnet", "conv3", constraints={"spatial": [object()]})


def test_ctrl_c_ends_a_search():
    code = ("import paretile\n"
            "print('searching', flush=True)\n"
            "paretile.map('eyeriss', 'alexnet', strategy='random', samples=10**12, quiet=True)\n")
    search = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True)
    assert search.stdout.readline() == "searching\n"
    time.sleep(0.5)
    assert search.poll() is None
    search.send_signal(signal.SIGINT)
    _, errors = search.communicate(timeout=TIMEOUT_S)
    assert errors.rstrip().endswith("KeyboardInterrupt")


def test_ctrl_c_while_a_search_begins_leaves_none_behind(monkeypatch):
    start = threading.Thread.start

    def interrupted(thread):
        start(thread)
        raise KeyboardInterrupt

    monkeypatch.setattr(threading.Thread, "start", interrupted)
    with pytest.raises(KeyboardInterrupt):
        paretile.map("eyeriss", "alexnet", strategy="random", samples=10**12, quiet=True)
    deadline = time.monotonic() + TIMEOUT_S
    while any(thread.name == "paretile.map" for thread in threading.enumerate()):
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_other_processes_find_the_same(method, result):
    context = multiprocessing.get_context(method)
    search = functools.partial(paretile.map, result.architecture, "alexnet", quiet=True)
    with concurrent.futures.ProcessPoolExecutor(2, context) as pool:
        found = list(pool.map(search, result.layers[:4], timeout=TIMEOUT_S))
    assert [one.layers for one in found] == [(name,) for name in result.layers[:4]]
    for one, name in zip(found, result.layers):
        assert one.front(name) == result.front(name)


def test_threads_share_an_evaluator(result):
    name = result.layers[0]
    layer = result.workload.layer(name)
    evaluator = pickle.loads(pickle.dumps(paretile.Evaluator(result.architecture, layer)))
    points = range(len(result.front(name)))
    nests = [result.mapping(name, index) for index in points]
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        found = list(pool.map(evaluator.evaluate, nests * 4))
    energies = [point["energy_pj"] for point in result.front(name)]
    assert [one.energy_pj for one in found] == pytest.approx(energies * 4, rel=1e-12)
