# SPDX-License-Identifier: Apache-2.0
"""Plots draw the numbers of the result."""

from __future__ import annotations

import io

import matplotlib

matplotlib.use("agg")  # draws without a screen

import pytest  # noqa: E402
from matplotlib import pyplot  # noqa: E402

import paretile  # noqa: E402
from paretile import plots  # noqa: E402


@pytest.fixture(scope="module")
def result():
    return paretile.map("eyeriss", "alexnet", quiet=True)


@pytest.fixture(autouse=True)
def close_figures():
    yield
    pyplot.close("all")


def drawn(ax):
    """The picture, as bytes of a PNG."""
    file = io.BytesIO()
    ax.figure.savefig(file, format="png")
    return file.getvalue()


def test_the_front_has_a_point_per_point(result):
    line, optimum = plots.front(result).lines
    assert list(line.get_xdata()) == [point["latency_cycles"] for point in result.front()]
    assert list(optimum.get_ydata()) == [result.energy_pj]
    assert len(plots.front(result, "conv2").lines[0].get_xdata()) == len(result.front("conv2"))


def test_the_front_is_a_staircase_over_the_points(result):
    """Between two points the best energy is that of the faster, dearer one."""
    line = plots.front(result).lines[0]
    assert line.get_drawstyle() == "steps-pre"  # x falls: y of the next, left point
    assert list(line.get_xdata()) == sorted(line.get_xdata(), reverse=True)
    assert plots.interactive_front(result, "conv2").data[0].line.shape == "vh"


def test_bars_add_up_to_the_energy(result):
    assert sum(bar.get_height() for bar in plots.breakdown(result).patches) == pytest.approx(
        result.energy_pj)
    evaluation = paretile.evaluate(result.architecture, result.workload, result.mapping("conv2"), "conv2")
    bars = plots.breakdown(evaluation).patches
    assert sum(bar.get_height() for bar in bars) == pytest.approx(evaluation.energy_pj)


def test_no_layer_is_above_the_roofline(result):
    points, roof = plots.roofline(result).lines
    peak = result.architecture.compute_instances
    assert max(roof.get_ydata()) == peak
    bandwidth = result.architecture.level("dram").shared_bandwidth_bits_per_cycle / 8
    for intensity, operations in zip(points.get_xdata(), points.get_ydata()):
        assert operations <= min(peak, intensity * bandwidth) * (1 + 1e-9)


def test_every_layer_has_its_utilization(result):
    heights = [bar.get_height() / 100 for bar in plots.utilization(result).patches]
    assert heights == pytest.approx([result.best(name)["utilization"] for name in result.layers])


def test_a_nest_has_a_box_per_line(result):
    nest = result.mapping("conv1")
    boxes = plots.nest(nest).patches
    assert len(boxes) == len(str(nest).splitlines())
    assert all(box.get_width() > 0 for box in boxes)
    for outer, inner in zip(boxes, boxes[1:]):  # each within the one around it
        assert outer.get_x() <= inner.get_x()
        assert outer.get_x() + outer.get_width() == inner.get_x() + inner.get_width()


def test_the_interactive_front_shows_the_nest_of_each_point(result):
    trace = plots.interactive_front(result, "conv2").data[0]
    points = result.front("conv2")
    assert list(trace.y) == [point["energy_pj"] for point in points]
    for text, point in zip(trace.hovertext, points):
        assert point["dataflow"] in text and "<br>dram&nbsp;[" in text


def test_axes_can_be_given_and_nothing_is_drawn_of_nothing(result):
    _, ax = pyplot.subplots()
    assert plots.front(result, ax=ax) is ax and drawn(ax).startswith(b"\x89PNG")
    none = paretile.map("eyeriss", "alexnet", "conv1", max_energy=1, quiet=True)
    for plot in (plots.front, plots.breakdown, plots.roofline, plots.utilization):
        drawn(plot(none))
