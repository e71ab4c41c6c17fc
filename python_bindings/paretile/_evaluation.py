# SPDX-License-Identifier: Apache-2.0
"""What one mapping costs."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from paretile._core import Mapping

if TYPE_CHECKING:
    import pandas


class Evaluation:
    """What one mapping costs, by level, tensor and action. Read-only.

    A mapping that does not fit is an answer, too: `fits` is False, `verdict` says why, and energy,
    latency and EDP are infinite.

    Examples
    --------
    >>> result = paretile.evaluate("simple_2level", "examples/toy_conv.yaml", "examples/toy_conv.nest")
    >>> result.latency_cycles
    12
    >>> result.bottleneck
    'compute'
    """

    __slots__ = ("_data", "_mapping")

    def __init__(self, mapping: Mapping, data: dict[str, Any]) -> None:
        self._mapping = mapping
        self._data = data

    @property
    def mapping(self) -> Mapping:
        """The mapping that was scored."""
        return self._mapping

    @property
    def fits(self) -> bool:
        """Whether the mapping fits the chip."""
        return self._data["verdict"]["fits"]

    @property
    def verdict(self) -> str:
        """In words what does not fit."""
        return self._data["verdict"]["sentence"]

    @property
    def energy_pj(self) -> float:
        """Picojoules of one run, leakage included; inf where the mapping does not fit."""
        return self._data.get("energy_pj", math.inf)

    @property
    def latency_cycles(self) -> float:
        """Cycles of one run, an int; inf where the mapping does not fit."""
        return self._data.get("latency_cycles", math.inf)

    @property
    def edp_pj_cycles(self) -> float:
        """Energy times latency; inf where the mapping does not fit."""
        return self._data.get("edp_pj_cycles", math.inf)

    @property
    def utilization(self) -> float:
        """Operations done / operations all compute units could have done, 0 to 1."""
        return self._data.get("utilization", 0.0)

    @property
    def bottleneck(self) -> str:
        """What bounds the latency: 'compute', or a level and 'reads', 'writes' or 'port'."""
        return self._data.get("bottleneck", "")

    @property
    def dataflow(self) -> str:
        """The name the field gives to the reuse, such as 'weight stationary'."""
        return self._data.get("dataflow", "")

    def to_dict(self) -> dict[str, Any]:
        """As plain dicts and lists, with the keys of `paretile evaluate --json` (docs/json.md)."""
        import copy

        return copy.deepcopy(self._data)

    def to_dataframe(self) -> pandas.DataFrame:
        """Where words and energy go.

        Returns
        -------
        pandas.DataFrame
            A row per level and tensor kept there, then the wires of each fan-out, compute and leakage.
            Columns `component`, `tensor`, `tile_words`, `fills`, `reads`, `updates`, `drains` (words,
            all instances) and `energy_pj`, whose sum is that of the evaluation.
        """
        import pandas

        frame = pandas.DataFrame(_rows(self._data), columns=_COLUMNS)
        return frame.astype({column: "Int64" for column in _COLUMNS[2:-1]})

    def _repr_html_(self) -> str:
        from paretile import _html

        return _html.evaluation_html(self)

    def __repr__(self) -> str:
        if not self.fits:
            return f"<Evaluation: does not fit: {self.verdict}>"
        return (f"<Evaluation: {self.energy_pj:.4g} pJ, {self.latency_cycles:,} cycles, "
                f"utilization {self.utilization:.1%}>")

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Evaluation):
            return NotImplemented
        return self._data == other._data and self._mapping == other._mapping

    def __hash__(self) -> int:
        return hash((self._mapping, self.energy_pj, self.latency_cycles))

    def __copy__(self) -> Evaluation:
        return self

    def __deepcopy__(self, memo: dict) -> Evaluation:
        return self

    def __reduce__(self):
        return (type(self), (self._mapping, self._data))


_COLUMNS = ["component", "tensor", "tile_words", "fills", "reads", "updates", "drains", "energy_pj"]


def _rows(data: dict[str, Any]) -> list[dict[str, Any]]:
    rows = []
    for level in data.get("levels", []):
        for tensor in level["tensors"]:
            rows.append({"component": level["name"], "tensor": tensor["name"],
                         "tile_words": tensor["tile_words"], **tensor["total"],
                         "energy_pj": tensor["energy_pj"]})
    for wires in data.get("wires", []):
        rows.append({"component": wires["name"], "tensor": "(wires)", "energy_pj": wires["energy_pj"]})
    if "compute" in data:
        leakage = sum(level["leakage_pj"] for level in data["levels"]) + data["compute"]["leakage_pj"]
        rows.append({"component": "compute", "tensor": "", "energy_pj": data["compute"]["energy_pj"]})
        rows.append({"component": "leakage", "tensor": "", "energy_pj": leakage})
    return rows
