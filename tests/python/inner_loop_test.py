# SPDX-License-Identifier: Apache-2.0
"""Batches: layers and mappings as arrays, in and out."""

from __future__ import annotations

import math
import multiprocessing
import pickle
import signal
import threading
from pathlib import Path

import numpy as np
import pytest

import paretile

CHIP = "simple_2level"
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def rows():
    """Sixty small layers of four operators."""
    side = np.arange(1, 16)
    return np.concatenate([
        paretile.layers(op="gemm", M=side, N=6, K=8),
        paretile.layers(op="conv2d", K=4, C=3, P=side, Q=4, R=3, S=3),
        paretile.layers(op="depthwise_conv2d", G=8, P=side, Q=2, R=3, S=3, stride=2),
        paretile.layers(op="pool", C=4, P=side, Q=2, R=2, S=2),
    ])


def assert_same(a, b):
    for one, other in zip(a, b):
        np.testing.assert_array_equal(one, other)


def test_columns_stand_under_the_names_of_yaml_keys_and_0_is_not_stated():
    table = paretile.layers(op=["gemm", "conv2d"], K=[8, 16], N=[3, 1])
    assert table.dtype == paretile.layer_dtype
    assert table.dtype.itemsize == 104
    assert table["op"].tolist() == [paretile.op_codes["gemm"], paretile.op_codes["conv2d"]]
    assert table["K"].tolist() == [8, 16]
    assert table["stride"].tolist() == [0, 0]


def test_layers_come_from_dicts_frames_other_arrays_and_networks_alike():
    import pandas

    expected = paretile.layers(op="gemm", M=[1, 2], N=6, K=8)
    dicts = [{"op": "gemm", "M": 1, "N": 6, "K": 8}, {"op": 6, "M": 2, "N": 6, "K": 8}]
    frame = pandas.DataFrame(dicts)
    frame["op"] = "gemm"
    other = np.zeros(2, [("K", "i8"), ("N", "f8"), ("M", "u2"), ("op", "i4")])
    for name in other.dtype.names:
        other[name] = expected[name]
    for given in (dicts, frame, other, {"op": "gemm", "M": [1, 2], "N": 6, "K": 8}):
        np.testing.assert_array_equal(paretile.layers(given), expected)
    network = paretile.Workload.from_yaml("resnet18")
    table = paretile.layers(network)
    assert len(table) == len(network.layers)
    np.testing.assert_array_equal(paretile.layers(list(network.layers)), table)


def test_a_network_goes_into_rows_and_comes_back():
    for name in ("resnet18", "mobilenet_v2", "bert_base"):
        network = paretile.Workload.from_yaml(name)
        for given, again in zip(network.layers, paretile.layers_of(paretile.layers(network))):
            assert given.op == again.op
            assert [(d.name, d.size) for d in given.problem.dims] == [
                (d.name, d.size) for d in again.problem.dims]
            assert [t.ranks for t in given.problem.tensors] == [t.ranks for t in again.problem.tensors]


@pytest.mark.parametrize("columns, text", [
    (dict(op="gemm", k=8), "layers.k: error: no column is named 'k'"),
    (dict(op="gem", K=8), "layers.op: error: no row of numbers for the operator 'gem'\n"
                          "  hint: did you mean 'gemm'?"),
    (dict(op="gemm", K=1.5), "layers.K: error: must be whole numbers, not 1.5"),
    (dict(op="gemm", K=math.nan), "layers.K: error: must be whole numbers, not nan"),
    (dict(op="gemm", K="8"), "layers.K: error: must be whole numbers, not str"),
    (dict(op="gemm", K=2**31), "layers.K: error: must be whole numbers of 32 bits"),
    (dict(op="gemm", K=[1, 2], N=[1, 2, 3]), "layers: error: columns differ in length: K 2, N 3"),
])
def test_columns_that_are_none_are_told(columns, text):
    with pytest.raises(paretile.InputError) as error:
        paretile.layers(**columns)
    assert str(error.value).startswith(text)


def test_rows_that_are_no_layers_are_all_told_and_nothing_is_solved():
    model = paretile.LayerCostModel(CHIP)
    table = paretile.layers(op="gemm", N=[4, -4, 4], K=8)
    table["S"][2] = 3
    with pytest.raises(paretile.InputError) as error:
        model.query(table)
    assert [d.file for d in error.value.diagnostics] == ["layers[1].N", "layers[2].S"]
    assert len(model) == 0


