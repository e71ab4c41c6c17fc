# SPDX-License-Identifier: Apache-2.0
"""The functions `map` and `evaluate`."""

from __future__ import annotations

import json
import os
import threading
from typing import Any, Callable, Union

from paretile import _core
from paretile._core import Architecture, Evaluator, Layer, Mapping, Problem, Workload
from paretile._evaluation import Evaluation
from paretile._progress import progress_bar
from paretile._result import Result

Source = Union[str, "os.PathLike[str]"]

POLL_SECONDS = 0.05  # how soon Ctrl-C is noticed


def evaluate(arch: Architecture | Source, workload: Workload | Layer | Problem | Source,
             mapping: Mapping | Source, layer: str | None = None, *, footprint: str = "exact",
             drains: str = "counted") -> Evaluation:
    """What one mapping of one layer costs; `paretile evaluate` as a function.

    Parameters
    ----------
    arch : Architecture, str or os.PathLike
        A chip, or what Architecture.from_yaml() takes.
    workload : Workload, Layer, Problem, str or os.PathLike
        A network, a part of one, or what Workload.from_yaml() takes.
    mapping : Mapping, str or os.PathLike
        The nest, its text, or the path of a file.
    layer : str, optional
        Which layer of the network; needed where it has several.
    footprint, drains : str
        Switches of the model, as in Evaluator.

    Returns
    -------
    Evaluation
        Also of a mapping that does not fit.

    Raises
    ------
    InputError
        A text with mistakes, an unknown name, a nest that is not legal.

    Examples
    --------
    >>> paretile.evaluate("simple_2level", "examples/toy_conv.yaml", "examples/toy_conv.nest")
    <Evaluation: 1.794e+04 pJ, 12 cycles, utilization 25.0%>
    """
    chip = architecture_of(arch)
    network = workload if isinstance(workload, (Layer, Problem)) else workload_of(workload)
    part: Any = network
    if layer is not None:
        if not isinstance(network, Workload):
            raise TypeError("layer= is for a workload; a Layer or a Problem is one already")
        part = network.layer(layer)
    name = network.name if isinstance(network, Workload) else ""
    return Evaluator(chip, part, footprint, drains).evaluate(mapping, name)


def map(arch: Architecture | Source, workload: Workload | Layer | Source, layer: str | None = None, *,
        mapspace: str = "uneven-free", objective: str = "front",
        weights: tuple[float, float] | str | None = None, max_energy: float | str | None = None,
        max_latency: float | str | None = None, constraints: Source | dict[str, Any] | None = None, pad: int = 0,
        strategy: str = "exact", time_limit: int = 0, seed: int | None = None,
        samples: int | None = None, threads: int = 0, footprint: str = "exact",
        drains: str = "counted", quiet: bool = False,
        progress: Callable[[int, int], object] | None = None) -> Result:
    """The best mappings of every layer of a network; `paretile map` as a function.

    The interpreter is free while it searches. Ctrl-C ends the search and raises KeyboardInterrupt.

    Parameters
    ----------
    arch : Architecture, str or os.PathLike
        A chip, or what Architecture.from_yaml() takes.
    workload : Workload, Layer, str or os.PathLike
        A network, one layer, or what Workload.from_yaml() takes.
    layer : str, optional
        Only this layer.
    mapspace : {'uneven-free', 'uneven-hierarchy', 'even'}
        Which nests are looked at (docs/mapspace.md).
    objective : {'front', 'energy', 'latency', 'edp', 'ed2p', 'weighted'}
        What is best, of the network and of each layer.
    weights : tuple of two float, optional
        Of 'weighted': per pJ and per cycle.
    max_energy : float or str, optional
        Leave out what spends more than so many pJ, or than a text such as '14 mJ'.
    max_latency : float or str, optional
        Leave out what takes more cycles, or longer than a text such as '20 ms'.
    constraints : str, os.PathLike or dict, optional
        What mappings must look like (docs/yaml_format.md): YAML text, the path of a file, or its keys as a dict,
        such as ``{"dataflow": "weight_stationary"}``; `format` may be left out there.
    pad : int
        Also try every dimension up to so many percent larger.
    strategy : {'exact', 'random'}
        Prove what is returned, or sample at random as a baseline.
    time_limit : int
        Seconds per distinct layer; 0 is none. Cut short, a result is bounded.
    seed, samples : int, optional
        Of 'random'.
    threads : int
        0 is one per core; the answer does not depend on it.
    footprint, drains : str
        Switches of the model, as in Evaluator.
    quiet : bool
        Show no progress bar. Without, there is one for searches of more than a second.
    progress : callable, optional
        Called with (done, total) at most ten times a second in place of the bar.

    Returns
    -------
    Result

    Raises
    ------
    InputError
        A text with mistakes, an unknown name, or an argument out of range.

    Examples
    --------
    >>> result = paretile.map("eyeriss", "resnet18", "fc", objective="latency", quiet=True)
    >>> result.is_proven
    True
    """
    chip, network = architecture_of(arch), workload_of(workload)
    flags = _flags(mapspace=mapspace, objective=objective, weights=_pair(weights),
                   max_energy=max_energy, max_latency=max_latency, pad=pad, strategy=strategy,
                   time_limit=time_limit, seed=seed, samples=samples, threads=threads,
                   footprint=footprint, drains=drains)
    with progress_bar(progress, quiet) as report:
        data = _interruptible(
            lambda stop: _core.map(chip, network, layer, flags, constraints_of(constraints), report, stop))
    return Result(chip, network, data)


