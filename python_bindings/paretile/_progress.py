# SPDX-License-Identifier: Apache-2.0
"""A progress bar for searches."""

from __future__ import annotations

from contextlib import contextmanager
from typing import Callable, Iterator

Report = Callable[[int, int], object]

QUIET_SECONDS = 1.0  # shorter searches show no bar


@contextmanager
def progress_bar(progress: Report | None, quiet: bool, unit: str = "step") -> Iterator[Report | None]:
    """What to call with (done, total): the caller's function, a tqdm bar, or nothing."""
    if progress is not None and not callable(progress):
        raise TypeError(f"progress must be a function of (done, total), not {progress!r}")
    if progress is not None or quiet:
        yield progress
        return
    from tqdm.auto import tqdm

    with tqdm(desc="paretile", delay=QUIET_SECONDS, leave=False, unit=unit) as bar:
        def report(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        yield report
