# SPDX-License-Identifier: Apache-2.0
"""Look-up tables as the codes of network search read them."""

from __future__ import annotations

import pytest

import paretile
from paretile import tables


@pytest.fixture(scope="module")
def model():
    return paretile.LayerCostModel("simple_2level", objective="latency")


def test_keys_are_those_of_once_for_all_and_proxylessnas():
    assert tables.conv_block("Conv", (224, 224, 3), 40, kernel=3, stride=2).key == (
        "Conv-input:224x224x3-output:112x112x40")
    assert tables.bottleneck_block((7, 7, 192), 320, expand=6, kernel=5).key == (
        "expanded_conv-input:7x7x192-output:7x7x320-expand:6-kernel:5-stride:1-idskip:0")
    assert tables.bottleneck_block((56, 56, 24), 40, expand=4, kernel=7, stride=2, se=True, hs=True).key == (
        "expanded_conv-input:56x56x24-output:28x28x40-expand:96-kernel:7-stride:2-idskip:0-se:1-hs:1")
    assert tables.logits_block((7, 7, 1280)).key == "Logits-input:7x7x1280-output:1000"


def test_a_block_has_the_layers_it_stands_for():
    def ops(block):
        names = {code: name for name, code in paretile.op_codes.items()}
        return [names[code] for code in block.layers["op"]]

    assert ops(tables.bottleneck_block((8, 8, 16), 16, expand=6, kernel=3)) == [
        "conv2d", "depthwise_conv2d", "conv2d", "add"]
    assert ops(tables.bottleneck_block((8, 8, 16), 24, expand=1, kernel=3)) == [
        "depthwise_conv2d", "conv2d"]
    assert ops(tables.bottleneck_block((8, 8, 16), 24, expand=4, kernel=3, se=True)) == [
        "conv2d", "depthwise_conv2d", "pool", "gemm", "gemm", "multiply", "conv2d"]
    block = tables.bottleneck_block((9, 9, 16), 24, expand=6, kernel=5, stride=2)
    assert block.layers["P"].tolist() == [9, 5, 5]
    assert block.layers["G"].tolist() == [0, 96, 0]


def test_a_table_holds_the_milliseconds_of_its_blocks(model):
    blocks = tables.mobile_blocks((16,), stem=8, stages=((8, 1), (16, 2)), expansions=(3,), kernels=(3,),
                                  last=16, classes=10)
    table = tables.once_for_all_table(model, blocks)
    assert list(table) == [block.key for block in blocks]
    for block in blocks:
        cycles = model.query(block.layers).latency_cycles.sum()
        assert table[block.key] == {"count": 1, "var": 0.0,
                                    "mean": cycles / model.architecture.clock_hz * 1e3}


def test_the_written_table_is_yaml_of_plain_numbers(model, tmp_path):
    file = tmp_path / "table.yaml"
    block = tables.conv_block("Conv", (8, 8, 3), 8, kernel=3, stride=2)
    table = tables.once_for_all_table(model, [block])
    tables.write_once_for_all(table | {"never": {"count": 1, "mean": float("inf"), "var": 0.0}}, file)
    mean = table[block.key]["mean"]
    assert file.read_text() == (
        f"Conv-input:8x8x3-output:4x4x8:\n  count: 1\n  mean: {mean!r}\n  var: 0.0\n"
        "never:\n  count: 1\n  mean: .inf\n  var: 0.0\n")


def test_nas_bench_201_has_its_15625_cells_and_networks():
    cells = tables.nas_bench_201_architectures()
    assert len(set(cells)) == 15_625
    assert cells[-1] == ("|avg_pool_3x3~0|+|avg_pool_3x3~0|avg_pool_3x3~1|+"
                         "|avg_pool_3x3~0|avg_pool_3x3~1|avg_pool_3x3~2|")
    with pytest.raises(ValueError, match="not a cell"):
        tables.nas_bench_201_network("|conv~0|")


def test_the_networks_of_nas_bench_201_have_the_published_operations():
    # NAS-Bench-201 (Dong, Yang, ICLR 2020): the cell of six 3x3 convolutions has 220.12 M multiply-adds
    # on CIFAR-10, of which 0.64 k are the classifier; convolutions and the classifier alone count.
    cell = "|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|nor_conv_3x3~0|nor_conv_3x3~1|nor_conv_3x3~2|"
    rows = tables.nas_bench_201_network(cell)
    convs = rows[rows["op"] == paretile.op_codes["conv2d"]]
    macs = sum(int(r["K"]) * int(r["C"]) * int(r["P"]) * int(r["Q"]) * int(r["R"]) * int(r["S"]) for r in convs)
    macs += 64 * 10
    assert macs / 1e6 == pytest.approx(220.12, abs=0.05)


def test_a_hw_nas_bench_table_holds_sums_over_networks_by_chip_and_metric(model):
    cells = tables.nas_bench_201_architectures()[:3]
    networks = [tables.nas_bench_201_network(cell, "ImageNet16-120") for cell in cells]
    table = tables.hw_nas_bench_table({"toy": model}, networks, dataset="ImageNet16-120")
    metrics = table["nasbench201"]["ImageNet16-120"]
    assert sorted(metrics) == ["toy_energy", "toy_latency"]
    for index, network in enumerate(networks):
        costs = model.query(network)
        assert metrics["toy_energy"][index] == costs.energy_pj.sum() * 1e-9
        assert metrics["toy_latency"][index] == (
            costs.latency_cycles.sum() / model.architecture.clock_hz * 1e3)
