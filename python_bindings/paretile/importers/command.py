# SPDX-License-Identifier: Apache-2.0
"""`paretile import`: a network's file to a workload file."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from paretile._errors import InputError
from paretile._files import write_whole
from paretile.importers.network import Imported, import_onnx

BAD_INPUT = 2

DESCRIPTION = """\
Makes a workload file of a network: every node is costed, free with a reason, or refused by name."""

EXAMPLE = """\
example:
  paretile import resnet18.onnx -o resnet18.yaml --input-shape input=1,3,224,224 --fold
  paretile map --arch eyeriss --workload resnet18.yaml"""


class _Parser(argparse.ArgumentParser):
    """Reports a wrong command line as the native program does."""

    def error(self, message: str) -> None:
        raise InputError(f"paretile import: error: {message}\n  hint: see 'paretile import --help'")


def make_parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="paretile import",
        description=DESCRIPTION,
        epilog=EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    add = parser.add_argument
    add("model", help="an ONNX file, or a PyTorch program saved by torch.export (.pt2)")
    add("-o", "--output", metavar="FILE", help="the workload file to write; without, it is shown")
    add("--force", action="store_true", help="write over files that exist")
    add(
        "--input-shape",
        metavar="NAME=N,N,...",
        action="append",
        default=[],
        help="sizes of an input whose shape the file leaves open; once per input",
    )
    add(
        "--fold",
        action="store_true",
        help="apply activations, batch norms and biases where the layer before writes",
    )
    add(
        "--no-repeat",
        action="store_true",
        help="list every layer, also those of equal blocks in a row",
    )
    add(
        "--bits",
        metavar="N",
        type=int,
        help="bits of values that the file holds as floating point (1 to 64)",
    )
    add(
        "--allow-unknown", action="store_true", help="leave nodes without a rule out, and list them"
    )
    add("--json", metavar="FILE|-", help="write the coverage report as JSON, to stdout with '-'")
    add("--quiet", action="store_true", help="do not print the coverage report")
    return parser  # fmt: skip


def parse_shapes(texts: list[str]) -> dict[str, list[int]]:
    """NAME=N,N,... as sizes by name; names may hold '='."""
    shapes: dict[str, list[int]] = {}
    for text in texts:
        name, equals, sizes = text.rpartition("=")
        numbers = [part.strip() for part in sizes.split(",")]
        if not equals or not name or not all(part.isascii() and part.isdigit() for part in numbers):
            raise InputError(
                f"paretile import: error: '--input-shape {text}' is not NAME=N,N,...\n"
                "  hint: for example --input-shape input=1,3,224,224"
            )
        if name in shapes:
            raise InputError(f"paretile import: error: '--input-shape {name}' is given twice")
        shapes[name] = [int(part) for part in numbers]
    return shapes


def import_file(arguments: argparse.Namespace) -> Imported:
    options = {
        "fold": arguments.fold,
        "repeat": not arguments.no_repeat,
        "allow_unknown": arguments.allow_unknown,
        "float_bits": arguments.bits,
    }
    shapes = parse_shapes(arguments.input_shape)
    if Path(arguments.model).suffix == ".pt2":
        from paretile.importers.torch_reader import import_torch_file

        if shapes:
            raise InputError("paretile import: error: '--input-shape' is of ONNX files only")
        return import_torch_file(arguments.model, **options)
    return import_onnx(arguments.model, input_shapes=shapes, **options)


def main(words: list[str]) -> int:
    """Runs the command; returns its exit code. Raises InputError for bad input."""
    arguments = make_parser().parse_args(words)
    if arguments.bits is not None and not 1 <= arguments.bits <= 64:
        raise InputError("paretile import: error: '--bits' must be between 1 and 64")
    if arguments.output and Path(arguments.output).exists() and not arguments.force:
        raise InputError(
            f"{arguments.output}: error: exists already\n  hint: --force writes over it"
        )
    imported = import_file(arguments)
    _write(imported, arguments)
    return 0


def _write(imported: Imported, arguments: argparse.Namespace) -> None:
    report = json.dumps({"schema_version": 1, "command": "import", **imported.coverage.to_dict()},
                        indent=2)  # fmt: skip
    if arguments.output:
        write_whole(Path(arguments.output), imported.yaml, force=arguments.force)
    elif arguments.json != "-":
        print(imported.yaml, end="")
    if arguments.json == "-":
        print(report)
    elif arguments.json:
        write_whole(Path(arguments.json), report + "\n", force=arguments.force)
    if not arguments.quiet and arguments.json != "-":
        print(imported.coverage, file=sys.stdout if arguments.output else sys.stderr)
