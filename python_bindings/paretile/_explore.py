# SPDX-License-Identifier: Apache-2.0
"""The functions `explore`, `results` and `merge`."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Callable, Union

from paretile import _core
from paretile._core import Sweep
from paretile._exploration import Exploration, table_of
from paretile._map import _flags, _interruptible
from paretile._progress import Report, progress_bar

if TYPE_CHECKING:
    import pandas

Source = Union[str, "os.PathLike[str]", "dict[str, Any]"]
File = Union[str, "os.PathLike[str]"]


def explore(sweep: Sweep | Source, db: File | None = None, *, shard: str | tuple[int, int] | None = None,
            threads: int = 0, cache: File | None = None, yes: bool = False, client: Any = None, sampler: str | None = None,
            budget: int | None = None, seed: int = 0, quiet: bool = False,
            progress: Callable[[int, int], object] | None = None) -> Exploration:
    """Judges every design of a sweep at its proven optimum; `paretile explore` as a function.

    Every finished design is in the file at once. Ended by Ctrl-C, an error or the end of the process,
    the same call goes on where it was. The interpreter is free meanwhile.

    Parameters
    ----------
    sweep : Sweep, str, os.PathLike or dict
        What is varied: a sweep, or what Sweep.from_yaml() takes.
    db : str or os.PathLike, optional
        SQLite file of the results, made or gone on with; without, the sweep's name and .db.
    shard : str or tuple of two int, optional
        Only one part of several: ``"0/4"`` or ``(0, 4)`` to ``(3, 4)`` are all designs.
    threads : int
        Of each search; 0 is one per core. With a client: of each of its tasks, where 0 is one.
    cache : str or os.PathLike, optional
        SQLite file of layers' fronts that sweeps share, made or added to. With a client: a path on the
        machines of its workers.
    yes : bool
        Take even a grid of more than 10,000 designs.
    client : distributed.Client, optional
        Solve the designs on the workers of a Dask cluster; this process alone writes the file. Designs
        of a worker that is lost are solved by another one.
    sampler : {'nsga2'}, optional
        Do not solve all designs, but those that NSGA-II (Optuna) picks. The front is then that of the
        designs solved, and no longer proven to be that of the sweep.
    budget : int, optional
        How many designs a sampler may solve.
    seed : int
        Of the sampler; the same seed picks the same designs.
    quiet : bool
        Show no progress bar. Without, there is one for runs of more than a second.
    progress : callable, optional
        Called with (finished, total) designs in place of the bar.

    Returns
    -------
    Exploration

    Raises
    ------
    InputError
        Mistakes in the sweep, an argument out of range, or a file of another sweep.

    Examples
    --------
    >>> import os, tempfile
    >>> folder = tempfile.TemporaryDirectory()
    >>> found = paretile.explore("examples/sweep_toy.yaml", os.path.join(folder.name, "toy.db"), quiet=True)
    >>> found
    <Exploration toy_split: 9 of 9 designs, 3 points on the front>
    >>> found.front[["buffer_bits", "columns", "energy_pj", "latency_cycles"]]
       buffer_bits  columns  energy_pj  latency_cycles
    0         2048        4    13056.2               8
    1         2048        4    15126.2               6
    2         2048        6    12752.6               5
    """
    given = sweep if isinstance(sweep, Sweep) else Sweep.from_yaml(sweep, yes=yes or sampler is not None)
    path = os.fspath(db) if db is not None else f"{given.name}.db"
    flags = _flags(threads=threads, shard=_shard(shard), cache=None if cache is None else os.fspath(cache))

    def solve(designs: list[int] | None, report: Report | None) -> dict[str, int]:
        if client is not None:
            from paretile import _dask

            return _dask.run(client, given, path, flags, designs, report)
        return _interruptible(lambda stop: _core.explore(given, path, flags, designs, report, stop))

    with progress_bar(progress, quiet, "design") as report:
        if sampler is None and budget is None:
            return Exploration(given, path, solve(None, report))
        from paretile import _sampler

        most = _sampler.check(sampler, budget, shard)
        counts = _sampler.run(most, seed, given, path, solve, report)
        return Exploration(given, path, counts, is_sampled=True)


def results(db: File, *, filter: str | None = None, sort: str | None = None, front: bool = False,
            points: bool = False) -> pandas.DataFrame:
    """What a file of sweep results holds; `paretile results` as a function.

    Parameters
    ----------
    db : str or os.PathLike
        File that explore() or merge() wrote; it may still be written.
    filter : str, optional
        Only rows that keep all comparisons: ``"area_mm2 <= 10, columns >= 8"``.
    sort : str, optional
        Ascending by this column.
    front : bool
        Only points that no other beats in energy, latency and area.
    points : bool
        A row for every point of a design's front, not for its optimum alone.

    Returns
    -------
    pandas.DataFrame
        `design`, `architecture`, a column per parameter and derived number, `area_um2`, `energy_pj`,
        `latency_cycles` and so on, `proof`, and `reason` where nothing fits. Write it as you like:
        ``results("a.db").to_parquet("a.parquet")`` needs pyarrow.

    Raises
    ------
    InputError
        No such file, a file of something else, or a name in `filter` or `sort` that is no column.

    Examples
    --------
    >>> import os, tempfile
    >>> folder = tempfile.TemporaryDirectory()
    >>> file = os.path.join(folder.name, "toy.db")
    >>> found = paretile.explore("examples/sweep_toy.yaml", file, quiet=True)
    >>> list(paretile.results(file, filter="columns == 4", sort="energy_pj").design)
    [0, 3, 6, 9]
    """
    switches = {"--front": front, "--points": points}
    flags = _flags(results=os.fspath(db), filter=filter, sort=sort)
    flags["results"] = flags.pop("--results")
    return table_of(_core.answer("results", flags | {name: "" for name, on in switches.items() if on}))


def merge(files: Iterable[File], db: File) -> None:
    """Puts the results of a sweep's shards into one file; `paretile merge` as a function.

    Parameters
    ----------
    files : iterable of str or os.PathLike
        Files of one sweep.
    db : str or os.PathLike
        File to merge them into, made or added to.

    Examples
    --------
    >>> import os, tempfile
    >>> folder = tempfile.TemporaryDirectory()
    >>> halves = [os.path.join(folder.name, f"{index}.db") for index in range(2)]
    >>> for index, half in enumerate(halves):
    ...     _ = paretile.explore("examples/sweep_toy.yaml", half, shard=(index, 2), quiet=True)
    >>> whole = os.path.join(folder.name, "whole.db")
    >>> paretile.merge(halves, whole)
    >>> len(paretile.results(whole))
    9
    """
    _core.answer("merge", {"files": "\n".join(os.fspath(file) for file in files), "-o": os.fspath(db)})


def _shard(given: str | tuple[int, int] | None) -> str | None:
    if given is None or isinstance(given, str):
        return given
    index, count = given
    return f"{index:d}/{count:d}"
