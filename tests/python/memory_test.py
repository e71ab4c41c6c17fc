# SPDX-License-Identifier: Apache-2.0
"""Calls leave no memory behind: neither those that answer nor those that raise."""

from __future__ import annotations

import copy
import os
import pickle
from pathlib import Path

import pytest

import paretile

CALLS = 1500
ALLOWED_BYTES = 4 << 20  # of all calls together: under 3 KiB a call, while a chip alone takes 10


def resident_bytes():
    """Memory of this process that is in use."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def evaluate(chip, network, nest, evaluator):
    evaluator.evaluate(nest)


def fail(chip, network, nest, evaluator):
    for wrong in (lambda: chip.replace("dram", capacity_bits=-1), lambda: chip.level("x"),
                  lambda: evaluator.evaluate("dram [W]\n"), lambda: chip.replace("dram", read_pj=[])):
        with pytest.raises((TypeError, paretile.InputError)):
            wrong()


def send(chip, network, nest, evaluator):
    assert pickle.loads(pickle.dumps((chip, network, nest))) == (chip, network, nest)


def change(chip, network, nest, evaluator):
    copy.deepcopy(chip.replace("buffer", capacity_bits="1 MiB")).to_dict()


@pytest.mark.parametrize("call", [evaluate, fail, send, change])
def test_memory_stays_as_it_is(call):
    chip = paretile.Architecture.from_yaml("simple_2level")
    network = paretile.Workload.from_yaml("examples/toy_conv.yaml")
    nest = paretile.Mapping.from_yaml("examples/toy_conv.nest", network, chip)
    given = (chip, network, nest, paretile.Evaluator(chip, network))
    for _ in range(CALLS // 5):  # caches fill
        call(*given)
    before = resident_bytes()
    for _ in range(CALLS):
        call(*given)
    assert resident_bytes() - before < ALLOWED_BYTES
