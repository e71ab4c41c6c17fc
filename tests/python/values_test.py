# SPDX-License-Identifier: Apache-2.0
"""Architectures, workloads, problems, mappings: read-only values."""

from __future__ import annotations

import copy
import json
import pickle

import pytest

import paretile

CHIPS = paretile.list_architectures()
NETWORKS = paretile.list_workloads()


@pytest.mark.parametrize("name", CHIPS)
def test_every_shipped_chip_survives_pickle_and_copy(name):
    chip = paretile.Architecture.from_yaml(name)
    assert chip.name == name
    for other in (pickle.loads(pickle.dumps(chip)), copy.copy(chip), copy.deepcopy(chip),
                  paretile.Architecture.from_yaml(name)):
        assert other == chip and hash(other) == hash(chip)
    assert json.loads(json.dumps(chip.to_dict()))["name"] == name


@pytest.mark.parametrize("name", NETWORKS)
def test_every_shipped_network_survives_pickle_and_copy(name):
    network = paretile.Workload.from_yaml(name)
    for other in (pickle.loads(pickle.dumps(network)), copy.deepcopy(network)):
        assert other == network and hash(other) == hash(network)
    assert network.macs == sum(layer.macs * layer.repeat for layer in network.layers)
    assert len(network.to_dict()["layers"]) == len(network.layers)


@pytest.mark.parametrize("name", CHIPS)
def test_every_shipped_chip_written_as_yaml_reads_back_equal(name):
    chip = paretile.Architecture.from_yaml(name)
    again = paretile.Architecture.from_yaml(chip.to_yaml())
    assert again.replace(provenance=chip.provenance, cautions=chip.cautions) == chip


@pytest.mark.parametrize("name", NETWORKS)
def test_every_shipped_network_written_as_yaml_reads_back_equal(name):
    network = paretile.Workload.from_yaml(name)
    assert paretile.Workload.from_yaml(network.to_yaml()) == network


def test_what_an_einsum_joins_by_a_sum_stays_one():
    text = ("format: 1\nname: own\nlayers:\n  - name: a\n    einsum: 'O[x] += A[x,y] + B[y]'\n"
            "    dims: {x: 2, y: 3}\n")
    network = paretile.Workload.from_yaml(text)
    assert (network.layers[0].joins, network.macs) == ("+", 0)
    for other in (paretile.Workload.from_yaml(network.to_yaml()), pickle.loads(pickle.dumps(network))):
        assert other == network
    product = network.replace(layers=[network.layers[0].replace(joins="")])
    assert product != network and product.macs == 6
    with pytest.raises(paretile.InputError, match=r"between each two operands, not '\+\+'"):
        network.replace(layers=[network.layers[0].replace(joins="++")])


def test_values_of_other_chips_differ():
    chips = [paretile.Architecture.from_yaml(name) for name in CHIPS]
    assert len(set(chips)) == len(CHIPS)
    assert chips[0] != "brain_tta"


def test_replace_makes_a_copy_and_leaves_the_value_as_it_was():
    chip = paretile.Architecture.from_yaml("eyeriss")
    larger = chip.replace("glb", capacity_bits=2 * chip.level("glb").capacity_bits)
    assert chip.level("glb").capacity_bits == 819200
    assert larger.level("glb").capacity_bits == 1638400
    assert larger != chip
    assert larger.replace("glb", capacity_bits=819200).levels == chip.levels
    changed = [new for old, new in zip(chip.provenance, larger.provenance) if old != new]
    assert [(one.component, one.number, one.source) for one in changed] == [
        ("glb", "capacity_bits", "replaced")]


@pytest.mark.parametrize("component, fields, seen", [
    ("glb", {"capacity_bits": "216 KiB"}, lambda chip: chip.level("glb").capacity_bits == 1769472),
    ("glb", {"capacity_bits": None}, lambda chip: chip.level("glb").capacity_bits is None),
    ("dram", {"read_pj": "1 nJ"}, lambda chip: chip.level("dram").read_pj == 1000),
    ("pe_array.x", {"size": 28}, lambda chip: chip.compute_instances == 336),
    ("pe_array", {"sharing": ("none", "word", "tile")},
     lambda chip: chip.fanout("pe_array").sharing == ("none", "word", "tile")),
    ("mac", {"energy_pj": 0.5}, lambda chip: chip.compute.energy_pj == 0.5),
    (None, {"clock_hz": "400 MHz"}, lambda chip: chip.clock_hz == 4e8),
])
def test_any_component_can_be_replaced_numbers_with_units(component, fields, seen):
    assert seen(paretile.Architecture.from_yaml("eyeriss").replace(component, **fields))


