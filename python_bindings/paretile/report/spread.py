# SPDX-License-Identifier: Apache-2.0
"""Some of many."""

from __future__ import annotations


def spread(count: int, at_most: int, must: int | None = None) -> list[int]:
    """Indices of at most so many of `count` things, evenly, with both ends, and `must` besides."""
    if count <= at_most:
        return list(range(count))
    chosen = {i * (count - 1) // (at_most - 1) for i in range(at_most)}
    return sorted(chosen | ({must} if must is not None else set()))
