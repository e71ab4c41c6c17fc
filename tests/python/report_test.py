# SPDX-License-Identifier: Apache-2.0
"""`paretile report`: is in the page what is in the file, and are other files refused?"""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import sys
from contextlib import closing

import pytest
from report_files import ROOT, map_result, paretile, report_in, toy_sweep

import paretile as library
from paretile import _command, _core
from paretile.report import page_of_result, read_source
from paretile.report.spread import spread


@pytest.fixture(scope="module")
def toy(tmp_path_factory):
    return toy_sweep(tmp_path_factory.mktemp("toy"))


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    return map_result(tmp_path_factory.mktemp("result"))


@pytest.fixture
def copied(toy, tmp_path):
    """The toy sweep, to be changed."""
    return shutil.copy(toy, tmp_path / "copy.db")


def rows(path, sql):
    with closing(sqlite3.connect(path)) as database:
        database.row_factory = sqlite3.Row
        return database.execute(sql).fetchall()


def change(path, *statements):
    with closing(sqlite3.connect(path)) as database, database:
        for statement in statements:
            database.execute(statement)


def parts_of(report, design):
    """All energies that the page's bars of a design are made of, repeats included."""
    for _, runs, number in report["designs"][design]["layers"]:
        mapping = report["mappings"][number]
        leakage = mapping["compute"][2] + sum(level[2] for level in mapping["levels"])
        tensors = [tensor[1] for level in mapping["levels"] for tensor in level[3]]
        yield runs * (sum(tensors) + sum(mapping["wires"]) + mapping["compute"][1] + leakage)


def test_a_page_has_every_design_of_the_file(toy):
    report = report_in(read_source(toy))
    stored = rows(toy, "SELECT * FROM designs ORDER BY id")
    assert len(stored) == 9
    for key in ("id", "energy_pj", "latency_cycles", "area_um2", "compute_units", "proof"):
        assert [design[key] for design in report["designs"]] == [row[key] for row in stored]
    front = {row["design"] for row in rows(toy, "SELECT design FROM front")}
    assert {design["id"] for design in report["designs"] if design["front"]} == front != set()
    assert len(report["front_points"]) == len(rows(toy, "SELECT * FROM front"))


def test_parts_of_the_energy_come_to_the_design_s(toy):
    report = report_in(read_source(toy))
    for number, design in enumerate(report["designs"]):
        assert sum(parts_of(report, number)) == pytest.approx(design["energy_pj"], rel=1e-12)


def test_nests_and_chips_are_those_of_the_designs(toy):
    report = report_in(read_source(toy))
    stored = rows(toy, "SELECT * FROM layers ORDER BY design")
    for design, row in zip(report["designs"], stored, strict=True):
        [[name, runs, number]] = design["layers"]
        mapping = report["mappings"][number]
        assert (name, runs) == (row["layer"], row["runs"])
        assert report["nests"][mapping["nest"]] + "\n" == row["nest"]
        chip = report["chips"][design["chip"]]
        buffer = next(level for level in chip["levels"] if level["name"] == "buffer")
        assert chip["area_um2"] == design["area_um2"]
        assert buffer["capacity_bits"] == design["numbers"][0]


def test_a_file_of_results_knows_its_chips_without_the_sweep(toy):
    stored = library.Sweep.from_results(toy)
    for row in rows(toy, "SELECT * FROM designs"):
        chip = stored.architecture(row["id"])
        assert chip.area_um2 == row["area_um2"]
        assert chip.compute_instances == row["compute_units"]
    with pytest.raises(KeyError):
        stored.architecture(8)  # 49,152 um2: the constraint leaves it out


def test_a_merged_file_knows_its_chips_too(tmp_path):
    for shard in (0, 1):
        paretile("explore", "examples/sweep_toy.yaml", "-o", tmp_path / f"{shard}.db", "--shard", f"{shard}/2")
    paretile("merge", tmp_path / "0.db", tmp_path / "1.db", "-o", tmp_path / "all.db")
    report = report_in(read_source(tmp_path / "all.db"))
    assert len(report["chips"]) == 9


def test_a_result_of_map_gives_the_network_s_front(result):
    data = json.loads(result.read_text())
    report = report_in(read_source(result))
    assert [[design["energy_pj"], design["latency_cycles"]] for design in report["designs"]] == [
        [point["energy_pj"], point["latency_cycles"]] for point in data["network"]["front"]]
    assert report["best"] == data["network"]["best"]
    best = report["designs"][report["best"]]
    assert sum(parts_of(report, report["best"])) == pytest.approx(best["energy_pj"], rel=1e-12)
    assert report["commands"] == [
        "paretile map --arch eyeriss --workload alexnet --json result.json"]


