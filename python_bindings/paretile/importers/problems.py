# SPDX-License-Identifier: Apache-2.0
"""Mistakes in a file to import, collected and told at once."""

from __future__ import annotations

from paretile._errors import Diagnostic, InputError

MOST_TOLD = 20  # further ones are counted


class Problems:
    """Collects what is wrong with one file."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.found: list[Diagnostic] = []

    def add(self, message: str, hint: str = "") -> None:
        self.found.append(Diagnostic(self.file, 0, 0, message, "", hint))

    def throw_if_any(self) -> None:
        """Raises InputError with everything found."""
        if not self.found:
            return
        texts = []
        hints: set[str] = {""}  # each is told once
        for one in self.found[:MOST_TOLD]:
            hint = "" if one.hint in hints else f"\n  hint: {one.hint}"
            hints.add(one.hint)
            texts.append(f"{self.file}: error: {one.message}{hint}")
        if len(self.found) > MOST_TOLD:
            texts.append(f"{self.file}: error: and {len(self.found) - MOST_TOLD} more of these")
        raise InputError("\n".join(texts), self.found)

    def fail(self, message: str, hint: str = "") -> None:
        """Raises InputError at once, with what was found before."""
        self.add(message, hint)
        self.throw_if_any()
