# SPDX-License-Identifier: Apache-2.0
"""A sweep, or the result of a search, as one HTML page that opens without a network.

>>> import paretile.report
>>> result = paretile.map("eyeriss", "alexnet", "conv1", quiet=True)
>>> paretile.report.page_of_result(result).startswith("<!doctype html>")
True
"""

from paretile.report.command import read_source
from paretile.report.result import page_of_result
from paretile.report.sweep import page_of_sweep

__all__ = ["page_of_result", "page_of_sweep", "read_source"]