def architecture_of(given: Architecture | Source) -> Architecture:
    """An architecture, or what from_yaml() makes of it."""
    return given if isinstance(given, Architecture) else Architecture.from_yaml(given)


def workload_of(given: Workload | Layer | Source) -> Workload:
    """A workload, a layer as one, or what from_yaml() makes of it."""
    if isinstance(given, Layer):
        return Workload(name=given.name, layers=[given.replace(inputs=[])])
    return given if isinstance(given, Workload) else Workload.from_yaml(given)


def constraints_of(given: Source | dict[str, Any] | None) -> Source | None:
    """A dict as the text it would be in a file; a text or a path as it is."""
    if not isinstance(given, dict):
        return given
    lines = [f"{json.dumps(key)}: {json.dumps(value, allow_nan=False, default=_plain)}"
             for key, value in {"format": 1, **given}.items()]
    return "\n".join(lines) + "\n"


def _plain(value: Any) -> Any:
    if hasattr(value, "item"):  # a number of numpy
        return value.item()
    raise TypeError(f"constraints are made of dicts, lists, texts and numbers, not {value!r}")


def _pair(weights: tuple[float, float] | str | None) -> str | None:
    if weights is None or isinstance(weights, str):
        return weights
    return ",".join(_word("weights", weight) for weight in weights)


def _word(name: str, value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, (str, int, float)) and not hasattr(value, "item"):
        raise TypeError(f"{name} must be a number or a text, not {value!r}")
    return value if isinstance(value, str) else str(value.item() if hasattr(value, "item") else value)


def _flags(**given: Any) -> dict[str, str]:
    """Keyword arguments as flags of the command line."""
    return {"--" + name.replace("_", "-"): _word(name, value)
            for name, value in given.items() if value is not None}


def _interruptible(search: Callable[[Any], dict[str, Any]]) -> dict[str, Any]:
    """Runs the search beside the calling thread, so that Ctrl-C reaches it and ends both."""
    stop, done = _core.Stop(), threading.Event()
    outcome: list[Any] = []

    def run() -> None:
        try:
            outcome.append((search(stop), None))
        except BaseException as error:  # raised again below
            outcome.append((None, error))
        finally:
            done.set()

    thread = threading.Thread(target=run, name="paretile.map")
    try:
        thread.start()  # Ctrl-C may come in here, too
        while not done.wait(POLL_SECONDS):
            pass
    except BaseException:
        stop.set()
        _wait_out(thread, done)
        raise
    data, error = outcome[0]
    if error is not None:
        raise error
    return data


def _wait_out(thread: threading.Thread, done: threading.Event) -> None:
    """A search that was asked to end does so soon; a second Ctrl-C must not leave it behind."""
    while thread.is_alive() and not done.is_set():
        try:
            done.wait(POLL_SECONDS)
        except KeyboardInterrupt:
            pass
