# SPDX-License-Identifier: Apache-2.0
"""Proven Pareto-optimal mappings of deep-learning layers on accelerators.

>>> result = paretile.map("eyeriss", "resnet18", layer="conv1", objective="edp", quiet=True)
>>> result.is_proven
True
"""

from paretile._core import (
    Architecture,
    Axis,
    Compute,
    Dimension,
    Evaluator,
    Fanout,
    Layer,
    Level,
    Mapping,
    Precision,
    Problem,
    Provenance,
    PublishedFigures,
    Tensor,
    Workload,
    __version__,
    list_architectures,
    list_workloads,
)
from paretile._errors import Diagnostic, InputError
from paretile._evaluation import Evaluation
from paretile._map import evaluate, map
from paretile._result import Result

__all__ = [
    "Architecture",
    "Axis",
    "Compute",
    "Diagnostic",
    "Dimension",
    "Evaluation",
    "Evaluator",
    "Fanout",
    "InputError",
    "Layer",
    "Level",
    "Mapping",
    "Precision",
    "Problem",
    "Provenance",
    "PublishedFigures",
    "Result",
    "Tensor",
    "Workload",
    "__version__",
    "evaluate",
    "list_architectures",
    "list_workloads",
    "map",
]
