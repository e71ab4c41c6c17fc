# SPDX-License-Identifier: Apache-2.0
"""The command `paretile`: the native program, and the commands that are written in Python."""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path

#: Command -> the module whose `main(arguments: list[str]) -> int` runs it. The native program lists
#: the same names (cli/python_commands.cpp).
PYTHON_COMMANDS = {"import": "paretile.importers.command"}

PROGRAM = Path(__file__).parent / "bin" / "paretile"
BAD_INPUT = 2  # exit code, as of the native program


def python_command(words: list[str]) -> tuple[str, list[str]] | None:
    """The Python command that the words of a command line name, with the words that follow it."""
    if words[:1] == ["help"] and words[1:2] and words[1] in PYTHON_COMMANDS:
        return words[1], ["--help"]
    if words and words[0] in PYTHON_COMMANDS:
        return words[0], words[1:]
    return None


def main() -> int:
    """Runs a Python command, or becomes the native program."""
    found = python_command(sys.argv[1:])
    if found is None:
        os.execv(PROGRAM, ["paretile", *sys.argv[1:]])
    from paretile._errors import InputError

    command, arguments = found
    try:
        return importlib.import_module(PYTHON_COMMANDS[command]).main(arguments)
    except InputError as error:
        print(error, file=sys.stderr)
    except ModuleNotFoundError as error:
        print(f"paretile: error: the command '{command}' needs the Python module '{error.name}'",
              file=sys.stderr)
    return BAD_INPUT


if __name__ == "__main__":
    sys.exit(main())
