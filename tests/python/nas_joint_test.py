# SPDX-License-Identifier: Apache-2.0
"""The example's search of network and chip at once: its chips, their limit, and how fronts are compared."""

from __future__ import annotations

import math
import re
import subprocess
import sys

import pytest

pytestmark = pytest.mark.usefixtures("nas_examples")


def pair(score, energy, latency, rows=8):
    import chips
    import search
    import space

    network = space.SMALLEST._replace(image_size=100 + score)
    return chips.Pair(chips.Sizes(rows, 16, 32, 2), search.Priced(network, score, energy, latency))


def test_energies_and_areas_are_estimated_anew_for_every_size():
    import chips

    small = chips.Sizes(8, 16, 32, 2)
    chip = chips.architecture(small, 16)
    assert chip.compute_instances == 8 * 16
    larger = chips.architecture(small._replace(buffer_kib=512), 16)
    assert larger.level("buffer").read_pj > 1.5 * chip.level("buffer").read_pj
    assert larger.area_um2 > 2 * chip.area_um2
    fuller = chips.architecture(small._replace(spad_words=32), 16)
    for spad in ("weight_spad", "sum_spad"):
        assert fuller.level(spad).read_pj > chip.level(spad).read_pj
        assert fuller.level(spad).capacity_bits == 16 * chip.level(spad).capacity_bits
    assert fuller.fanout("pe_array").deliver_pj > chip.fanout("pe_array").deliver_pj  # larger PEs, longer wires
    assert chips.architecture(small._replace(rows=32), 16).area_um2 > 2 * chip.area_um2
    slower = chips.architecture(small, 4)
    granted, less = (one.level("dram").shared_bandwidth_bits_per_cycle for one in (chip, slower))
    assert less * 4 == granted


def test_chips_above_the_limit_are_left_out():
    import chips

    given = chips.Chips(max_area_mm2=0.1, dram_bandwidth=16)
    assert given.fitting == [chips.Sizes(4, 16, 32, 2), chips.Sizes(4, 32, 32, 2), chips.Sizes(8, 16, 32, 2)]
    over = sorted(area for area in given.area_mm2.values() if area > 0.1)
    assert len(given.area_mm2) == 300 and len(over) == 297
    just = chips.Chips(max_area_mm2=over[0], dram_bandwidth=16)
    assert len(just.fitting) == 4


def test_the_front_keeps_what_nothing_betters_on_any_chip():
    import joint

    good, cheap, other = pair(9, 5, 5), pair(5, 1, 5), pair(5, 1, 5, rows=4)
    assert joint.front([pair(8, 5, 6), other, good, cheap, cheap]) == [good, other, cheap]


def test_the_hypervolume_of_two_pairs_by_hand():
    import joint

    # Logarithms of what is saved on the corner's energy and latency, times score: a box of 2 x 1 up to score 1
    # beyond the corner, and one of 1 x 3 up to score 2; below score 1 both reach, and share 1 x 1.
    e = math.e
    low, high = pair(1, e**3 / e**2, e**3 / e), pair(2, e**3 / e, e**3 / e**3)
    corner = (0, e**3, e**3)
    assert joint.hypervolume([high], corner) == pytest.approx(2 * 3)
    assert joint.hypervolume([low], corner) == pytest.approx(1 * 2)
    assert joint.hypervolume([low, high], corner) == pytest.approx(1 * 3 + 1 * (2 + 3 - 1))
    assert joint.hypervolume([low, high, pair(1, e**2, e**3)], corner) == pytest.approx(7)  # bettered: adds nothing
    assert joint.hypervolume([low], (1, e**3, e**3)) == 0  # scores no more than the corner


@pytest.fixture(scope="module")
def finished(nas_examples, tmp_path_factory):
    """A run of a dozen candidates on the three smallest chips, and the figure it wrote."""
    folder = tmp_path_factory.mktemp("joint")
    arguments = ["--candidates", "12", "--max-area", "0.1", "--cache", folder / "costs.sqlite",
                 "-o", folder / "joint.png"]
    runs = [subprocess.run([sys.executable, nas_examples / "joint.py", *arguments], capture_output=True, text=True,
                           timeout=600) for _ in range(2)]
    assert [run.returncode for run in runs] == [0, 0], runs[0].stderr
    return [run.stdout for run in runs], folder / "joint.png"


def test_a_short_run_finds_pairs_within_the_limit(finished):
    text = finished[0][0]
    assert "3 of 300 chips take at most 0.1 mm2" in text
    rows = re.findall(r"(chip first|both at once) +(\d+) x (\d+), 32 KiB, 2 words" + 4 * r" +([\d.]+)", text)
    assert len(rows) == 6, text
    assert {row[0] for row in rows[::2]} == {"chip first"} and len({row[1:3] for row in rows[::2]}) == 1
    for _, _, _, area, energy, latency, edp in rows:
        assert float(area) <= 0.1
        assert float(energy) * float(latency) == pytest.approx(float(edp), rel=0.01)


def test_known_costs_give_the_same_again(finished):
    assert finished[0][0] == finished[0][1]


def test_the_figure_of_both_searches_is_written(finished):
    import matplotlib.image

    pixels = matplotlib.image.imread(finished[1])
    assert pixels.shape[1] > 2000 and pixels.std() > 0.05


def test_an_area_no_chip_keeps_is_a_mistake(nas_examples):
    run = subprocess.run([sys.executable, nas_examples / "joint.py", "--max-area", "0.01"], capture_output=True,
                         text=True, timeout=120)
    assert run.returncode == 2 and "the smallest chip takes 0.074 mm2" in run.stderr
