# SPDX-License-Identifier: Apache-2.0
"""The command `paretile`: the native program, and the commands that are written in Python."""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path

#: Command -> the module whose `main(arguments: list[str]) -> int` runs it. The native program lists
#: the same names (cli/python_commands.cpp).
PYTHON_COMMANDS = {"import": "paretile.importers.command", "report": "paretile.report.command"}

#: Flag of a native command -> the module that runs the command with it.
PYTHON_FLAGS = {("results", "--parquet"): "paretile._parquet"}

PROGRAM = Path(__file__).parent / "bin" / "paretile"
BAD_INPUT = 2  # exit code, as of the native program


def python_command(words: list[str]) -> tuple[str, list[str]] | None:
    """The Python command that the words of a command line name, with the words that follow it."""
    if words[:1] == ["help"] and words[1:2] and words[1] in PYTHON_COMMANDS:
        return words[1], ["--help"]
    if words and words[0] in PYTHON_COMMANDS:
        return words[0], words[1:]
    return None


def python_module(words: list[str]) -> tuple[str, str, list[str]] | None:
    """What the words ask for of Python: what to call it in messages, its module, the words for it."""
    command = python_command(words)
    if command is not None:
        return f"the command '{command[0]}'", PYTHON_COMMANDS[command[0]], command[1]
    for (name, flag), module in PYTHON_FLAGS.items():
        if words[:1] == [name] and any(word.split("=")[0] == flag for word in words):
            return f"{flag} of '{name}'", module, words[1:]
    return None


def main() -> int:
    """Runs a Python command, or becomes the native program."""
    found = python_module(sys.argv[1:])
    if found is None:
        os.execv(PROGRAM, ["paretile", *sys.argv[1:]])
    from paretile._errors import InputError

    what, module, arguments = found
    try:
        return importlib.import_module(module).main(arguments)
    except InputError as error:
        print(error, file=sys.stderr)
    except ModuleNotFoundError as error:
        print(f"paretile: error: {what} needs the Python module '{error.name}'", file=sys.stderr)
    return BAD_INPUT


if __name__ == "__main__":
    sys.exit(main())
