# SPDX-License-Identifier: Apache-2.0
"""Python and the command line give the same numbers."""

from __future__ import annotations

import json

import pytest

import paretile

EVALUATE = [
    ("simple_2level", "examples/toy_conv.yaml", "examples/toy_conv.nest", None, {}),
    ("simple_2level", "examples/toy_conv.yaml", "examples/toy_conv.nest", None,
     {"footprint": "box", "drains": "free"}),
    ("eyeriss", "alexnet", "examples/alexnet_conv1_strips.nest", "conv1", {}),
]
MAP = [
    ("eyeriss", "alexnet", None, {}),
    ("eyeriss", "resnet18", "conv1", {"objective": "edp"}),
    ("simba_like", "resnet18", "fc", {"mapspace": "even"}),
    ("tpu_v1", "bert_base", None, {"objective": "energy"}),
    ("simple_2level", "alexnet", "conv2", {"objective": "weighted", "weights": "1,0.5"}),
    ("eyeriss", "alexnet", "conv3", {"max_latency": "20 ms", "footprint": "box"}),
    ("simple_2level", "alexnet", "fc6", {"pad": 3, "objective": "latency"}),
    ("eyeriss", "alexnet", "conv5", {"strategy": "random", "seed": 7, "samples": 500}),
]


def words_of(arch, workload, layer, options):
    words = ["--arch", arch, "--workload", workload, "--json", "-", "--quiet"]
    words += ["--layer", layer] if layer else []
    for name, value in options.items():
        words += ["--" + name.replace("_", "-"), str(value)]
    return words


def comparable(answer):
    """Without what names the run and what the clock says."""
    for key in ("schema_version", "command", "given", "seconds"):
        answer.pop(key, None)
    for layer in answer.get("layers", []):
        layer.pop("seconds")
    return answer


@pytest.mark.parametrize("arch, workload, nest, layer, options", EVALUATE)
def test_evaluate(run_paretile, arch, workload, nest, layer, options):
    run = run_paretile("evaluate", *words_of(arch, workload, layer, options), "--mapping", nest)
    assert run.returncode == 0, run.stderr
    evaluation = paretile.evaluate(arch, workload, nest, layer, **options)
    assert comparable(json.loads(run.stdout)) == comparable(evaluation.to_dict())


@pytest.mark.parametrize("arch, workload, layer, options", MAP)
def test_map(run_paretile, arch, workload, layer, options):
    run = run_paretile("map", *words_of(arch, workload, layer, options))
    assert run.returncode == 0, run.stderr
    result = paretile.map(arch, workload, layer, quiet=True, **options)
    assert comparable(json.loads(run.stdout)) == comparable(result.to_dict())
