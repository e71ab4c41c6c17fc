# SPDX-License-Identifier: Apache-2.0
"""What every Python test may use."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

#: The repository.
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def run_paretile(tmp_path):
    """Runs the installed command `paretile` with words; the finished process, its output as text."""
    command = Path(sys.executable).parent / "paretile"

    def run(*words: str, cwd: Path = ROOT) -> subprocess.CompletedProcess:
        return subprocess.run([command, *words], cwd=cwd, capture_output=True, text=True, timeout=120)

    return run