def test_a_padded_result_is_evaluated_on_its_padded_layers(tmp_path):
    paretile("map", "--arch", "eyeriss", "--workload", "alexnet", "--layer", "conv3", "--pad", "4",
             "--json", tmp_path / "padded.json")
    report = report_in(read_source(tmp_path / "padded.json"))
    padded = [mapping for mapping in report["mappings"] if mapping["padded_sizes"]]
    assert padded and padded[0]["macs"] > library.Workload.from_yaml("alexnet").layer("conv3").macs


def test_a_layer_without_a_mapping_says_why(tmp_path):
    paretile("map", "--arch", "eyeriss", "--workload", "alexnet", "--layer", "conv1", "--max-energy", "1 pJ",
             "--json", tmp_path / "none.json", code=1)
    [design] = report_in(read_source(tmp_path / "none.json"))["designs"]
    assert design["energy_pj"] is None and design["reason"] != ""


def test_a_result_from_python_has_a_page():
    found = library.map("eyeriss", "alexnet", "conv1", quiet=True)
    assert report_in(page_of_result(found))["designs"][0]["energy_pj"] == found.front()[0]["energy_pj"]


def test_a_page_asks_the_network_for_nothing(toy):
    page = re.sub(r'<script type="application/gzip"[^>]*>[^<]*</script>', "", read_source(toy))
    addresses = set(re.findall(r"https?://[^\s\"')]+", page))
    assert addresses == {"http://www.w3.org/2000/svg"}
    assert not re.search(r"<(script|link|img|iframe)[^>]+(src|href)=(?!\"data:)", page)


def test_equal_files_give_equal_pages(toy):
    assert read_source(toy, "paretile report toy.db") == read_source(toy, "paretile report toy.db")


def test_names_cannot_end_the_markup(copied):
    change(copied, "UPDATE sweep SET name = '</title><script>alert(1)</script>'")
    page = read_source(copied)
    assert "alert(1)" in page and "<script>alert(1)" not in page


def test_designs_beyond_full_are_in_summary(copied):
    report = report_in(read_source(copied, full=2))
    assert sum(design["layers"] is not None for design in report["designs"]) == 2
    assert report["summary_only"] == 7
    for design in report["designs"]:
        if design["layers"] is None:
            assert sum(part[2] for part in design["parts"]) == pytest.approx(design["energy_pj"], rel=1e-12)


def test_designs_that_bounds_exclude_are_listed_with_who_beats_them(tmp_path):
    sweep = (ROOT / "examples" / "sweep_toy.yaml").read_text().replace("vary:", "sampling: front\nvary:")
    (tmp_path / "front.yaml").write_text(sweep)
    paretile("explore", tmp_path / "front.yaml", "-o", tmp_path / "front.db")
    report = report_in(read_source(tmp_path / "front.db"))
    [excluded] = report["excluded"]
    by = next(design for design in report["designs"] if design["id"] == excluded["by"])
    assert report["finished"] == 9 and excluded["id"] not in {design["id"] for design in report["designs"]}
    assert "1 of them excluded by bounds" in report["lead"]
    assert by["area_um2"] < excluded["area_um2"]
    assert by["energy_pj"] <= excluded["energy_pj"] and by["latency_s"] <= excluded["latency_s"]


def test_an_unfinished_sweep_needs_partial(copied):
    for table in ("points", "layers", "settings"):
        change(copied, f"DELETE FROM {table} WHERE design = 9")
    change(copied, "DELETE FROM designs WHERE id = 9")
    with pytest.raises(library.InputError, match="is not finished: 8 of 9 designs\n  hint: .*--partial"):
        read_source(copied)
    assert report_in(read_source(copied, partial=True))["finished"] == 8


def test_a_sweep_may_go_on_while_its_page_is_made(copied, toy, monkeypatch):
    for table in ("points", "layers", "settings"):
        change(copied, f"DELETE FROM {table} WHERE design = 1")
    change(copied, "DELETE FROM designs WHERE id = 1")
    answer = _core.answer  # of the finished file: its front has design 1
    monkeypatch.setattr(_core, "answer", lambda command, flags: answer(command, {**flags, "results": str(toy)}))
    report = report_in(read_source(copied, partial=True))
    assert len(report["designs"]) == 8 and {point[0] for point in report["front_points"]} == {0}


