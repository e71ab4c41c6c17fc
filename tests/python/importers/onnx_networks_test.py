# SPDX-License-Identifier: Apache-2.0
"""Whole networks: published MACs and parameters, and the shipped workloads layer by layer."""

from __future__ import annotations

import networks
import pytest
from native import shown_layers

# MACs as of docs/workloads.md; parameters as torchvision and the papers count them.
TRANSFORMER_BLOCK = 12 * 768**2 + 13 * 768  # weights, biases and two norms
NETWORKS = {
    "resnet18": ({"x": (1, 3, 224, 224)}, 1_814_073_344, 11_689_512),
    "mobilenet_v2": ({}, 300_774_272, 3_504_872),
    "vit_block": (
        {"x": (1, 197, 768)}, 197 * 12 * 768**2 + 2 * 197**2 * 768, TRANSFORMER_BLOCK),
    "gpt2_decode": (
        {"ids": (1, 1), "past_k0": (1, 12, 1023, 64)}, 142_406_400, 124_439_808),
    # gates: steps * 4 * units * (features + units), then a linear layer per step
    "lstm": ({}, 30 * (256 * (40 + 64) + 256 * (64 + 64) + 640),
             256 * (40 + 64) + 512 + 256 * (64 + 64) + 512 + 650),
    # 8 filters on 28x28, 16 on 14x14, 10 classes from 7*7*16
    "quantised_cnn": ({}, 8 * 9 * 784 + 16 * 8 * 9 * 196 + 7840, 72 + 1152 + 7840),
    "q_linear_cnn": ({}, 8 * 9 * 784 + 16 * 8 * 9 * 196 + 7840, 72 + 1152 + 7840),
}  # fmt: skip


@pytest.mark.parametrize("fold", [False, True])
@pytest.mark.parametrize("name", NETWORKS)
def test_known_totals(imported, name, fold):
    shapes, macs, parameters = NETWORKS[name]
    found = imported(getattr(networks, name)(), input_shapes=shapes, fold=fold)
    assert found.coverage.macs == macs
    assert found.coverage.parameters == parameters
    assert found.coverage.is_complete()
    assert found.coverage.nodes("costed") + found.coverage.nodes("free") == len(found.outcomes)


def mac_layers(layers):
    return {name: layer for name, layer in layers.items() if layer.macs > 0}


def sources(layers, name):
    """The layers with MACs whose results reach this one, through sums and pooling."""
    found, waiting = set(), list(layers[name].reads)
    while waiting:
        source = waiting.pop()
        if layers[source].macs > 0:
            found.add(source)
        else:
            waiting += layers[source].reads
    return found


@pytest.mark.parametrize("name, shapes", [("resnet18", {"x": (1, 3, 224, 224)}),
                                          ("mobilenet_v2", {})])  # fmt: skip
def test_import_equals_the_shipped_workload_layer_by_layer(imported, name, shapes):
    found = imported(getattr(networks, name)(), input_shapes=shapes, fold=True, repeat=False)
    ours, shipped = mac_layers(found.shown), shown_layers(name)
    assert [(one.op, one.macs) for one in ours.values()] == [
        (one.op, one.macs) for one in shipped.values()
    ]
    assert [one.sizes for one in ours.values()] == [one.sizes for one in shipped.values()]
    renamed = dict(zip(ours, shipped))
    for layer in ours:
        read = {renamed[source] for source in sources(found.shown, layer)}
        assert read == set(shipped[renamed[layer]].reads), layer


def test_gpt2_lists_one_of_twelve_equal_blocks(imported):
    shapes, macs, _ = NETWORKS["gpt2_decode"]
    found = imported(networks.gpt2_decode(), input_shapes=shapes, fold=True)
    repeats = [layer.repeat for layer in mac_layers(found.shown).values()]
    assert repeats == [12] * 6 + [1]
    every = imported(networks.gpt2_decode(), input_shapes=shapes, fold=True, repeat=False)
    assert every.coverage.macs == macs
    assert len(every.entries) == sum(entry.layer.repeat for entry in found.entries)


def test_cached_keys_and_values_are_read(imported):
    shapes = NETWORKS["gpt2_decode"][0]
    layers = imported(networks.gpt2_decode(1), input_shapes=shapes).shown
    products = [layer.sizes for layer in layers.values() if layer.op == "matmul"]
    assert products[0] == {"B": 12, "M": 1, "N": 1024, "K": 64}
    assert products[1] == {"B": 12, "M": 1, "N": 64, "K": 1024}


@pytest.mark.parametrize("name", ["quantised_cnn", "q_linear_cnn"])
def test_quantised_graphs_carry_their_bits(imported, name):
    found = imported(getattr(networks, name)(), fold=True)
    bits = {entry.layer.op: entry.layer.bits for entry in found.entries}
    for op in ("conv2d", "gemm"):
        assert bits[op] == {"input": 8, "weight": 8, "output": 8, "psum": 32}
    assert bits["activation"]["input"] == 32  # what quantises the picture
    assert "bits: {input: 8, weight: 8, output: 8, psum: 32}" in found.yaml


def test_values_of_floating_point_have_as_many_bits_as_wanted(imported):
    shapes = NETWORKS["resnet18"][0]
    assert "bits: {input: 32, weight: 32" in imported(networks.resnet18(), input_shapes=shapes).yaml
    narrow = imported(networks.resnet18(), input_shapes=shapes, float_bits=8).yaml
    assert "bits: {input: 8, weight: 8, output: 8, psum: 32}" in narrow
    assert narrow.count("bits:") == 1


def test_folding_takes_in_what_the_layer_before_can_write(imported):
    shapes = NETWORKS["resnet18"][0]
    plain = imported(networks.resnet18(), input_shapes=shapes, repeat=False)
    folded = imported(networks.resnet18(), input_shapes=shapes, repeat=False, fold=True)
    ops = [layer.op for layer in plain.shown.values()]
    assert ops.count("batch_norm") == 20 and ops.count("activation") == 17
    assert {layer.op for layer in folded.shown.values()} == {"conv2d", "pool", "add", "gemm"}
    assert sum(one.why.startswith("folded into") for one in folded.outcomes) == 20 + 17


ZIGZAG_NODES = {"Conv", "QLinearConv", "MatMul", "Gemm"}  # PARSER_MAPPING, commit 45f5792


def test_the_shares_of_docs_importing_that_are_dropped_elsewhere(imported):
    shapes = NETWORKS["vit_block"][0]
    for name, given, share in (("lstm", {}, 1_781_760 / 1_800_960), ("vit_block", shapes, 0.0)):
        found = imported(getattr(networks, name)(), input_shapes=given)
        dropped = sum(one.macs for one in found.outcomes if one.node.kind not in ZIGZAG_NODES)
        assert dropped / found.coverage.macs == share
    kept = [one for one in found.outcomes if one.node.kind in ZIGZAG_NODES]
    costed = [one for one in found.outcomes if one.status == "costed"]
    assert (len(kept), len(costed)) == (6, 21)
