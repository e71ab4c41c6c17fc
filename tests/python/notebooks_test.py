# SPDX-License-Identifier: Apache-2.0
"""The notebooks run from top to bottom and print what is kept in them."""

from __future__ import annotations

from pathlib import Path

import nbclient
import nbformat
import pytest

FOLDER = Path(__file__).resolve().parents[2] / "examples" / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))


def text_of(cell):
    """What a cell printed and what its last line is, as one text; pictures apart."""
    texts = [output.text if output.output_type == "stream" else output.get("data", {}).get("text/plain", "")
             for output in cell.get("outputs", [])]
    return "".join(text for text in texts if not text.startswith("<Figure"))


def test_there_are_notebooks():
    assert {"first_steps", "reading_a_breakdown", "network_search", "hardware_sweep"} <= {path.stem for path in NOTEBOOKS}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_prints_what_is_kept_in_it(path):
    kept = nbformat.read(path, as_version=4)
    fresh = nbformat.read(path, as_version=4)
    nbclient.NotebookClient(fresh, timeout=600, kernel_name="python3",
                            resources={"metadata": {"path": str(FOLDER)}}).execute()
    assert any(text_of(cell) for cell in kept.cells)
    for before, after in zip(kept.cells, fresh.cells):
        assert text_of(before) == text_of(after), f"{before.source}\nrun scripts/update_notebooks.py"
