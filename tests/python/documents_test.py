# SPDX-License-Identifier: Apache-2.0
"""Every example in a docstring runs, everything public has one, and the stubs are fresh."""

from __future__ import annotations

import doctest
import inspect
import subprocess
import sys
from pathlib import Path

import matplotlib
import pytest

import paretile
import paretile.plots

matplotlib.use("agg")  # draws without a screen

ROOT = Path(__file__).resolve().parents[2]

RUN_HINT = "run scripts/update_stubs.sh"


def documented():
    """(name, docstring) of everything public."""
    for name in paretile.__all__:
        thing = getattr(paretile, name)
        if name.startswith("__"):
            continue
        yield name, inspect.getdoc(thing)
        if not inspect.isclass(thing):
            continue
        for member, value in vars(thing).items():
            if not member.startswith("_"):
                yield f"{name}.{member}", inspect.getdoc(value)
    for module in (paretile.plots, paretile.tables):
        for name in module.__all__:
            yield f"{module.__name__}.{name}", inspect.getdoc(getattr(module, name))


DOCUMENTED = dict(documented())


@pytest.fixture(autouse=True)
def in_root(monkeypatch):
    monkeypatch.chdir(ROOT)


def test_everything_public_says_what_it_is():
    assert len(DOCUMENTED) > 100
    assert [name for name, text in DOCUMENTED.items() if not text] == []


@pytest.mark.parametrize("name", [name for name, text in DOCUMENTED.items() if text and ">>>" in text])
def test_examples_run(name):
    parsed = doctest.DocTestParser().get_doctest(
        DOCUMENTED[name], {"paretile": paretile}, name, None, None)
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
    runner.run(parsed)
    assert parsed.examples and runner.summarize(verbose=False).failed == 0


def test_stubs_are_fresh(tmp_path):
    subprocess.run([sys.executable, "-m", "pybind11_stubgen", "paretile._core", "-o", tmp_path],
                   check=True, capture_output=True)
    fresh = (tmp_path / "paretile" / "_core.pyi").read_text()
    kept = (ROOT / "python_bindings" / "paretile" / "_core.pyi").read_text()
    assert kept == fresh, RUN_HINT
