# SPDX-License-Identifier: Apache-2.0
"""Sweeps from Python: the same rows as from the command line, whatever ends a run, wherever it runs."""

from __future__ import annotations

import os
import pickle
import signal
import threading
from pathlib import Path

import numpy as np
import pytest

import paretile

TOY = Path("examples/sweep_toy.yaml")
ROOT = Path(__file__).resolve().parents[2]

@pytest.fixture(autouse=True)
def in_root(monkeypatch):
    monkeypatch.chdir(ROOT)


def test_rows_are_those_of_the_command_line(run_paretile, tmp_path, content):
    ours, theirs = tmp_path / "ours.db", tmp_path / "theirs.db"
    found = paretile.explore(TOY, ours, quiet=True)
    run = run_paretile("explore", TOY, "-o", theirs, "--quiet")
    assert run.returncode == 0, run.stderr
    assert content(ours) == content(theirs)
    assert {"designs", "points", "layers"} <= content(ours).keys() and len(content(ours)["designs"]) == 9
    assert len(found.to_dataframe()) == 9 < len(found.to_dataframe(points=True))


def test_without_a_file_it_is_named_after_the_sweep(tmp_path, monkeypatch):
    sweep = paretile.Sweep.from_yaml(TOY)
    monkeypatch.chdir(tmp_path)
    assert paretile.explore(sweep, quiet=True).file == "toy_split.db"
    assert Path("toy_split.db").is_file()


def test_a_dict_a_text_and_a_path_are_the_same_sweep(tmp_path, many):
    text = TOY.read_text().replace("name: toy_split", "name: many")
    path = tmp_path / "many.yaml"
    path.write_text(text)
    assert paretile.Sweep.from_yaml(text) == paretile.Sweep.from_yaml(path)
    numbers = {**many, "vary": {"x": {"field": "array.x.size", "values": np.arange(1, 9)}}}
    plain = {**many, "vary": {"x": {"field": "array.x.size", "values": [1, 2, 3, 4, 5, 6, 7, 8]}}}
    assert paretile.Sweep.from_yaml(numbers) == paretile.Sweep.from_yaml(plain) != paretile.Sweep.from_yaml(many)


def test_a_mistake_in_a_dict_is_shown_at_its_place(many):
    wrong = {**many, "vary": {"x": {"field": "array.x.sise", "values": [1]}}}
    with pytest.raises(paretile.InputError) as caught:
        paretile.explore(wrong, quiet=True)
    assert 'error: \'array.x.sise\': simple_2level has no such field' in str(caught.value)
    assert '"field": "array.x.sise"' in caught.value.diagnostics[0].source_line
    assert caught.value.hints == ["did you mean 'size'?"]


def test_many_designs_have_to_be_asked_for(many):
    many = {**many, "vary": {"size": {"field": "buffer.capacity", "from": 1024, "to": 11024, "step": 1}},
            "constraints": ["size >= 11000"]}
    with pytest.raises(paretile.InputError, match="describes 10,001 designs, more than 10,000"):
        paretile.Sweep.from_yaml(many)
    assert repr(paretile.Sweep.from_yaml(many, yes=True)) == "<Sweep many: 25 designs of a grid of 10001, toy>"


