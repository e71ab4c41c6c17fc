# SPDX-License-Identifier: Apache-2.0
"""A sweep given as a dict, as the text that is read."""

from __future__ import annotations

import json
import os
from typing import Any


def yaml_of(sweep: dict[str, Any]) -> str:
    """The dict as JSON, which YAML is a superset of; a key in each line, for messages with a caret."""
    return json.dumps(sweep, indent=1, ensure_ascii=False, allow_nan=False, default=_plain)


def _plain(value: Any) -> Any:
    """What JSON knows in place of a number or array of numpy, a tuple-like or a path."""
    if hasattr(value, "tolist"):
        return value.tolist()
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    if isinstance(value, range):
        return list(value)
    raise TypeError(f"a sweep is made of dicts, lists, texts and numbers, not {value!r}")
