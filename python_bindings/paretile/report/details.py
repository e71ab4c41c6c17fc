# SPDX-License-Identifier: Apache-2.0
"""What the page shows of mappings and chips, as plain lists: page/details.js reads them."""

from __future__ import annotations

from typing import Any, Callable, Iterator

from paretile._core import Architecture, Evaluator
from paretile._errors import InputError
from paretile.report.pool import Pool

#: Costs that a file states and those of the cost model may differ by rounding, no more.
MAX_RELATIVE_ERROR = 1e-9

_ACTIONS = ("fills", "reads", "updates", "drains")


class Details:
    """Mappings of layers with where their words and energy go, and chips with where their numbers
    come from: what equals something earlier is not kept again."""

    def __init__(self) -> None:
        self.mappings: list[dict[str, Any]] = []
        self._numbers: dict[Any, int] = {}
        self._shapes, self._nests = Pool(), Pool()
        self._chips, self._sources = Pool(), Pool()

    def add_mapping(self, key: Any, make_evaluator: Callable[[], Evaluator], nest: str,
                    stated: dict[str, Any]) -> int:
        """The number of a mapping. `key`: what alone decides its costs; `stated`: `energy_pj` and
        `latency_cycles` as the file has them, and what else the page says of it. Raises InputError
        where the cost model does not agree."""
        if key not in self._numbers:
            found = evaluate(make_evaluator(), nest, stated)
            self._numbers[key] = len(self.mappings)
            self.mappings.append({**stated, **self._mapping(found, nest)})
        return self._numbers[key]

    def add_chip(self, chip: Architecture) -> int:
        """The number of a chip."""
        given = chip.to_dict()
        numbers = []
        for row in given["provenance"]:
            source = [row[key] for key in ("component", "number", "origin", "from", "confidence",
                                           "error")]
            numbers.append([self._sources.add(source), row["value"]])
        kept = ("name", "source", "clock_hz", "technology_nm", "area_um2", "compute")
        return self._chips.add({
            **{key: given[key] for key in kept},
            "levels": [_without(level, "source") for level in given["levels"]],
            "fanouts": [_without(fanout, "source") for fanout in given["fanouts"]],
            "numbers": numbers, "cautions": given.get("cautions", [])})

    def to_dict(self) -> dict[str, Any]:
        """All of it, for the page."""
        return {"mappings": self.mappings, "shapes": self._shapes.values,
                "nests": self._nests.values, "chips": self._chips.values,
                "sources": self._sources.values}

    def _mapping(self, found: dict[str, Any], nest: str) -> dict[str, Any]:
        shape = {"levels": [[level["name"], level["instances"],
                             [[tensor["name"], tensor["role"], tensor["bits"]["tile"]]
                              for tensor in level["tensors"]]] for level in found["levels"]],
                 "wires": [wires["name"] for wires in found["wires"]]}
        roofline, compute = found["roofline"], found["compute"]
        return {
            "shape": self._shapes.add(shape),
            "nest": self._nests.add(nest.rstrip("\n")),
            "macs": found["macs"],
            "utilization": found["utilization"],
            "bottleneck": found["bottleneck"],
            "dataflow": found["dataflow"],
            "roofline": [roofline[key] for key in
                         ("operations_per_byte", "peak_operations_per_cycle",
                          "bandwidth_bytes_per_cycle", "attainable_utilization")],
            "levels": [[level["latency_cycles"], level["instances_used"], level["leakage_pj"],
                        [[tensor["tile_words"], tensor["energy_pj"],
                          *(tensor["total"][action] for action in _ACTIONS)]
                         for tensor in level["tensors"]]] for level in found["levels"]],
            "wires": [wires["energy_pj"] for wires in found["wires"]],
            "compute": [compute[key] for key in ("operations", "energy_pj", "leakage_pj",
                                                 "latency_cycles", "instances_used")]}


def evaluate(evaluator: Evaluator, nest: str, stated: dict[str, Any]) -> dict[str, Any]:
    """What the mapping costs, tensors with their roles. Raises InputError where that is not what the
    file states."""
    found = evaluator.evaluate(nest).to_dict()
    close = found["verdict"]["fits"] and all(
        abs(found[key] - stated[key]) <= MAX_RELATIVE_ERROR * abs(stated[key])
        for key in ("energy_pj", "latency_cycles"))
    if not close:
        raise InputError(
            f"paretile report: error: layer '{evaluator.problem.name}' on '{evaluator.architecture.name}' "
            "does not cost what the file says\n"
            "  hint: the chip or the network has changed since; run the search again")
    roles = {tensor.name: tensor.role for tensor in evaluator.problem.tensors}
    for level in found["levels"]:
        for tensor in level["tensors"]:
            tensor["role"] = roles[tensor["name"]]
    return found


def energy_parts(found: dict[str, Any]) -> Iterator[tuple[str, str | None, float]]:
    """Component, role (or none) and energy of everything that is in `energy_pj`."""
    leakage = found["compute"]["leakage_pj"]
    for level in found["levels"]:
        leakage += level["leakage_pj"]
        for tensor in level["tensors"]:
            yield level["name"], tensor["role"], tensor["energy_pj"]
    for wires in found["wires"]:
        yield f"{wires['name']} wires", None, wires["energy_pj"]
    yield "compute", None, found["compute"]["energy_pj"]
    if leakage > 0:
        yield "leakage", None, leakage


def _without(fields: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in fields.items() if key != name}