@pytest.mark.parametrize("given", [3, "gemm", [3], np.zeros(3), None, object()])
def test_what_is_no_layers_is_refused(given):
    with pytest.raises((TypeError, paretile.InputError)):
        paretile.LayerCostModel(CHIP).query(given)


def test_costs_are_those_of_map(rows):
    for objective in ("energy", "latency", "edp"):
        model = paretile.LayerCostModel(CHIP, objective=objective)
        costs = model.query(rows)
        assert (costs.status == 0).all()
        for index in range(0, len(rows), 7):
            layer = paretile.layers_of(rows[index : index + 1])[0]
            network = paretile.Workload(name="one", layers=[layer])
            data = paretile.map(CHIP, network, objective=objective, quiet=True).to_dict()
            best = data["layers"][0]["front"][0]
            assert costs.energy_pj[index] == best["energy_pj"]
            assert costs.latency_cycles[index] == best["latency_cycles"]


def test_known_layers_cost_the_same_in_any_shape(rows):
    model = paretile.LayerCostModel(CHIP)
    cold = model.query(rows)
    assert model.counts["solved"] == len(model)
    assert_same(model.query(rows), cold)
    folded = model.query(rows.reshape(6, 10))
    assert folded.energy_pj.shape == (6, 10)
    np.testing.assert_array_equal(folded.energy_pj.ravel(), cold.energy_pj)
    np.testing.assert_array_equal(model.query(rows[::2]).energy_pj, cold.energy_pj[::2])
    misaligned = np.frombuffer(b"x" + rows.tobytes(), paretile.layer_dtype, offset=1)
    assert_same(model.query(misaligned), cold)
    assert model.counts["solved"] == len(model)
    assert model.query(rows[:0]).energy_pj.shape == (0,)


def test_a_layer_that_fits_nowhere_costs_inf_and_says_why():
    model = paretile.LayerCostModel(CHIP, max_latency=1)
    costs = model.query(paretile.layers(op="gemm", M=40, N=40, K=40))
    assert paretile.LAYER_STATUS[costs.status[0]] == "infeasible"
    assert math.isinf(costs.energy_pj[0]) and math.isinf(costs.latency_cycles[0])
    answer = model.answer({"op": "gemm", "M": 40, "N": 40, "K": 40})
    assert answer.reason == "mappings fit, but none keeps within the limits"
    assert answer.nest == "" and answer.nodes.size == 0


def test_the_mapping_of_an_answer_costs_what_the_answer_says():
    model = paretile.LayerCostModel("eyeriss", objective="energy")
    layer = paretile.layers(op="conv2d", K=16, C=8, P=7, Q=7, R=3, S=3)
    answer = model.answer(layer)
    evaluator = paretile.Evaluator(model.architecture, model.layer(layer))
    one = evaluator.evaluate(answer.nest)
    assert one.energy_pj == answer.energy_pj
    assert one.latency_cycles == answer.latency_cycles
    many = evaluator.evaluate_many(answer.nodes.reshape(1, -1))
    assert many.energy_pj[0] == answer.energy_pj


def test_frames_have_a_row_per_layer_and_words(rows):
    frame = paretile.LayerCostModel(CHIP).query(rows).to_dataframe()
    assert len(frame) == len(rows)
    assert set(frame["status"]) == {"optimal"}


@pytest.mark.parametrize("arguments", [
    dict(objective="fast"), dict(mapspace="odd"), dict(max_energy=-1), dict(threads=-1),
    dict(weights=(0, 0), objective="weighted"), dict(time_limit=-1),
])
def test_arguments_out_of_range_are_input_errors(arguments):
    with pytest.raises(paretile.InputError):
        paretile.LayerCostModel(CHIP, **arguments)


