# SPDX-License-Identifier: Apache-2.0
"""Proven Pareto-optimal mappings of deep-learning layers on accelerators."""

from paretile._core import __version__, list_architectures, list_workloads
from paretile._errors import Diagnostic, InputError

__all__ = ["Diagnostic", "InputError", "__version__", "list_architectures", "list_workloads"]
