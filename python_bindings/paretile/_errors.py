# SPDX-License-Identifier: Apache-2.0
"""What is wrong with an input, as an exception with structured fields."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Sequence


@dataclass(frozen=True)
class Diagnostic:
    """One mistake in an input.

    Attributes
    ----------
    file : str
        The file, or a name in angle brackets for a text given directly.
    line, column : int
        Counted from 1, columns in characters; 0 where unknown.
    message : str
        What is wrong.
    source_line : str
        The text of that line; empty where unknown.
    hint : str
        What to do instead; may be empty.
    """

    file: str
    line: int
    column: int
    message: str
    source_line: str = ""
    hint: str = ""


class InputError(ValueError):
    """An input with mistakes: all of them, each with its place.

    `str(error)` shows every mistake with its line, a caret and the near miss. The attributes `file`,
    `line`, `column` and `message` are those of the first one; `hints` are the hints of all.

    Examples
    --------
    >>> chip = paretile.Architecture.from_yaml("eyeriss")
    >>> try:
    ...     chip.level("gbl")
    ... except paretile.InputError as error:
    ...     print(error.hints)
    ["did you mean 'glb'?"]
    """

    def __init__(self, text: str, diagnostics: Sequence[Diagnostic] = ()) -> None:
        super().__init__(text)
        self.diagnostics: tuple[Diagnostic, ...] = tuple(diagnostics) or (Diagnostic("", 0, 0, text),)

    def __reduce__(self):
        return (type(self), (str(self), self.diagnostics))

    @property
    def file(self) -> str:
        """File of the first mistake."""
        return self.diagnostics[0].file

    @property
    def line(self) -> int:
        """Line of the first mistake, from 1; 0 where unknown."""
        return self.diagnostics[0].line

    @property
    def column(self) -> int:
        """Column of the first mistake, from 1; 0 where unknown."""
        return self.diagnostics[0].column

    @property
    def message(self) -> str:
        """The first mistake in words."""
        return self.diagnostics[0].message

    @property
    def hints(self) -> list[str]:
        """Hints of all mistakes that have one."""
        return [one.hint for one in self.diagnostics if one.hint]
