# SPDX-License-Identifier: Apache-2.0
"""A sample of what fuzz.py does; scripts/test.sh --long makes 200,000 calls."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

CALLS = 5000


def test_random_calls_raise_python_errors_only():
    run = subprocess.run([sys.executable, "tests/python/fuzz.py", "--calls", str(CALLS)], cwd=ROOT,
                         capture_output=True, text=True, timeout=600)
    assert run.returncode == 0, run.stderr
    assert run.stdout.startswith(f"{CALLS} calls: ")
