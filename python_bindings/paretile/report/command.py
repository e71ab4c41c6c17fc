# SPDX-License-Identifier: Apache-2.0
"""`paretile report`: a sweep's file or a search's result to a page."""

from __future__ import annotations

import argparse
import json
import shlex
from pathlib import Path

from paretile._errors import InputError
from paretile._files import mistake, write_whole
from paretile.report.result import page_of_result, result_of_json
from paretile.report.sweep import is_sqlite, page_of_sweep

DESCRIPTION = """\
Makes one HTML page of what 'paretile explore' or 'paretile map --json' wrote: the front, what each parameter
does, where energy goes, rooflines, every layer's mapping, what is proven, and where the numbers come from.
It needs no network to open."""

EXAMPLE = """\
example:
  paretile explore examples/sweep_toy.yaml -o toy.db
  paretile report toy.db -o toy.html"""


class _Parser(argparse.ArgumentParser):
    """Reports a wrong command line as the native program does."""

    def error(self, message: str) -> None:
        raise InputError(f"paretile report: error: {message}\n  hint: see 'paretile report --help'")


def make_parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="paretile report", description=DESCRIPTION, epilog=EXAMPLE,
                     formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False)
    add = parser.add_argument
    add("source", metavar="DB|RESULT.json",
        help="file of 'paretile explore' or 'merge', or the JSON of 'paretile map'")
    add("-o", "--output", metavar="FILE",
        help="the page to write, replaced whole; without, named after the source")
    add("--partial", action="store_true", help="make a page also of a sweep that is not finished")
    add("--full", metavar="N", type=int, default=1000,
        help="designs shown with every layer: those of the front, then those of least EDP (default 1000)")
    return parser


def main(words: list[str]) -> int:
    """Runs the command; returns its exit code. Raises InputError for bad input."""
    arguments = make_parser().parse_args(words)
    if arguments.full < 1:
        raise InputError("paretile report: error: '--full' must be at least 1")
    source = Path(arguments.source)
    output = Path(arguments.output or source.with_suffix(".html").name)
    if output.exists() and source.exists() and output.samefile(source):
        raise mistake(output, "is the source itself", "name another file with -o")
    command = shlex.join(["paretile", "report", *words])
    write_whole(output, read_source(source, command, partial=arguments.partial, full=arguments.full))
    print(f"{output}: {output.stat().st_size / 1e6:.1f} MB, opens in any browser")
    return 0


def read_source(source: Path | str, command: str = "", *, partial: bool = False,
                full: int = 1000) -> str:
    """The page of a file: a sweep's results, or the JSON of `paretile map`.

    Parameters
    ----------
    source : path
    command : str
        The command line that the page says it was made by.
    partial : bool
        Take a sweep that is not finished.
    full : int
        How many designs to show with every layer.

    Returns
    -------
    str
        HTML; all it needs is in it.

    Raises
    ------
    InputError
        The file cannot be read, or is of another kind.
    """
    source = Path(source)
    if is_sqlite(source):
        return page_of_sweep(source, command, partial=partial, full=full)
    data = _json(source)
    if data.get("command") != "map":
        raise _foreign(source)
    return page_of_result(result_of_json(data, source), command)


def _json(source: Path) -> dict:
    try:
        data = json.loads(source.read_text(encoding="utf-8"))
    except OSError as error:
        raise mistake(source, f"cannot be read: {error.strerror}") from None
    except ValueError:
        raise _foreign(source) from None
    return data if isinstance(data, dict) else {}


def _foreign(source: Path) -> InputError:
    return mistake(source, "is neither a file of sweep results nor JSON of 'paretile map'",
                   "'paretile explore' writes the one, 'paretile map --json FILE' the other")
