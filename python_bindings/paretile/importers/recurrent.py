# SPDX-License-Identifier: Apache-2.0
"""LSTM, GRU and RNN: every time step is one run of a cell, weights read anew in each."""

from __future__ import annotations

from math import prod

from paretile.importers.layer import Costed, Layer, Refused, operator
from paretile.importers.view import View

NOTE = "one run of the cell per time step and direction; sigmoid and tanh where a gate is written"


def _sizes(view: View) -> tuple[int, int, int, int]:
    """Batch, input features, hidden units, and runs of the cell."""
    x, r = view.shape(0), view.shape(2)
    if len(x) != 3 or len(r) != 3:
        raise Refused(f"an input of shape {list(x)} and recurrent weights of shape {list(r)}")
    steps, batch = (x[1], x[0]) if view.attr("layout", 0) else (x[0], x[1])
    return batch, x[2], r[2], steps * r[0]


def _state(op: str, name: str, batch: int, hidden: int, *reads: str) -> Layer:
    layer = operator(op, name, N=batch, C=hidden)
    layer.reads = [f".{step}" for step in reads]
    return layer


def _finish(view: View, layers: list[Layer], runs: int) -> Costed:
    for layer in layers:
        layer.repeat = runs
    return Costed(view.with_bits(layers, 0, 1), NOTE)


def lstm(view: View) -> Costed:
    batch, features, hidden, runs = _sizes(view)
    cell = operator("lstm_cell", "cell", M=batch, K=features, N=hidden)
    cell.macs = batch * 4 * hidden * (features + hidden)
    cell.reads = view.activations()
    layers = [cell]
    if view.has(7) and prod(view.shape(7)) > 1:  # peepholes: three products with the cell state
        layers += [_state("multiply", f"peephole_{gate}", batch, hidden, "cell") for gate in "iof"]
        cell.is_result = True
    if len(layers) == 1:
        cell.name = ""
    return _finish(view, layers, runs)


def gru(view: View) -> Costed:
    """Two products for the three gates, r * h, and h' = n + z * (h - n)."""
    batch, features, hidden, runs = _sizes(view)
    gates = operator("gemm", "gates", M=batch, N=3 * hidden, K=features)
    gates.reads = view.activations()
    recurrent = operator("gemm", "recurrent", M=batch, N=3 * hidden, K=hidden)
    layers = [
        gates,
        recurrent,
        operator("add", "gates_sum", N=batch, C=3 * hidden),
        _state("multiply", "reset", batch, hidden, "gates_sum"),
        _state("add", "difference", batch, hidden, "reset"),
        _state("multiply", "update", batch, hidden, "difference", "gates_sum"),
        _state("add", "hidden", batch, hidden, "update", "reset"),
    ]
    layers[2].reads = [".gates", ".recurrent"]
    return _finish(view, layers, runs)


def rnn(view: View) -> Costed:
    """One product over the input and the hidden state side by side."""
    batch, features, hidden, runs = _sizes(view)
    layer = operator("gemm", "", M=batch, N=hidden, K=features + hidden)
    return _finish(view, [layer], runs)


HANDLERS = {"LSTM": lstm, "GRU": gru, "RNN": rnn}
