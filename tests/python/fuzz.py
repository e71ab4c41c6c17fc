# SPDX-License-Identifier: Apache-2.0
"""Random calls: whatever they are given, they answer or raise a Python error.

usage: python tests/python/fuzz.py [--calls 200000] [--seed 1]

The process lives on after each call; a crash ends this program by its signal. What is raised must be
one of the errors that are documented: TypeError, ValueError (InputError is one), LookupError,
AttributeError, OverflowError or UnicodeError; anything else is a finding, printed with the call.
"""

from __future__ import annotations

import argparse
import copy
import math
import pickle
import random
import sys
import traceback
from collections import Counter

import numpy

import paretile

ALLOWED = (TypeError, ValueError, LookupError, AttributeError, OverflowError)

TEXTS = ["", " ", "\n", "x", "eyeriss", "resnet18", "simple_2level", "glb", "dram", "K", "conv2d", "front", "edp",
         "exact", "free", "64 KiB", "1e400", "-1", "nan", "\0", "\ud800", "é" * 50, "a" * 10_000,
         "format: 1\nname: x\n", "format: 1\nname: n\nlayers:\n  - {name: a, op: gemm, M: 2, N: 2, K: 2}\n",
         "dram [W I O]\nfor K in [0, 2)\n  mac\n", "{" * 40 + "\n", "a: &a [*a]\n", "- [\n", "\t\n\tx\n"]
NUMBERS = [0, 1, -1, 2, 3, 8, 255, 2**31, -(2**31), 2**53, 2**63 - 1, 2**63, 2**64, 10**40, 0.0, -0.0,
           0.5, 1e-300, 1e300, math.inf, -math.inf, math.nan, True, False, 1j, numpy.int64(7),
           numpy.float32(0.5), numpy.uint8(3), numpy.float64("nan")]
ODD = [None, ..., b"", b"eyeriss", bytearray(b"x"), [], (), {}, set(), [None], [[[]]], {"a": 1}, object(),
       int, print, NotImplemented, numpy.zeros(3), numpy.zeros((2, 2)), range(3), memoryview(b"x"),
       iter([]), Exception("x")]