def test_a_design_is_the_chip_its_settings_say(many):
    sweep = paretile.Sweep.from_yaml(many)
    assert len(sweep) == sweep.grid_size == 120 and sweep.designs == tuple(range(120))
    for design in (0, 7, 8, 119):
        settings, chip = sweep.settings(design), sweep.architecture(design)
        assert chip.level("buffer").capacity_bits == settings["size"] == (5 + design // 8) * 8192
        assert chip.fanout("array").axes[1].size == settings["x"] == 1 + design % 8
    for none in (-1, 120, 2**62):
        with pytest.raises(KeyError):
            sweep.architecture(none)
    constrained = paretile.Sweep.from_yaml(TOY)
    with pytest.raises(KeyError):
        constrained.settings(next(iter(set(range(12)) - set(constrained.designs))))


def test_a_design_costs_what_its_chip_costs_alone(whole, many):
    sweep = paretile.Sweep.from_yaml(many)
    table = paretile.results(whole).set_index("design")
    for design in (3, 90):
        alone = paretile.map(sweep.architecture(design), sweep.workload, objective="edp", quiet=True)
        assert alone.energy_pj == table.energy_pj[design]
        assert alone.latency_cycles == table.latency_cycles[design]


def test_a_pickled_sweep_needs_no_files(tmp_path):
    chip = tmp_path / "own_chip.yaml"
    chip.write_text((ROOT / "hw_specs" / "simple_2level.yaml").read_text())
    path = tmp_path / "own.yaml"
    path.write_text(TOY.read_text().replace("simple_2level", "own_chip.yaml"))
    sweep = paretile.Sweep.from_yaml(path)
    data = pickle.dumps(sweep)
    path.unlink()
    chip.unlink()
    again = pickle.loads(data)
    assert again == sweep and hash(again) == hash(sweep) and again.designs == sweep.designs
    assert again.architecture(0) == sweep.architecture(0)


def test_an_ended_run_goes_on_where_it_was(tmp_path, whole, many, content):
    file = tmp_path / "many.db"

    class Enough(Exception):
        pass

    def stop_at_60(finished, total):
        assert total == 120
        if finished == 60:
            raise Enough

    with pytest.raises(Enough):
        paretile.explore(many, file, progress=stop_at_60)
    assert len(paretile.results(file)) == 60
    calls = []
    paretile.explore(many, file, progress=lambda finished, total: calls.append(finished))
    assert calls[-1] == 120 and calls == sorted(calls) and min(calls) > 60
    assert content(file) == content(whole)


def test_ctrl_c_leaves_the_finished_designs_in_the_file(tmp_path, whole, many, content):
    file = tmp_path / "many.db"

    def interrupt(finished, total):
        if finished == 40:
            os.kill(os.getpid(), signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        paretile.explore(many, file, progress=interrupt)
    assert len(paretile.results(file)) >= 40  # a busy machine may get further before it notices
    paretile.explore(many, file, quiet=True)
    assert content(file) == content(whole)


def test_other_threads_run_meanwhile(tmp_path, many):
    done, counts = threading.Event(), []

    def count():
        while not done.wait(0.001):
            counts.append(1)

    thread = threading.Thread(target=count)
    thread.start()
    try:
        paretile.explore(many, tmp_path / "many.db", quiet=True)
    finally:
        done.set()
        thread.join()
    assert len(counts) > 20  # of at least a quarter of a second


def test_shards_merged_are_the_whole(tmp_path, whole, many, content):
    parts = [tmp_path / f"{index}.db" for index in range(3)]
    for index, part in enumerate(parts):
        found = paretile.explore(many, part, shard=f"{index}/3" if index else (0, 3), quiet=True)
        assert found.counts["total"] == found.finished == 40 and not found.is_complete
        assert "40 of 120 designs" in repr(found) and repr(found).endswith("of these>")
    paretile.merge(parts, tmp_path / "merged.db")
    assert content(tmp_path / "merged.db") == content(whole)
    counts = paretile.explore(many, parts[0], shard="0/3", quiet=True).counts
    assert {name for name, count in counts.items() if count} == {"finished", "total"}
    with pytest.raises(paretile.InputError, match="--shard of 'explore' must be I/N"):
        paretile.explore(many, tmp_path / "merged.db", shard=(3, 3), quiet=True)


def test_a_file_of_another_sweep_is_refused(whole):
    with pytest.raises(paretile.InputError, match="holds results of another sweep"):
        paretile.explore(TOY, whole, quiet=True)


def test_results_filter_and_sort_as_the_command(run_paretile, whole, tmp_path):
    table = paretile.results(whole, filter="x == 4, size > 65536", sort="energy_pj")
    assert set(table.x) == {4} and table["size"].min() > 65536 and table.energy_pj.is_monotonic_increasing
    assert table["x"].dtype == table.latency_cycles.dtype == "int64"
    with pytest.raises(paretile.InputError, match="unknown name 'sise'"):
        paretile.results(whole, filter="sise > 1")
    csv = tmp_path / "rows.csv"
    run = run_paretile("results", whole, "--csv", csv, "--filter", "x == 4, size > 65536", "--sort", "energy_pj")
    assert run.returncode == 0, run.stderr
    import pandas

    rows = pandas.read_csv(csv, float_precision="round_trip")
    for column in rows.columns.difference(["reason"]):
        assert list(rows[column]) == list(table[column]), column
    assert paretile.results(whole, filter="x == 40").empty


def test_a_design_on_which_nothing_fits_has_a_reason(tmp_path, many):
    tiny = {**many, "architectures": ["eyeriss"],
            "vary": {"size": {"field": "psum_spad.capacity", "values": ["1 b", "1 KiB"]}}}
    table = paretile.explore(tiny, tmp_path / "tiny.db", quiet=True).to_dataframe()
    assert np.isnan(table.energy_pj[0]) and "psum_spad" in table.reason[0]
    assert table.energy_pj[1] > 0 and table.reason[1] == ""


def test_parquet_has_the_rows_of_results(run_paretile, whole, tmp_path):
    import pandas

    file = tmp_path / "rows.parquet"
    run = run_paretile("results", whole, "--filter", "x == 4", "--parquet", file)
    assert run.returncode == 0 and run.stdout.startswith("many: 120 of 120 designs finished\n"), run.stderr
    pandas.testing.assert_frame_equal(pandas.read_parquet(file), paretile.results(whole, filter="x == 4"))
    assert list(tmp_path.iterdir()) == [file]


def test_parquet_that_cannot_be_written_is_an_error(run_paretile, whole, tmp_path):
    run = run_paretile("results", tmp_path / "none.db", "--parquet", tmp_path / "rows.parquet")
    assert run.returncode == 2 and "there is no such file" in run.stderr
    nowhere = tmp_path / "nowhere" / "rows.parquet"
    run = run_paretile("results", whole, "--parquet", nowhere)
    assert run.returncode == 2
    assert run.stderr.endswith(f"{nowhere}: error: cannot be written: No such file or directory\n"), run.stderr
    assert run_paretile("results", whole, "--parquet").returncode == 2
    assert list(tmp_path.iterdir()) == []


def test_a_cache_gives_the_same_rows(tmp_path, many, content, whole):
    first = paretile.explore(many, tmp_path / "a.db", cache=tmp_path / "cache.db", quiet=True)
    again = paretile.explore(many, tmp_path / "b.db", cache=tmp_path / "cache.db", quiet=True)
    assert first.counts["cached"] == 0 < first.counts["solved"] == again.counts["cached"]
    assert again.counts["solved"] == 0
    assert content(first.file) == content(again.file) == content(whole)