def test_costs_that_the_model_does_not_find_are_refused(copied):
    change(copied, "UPDATE layers SET energy_pj = energy_pj * 1.001 WHERE design = 3")
    with pytest.raises(library.InputError, match="does not cost what the file says"):
        read_source(copied)


def refused(run_paretile, tmp_path, source, *words):
    """The message of a refusal, which leaves nothing behind."""
    output = tmp_path / "out" / "page.html"
    output.parent.mkdir(exist_ok=True)
    run = run_paretile("report", str(source), "-o", str(output), *words)
    assert run.returncode == 2 and "Traceback" not in run.stderr
    assert list(output.parent.iterdir()) == []
    return run.stderr.replace(str(source), "FILE")


def test_files_of_another_kind_are_refused(run_paretile, tmp_path, result):
    foreign = ("FILE: error: is neither a file of sweep results nor JSON of 'paretile map'\n"
               "  hint: 'paretile explore' writes the one, 'paretile map --json FILE' the other\n")
    text = tmp_path / "a.txt"
    text.write_text("hello")
    assert refused(run_paretile, tmp_path, text) == foreign
    text.write_text('{"command": "evaluate"}')
    assert refused(run_paretile, tmp_path, text) == foreign
    text.write_text("")
    assert refused(run_paretile, tmp_path, text) == foreign
    assert refused(run_paretile, tmp_path, tmp_path) == "FILE: error: cannot be read: Is a directory\n"
    assert (refused(run_paretile, tmp_path, tmp_path / "no.db")
            == "FILE: error: cannot be read: No such file or directory\n")
    data = json.loads(result.read_text())
    del data["network"]
    text.write_text(json.dumps(data))
    assert refused(run_paretile, tmp_path, text) == (
        "FILE: error: is no whole result of 'paretile map': 'network' is missing\n")


def test_databases_of_another_kind_are_refused(run_paretile, tmp_path, toy):
    other = tmp_path / "other.db"
    change(other, "CREATE TABLE t (x)")
    assert "but not a file of sweep results" in refused(run_paretile, tmp_path, other)
    damaged = tmp_path / "damaged.db"
    content = toy.read_bytes()
    damaged.write_bytes(content[: len(content) // 2])
    assert refused(run_paretile, tmp_path, damaged).startswith("FILE: error:")
    empty = shutil.copy(toy, tmp_path / "empty.db")
    for table in ("points", "layers", "settings"):
        change(empty, f"DELETE FROM {table}")
    change(empty, "DELETE FROM designs")
    assert refused(run_paretile, tmp_path, empty) == (
        "FILE: error: holds no finished design yet\n  hint: 'paretile explore' goes on with it\n")


def test_wrong_command_lines_are_told(run_paretile, tmp_path, toy):
    assert "--full" in refused(run_paretile, tmp_path, toy, "--full", "0")
    run = run_paretile("report")
    assert run.returncode == 2 and "hint: see 'paretile report --help'" in run.stderr
    run = run_paretile("report", str(toy), "-o", str(toy))
    assert run.returncode == 2 and "is the source itself" in run.stderr
    run = run_paretile("report", str(toy), "-o", str(tmp_path / "no" / "page.html"))
    assert run.stderr == f"{tmp_path}/no/page.html: error: cannot be written: No such file or directory\n"


def test_without_plotly_it_says_what_to_install(monkeypatch, capsys, toy, tmp_path):
    monkeypatch.setitem(sys.modules, "plotly.offline", None)
    monkeypatch.setattr(_command.sys, "argv", ["paretile", "report", str(toy), "-o", str(tmp_path / "x.html")])
    assert _command.main() == 2
    assert capsys.readouterr().err == (
        "paretile report: error: needs the Python package 'plotly'\n  hint: pip install plotly\n")
    assert not (tmp_path / "x.html").exists()


@pytest.mark.parametrize(("count", "at_most", "must", "expected"), [
    (3, 5, None, [0, 1, 2]), (11, 3, None, [0, 5, 10]), (11, 3, 7, [0, 5, 7, 10]), (0, 3, None, [])])
def test_some_of_many_are_even_and_have_the_ends(count, at_most, must, expected):
    assert spread(count, at_most, must) == expected
