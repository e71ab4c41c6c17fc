# SPDX-License-Identifier: Apache-2.0
"""Runs the notebooks of examples/notebooks anew and keeps what their cells print.

usage: build/python/venv/bin/python scripts/update_notebooks.py
"""

from pathlib import Path

import nbclient
import nbformat

FOLDER = Path(__file__).resolve().parents[1] / "examples" / "notebooks"

for path in sorted(FOLDER.glob("*.ipynb")):
    notebook = nbformat.read(path, as_version=4)
    nbclient.NotebookClient(notebook, timeout=600, kernel_name="python3",
                            resources={"metadata": {"path": str(FOLDER)}}).execute()
    for number, cell in enumerate(notebook.cells):
        cell.metadata.clear()
        cell.id = f"cell-{number}"
    nbformat.write(notebook, path)
    print(path.name)
