# SPDX-License-Identifier: Apache-2.0
"""What layers cost at their proven optimum, for inner loops (docs/inner_loop.md)."""

from __future__ import annotations

import os
from typing import Any, Callable, NamedTuple, Union

import numpy as np

from paretile import _core
from paretile._core import Architecture, Layer
from paretile._map import _flags, _interruptible, _pair, architecture_of, constraints_of
from paretile._progress import progress_bar
from paretile._rows import layers as rows_of

Source = Union[str, "os.PathLike[str]"]

#: What `LayerCosts.status` and `LayerAnswer.status` say, by number.
LAYER_STATUS = ("optimal", "bounded", "infeasible", "unknown")


class LayerCosts(NamedTuple):
    """What layers cost at their best mapping: one array per column, in the shape of the query.

    Attributes
    ----------
    energy_pj : numpy.ndarray of float64
        Picojoules of one run, leakage included; inf without a mapping.
    latency_cycles : numpy.ndarray of float64
        Cycles of one run, whole numbers; inf without a mapping.
    edp_pj_cycles : numpy.ndarray of float64
        Energy times latency; inf without a mapping.
    gap : numpy.ndarray of float64
        How much better another mapping may be at most, relative; 0 where proved optimal.
    status : numpy.ndarray of uint8
        Index into `paretile.LAYER_STATUS`; 0 is optimal, 2 infeasible.
    """

    energy_pj: np.ndarray
    latency_cycles: np.ndarray
    edp_pj_cycles: np.ndarray
    gap: np.ndarray
    status: np.ndarray

    def to_dataframe(self):
        """A pandas.DataFrame of one row per layer; `status` in words."""
        import pandas

        columns = {name: getattr(self, name).ravel() for name in self._fields}
        columns["status"] = pandas.Categorical.from_codes(columns["status"], LAYER_STATUS)
        return pandas.DataFrame(columns)


class LayerAnswer(NamedTuple):
    """One layer at its best mapping, or why it has none (LayerCostModel.answer).

    Attributes
    ----------
    status : str
        One of `paretile.LAYER_STATUS`.
    energy_pj, latency_cycles, edp_pj_cycles, gap : float
        As in LayerCosts.
    nodes : numpy.ndarray of node_dtype
        The mapping as a row of nodes; empty without one.
    nest : str
        The mapping as text; empty without one.
    reason : str
        Why there is none, else empty.
    """

    status: str
    energy_pj: float
    latency_cycles: float
    edp_pj_cycles: float
    gap: float
    nodes: np.ndarray
    nest: str
    reason: str


