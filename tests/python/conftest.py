# SPDX-License-Identifier: Apache-2.0
"""What every Python test may use."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

import paretile

#: The repository.
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def nas_examples():
    """The modules of examples/nas, as its scripts import them; the folder."""
    folder = ROOT / "examples" / "nas"
    sys.path.insert(0, str(folder))
    yield folder
    sys.path.remove(str(folder))


@pytest.fixture
def run_paretile(tmp_path):
    """Runs the installed command `paretile` with words; the finished process, its output as text."""
    command = Path(sys.executable).parent / "paretile"

    def run(*words: str, cwd: Path = ROOT) -> subprocess.CompletedProcess:
        return subprocess.run([command, *words], cwd=cwd, capture_output=True, text=True, timeout=120)

    return run


#: 120 designs of a few milliseconds each.
MANY = {
    "format": 1, "name": "many", "architectures": ["simple_2level"],
    "workloads": [str(ROOT / "examples" / "toy_conv.yaml")], "objective": "edp",
    "vary": {"size": {"field": "buffer.capacity", "from": "5 KiB", "to": "19 KiB", "step": "1 KiB"},
             "x": {"field": "array.x.size", "values": range(1, 9)}},
}


@pytest.fixture
def many() -> dict:
    """A sweep of 120 designs."""
    return {**MANY}


@pytest.fixture(scope="session")
def whole(tmp_path_factory) -> Path:
    """The file of all these designs, solved in one go."""
    file = tmp_path_factory.mktemp("whole") / "many.db"
    found = paretile.explore(MANY, file, quiet=True)
    assert found.is_complete and found.counts["finished"] == 120
    return file


@pytest.fixture(scope="session")
def content():
    """A function of a file of results: every row of every table, without times."""

    def rows_of(file) -> dict[str, list]:
        rows = {}
        with sqlite3.connect(file) as database:
            for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
                columns = [column[1] for column in database.execute(f"PRAGMA table_info({name})")]
                kept = ", ".join(column for column in columns if column != "seconds")
                rows[name] = sorted(database.execute(f"SELECT {kept} FROM {name}"), key=repr)
        return rows

    return rows_of
