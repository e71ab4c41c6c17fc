# SPDX-License-Identifier: Apache-2.0
"""How values show themselves in notebooks: HTML with inline SVG, self-contained."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any, Sequence

from paretile import _svg

if TYPE_CHECKING:
    from paretile._core import Architecture, Mapping, Workload
    from paretile._evaluation import Evaluation
    from paretile._result import Result

MAX_ROWS = 60  # rows of a table shown; the rest is counted


def table(header: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """An HTML table; what is beyond MAX_ROWS is only counted."""
    head = "".join(f"<th>{escape(name)}</th>" for name in header)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(_cell(value))}</td>" for value in row) + "</tr>"
        for row in rows[:MAX_ROWS])
    rest = len(rows) - MAX_ROWS
    more = f"<tr><td colspan='{len(header)}'>and {rest} more</td></tr>" if rest > 0 else ""
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}{more}</tbody></table>"


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def architecture_html(chip: Architecture) -> str:
    """The chip as a drawing: levels as boxes, outermost first, fan-outs between them."""
    return _svg.architecture(chip)


def workload_html(network: Workload) -> str:
    """The layers as a table."""
    rows = [(layer.name, layer.op, layer.repeat, layer.macs,
             " ".join(f"{name}={size}" for name, size in layer.problem.sizes.items()))
            for layer in network.layers]
    title = f"<p><b>{escape(network.name)}</b>: {network.macs:,} MACs</p>"
    return title + table(["layer", "operator", "repeat", "MACs", "sizes"], rows)


def mapping_html(nest: Mapping) -> str:
    """The nest, one line per node: storage, temporal and spatial loops in colours of their own."""
    colours = {"for": "#1f5fa8", "parfor": "#b3541e"}
    lines = []
    for line in str(nest).splitlines():
        words = line.split()
        colour = colours.get(words[0] if words else "", "#2a7a3b")
        lines.append(f"<span style='color:{colour}'>{escape(line)}</span>")
    return "<pre>" + "\n".join(lines) + "</pre>"


def evaluation_html(evaluation: Evaluation) -> str:
    """Totals, then where words and energy go."""
    import pandas

    if not evaluation.fits:
        return f"<p><b>does not fit</b>: {escape(evaluation.verdict)}</p>"
    frame = evaluation.to_dataframe()
    rows = [["" if value is pandas.NA else value for value in row]
            for row in frame.itertuples(index=False)]
    totals = (f"<p><b>{evaluation.energy_pj:.4g} pJ, {evaluation.latency_cycles:,} cycles</b>, "
              f"utilization {evaluation.utilization:.1%}, bound by {escape(evaluation.bottleneck)}, "
              f"{escape(evaluation.dataflow)}</p>")
    return totals + table(list(frame.columns), rows)


def result_html(result: Result) -> str:
    """The network's front as a plot, then a row per layer."""
    rows = [(row["layer"], row["repeat"], row["macs"], row["energy_pj"], row["latency_cycles"],
             row["dataflow"], row["bottleneck"], row["proof"])
            for row in result.to_dataframe("layers").to_dict("records")]
    header = ["layer", "repeat", "MACs", "energy (pJ)", "latency (cycles)", "dataflow", "bottleneck",
              "proof"]
    return f"<p>{escape(repr(result)[1:-1])}</p>" + _svg.front(result) + table(header, rows)