class LayerCostModel:
    """What layers cost on one chip, each at its proven optimum: for searches that ask again and again.

    Every layer is solved once, in parallel, and then looked up (docs/inner_loop.md). Any number of threads
    may ask at once; the interpreter is free meanwhile. A copy is the model itself; a pickle takes the settings
    and the name of the file along, not the answers.

    Parameters
    ----------
    arch : Architecture, str or os.PathLike
        A chip, or what Architecture.from_yaml() takes.
    objective : {'edp', 'energy', 'latency', 'ed2p', 'weighted'}
        What is best. 'front' stands for 'edp': one mapping per layer.
    weights, max_energy, max_latency, mapspace, constraints, time_limit, threads, footprint, drains
        As in paretile.map(); limits are those of one run of a layer.
    cache_file : str or os.PathLike, optional
        An SQLite file to keep proved answers in, made if there is none. Other processes may use it at
        the same time.

    Raises
    ------
    InputError
        An argument out of range, or a file that is no cache of layer costs.

    Examples
    --------
    >>> model = paretile.LayerCostModel("eyeriss", objective="energy")
    >>> costs = model.query(paretile.layers(op="gemm", M=1, N=[10, 100], K=64))
    >>> costs.status.tolist()
    [0, 0]
    >>> bool(costs.energy_pj[1] > costs.energy_pj[0])
    True
    >>> model.counts["solved"]
    2
    """

    def __init__(self, arch: Architecture | Source, *, objective: str = "edp",
                 weights: tuple[float, float] | str | None = None,
                 max_energy: float | str | None = None, max_latency: float | str | None = None,
                 mapspace: str = "uneven-free", constraints: Source | dict[str, Any] | None = None,
                 time_limit: int = 0, threads: int = 0, footprint: str = "exact",
                 drains: str = "counted", cache_file: Source | None = None) -> None:
        self._architecture = architecture_of(arch)
        self._given = dict(objective=objective, weights=_pair(weights), max_energy=max_energy,
                           max_latency=max_latency, mapspace=mapspace, time_limit=time_limit,
                           threads=threads, footprint=footprint, drains=drains)
        self._constraints = constraints_of(constraints)
        self._cache_file = None if cache_file is None else os.fspath(cache_file)
        self._model = _core.LayerCostModel(self._architecture, _flags(**self._given),
                                           self._constraints, self._cache_file)

    @property
    def architecture(self) -> Architecture:
        """The chip."""
        return self._architecture

    @property
    def counts(self) -> dict[str, int]:
        """`layers` asked for, nests `solved`, and nests taken `from_file`, so far."""
        return dict(zip(("layers", "solved", "from_file"), self._model.counts()))

    def __len__(self) -> int:
        """Distinct layers it knows."""
        return len(self._model)

    def __repr__(self) -> str:
        objective = self._given["objective"]
        return f"<LayerCostModel of {self._architecture.name}, {objective}, {len(self)} layers known>"

    def query(self, layers: Any, *, quiet: bool = False,
              progress: Callable[[int, int], object] | None = None) -> LayerCosts:
        """What layers cost, one run of each.

        Parameters
        ----------
        layers : numpy.ndarray of layer_dtype, or anything paretile.layers() takes
            Of any shape, such as (networks, layers). A contiguous array is read in place.
        quiet : bool
            Show no progress bar. Without, there is one when new layers take more than a second.
        progress : callable, optional
            Called with (done, total) of the new nests in place of the bar.

        Returns
        -------
        LayerCosts
            Arrays of that shape. What has no mapping costs inf.

        Raises
        ------
        InputError
            With all rows that are no layers; then nothing is solved.
        """
        known = self._model.query_known(layers)
        if known is not None:
            return LayerCosts(*known)
        rows = rows_of(layers)
        with progress_bar(progress, quiet) as report:
            found = _interruptible(lambda stop: self._model.query(rows, report, stop))
        return LayerCosts(*found)

    def answer(self, layer: Any) -> LayerAnswer:
        """One layer with its best mapping, or the reason why it has none.

        Parameters
        ----------
        layer : Layer, dict or array of one row
            What paretile.layers() takes.

        Examples
        --------
        >>> model = paretile.LayerCostModel("simple_2level", objective="energy")
        >>> found = model.answer({"op": "gemm", "N": 4, "K": 8})
        >>> found.status
        'optimal'
        >>> print(found.nest.splitlines()[0])
        dram [W I O]
        """
        rows = rows_of(layer)
        if rows.size != 1:
            raise ValueError(f"answer() takes one layer, not {rows.size}")
        self.query(rows, quiet=True)
        return LayerAnswer(*self._model.answer(rows))

    def layer(self, layer: Any) -> Layer:
        """The layer as the chip computes it, with the bits it fixes: what mappings are of."""
        rows = rows_of(layer)
        if rows.size != 1:
            raise ValueError(f"layer() takes one layer, not {rows.size}")
        return self._model.layer(rows)

    def __copy__(self) -> LayerCostModel:
        return self

    def __deepcopy__(self, memo: dict) -> LayerCostModel:
        return self

    def __getstate__(self) -> dict[str, Any]:
        return {"arch": self._architecture, "constraints": self._constraints,
                "cache_file": self._cache_file, **self._given}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__init__(**state)