def test_threads_that_ask_at_once_agree_and_solve_each_layer_once(rows):
    model = paretile.LayerCostModel(CHIP)
    answers = []
    threads = [threading.Thread(target=lambda: answers.append(model.query(rows))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 6
    for answer in answers[1:]:
        assert_same(answer, answers[0])
    assert model.counts["solved"] == len(model)


def test_a_pickle_takes_settings_and_file_along(rows, tmp_path):
    file = tmp_path / "layers.sqlite"
    model = paretile.LayerCostModel(CHIP, objective="energy", cache_file=file)
    costs = model.query(rows)
    again = pickle.loads(pickle.dumps(model))
    assert len(again) == 0
    assert_same(again.query(rows), costs)
    assert again.counts["solved"] == 0
    assert again.counts["from_file"] == len(model)


def test_a_file_of_something_else_is_an_input_error(tmp_path):
    file = tmp_path / "notes.txt"
    file.write_text("no database " * 100)
    with pytest.raises(paretile.InputError, match="is no SQLite database"):
        paretile.LayerCostModel(CHIP, cache_file=file)


def energies(model, rows):
    return model.query(rows).energy_pj


@pytest.mark.parametrize("method", ["spawn", "fork"])
def test_processes_share_a_file_and_agree(method, rows, tmp_path):
    model = paretile.LayerCostModel(CHIP, cache_file=tmp_path / "layers.sqlite", threads=1)
    expected = energies(model, rows[::2])
    with multiprocessing.get_context(method).Pool(3) as pool:
        found = pool.starmap(energies, [(model, rows)] * 4)
    for one in found:
        np.testing.assert_array_equal(one[::2], expected)
        np.testing.assert_array_equal(one, found[0])


@pytest.fixture(scope="module")
def evaluator():
    return paretile.Evaluator(paretile.Architecture.from_yaml("eyeriss"),
                              paretile.Workload.from_yaml("resnet18").layers[1])


def test_many_mappings_cost_what_each_costs(evaluator):
    table = evaluator.random_nodes(300, seed=5)
    assert table.dtype == paretile.node_dtype and len(table) == 300
    for threads in (1, 2):
        costs = evaluator.evaluate_many(table, threads=threads)
        assert (costs.verdict == 0).all()
        for index in range(0, 300, 29):
            one = evaluator.evaluate(evaluator.mapping(table[index]))
            assert one.energy_pj == costs.energy_pj[index]
            assert one.latency_cycles == costs.latency_cycles[index]


def test_other_threads_run_while_a_batch_is_scored(evaluator):
    table = np.tile(evaluator.random_nodes(1000), (200, 1))
    thread = threading.Thread(target=evaluator.evaluate_many, args=(table,))
    turns = 0
    thread.start()
    while thread.is_alive():
        turns += 1
    assert turns > 1000  # with the interpreter locked: a handful


def test_signals_are_answered_while_a_batch_is_scored(evaluator):
    table = np.tile(evaluator.random_nodes(1000), (400, 1))
    answered = []

    def pressed(*_):
        answered.append(True)
        if len(answered) == 3:  # the last at the latest after the batch, two only during it
            raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, pressed)
    signal.setitimer(signal.ITIMER_REAL, 0.01, 0.01)
    try:
        with pytest.raises(KeyboardInterrupt):
            evaluator.evaluate_many(table)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def test_mappings_go_into_a_table_and_come_back(evaluator):
    table = evaluator.random_nodes(20)
    mappings = [evaluator.mapping(row) for row in table]
    again = paretile.nodes(mappings, width=table.shape[1])
    for name in paretile.node_dtype.names:
        np.testing.assert_array_equal(again[name], table[name])
    assert_same(evaluator.evaluate_many(mappings), evaluator.evaluate_many(table))


def test_what_is_no_nest_costs_inf_and_what_does_not_fit_says_why(evaluator):
    table = evaluator.random_nodes(3)
    table["bound"][0, 8:] = -7
    table["kind"][1, 0] = 200
    costs = evaluator.evaluate_many(table)
    words = [paretile.VERDICTS[verdict] for verdict in costs.verdict]
    assert words == ["malformed", "malformed", "fits"]
    assert np.isinf(costs.energy_pj[:2]).all() and np.isfinite(costs.energy_pj[2])
    assert list(costs.to_dataframe()["verdict"]) == words
    with pytest.raises(paretile.InputError):
        evaluator.mapping(table[0])


@pytest.mark.parametrize("given", [3, "nest", [3], np.zeros((2, 3)), None])
def test_what_is_no_mappings_is_refused(evaluator, given):
    with pytest.raises(TypeError):
        evaluator.evaluate_many(given)


def test_the_examples_of_the_document_run(tmp_path, monkeypatch):
    text = (ROOT / "docs" / "inner_loop.md").read_text()
    blocks = [block.split("```")[0] for block in text.split("```python\n")[1:]]
    assert len(blocks) == 3
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(paretile.tables, "mobile_blocks",
                        lambda sizes: [paretile.tables.conv_block("Conv", (8, 8, 3), 8, kernel=3)])
    names: dict = {}
    for block in blocks:
        exec(block, names)  # noqa: S102
    assert names["costs"].energy_pj.min() > 0
    assert (tmp_path / "eyeriss_latency.yaml").read_text().startswith("Conv-input:8x8x3")
