# SPDX-License-Identifier: Apache-2.0
"""Values that many designs share, each kept once and named by its number."""

from __future__ import annotations

import json
from typing import Any


class Pool:
    """A list without equals; what goes in must have a JSON."""

    def __init__(self) -> None:
        self.values: list[Any] = []
        self._numbers: dict[str, int] = {}

    def add(self, value: Any) -> int:
        """The number of the value, which is added if it is new."""
        key = value if isinstance(value, str) else json.dumps(value)
        if key not in self._numbers:
            self._numbers[key] = len(self.values)
            self.values.append(value)
        return self._numbers[key]
