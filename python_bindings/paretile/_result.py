# SPDX-License-Identifier: Apache-2.0
"""What a search found."""

from __future__ import annotations

import copy
import math
from typing import TYPE_CHECKING, Any

from paretile._core import Architecture, Mapping, Problem, Workload

if TYPE_CHECKING:
    import pandas


class Result:
    """The best mappings of every layer of a network, with what is proved about them. Read-only.

    Where some layer has no mapping `is_feasible` is False, the totals are infinite, and
    `why_none(layer)` says why.

    Examples
    --------
    >>> result = paretile.map("eyeriss", "resnet18", layer="conv1", quiet=True)
    >>> result.is_proven, result.layers
    (True, ('conv1',))
    >>> result.best("conv1")["latency_cycles"] == result.latency_cycles
    True
    """

    __slots__ = ("_architecture", "_workload", "_data")

    def __init__(self, architecture: Architecture, workload: Workload, data: dict[str, Any]) -> None:
        self._architecture = architecture
        self._workload = workload
        self._data = data

    @property
    def architecture(self) -> Architecture:
        """The chip."""
        return self._architecture

    @property
    def workload(self) -> Workload:
        """The network, as it was given."""
        return self._workload

    @property
    def layers(self) -> tuple[str, ...]:
        """Names of the layers that were mapped, in order."""
        return tuple(layer["name"] for layer in self._data["layers"])

    @property
    def is_feasible(self) -> bool:
        """Every layer has a mapping, and the limits leave a choice."""
        return self._data["network"]["best"] is not None

    @property
    def is_proven(self) -> bool:
        """No mapping of the space is better in any layer."""
        return all(layer["proof"]["status"] == "optimal" for layer in self._data["layers"])

    @property
    def interrupted(self) -> bool:
        """The search was stopped early: fronts are what was found until then."""
        return self._data["interrupted"]

    @property
    def energy_pj(self) -> float:
        """Picojoules of the network at its optimum, repeats included; inf without one."""
        return _or_infinite(self._data["network"]["energy_pj"])

    @property
    def latency_cycles(self) -> float:
        """Cycles of the network at its optimum, an int; inf without one."""
        return _or_infinite(self._data["network"]["latency_cycles"])

    @property
    def edp_pj_cycles(self) -> float:
        """Energy times latency of the network at its optimum; inf without one."""
        return _or_infinite(self._data["network"]["edp_pj_cycles"])

    @property
    def seconds(self) -> float:
        """Time the whole search took."""
        return self._data["seconds"]

    def front(self, layer: str | None = None) -> list[dict[str, Any]]:
        """The Pareto front, by rising energy.

        Parameters
        ----------
        layer : str, optional
            Of that layer; without, of the network.

        Returns
        -------
        list of dict
            `energy_pj`, `latency_cycles`; of a layer also `edp_pj_cycles`, `utilization`,
            `bottleneck`, `dataflow`, `mapping` and what else docs/json.md names.
        """
        points = self._data["network"]["front"] if layer is None else self._layer(layer)["front"]
        return copy.deepcopy(points)

    def best(self, layer: str) -> dict[str, Any]:
        """The point of the layer's front that the network's optimum takes; without one, of least EDP.

        Raises
        ------
        LookupError
            The layer has no mapping; why_none() says why.
        """
        one = self._layer(layer)
        if not one["front"]:
            raise LookupError(f"layer {layer!r} has no mapping: {self.why_none(layer)}")
        return copy.deepcopy(one["front"][self._choice(self.layers.index(layer), one)])

    def mapping(self, layer: str, point: int | None = None) -> Mapping:
        """The loop nest of a point of the layer's front; without `point`, of best()."""
        one = self.best(layer) if point is None else self._layer(layer)["front"][point]
        problem = self._problem(layer, one.get("padded_sizes"))
        return Mapping.from_yaml(one["mapping"] + "\n", problem, self._architecture)

    def proof(self, layer: str) -> dict[str, Any]:
        """What is known of the mappings not found: `status`, `gap`, `lower_bound`, `mapspace`."""
        return copy.deepcopy(self._layer(layer)["proof"])

    def why_none(self, layer: str) -> str:
        """A sentence on why the layer has no mapping; empty where it has one."""
        return self._layer(layer).get("why_none", "")

    def to_dict(self) -> dict[str, Any]:
        """As plain dicts and lists, with the keys of `paretile map --json` (docs/json.md)."""
        return copy.deepcopy(self._data)

    def to_dataframe(self, what: str = "layers") -> pandas.DataFrame:
        """The result as a table.

        Parameters
        ----------
        what : {'layers', 'front', 'points', 'breakdown'}
            A row per layer at the network's optimum; per point of the network's front; per point of
            every layer's front; or per component and tensor role, where the energy goes.

        Returns
        -------
        pandas.DataFrame
            Energies in pJ and latencies in cycles, of one run of a layer (`repeat` says how many).
        """
        import pandas

        from paretile import _tables

        return pandas.DataFrame(_tables.rows(self, what))

    def _repr_html_(self) -> str:
        from paretile import _html

        return _html.result_html(self)

    def __repr__(self) -> str:
        name = f"<Result {self._workload.name} on {self._architecture.name}: "
        if not self.is_feasible:
            return name + "no mapping for some layer>"
        proof = "optimal" if self.is_proven else "not proven"
        return name + f"{self.energy_pj:.4g} pJ, {self.latency_cycles:,} cycles, {proof}>"

    def __eq__(self, other: object) -> bool:
        """Same chip, network and answer; the time it took does not matter."""
        if not isinstance(other, Result):
            return NotImplemented
        return (self._architecture == other._architecture and self._workload == other._workload
                and _timeless(self._data) == _timeless(other._data))

    def __hash__(self) -> int:
        return hash((self._architecture, self._workload, self.energy_pj, self.latency_cycles))

    def __copy__(self) -> Result:
        return self

    def __deepcopy__(self, memo: dict) -> Result:
        return self

    def __reduce__(self):
        return (type(self), (self._architecture, self._workload, self._data))

    def _layer(self, name: str) -> dict[str, Any]:
        for layer in self._data["layers"]:
            if layer["name"] == name:
                return layer
        raise LookupError(f"no layer {name!r} was mapped; there are {', '.join(self.layers)}")

    def _choice(self, index: int, layer: dict[str, Any]) -> int:
        network = self._data["network"]
        if network["best"] is not None:
            return network["front"][network["best"]]["choice"][index]
        edps = [point["edp_pj_cycles"] for point in layer["front"]]
        return edps.index(min(edps))

    def _problem(self, layer: str, sizes: dict[str, int] | None) -> Problem:
        problem = self._workload.layer(layer)
        if not sizes:
            return problem
        dims = [dim if sizes[dim.name] == dim.size else _resized(dim, sizes[dim.name])
                for dim in problem.problem.dims]
        return problem.replace(problem=problem.problem.replace(dims=dims))


def _resized(dim, size: int):
    return type(dim)(name=dim.name, kind=dim.kind, size=size)


def _or_infinite(value: float | None) -> float:
    return math.inf if value is None else value


def _timeless(data: dict[str, Any]) -> dict[str, Any]:
    kept = {key: value for key, value in data.items() if key != "seconds"}
    kept["layers"] = [{key: value for key, value in layer.items() if key != "seconds"}
                      for layer in data["layers"]]
    return kept
