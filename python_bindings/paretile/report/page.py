# SPDX-License-Identifier: Apache-2.0
"""Template, style, scripts and data put together into one file."""

from __future__ import annotations

import base64
import gzip
import json
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any

from paretile._core import __version__
from paretile._errors import InputError

_FOLDER = Path(__file__).parent / "page"
_SCRIPTS = ("text.js", "data.js", "state.js", "theme.js", "chart.js", "summary.js", "front.js",
            "parameters.js", "parallel.js", "designs.js", "chip.js", "energy.js", "layers.js", "nest.js",
            "proof.js", "provenance.js", "main.js")


def page(report: dict[str, Any], command: str) -> str:
    """The page that shows a report; result.py and sweep.py say what is in one."""
    made = {"version": __version__, "command": command}
    parts = {
        "TITLE": escape(report["title"]),
        "STYLE": _read("style.css"),
        "SCRIPT": "\n".join(_read(name) for name in _SCRIPTS),
        "DATA": packed(json.dumps({**report, "made": made}, separators=(",", ":"))),
        "PLOTLY": _packed_once(plotly_source()),
    }
    text = _read("page.html")
    for name, part in parts.items():
        text = text.replace(f"<!--{name}-->", part)
    return text


def plotly_source() -> str:
    """The JavaScript of plotly, as its Python package has it."""
    try:
        from plotly.offline import get_plotlyjs
    except ModuleNotFoundError:
        raise InputError("paretile report: error: needs the Python package 'plotly'\n"
                         "  hint: pip install plotly") from None
    return get_plotlyjs()


def packed(text: str) -> str:
    """gzip, as letters that may stand in HTML."""
    return base64.b64encode(gzip.compress(text.encode(), 9, mtime=0)).decode()


@lru_cache(maxsize=1)
def _packed_once(text: str) -> str:
    return packed(text)


def _read(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")
