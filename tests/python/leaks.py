# SPDX-License-Identifier: Apache-2.0
"""Reads what LeakSanitizer found when the interpreter ended, and tells the leaks that are the package's own.

usage: python tests/python/leaks.py LOG...

The interpreter and numpy leave much behind when they end, and so does pybind11 when a module is made. A leak is
the package's where nothing points to the memory any more and its innermost frame that allocates no memory for
others is in paretile._core, outside of the making of the module.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ALLOCATES = re.compile(r" in (operator new|malloc|calloc|realloc|posix_memalign|std::|__gnu_cxx::)")


def records(text: str) -> list[list[str]]:
    """The frames of each direct leak, innermost first."""
    found = re.findall(r"^Direct leak of .*\n((?: +#\d+ .*\n)+)", text, re.MULTILINE)
    return [frames.splitlines() for frames in found]


def is_own(frames: list[str]) -> bool:
    """Whether the package lost that memory."""
    if any("PyInit__core" in frame for frame in frames):
        return False
    inner = [frame for frame in frames if not ALLOCATES.search(frame)]
    return bool(inner) and "_core." in inner[0]


def main(logs: list[str]) -> int:
    leaks = [frames for log in logs if Path(log).is_file() for frames in records(Path(log).read_text())]
    own = [frames for frames in leaks if is_own(frames)]
    for frames in own:
        print("leak:", *frames, sep="\n")
    print(f"{len(leaks)} places leak when the interpreter ends, {len(own)} of them in the package")
    return 1 if own else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