class Fuzzer:
    """Draws values, calls and attributes; keeps the values calls answer to feed them back."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        chip = paretile.Architecture.from_yaml("simple_2level")
        network = paretile.Workload.from_yaml("examples/toy_conv.yaml")
        nest = paretile.Mapping.from_yaml("examples/toy_conv.nest", network, chip)
        result = paretile.map(chip, network, quiet=True)
        evaluator = paretile.Evaluator(chip, network)
        self.kept = [chip, network, nest, result, evaluator, evaluator.evaluate(nest), network.layers[0],
                     network.layers[0].problem, chip.levels[0], chip.fanouts[0], chip.compute,
                     chip.fanouts[0].axes[0], network.layers[0].problem.dims[0],
                     network.layers[0].problem.tensors[0], chip.precision, chip.provenance[0],
                     paretile.Sweep.from_yaml("examples/sweep_toy.yaml")]
        self.types = [thing for name, thing in vars(paretile).items()
                      if isinstance(thing, type) and not name.startswith("_")]
        self.last = ""

    def value(self):
        kind = self.random.random()
        if kind < 0.35:
            return self.random.choice(self.kept)
        if kind < 0.55:
            return self.random.choice(TEXTS)
        if kind < 0.8:
            return self.random.choice(NUMBERS)
        if kind < 0.88:
            return [self.value() for _ in range(self.random.randrange(4))]
        if kind < 0.91:
            return tuple(self.value() for _ in range(self.random.randrange(4)))
        return self.random.choice(ODD)

    def call(self, function, name: str):
        arguments = [self.value() for _ in range(self.random.randrange(4))]
        keywords = {}
        for _ in range(self.random.choice([0, 0, 0, 1, 2])):
            keywords[self.random.choice(self.keyword_names())] = self.value()
        self.last = f"{name}(*{arguments!r:.300}, **{keywords!r:.300})"
        return function(*arguments, **keywords)

    def keyword_names(self):
        names = ["name", "size", "component", "source", "problem", "footprint", "layer", "what", "objective",
                 "memo", "nonsense"]
        return names + [name for name in dir(self.random.choice(self.kept)) if not name.startswith("_")]

    def one_field_replaced(self):
        value = self.random.choice(self.kept)
        if not hasattr(value, "replace"):
            return None
        names = [name for name in dir(value) if not name.startswith("_")]
        field = {self.random.choice(names): self.value()}
        component = []
        if isinstance(value, paretile.Architecture) and self.random.random() < 0.7:
            component = [self.random.choice(["dram", "buffer", "array", "array.x", "mac", "x"])]
            field = {self.random.choice(dir(value.levels[0])): self.value()}
        self.last = f"{value!r:.80}.replace(*{component}, **{field!r:.300})"
        return value.replace(*component, **field)

    def method(self):
        value = self.random.choice(self.kept)
        name = self.random.choice([name for name in dir(value) if not name.startswith("__")])
        self.last = f"{value!r:.80}.{name}"
        member = getattr(value, name)
        if callable(member) and name != "_repr_html_":
            return self.call(member, self.last)
        return member() if name == "_repr_html_" else member

    def bent_pickle(self):
        """A pickle of a value with one of its parts exchanged."""
        value = self.random.choice(self.kept)
        state = value.__reduce_ex__(4)
        self.last = f"pickle of {value!r:.80}"
        if len(state) < 3 or not isinstance(state[2], tuple) or not state[2]:
            return pickle.loads(pickle.dumps(value))
        parts = list(state[2])
        parts[self.random.randrange(len(parts))] = self.value()
        self.last += f" with state {tuple(parts)!r:.300}"
        made = type(value).__new__(type(value))
        made.__setstate__(tuple(parts))
        return made

    def bytes_of_pickle(self):
        data = bytearray(pickle.dumps(self.random.choice(self.kept)))
        self.last = "a cut pickle"
        return pickle.loads(bytes(data[: self.random.randrange(len(data))]))

    def quick_map(self):
        """map() of a tiny network with random arguments; searches end soon."""
        keywords = {name: self.value() for name in self.random.sample(
            ["mapspace", "objective", "weights", "max_energy", "max_latency", "constraints", "footprint",
             "drains", "layer"], self.random.randrange(4))}
        self.last = f"map(simple_2level, toy_conv, **{keywords!r:.300})"
        return paretile.map(self.kept[0], self.kept[1], quiet=True, threads=1, **keywords)

    def step(self):
        kind = self.random.random()
        if kind < 0.30:
            made = self.method()
        elif kind < 0.55:
            made = self.one_field_replaced()
        elif kind < 0.75:
            made = self.call(self.random.choice(self.types), "a class")
        elif kind < 0.85:
            made = self.bent_pickle()
        elif kind < 0.90:
            made = self.bytes_of_pickle()
        elif kind < 0.96:
            made = self.call(paretile.evaluate, "evaluate")
        elif kind < 0.97:
            made = self.quick_map()
        else:
            value = self.random.choice(self.kept)
            self.last = f"copies of {value!r:.80}"
            made = copy.deepcopy(value)
            assert made == value or value != value  # a damaged pickle may bring a NaN
        self.use(made)

    def use(self, made) -> None:
        """What came back can be shown, compared and hashed; some of it is fed back."""
        repr(made), made == made
        if type(made) in self.types and not isinstance(made, Exception):
            hash(made)
            if self.random.random() < 0.05:
                self.kept[self.random.randrange(2, len(self.kept))] = made


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--calls", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    fuzzer, outcomes = Fuzzer(arguments.seed), Counter()
    for index in range(arguments.calls):
        try:
            fuzzer.step()
            outcomes["answers"] += 1
        except ALLOWED as error:
            outcomes[type(error).__name__] += 1
        except (pickle.UnpicklingError, EOFError, ModuleNotFoundError):
            outcomes["UnpicklingError"] += 1
        except BaseException:
            traceback.print_exc()
            print(f"call {index} of seed {arguments.seed}: {fuzzer.last}", file=sys.stderr)
            return 1
    print(f"{arguments.calls} calls: " + ", ".join(f"{n} {name}" for name, n in outcomes.most_common()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
