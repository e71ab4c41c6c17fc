# SPDX-License-Identifier: Apache-2.0
"""`paretile results DB --parquet FILE`: the native command, and its rows as a Parquet file."""

from __future__ import annotations

import argparse
import json
import subprocess
import tempfile
from pathlib import Path


def main(arguments: list[str]) -> int:
    """Runs the native command for the other words, then writes the rows it answered."""
    import pyarrow  # noqa: F401  said to be missing before anything is done

    from paretile._command import PROGRAM
    from paretile._exploration import table_of
    from paretile._files import write_whole

    parser = argparse.ArgumentParser(prog="paretile results", add_help=False, allow_abbrev=False)
    parser.add_argument("--parquet", metavar="FILE")
    given, rest = parser.parse_known_args(arguments)
    with tempfile.TemporaryDirectory(prefix="paretile_") as folder:
        answer = Path(folder, "answer.json")
        run = subprocess.run([PROGRAM, "results", *rest, "--json", answer])
        if run.returncode == 0:
            table = table_of(json.loads(answer.read_text()))
            write_whole(Path(given.parquet), table.to_parquet(None, engine="pyarrow", index=False))
        return run.returncode
