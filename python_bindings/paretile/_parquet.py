# SPDX-License-Identifier: Apache-2.0
"""`paretile results DB --parquet FILE`: the native command, and its rows as a Parquet file."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import tempfile
from pathlib import Path


def main(arguments: list[str]) -> int:
    """Runs the native command for the other words, then writes the rows it answered."""
    import pyarrow  # noqa: F401  said to be missing before anything is done

    from paretile._command import PROGRAM
    from paretile._exploration import table_of

    parser = argparse.ArgumentParser(prog="paretile results", add_help=False, allow_abbrev=False)
    parser.add_argument("--parquet", metavar="FILE")
    given, rest = parser.parse_known_args(arguments)
    with tempfile.TemporaryDirectory(prefix="paretile_") as folder:
        answer = Path(folder, "answer.json")
        run = subprocess.run([PROGRAM, "results", *rest, "--json", answer])
        if run.returncode == 0:
            write(table_of(json.loads(answer.read_text())), given.parquet)
        return run.returncode


def write(table, path: str) -> None:
    """The whole file or nothing: beside its place first, then renamed."""
    from paretile._errors import Diagnostic, InputError

    beside = f"{path}.{os.getpid()}.tmp"
    try:
        with open(beside, "wb") as file:
            table.to_parquet(file, engine="pyarrow", index=False)
        os.replace(beside, path)
    except OSError as error:
        message = f"cannot be written: {error.strerror or error}"
        raise InputError(f"{path}: error: {message}", [Diagnostic(path, 0, 0, message)]) from None
    finally:
        Path(beside).unlink(missing_ok=True)
