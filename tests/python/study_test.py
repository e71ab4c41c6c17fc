# SPDX-License-Identifier: Apache-2.0
"""The study of silicon_split: what its page says is what its chips do."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import paretile

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "examples" / "studies" / "silicon_split"
PAGE = (FOLDER / "README.md").read_text()
PRINTED = PAGE.split("study.py\n")[1].split("```")[0]


@pytest.fixture(scope="module")
def study():
    sys.path.insert(0, str(FOLDER))
    import study

    yield study
    sys.path.remove(str(FOLDER))


@pytest.fixture(scope="module")
def sweep(study):
    return study.sweep_of("resnet18")


@pytest.fixture(scope="module")
def designs(sweep):
    """The designs of the page by the name it gives them, with the areas it says."""
    rows = re.findall(r"^(.{13})\s*(\d+)\s+(\d+)\s+(\d+) KiB\s+([\d.]+)\s+([\d.]+)\s+([\d.]+)$", PRINTED, re.MULTILINE)
    named = {}
    for name, pes, words, kib, *areas in rows:
        wanted = {"columns": int(pes) // 12, "filter_bits": int(words) * 16, "glb_bits": int(kib) * 8192}
        [design] = [one for one in sweep.designs if wanted.items() <= sweep.settings(one).items()]
        named[name.strip()] = design, [float(area) for area in areas]
    return named


def test_a_file_for_each_network_is_the_same_sweep(study, sweep):
    assert sweep == paretile.Sweep.from_yaml(FOLDER / "split.yaml")
    others = [study.sweep_of(network) for network in study.NETWORKS]
    assert [one.designs for one in others] == [sweep.designs] * 3
    assert [one.workload.name for one in others] == list(study.NETWORKS)


def test_areas_follow_from_the_sizes(study, sweep, designs):
    assert len(sweep) == 36 and f"{len(sweep)} splits" in PRINTED
    for design in sweep.designs:
        chip, settings = sweep.architecture(design), sweep.settings(design)
        areas = study.areas_of(chip)
        assert 9.87 < sum(areas.values()) <= 10
        pe_um2 = (areas["MACs"] + areas["scratchpads"]) * 1e6 / chip.compute_instances
        assert pe_um2 == pytest.approx(settings["pe_um2"], rel=1e-3)
        assert settings["side_um"] == pytest.approx(pe_um2**0.5, rel=0.01)
    for design, areas in designs.values():
        assert list(study.areas_of(sweep.architecture(design)).values()) == pytest.approx(areas, abs=0.005)


def costs():
    """(network, design's name, mJ, ms, mJ ms, percent over the least) of the page."""
    rows = re.findall(r"^(\w+)\s+(.+?)\s+([\d.]+)\s+([\d.]+)\s+(\d+)\s+(least|[+]\d+ %)$", PRINTED, re.MULTILINE)
    return [(network, name, float(mj), float(ms), int(edp), 0 if over == "least" else int(over[1:-2]))
            for network, name, mj, ms, edp, over in rows]


def test_the_page_has_every_network_on_every_chip(study, designs):
    assert len(designs) == 5
    assert [row[:2] for row in costs()] == [(network, name) for network in study.NETWORKS for name in designs]


def energies_of(result):
    """pJ by component."""
    return result.to_dataframe("breakdown").groupby("component").energy_pj.sum()


@pytest.mark.parametrize("network", ["resnet18", "mobilenet_v2", "bert_base"])
def test_costs_are_those_of_the_chip_solved_alone(network, sweep, designs):
    rows = [row for row in costs() if row[0] == network]
    found = {design: paretile.map(sweep.architecture(design), network, objective="edp", quiet=True)
             for design, _ in designs.values()}
    clock = sweep.architecture(sweep.designs[0]).clock_hz
    edps = {design: one.energy_pj * 1e-9 * one.latency_cycles / clock * 1e3 for design, one in found.items()}
    least = edps[designs[network][0]]
    for _, name, mj, ms, edp, over in rows:
        design = designs[name][0]
        assert found[design].is_proven
        assert found[design].energy_pj * 1e-9 == pytest.approx(mj, abs=0.0051)
        assert found[design].latency_cycles / clock * 1e3 == pytest.approx(ms, abs=0.0051)
        assert edps[design] == pytest.approx(edp, abs=0.51)
        assert 100 * (edps[design] / least - 1) == pytest.approx(over, abs=0.51)
    if network == "mobilenet_v2":  # the page: every layer is bound by DRAM
        best, many = (found[designs[name][0]] for name in ("mobilenet_v2", "resnet18"))
        assert set(best.to_dataframe().bottleneck) == {"dram port"}
        wires = [energies_of(one)["pe_array"] * 1e-9 for one in (best, many)]
        assert wires == pytest.approx([0.69, 1.36], abs=0.005)
    for one in found.values():
        assert 0.10 <= energies_of(one)["pe_array"] / one.energy_pj <= 0.44


def test_findings_quote_the_tables():
    by_name = {row[:2]: row[2:] for row in costs()}
    findings = re.sub(r"\s+", " ", PAGE.split("## Findings")[1].split("## What")[0])
    quoted = {
        "2.1 and 2.7 times": [1 + by_name[network, "like Eyeriss"][3] / 100 for network in ("resnet18", "bert_base")],
        "15.56 mJ against 15.47 mJ": [by_name["resnet18", name][0] for name in ("like Eyeriss", "resnet18")],
        "21.66 ms": [by_name["mobilenet_v2", "mobilenet_v2"][1]],
        "5.10 mJ with 588 of them against 4.52 mJ": [by_name["mobilenet_v2", name][0]
                                                   for name in ("resnet18", "mobilenet_v2")],
        "54 % more energy times latency for BERT-base": [by_name["bert_base", "mobilenet_v2"][3]],
        "20 % more for MobileNetV2": [by_name["mobilenet_v2", "bert_base"][3]],
        "13 % for MobileNetV2 and 6 % for BERT-base": [by_name[network, "all three"][3]
                                                      for network in ("mobilenet_v2", "bert_base")],
    }
    for text, numbers in quoted.items():
        assert text in findings
        said = [float(number) for number in re.findall(r"\d+(?:\.\d+)?", text.replace("MobileNetV2", "")) if number != "588"]
        assert said == pytest.approx(numbers, abs=0.051), text
    assert by_name["bert_base", "like Eyeriss"][0] < by_name["bert_base", "bert_base"][0]  # "even less"


@pytest.mark.skipif("PARETILE_LONG" not in os.environ, reason="two minutes of processor time: scripts/test.sh --long")
def test_the_whole_study_prints_what_the_page_shows():
    run = subprocess.run([sys.executable, FOLDER / "study.py"], capture_output=True, text=True, timeout=7200)
    assert run.returncode == 0 and run.stdout == PRINTED, run.stderr