@pytest.mark.parametrize("component, fields, error, message", [
    ("gbl", {"read_pj": 1}, paretile.InputError, "no component 'gbl'\n  hint: did you mean 'glb'?"),
    ("glb", {"raed_pj": 1}, TypeError, "has no attribute 'raed_pj'; did you mean 'read_pj'?"),
    ("glb", {"capacity_bits": -1}, paretile.InputError, "capacity_bits must be at least 1, not -1"),
    ("glb", {"capacity_bits": 1.5}, TypeError, "must be a whole number, not 1.5"),
    ("glb", {"capacity_bits": 10**30}, TypeError, "must be a whole number from"),
    ("glb", {"read_pj": float("nan")}, paretile.InputError, "read_pj must be a number of at least 0"),
    ("glb", {"read_pj": "3 KiB"}, paretile.InputError, "'KiB' is not a unit of energy"),
    ("glb", {"may_keep": ("wieght",)}, TypeError, "must be one of 'input', 'weight', 'output'"),
    ("glb", {"name": "dram"}, paretile.InputError, "the name 'dram' is used twice"),
    (None, {"levels": ()}, paretile.InputError, "no storage level"),
    (None, {"clock_hz": True}, TypeError, "must be a number, not True"),
])
def test_a_replacement_that_is_wrong_says_what(component, fields, error, message):
    with pytest.raises(error) as caught:
        paretile.Architecture.from_yaml("eyeriss").replace(component, **fields)
    assert message in str(caught.value)


def test_attributes_cannot_be_set():
    chip = paretile.Architecture.from_yaml("eyeriss")
    with pytest.raises(AttributeError):
        chip.clock_hz = 1
    with pytest.raises(AttributeError):
        chip.level("glb").capacity_bits = 1


def test_a_chip_can_be_built_from_its_parts():
    dram = paretile.Level(name="dram", read_pj=100, fill_pj=100)
    chip = paretile.Architecture(name="own", levels=[dram], compute=paretile.Compute(energy_pj=1))
    assert chip.level("dram").capacity_bits is None and chip.compute_instances == 1
    result = paretile.map(chip, "resnet18", "fc", quiet=True)
    assert result.is_proven and result.latency_cycles == 512000


def test_mistakes_of_a_text_come_with_places():
    text = "format: 1\nname: x\nlevles: []\ncompute: {energy: 1 parsec}\n"
    with pytest.raises(paretile.InputError) as caught:
        paretile.Architecture.from_yaml(text)
    error = caught.value
    places = [(one.line, one.column) for one in error.diagnostics]
    assert places == sorted(places) and (3, 1) in places
    misspelt = next(one for one in error.diagnostics if one.line == 3)
    assert misspelt.message == "unknown key 'levles'"
    assert misspelt.source_line == "levles: []"
    assert "did you mean 'levels'?" in error.hints
    assert "  levles: []\n  ^\n" in str(error)
    assert (error.file, error.line) == ("<architecture>", error.diagnostics[0].line)
    again = pickle.loads(pickle.dumps(error))
    assert str(again) == str(error) and again.diagnostics == error.diagnostics


def test_sources_are_texts_names_and_paths(tmp_path):
    file = tmp_path / "own.yaml"
    file.write_text("format: 1\nname: own\nlayers:\n  - {name: fc, op: gemm, M: 2, N: 3, K: 4}\n")
    network = paretile.Workload.from_yaml(file)
    assert network == paretile.Workload.from_yaml(str(file))
    assert network == paretile.Workload.from_yaml(file.read_text())
    assert network.macs == 24
    for wrong in (None, 3, b"resnet18", ["resnet18"], tmp_path, tmp_path / "none.yaml"):
        with pytest.raises((TypeError, paretile.InputError)):
            paretile.Workload.from_yaml(wrong)


def test_mappings_are_texts_values_and_pickles():
    chip = paretile.Architecture.from_yaml("simple_2level")
    conv = paretile.Workload.from_yaml("examples/toy_conv.yaml").layers[0]
    nest = paretile.Mapping.from_yaml("examples/toy_conv.nest", conv, chip)
    assert paretile.Mapping.from_yaml(str(nest), conv, chip) == nest
    assert paretile.Mapping.from_yaml(nest.to_yaml(), conv, chip) == nest
    assert pickle.loads(pickle.dumps(nest)) == nest == copy.deepcopy(nest)
    assert hash(pickle.loads(pickle.dumps(nest))) == hash(nest)
    assert not nest.is_ragged
    wider = conv.problem.replace(
        dims=[dim if dim.name != "K" else paretile.Dimension(name="K", kind="K", size=8)
              for dim in conv.problem.dims])
    with pytest.raises(paretile.InputError, match="K"):
        paretile.Mapping.from_yaml(str(nest), wider, chip)


def test_values_show_themselves_in_notebooks():
    chip = paretile.Architecture.from_yaml("eyeriss")
    drawing = chip._repr_html_()
    assert drawing.startswith("<svg") and "glb x 1" in drawing and "100 KiB" in drawing
    network = paretile.Workload.from_yaml("resnet18")
    assert "<td>conv1</td>" in network._repr_html_()
    result = paretile.map(chip, network, "conv1", quiet=True)
    assert "<circle" in result._repr_html_() and "row stationary" in result._repr_html_()
    nest = result.mapping("conv1")
    assert "parfor" in nest._repr_html_()
    evaluation = paretile.evaluate(chip, network, nest, "conv1")
    assert "psum_spad" in evaluation._repr_html_()
