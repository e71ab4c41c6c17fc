# SPDX-License-Identifier: Apache-2.0
"""The example of network search: its space, its score, its costs, and that two chips want different networks."""

from __future__ import annotations

import math
import re
import subprocess
import sys

import numpy as np
import pytest

import paretile

pytestmark = pytest.mark.usefixtures("nas_examples")


@pytest.fixture(scope="module")
def pricer():
    import search

    return search.Pricer(paretile.Architecture.from_yaml("nvdla_like"))


def macs(rows):
    return sum(layer.macs for layer in paretile.layers_of(rows) if layer.op in ("conv2d", "depthwise_conv2d"))


def test_the_space_has_the_networks_of_once_for_all():
    import space

    # Nine choices per block, two to four blocks in each of five stages: 2e19 of each of 4 sizes and 2 widths.
    assert space.size() == 4 * 2 * (9**2 + 9**3 + 9**4) ** 5
    assert 2e19 < space.size() / 8 < 3e19


def test_every_block_takes_what_the_one_before_made():
    import space

    for network in (space.SMALLEST, space.MIDDLE, space.LARGEST):
        given = 3
        for layer in paretile.layers_of(space.layers(network)):
            if layer.op not in ("conv2d", "depthwise_conv2d"):
                continue
            sizes = {dim.name: dim.size for dim in layer.problem.dims}
            assert sizes.get("C", sizes.get("G")) == given
            given = sizes.get("K", sizes.get("G"))


def test_choices_of_blocks_that_are_not_there_do_not_count():
    import space

    network = space.SMALLEST
    left_out = network._replace(kernels=network.kernels[:2] + (7, 7) + network.kernels[4:])
    there = network._replace(kernels=(7,) + network.kernels[1:])
    assert left_out.canonical() == network.canonical() and there.canonical() != network.canonical()
    assert np.array_equal(space.layers(left_out), space.layers(network))
    assert not np.array_equal(space.layers(there), space.layers(network))


def test_a_table_of_all_layers_has_those_of_any_network():
    import space

    assert space.distinct_layers() == 1370


def test_the_score_of_two_convolutions_is_that_of_the_paper():
    import proxy

    rows = paretile.layers([dict(op="conv2d", K=4, C=3, P=8, Q=8, R=3, S=3),
                            dict(op="depthwise_conv2d", G=4, P=4, Q=4, R=5, S=5, stride=2)])
    first = math.log(3 * 9) * math.log(4 * 8 * 8)
    last = (math.log(3 * 9) + math.log(25)) * math.log(4 * 4 * 4)
    assert proxy.score(rows) == pytest.approx(first + 8 * last)


def test_mobilenet_v2_has_its_published_macs_and_the_score_nearly_its_order():
    import proxy

    classifier = 1000 * 1280  # a score has no use for it
    published = {(1.0, 224): 300e6, (1.0, 128): 99e6, (0.75, 192): 153e6, (0.5, 160): 50e6}
    for key, total in published.items():
        assert macs(proxy.mobilenet_v2(*key)) + classifier == pytest.approx(total, rel=0.01)
    assert len(proxy.MOBILENET_V2_TOP_1) == 22
    assert proxy.published_agreement() > 0.9


def test_kendalls_correlation_of_four_values():
    import proxy

    falling = np.array([4, 3, 2, 1])
    assert proxy.agreement(falling, falling) == 1 and proxy.agreement(falling, -falling) == -1
    assert proxy.agreement(falling, np.array([4, 3, 1, 2])) == pytest.approx(4 / 6)  # one of six pairs the other way


def test_networks_priced_together_cost_the_sum_of_their_own_layers(pricer):
    import space

    for one in pricer([space.SMALLEST, space.SMALLEST._replace(width=1.2)]):
        rows = space.layers(one.network)
        layers = [pricer.model.answer(row) for row in np.split(rows, len(rows))]
        assert all(layer.status == "optimal" for layer in layers)
        assert one.energy_mj == pytest.approx(sum(layer.energy_pj for layer in layers) * 1e-9)
        assert one.latency_ms == pytest.approx(sum(layer.latency_cycles for layer in layers) / 1e9 * 1e3)  # 1 GHz


def test_a_front_is_what_nothing_betters():
    import search
    import space

    def priced(score, energy, latency):
        network = space.SMALLEST._replace(kernels=(3, 5, 7)[score % 3 :][:1] + space.SMALLEST.kernels[1:],
                                          image_size=100 + score)
        return search.Priced(network, score, energy, latency)

    good, cheap, fast, bad = priced(9, 5, 5), priced(5, 1, 5), priced(6, 5, 1), priced(8, 5, 6)
    assert search.front([bad, cheap, good, fast, good]) == [good, fast, cheap]
    assert search.best([bad, cheap, good, fast], score=6) == fast


@pytest.fixture(scope="module")
def finished(nas_examples, tmp_path_factory):
    """A run of a hundred candidates for each chip, and the figure it wrote."""
    figure = tmp_path_factory.mktemp("nas") / "nas.png"
    run = subprocess.run([sys.executable, nas_examples / "nas.py", "--candidates", "100", "-o", figure],
                         capture_output=True, text=True, timeout=600)
    assert run.returncode == 0, run.stderr
    return run.stdout, figure


def test_two_chips_want_different_networks(finished):
    text, _ = finished
    # After energy and latency on both chips: "least" on the chip itself, on the other what it costs more.
    rows = re.findall(r"^ *[\d,]+  (\w+) .*?(least|[+-]\d+ %) .*?(least|[+-]\d+ %)$", text, re.MULTILINE)
    assert len(rows) == 6 and all("least" in row[1:] for row in rows), text
    more = [int(cost.split()[0]) for row in rows for cost in row[1:] if cost != "least"]
    assert min(more) >= 0
    assert any(min(pair) > 0 for pair in zip(more[::2], more[1::2])), text


def test_the_figure_is_written(finished):
    import matplotlib.image

    pixels = matplotlib.image.imread(finished[1])
    assert pixels.shape[0] > 1000 and pixels.std() > 0.05


def test_a_seed_gives_the_same_networks_again(pricer):
    import search

    once, again, other = (search.search(pricer, 20, seed) for seed in (1, 1, 2))
    assert once == again and once != other


def test_a_chip_there_is_not_is_a_mistake_with_its_near_miss(nas_examples):
    run = subprocess.run([sys.executable, nas_examples / "nas.py", "--chips", "nvdla_lik,shidiannao"],
                         capture_output=True, text=True, timeout=120)
    assert run.returncode == 2 and "nvdla_like" in run.stderr and "Traceback" not in run.stderr
