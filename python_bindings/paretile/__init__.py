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
    Sweep,
    Tensor,
    Workload,
    __version__,
    layer_dtype,
    layers_of,
    list_architectures,
    list_workloads,
    node_dtype,
    op_codes,
)
from paretile._errors import Diagnostic, InputError
from paretile._evaluation import Evaluation
from paretile._exploration import Exploration
from paretile._explore import explore, merge, results
from paretile._layer_cost_model import LAYER_STATUS, LayerAnswer, LayerCostModel, LayerCosts
from paretile._map import evaluate, map
from paretile._result import Result
from paretile._rows import VERDICTS, MappingCosts, layers, nodes
from paretile import tables

__all__ = [
    "Architecture",
    "Axis",
    "Compute",
    "Diagnostic",
    "Dimension",
    "Evaluation",
    "Evaluator",
    "Exploration",
    "Fanout",
    "InputError",
    "LAYER_STATUS",
    "Layer",
    "LayerAnswer",
    "LayerCostModel",
    "LayerCosts",
    "Level",
    "Mapping",
    "MappingCosts",
    "Precision",
    "Problem",
    "Provenance",
    "PublishedFigures",
    "Result",
    "Sweep",
    "Tensor",
    "VERDICTS",
    "Workload",
    "__version__",
    "evaluate",
    "explore",
    "layer_dtype",
    "layers",
    "layers_of",
    "list_architectures",
    "list_workloads",
    "map",
    "merge",
    "node_dtype",
    "nodes",
    "op_codes",
    "results",
    "tables",
]
