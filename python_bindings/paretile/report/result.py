# SPDX-License-Identifier: Apache-2.0
"""The result of `paretile map`, or of paretile.map(), as a page: a point of the network's front is what a
design is to a sweep."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import Any

from paretile._core import Architecture, Evaluator, Workload
from paretile._files import mistake
from paretile._result import Result
from paretile.report.details import Details
from paretile.report.page import page
from paretile.report.spread import spread

MAX_POINTS = 1_000  # of a front; the page says when there were more


def page_of_result(result: Result, command: str = "") -> str:
    """The page of what a search found.

    Parameters
    ----------
    result : Result
    command : str
        The command line that the page says it was made by.

    Returns
    -------
    str
        HTML; all it needs is in it.

    Raises
    ------
    InputError
        The mappings do not cost on the chip what the result says.
    """
    data = result.to_dict()
    details = Details()
    chip = details.add_chip(result.architecture)
    rows = [_layer_rows(result, layer, details) for layer in data["layers"]]
    network = data["network"]
    chosen = spread(len(network["front"]), MAX_POINTS, network["best"])
    designs = [_design(result, network["front"][index], index, rows, chip) for index in chosen]
    if not designs:
        designs = [_without_answer(result, data, chip)]
    report = {
        "kind": "map",
        "title": f"{data['workload']} on {data['architecture']}",
        "workload": data["workload"],
        "objective": data["objective"],
        "constraints": data["constraints"],
        "interrupted": data["interrupted"],
        "seconds": data["seconds"],
        "best": chosen.index(network["best"]) if network["best"] is not None else None,
        "points_total": len(network["front"]),
        "energy_error": network["energy_error"],
        "lead": _lead(result, data),
        "macs": sum(layer["macs"] * layer["repeat"] for layer in data["layers"]),
        "parameters": [],
        "designs": designs,
        "excluded": [],
        "commands": [_command(data)] if "given" in data else [],
        "hashes": {},
        "files": [["architecture, as JSON", json.dumps(result.architecture.to_dict(), indent=1)]],
        "proofs": [_proof(layer) for layer in data["layers"]],
        "search": {key: data[key] for key in ("mapspace", "strategy", "pad_percent", "options",
                                              "time_limit_seconds")},
        **details.to_dict(),
    }
    return page(report, command)


def _lead(result: Result, data: dict[str, Any]) -> str:
    count = len(data["layers"])
    layers = f"{count} layers" if count != 1 else f"layer {data['layers'][0]['name']}"
    return (f"The best mappings of {layers} of {data['workload']} on {data['architecture']} "
            f"({result.architecture.compute_instances:,} compute units), and where their energy and time go.")


def _command(data: dict[str, Any]) -> str:
    """The command line that gives the same result."""
    given, objective = data["given"], data["objective"]
    words = ["paretile", "map", "--arch", given["architecture"], "--workload", given["workload"]]
    flags = {"--layer": given["layer"], "--objective": _other(objective["kind"], "front"),
             "--max-energy": objective["max_energy_pj"], "--max-latency": objective["max_latency_cycles"],
             "--mapspace": _other(data["mapspace"], "uneven-free"), "--pad": data["pad_percent"] or None,
             "--strategy": _other(data["strategy"], "exact"),
             "--time-limit": data["time_limit_seconds"] or None}
    if objective["kind"] == "weighted":
        flags["--weights"] = f"{objective['energy_weight']},{objective['latency_weight']}"
    if data["constraints"]:
        flags["--constraints"] = "FILE"
    for name in ("seed", "samples"):
        flags[f"--{name}"] = data.get(name)
    for name, value in flags.items():
        if value is not None:
            words += [name, str(value)]
    return shlex.join([*words, "--json", "result.json"])


def _other(value: str, default: str) -> str | None:
    return None if value == default else value


def result_of_json(data: dict[str, Any], path: Path) -> Result:
    """The JSON of `paretile map` with its chip and network, found where the JSON says they are."""
    given = data.get("given", {})
    if "tool" in given:
        raise mistake(path, f"is of {given['tool']}'s files",
                      "'paretile convert' makes them files of ours; map those")
    try:
        chip = Architecture.from_yaml(_beside(given["architecture"], path))
        network = Workload.from_yaml(_beside(given["workload"], path))
        names = {layer.name for layer in network.layers}
        if not all(layer["name"] in names for layer in data["layers"]):
            raise mistake(path, f"network '{network.name}' has other layers than this result",
                          "the network has changed since; run the search again")
        data["network"]["front"], data["objective"]["kind"]  # noqa: B018  KeyError below
    except (KeyError, TypeError) as error:
        raise mistake(path, f"is no whole result of 'paretile map': {error} is missing") from None
    return Result(chip, network, data)


def _beside(name: str, path: Path) -> str:
    """The file beside the result where there is one and none from here."""
    beside = path.parent / name
    return str(beside) if not Path(name).exists() and beside.is_file() else name


def _layer_rows(result: Result, layer: dict[str, Any], details: Details) -> list[int]:
    """Numbers of the details of the points of a layer's front."""
    rows, name = [], layer["name"]
    options = result.to_dict()["options"]
    for index, point in enumerate(layer["front"]):
        nest = result.mapping(name, index)
        problem = result._problem(name, point.get("padded_sizes"))

        def evaluator(problem=problem) -> Evaluator:
            return Evaluator(result.architecture, problem, options["footprint"], options["drains"])

        rows.append(details.add_mapping((layer["same_as"] or name, index), evaluator, str(nest), {
            "energy_pj": point["energy_pj"], "latency_cycles": point["latency_cycles"],
            "padded_sizes": point.get("padded_sizes")}))
    return rows


def _design(result: Result, point: dict[str, Any], index: int, rows: list[list[int]],
            chip: int) -> dict[str, Any]:
    architecture = result.architecture
    return {
        "id": index, "chip": chip, "settings": [], "numbers": [],
        "energy_pj": point["energy_pj"], "latency_cycles": point["latency_cycles"],
        "latency_s": point["latency_cycles"] / architecture.clock_hz,
        "area_um2": architecture.area_um2, "compute_units": architecture.compute_instances,
        "proof": "optimal" if result.is_proven else "bounded", "reason": "", "front": True,
        "layers": [[name, result._layer(name)["repeat"], rows[number][choice]]
                   for number, (name, choice) in enumerate(zip(result.layers, point["choice"]))],
    }


def _without_answer(result: Result, data: dict[str, Any], chip: int) -> dict[str, Any]:
    reasons = [f"{name}: {result.why_none(name)}" for name in result.layers if result.why_none(name)]
    return {"id": 0, "chip": chip, "settings": [], "numbers": [], "energy_pj": None,
            "latency_cycles": None, "latency_s": None, "area_um2": result.architecture.area_um2,
            "compute_units": result.architecture.compute_instances, "proof": "", "front": False,
            "reason": "; ".join(reasons) or "the limits leave no choice of mappings", "layers": None}


def _proof(layer: dict[str, Any]) -> dict[str, Any]:
    proof = layer["proof"]
    return {"layer": layer["name"], "same_as": layer["same_as"], "status": proof["status"],
            "gap": proof["gap"], "objective": proof["objective"], "points": len(layer["front"]),
            "mapspace": proof["mapspace"], "seconds": layer["seconds"],
            "why_none": layer.get("why_none", "")}
