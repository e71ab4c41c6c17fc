# SPDX-License-Identifier: Apache-2.0
"""Plots with matplotlib, which return the axes they drew on; one with plotly, which is optional."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paretile._core import Mapping
from paretile._evaluation import Evaluation
from paretile._result import Result

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from plotly.graph_objects import Figure

__all__ = ["breakdown", "front", "interactive_front", "nest", "roofline", "utilization"]

#: One colour per kind of line in a nest.
_COLOURS = {"storage": "#cfe3cf", "temporal": "#d5e3f3", "spatial": "#f3ddcb"}

_NEST_WIDTH = 14  # of the innermost box of a nest, in steps of depth


def front(result: Result, layer: str | None = None, ax: Axes | None = None) -> Axes:
    """Energy against latency of the Pareto front.

    Parameters
    ----------
    result : Result
    layer : str, optional
        Of that layer; without, of the network, its optimum marked.
    ax : matplotlib.axes.Axes, optional
        Where to draw; without, a new figure.

    Examples
    --------
    >>> result = paretile.map("eyeriss", "alexnet", "conv1", quiet=True)
    >>> paretile.plots.front(result).get_xlabel()
    'latency (cycles)'
    """
    ax = _axes(ax)
    points = result.front(layer)
    latencies = [point["latency_cycles"] for point in points]
    ax.plot(latencies, [point["energy_pj"] for point in points], "o-", drawstyle="steps-pre",
            markersize=3)
    if layer is None and result.is_feasible:
        ax.plot([result.latency_cycles], [result.energy_pj], "s", label="optimum")
        ax.legend()
    ax.set_xlabel("latency (cycles)")
    ax.set_ylabel("energy (pJ)")
    ax.set_title(_title(result, layer))
    return ax


def interactive_front(result: Result, layer: str) -> Figure:
    """The Pareto front of a layer with plotly: what is known of a point shows under the mouse.

    Parameters
    ----------
    result : Result
    layer : str

    Raises
    ------
    ImportError
        Plotly is not installed: pip install '.[plotly]'.

    Examples
    --------
    >>> result = paretile.map("eyeriss", "alexnet", "conv1", quiet=True)
    >>> len(paretile.plots.interactive_front(result, "conv1").data[0].x) == len(result.front("conv1"))
    True
    """
    from plotly import graph_objects

    points = result.front(layer)
    hover = ["<br>".join([point["dataflow"], f"bound by {point['bottleneck']}", "",
                          *point["mapping"].replace(" ", "&nbsp;").splitlines()]) for point in points]
    trace = graph_objects.Scatter(x=[point["latency_cycles"] for point in points],
                                  y=[point["energy_pj"] for point in points], mode="lines+markers",
                                  line={"shape": "vh"}, hovertext=hover, hoverinfo="text+x+y")
    return graph_objects.Figure(trace, layout={
        "title": {"text": _title(result, layer)}, "xaxis": {"title": {"text": "latency (cycles)"}},
        "yaxis": {"title": {"text": "energy (pJ)"}}})


def breakdown(of: Result | Evaluation, ax: Axes | None = None) -> Axes:
    """Where the energy goes: a bar per component, stacked by tensor.

    Parameters
    ----------
    of : Result or Evaluation
        Of a result, the network's optimum, stacked by role; of an evaluation, by tensor.
    ax : matplotlib.axes.Axes, optional
        Where to draw; without, a new figure.

    Examples
    --------
    >>> evaluation = paretile.evaluate("simple_2level", "examples/toy_conv.yaml", "examples/toy_conv.nest")
    >>> [label.get_text() for label in paretile.plots.breakdown(evaluation).get_xticklabels()]
    ['dram', 'buffer', 'array', 'compute', 'leakage']
    """
    ax = _axes(ax)
    frame = of.to_dataframe("breakdown") if isinstance(of, Result) else of.to_dataframe()
    by = "role" if isinstance(of, Result) else "tensor"
    if not frame.empty:
        frame = frame.assign(**{by: frame[by].replace("", "(all)")})
        table = frame.pivot_table(index="component", columns=by, values="energy_pj", aggfunc="sum",
                                  sort=False)
        table.loc[:, table.sum() > 0].plot.bar(stacked=True, ax=ax, rot=30)
    ax.set_xlabel("")
    ax.set_ylabel("energy (pJ)")
    return ax


def roofline(result: Result, ax: Axes | None = None) -> Axes:
    """Each layer under the roofline of the chip: operations per cycle against operations per byte.

    Parameters
    ----------
    result : Result
    ax : matplotlib.axes.Axes, optional
        Where to draw; without, a new figure.

    Examples
    --------
    >>> result = paretile.map("eyeriss", "alexnet", "conv1", quiet=True)
    >>> paretile.plots.roofline(result).get_ylabel()
    'operations per cycle'
    """
    import numpy

    ax = _axes(ax)
    frame = result.to_dataframe("layers").dropna(subset=["operations_per_byte"])
    peak, bandwidth = _limits(result)
    intensities = frame["operations_per_byte"].astype(float)
    ax.loglog(intensities, frame["utilization"].astype(float) * peak, "o")
    for _, row in frame.iterrows():
        ax.annotate(row["layer"], (row["operations_per_byte"], row["utilization"] * peak), fontsize=7)
    if bandwidth is not None and len(frame):
        xs = numpy.geomspace(min(intensities.min(), peak / bandwidth) / 4,
                             max(intensities.max(), peak / bandwidth) * 4, 100)
        ax.loglog(xs, numpy.minimum(peak, xs * bandwidth), "-", color="#888")
    else:
        ax.axhline(peak, color="#888")
    ax.set_xlabel("operations per byte of the outermost level")
    ax.set_ylabel("operations per cycle")
    ax.set_title(_title(result, None))
    return ax


def utilization(result: Result, ax: Axes | None = None) -> Axes:
    """Share of the compute units each layer keeps busy, at the network's optimum.

    Parameters
    ----------
    result : Result
    ax : matplotlib.axes.Axes, optional
        Where to draw; without, a new figure.

    Examples
    --------
    >>> result = paretile.map("eyeriss", "alexnet", "conv1", quiet=True)
    >>> len(paretile.plots.utilization(result).patches)
    1
    """
    ax = _axes(ax)
    frame = result.to_dataframe("layers")
    ax.bar(frame["layer"], 100 * frame["utilization"].astype(float).fillna(0))
    ax.set_ylim(0, 100)
    ax.set_ylabel("utilization (%)")
    ax.tick_params(axis="x", rotation=90)
    ax.set_title(_title(result, None))
    return ax


def nest(mapping: Mapping, ax: Axes | None = None) -> Axes:
    """A mapping as a picture: boxes within boxes, a colour each for storage, time and space.

    Parameters
    ----------
    mapping : Mapping
    ax : matplotlib.axes.Axes, optional
        Where to draw; without, a new figure.

    Examples
    --------
    >>> result = paretile.map("eyeriss", "alexnet", "conv1", quiet=True)
    >>> paretile.plots.nest(result.mapping("conv1")).get_title()
    'conv1 on eyeriss'
    """
    from matplotlib.patches import Rectangle

    ax = _axes(ax)
    lines = str(mapping).splitlines()
    depths = [(len(line) - len(line.lstrip())) / 2 for line in lines]
    right = max(depths) + _NEST_WIDTH
    for row, (line, depth) in enumerate(zip(lines, depths)):
        kind = {"for": "temporal", "parfor": "spatial"}.get(line.split()[0], "storage")
        ax.add_patch(Rectangle((depth, -row - 1), right - depth, 0.9, facecolor=_COLOURS[kind],
                               edgecolor="#888"))
        ax.text(depth + 0.2, -row - 0.55, line.strip(), va="center", fontsize=8, family="monospace")
    ax.set_xlim(-0.5, right + 0.5)
    ax.set_ylim(-len(lines) - 0.5, 0.5)
    ax.set_axis_off()
    ax.set_title(f"{mapping.problem.name} on {mapping.architecture.name}")
    return ax


def _axes(ax: Axes | None) -> Axes:
    if ax is not None:
        return ax
    from matplotlib import pyplot

    return pyplot.subplots(layout="constrained")[1]


def _title(result: Result, layer: str | None) -> str:
    return f"{layer or result.workload.name} on {result.architecture.name}"


def _limits(result: Result) -> tuple[float, float | None]:
    """Operations per cycle at the peak, and bytes per cycle of the outermost level; None: unlimited."""
    from paretile._map import evaluate

    chip = result.architecture
    peak = chip.compute_instances / chip.compute.cycles_per_operation
    for name in result.layers:
        if result.front(name):
            nest_of_layer = result.mapping(name)
            evaluation = evaluate(chip, nest_of_layer.problem, nest_of_layer)
            return peak, evaluation.to_dict()["roofline"]["bandwidth_bytes_per_cycle"]
    return peak, None
