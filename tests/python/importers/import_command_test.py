# SPDX-License-Identifier: Apache-2.0
"""`paretile import`: flags, files, exit codes."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from networks import resnet18
from onnx_net import Net

SHAPE = ["--input-shape", "x=1,3,224,224"]


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return resnet18().save(tmp_path_factory.mktemp("models") / "resnet18.onnx")


def paretile_import(*words):
    return subprocess.run(
        [sys.executable, "-m", "paretile._command", "import", *map(str, words)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_writes_the_workload_and_prints_the_report(model, tmp_path):
    workload = tmp_path / "resnet18.yaml"
    done = paretile_import(model, "-o", workload, *SHAPE, "--fold")
    assert (done.returncode, done.stderr) == (0, "")
    assert "1,814,073,344 MACs, 100 % of them costed; 11,689,512 parameters" in done.stdout
    assert "folded into the layer before" in done.stdout
    text = workload.read_text()
    assert text.startswith("# 1,814,073,344 MACs")
    assert 'source: "imported from resnet18.onnx"' in text
    assert "{name: conv1, op: conv2d, K: 64, C: 3, P: 112, Q: 112, R: 7, S: 7, stride: 2}" in text
    assert [path.name for path in tmp_path.iterdir()] == ["resnet18.yaml"]


def test_shows_the_workload_without_an_output_file(model):
    done = paretile_import(model, *SHAPE, "--quiet")
    assert done.returncode == 0
    assert done.stdout.startswith("# 1,814,073,344 MACs")
    assert done.stderr == ""


def test_reports_as_json(model, tmp_path):
    workload = tmp_path / "net.yaml"
    done = paretile_import(model, "-o", workload, *SHAPE, "--json", "-")
    report = json.loads(done.stdout)
    assert (report["command"], report["complete"]) == ("import", True)
    assert report["macs"] == 1_814_073_344
    assert sum(len(row["nodes"]) for row in report["rows"]) == len(resnet18().nodes)
    convolutions = [row for row in report["rows"] if row["kind"] == "Conv"]
    assert [row["status"] for row in convolutions] == ["costed"]
    assert convolutions[0]["macs"] == 1_814_073_344 - 512_000


def test_lists_every_layer_on_request(model, tmp_path):
    counts = []
    for flags in ([], ["--no-repeat"]):
        done = paretile_import(model, *SHAPE, "--fold", "--quiet", *flags)
        counts.append(done.stdout.count("op: conv2d"))
    assert counts[0] < counts[1] == 20


def test_writes_over_nothing_unless_told_to(model, tmp_path):
    workload = tmp_path / "net.yaml"
    workload.write_text("mine")
    done = paretile_import(model, "-o", workload, *SHAPE)
    assert done.returncode == 2
    assert done.stderr == f"{workload}: error: exists already\n  hint: --force writes over it\n"
    assert workload.read_text() == "mine"
    assert paretile_import(model, "-o", workload, *SHAPE, "--force").returncode == 0
    assert workload.read_text() != "mine"


def test_leaves_no_file_behind_when_refusing(tmp_path):
    net = Net()
    net.node("NonZero", net.input(2))
    workload = tmp_path / "out" / "net.yaml"
    workload.parent.mkdir()
    done = paretile_import(net.save(tmp_path / "net.onnx"), "-o", workload)
    assert done.returncode == 2
    assert "(NonZero): no rule for this operator" in done.stderr
    assert list(workload.parent.iterdir()) == []


@pytest.mark.parametrize(
    "words, message",
    [
        (["--input-shape", "x"], "error: '--input-shape x' is not NAME=N,N,..."),
        (["--input-shape", "x=1,-3"], "error: '--input-shape x=1,-3' is not NAME=N,N,..."),
        (["--input-shape", "x=1,3,224,224", "--input-shape", "x=1"], "is given twice"),
        (["--bits", "65"], "error: '--bits' must be between 1 and 64"),
        (["--bits", "few"], "error: argument --bits: invalid int value: 'few'"),
        (["--fald"], "error: unrecognized arguments: --fald"),
        ([*SHAPE, "-o", "absent/net.yaml"], "absent/net.yaml: error: cannot be written"),
    ],
)
def test_wrong_command_lines_say_what_is_wrong(model, words, message):
    done = paretile_import(model, *words)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_help_is_an_answer():
    done = paretile_import("--help")
    assert done.returncode == 0
    assert "paretile import resnet18.onnx -o resnet18.yaml" in done.stdout
