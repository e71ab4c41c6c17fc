# SPDX-License-Identifier: Apache-2.0
"""Files, written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from paretile._errors import Diagnostic, InputError


def mistake(path: Path | str, message: str, hint: str = "") -> InputError:
    """What is wrong with a file, in the words of the native program."""
    text = f"{path}: error: {message}" + (f"\n  hint: {hint}" if hint else "")
    return InputError(text, [Diagnostic(str(path), 0, 0, message, "", hint)])


def write_whole(path: Path, content: str | bytes, force: bool = True) -> None:
    """Writes to a file beside it, then renames: nothing is ever half written."""
    if path.exists() and not force:
        raise mistake(path, "exists already", "--force writes over it")
    try:
        handle, beside = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent or ".")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content.encode() if isinstance(content, str) else content)
            os.chmod(beside, 0o666 & ~_umask())
            os.replace(beside, path)
        except BaseException:
            os.unlink(beside)
            raise
    except OSError as error:
        raise mistake(path, f"cannot be written: {error.strerror}") from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
