# SPDX-License-Identifier: Apache-2.0
"""The one command `paretile`: native subcommands and Python ones."""

from __future__ import annotations

import subprocess

import paretile
from paretile import _command
from paretile._command import PROGRAM, PYTHON_COMMANDS, python_command, python_module


def test_native_commands_are_run_by_the_native_program(run_paretile):
    run = run_paretile("evaluate", "--arch", "simple_2level", "--workload", "examples/toy_conv.yaml",
                       "--mapping", "examples/toy_conv.nest")
    assert run.returncode == 0
    assert "latency      12 cycles" in run.stdout
    assert run_paretile("--version").stdout == f"paretile {paretile.__version__}\n"


def test_exit_codes_and_messages_are_those_of_the_native_program(run_paretile):
    run = run_paretile("mapp")
    assert run.returncode == 2
    assert run.stderr == "paretile: error: unknown command 'mapp'\n  hint: did you mean 'map'?\n"


def test_a_python_command_is_found_by_its_word_and_in_help():
    assert python_command(["import", "model.onnx", "-o", "x"]) == ("import", ["model.onnx", "-o", "x"])
    assert python_command(["help", "import"]) == ("import", ["--help"])
    assert python_command(["map", "import"]) is None
    assert python_command(["help"]) is None
    assert python_command([]) is None


def test_the_native_program_lists_the_python_commands_and_says_how_to_get_them():
    listed = subprocess.run([PROGRAM, "help"], capture_output=True, text=True).stdout
    section = listed.split("commands of the Python package")[1].split("\n\n")[0]
    assert {line.split()[0] for line in section.splitlines()[1:]} == set(PYTHON_COMMANDS)
    for command in PYTHON_COMMANDS:
        run = subprocess.run([PROGRAM, command, "x", "--y"], capture_output=True, text=True)
        assert run.returncode == 2
        assert run.stderr == (
            f"paretile: error: the command '{command}' comes with the Python package\n"
            "  hint: in a clone of Paretile: pip install . (docs/python.md)\n")


def test_a_flag_may_be_of_python():
    words = ["results", "a.db", "--parquet", "a.parquet"]
    assert python_module(words) == ("--parquet of 'results'", "paretile._parquet", words[1:])
    assert python_module(["results", "--parquet=a.parquet", "a.db"])[1] == "paretile._parquet"
    assert python_module(["results", "a.db", "--csv", "-"]) is None
    assert python_module(["import", "--parquet"])[1] == PYTHON_COMMANDS["import"]
    run = subprocess.run([PROGRAM, *words], capture_output=True, text=True)
    assert run.returncode == 2
    assert run.stderr == ("paretile: error: --parquet of 'results' comes with the Python package\n"
                          "  hint: in a clone of Paretile: pip install . (docs/python.md)\n")


def test_a_module_that_is_missing_is_named(monkeypatch, capsys):
    monkeypatch.setattr(_command.sys, "argv", ["paretile", "import", "model.onnx"])
    monkeypatch.setitem(PYTHON_COMMANDS, "import", "a_module_nobody_has")
    assert _command.main() == 2
    assert capsys.readouterr().err == (
        "paretile: error: the command 'import' needs the Python module 'a_module_nobody_has'\n")
