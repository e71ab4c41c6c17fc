# SPDX-License-Identifier: Apache-2.0
"""Results as rows for a DataFrame."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from paretile._result import Result

_POINT = ["energy_pj", "latency_cycles", "edp_pj_cycles", "utilization", "operations_per_byte",
          "bottleneck", "dataflow", "mapping"]


def rows(result: Result, what: str) -> list[dict[str, Any]]:
    """The rows of Result.to_dataframe(what)."""
    tables = {"layers": _layers, "front": _front, "points": _points, "breakdown": _breakdown}
    if what not in tables:
        raise ValueError(f"what must be one of {', '.join(tables)}, not {what!r}")
    return tables[what](result)


def _layers(result: Result) -> list[dict[str, Any]]:
    table = []
    for layer in result.to_dict()["layers"]:
        point = result.best(layer["name"]) if layer["front"] else {}
        table.append({"layer": layer["name"], "repeat": layer["repeat"], "macs": layer["macs"],
                      **{key: point.get(key) for key in _POINT},
                      "proof": layer["proof"]["status"], "gap": layer["proof"]["gap"],
                      "seconds": layer["seconds"]})
    return table


def _front(result: Result) -> list[dict[str, Any]]:
    return [{"energy_pj": point["energy_pj"], "latency_cycles": point["latency_cycles"]}
            for point in result.front()]


def _points(result: Result) -> list[dict[str, Any]]:
    return [{"layer": layer, **{key: point[key] for key in _POINT}}
            for layer in result.layers for point in result.front(layer)]


def _breakdown(result: Result) -> list[dict[str, Any]]:
    table = []
    for entry in result.to_dict()["network"]["breakdown"] or []:
        by_role = entry["by_role_pj"] or {"": entry["energy_pj"]}
        for role, energy in by_role.items():
            table.append({"component": entry.get("name", ""), "part": entry["part"], "role": role,
                          "energy_pj": energy})
    return table
