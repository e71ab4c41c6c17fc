# SPDX-License-Identifier: Apache-2.0
"""Networks from ONNX files and PyTorch programs to workloads (docs/importing.md)."""

from paretile.importers.coverage import Coverage
from paretile.importers.network import Imported, import_graph, import_onnx

__all__ = ["Coverage", "Imported", "import_graph", "import_onnx"]
