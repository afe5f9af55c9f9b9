"""Writing a file whole or not at all."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from csconsole.paths import require_replaceable


@contextmanager
def replacing(path: Path, *, binary: bool = False) -> Iterator[Any]:
    """A stream to a new file, mode 0600, that takes the place of ``path`` when the block ends without an
    error.

    The file is written under a temporary name beside ``path``, flushed to the disk and renamed. Raises
    ``OSError`` where the folder is missing or full, ``RuleBrokenError`` for a device or a file of a database;
    ``path`` is then as it was.
    """
    import tempfile

    if path.is_dir():
        raise IsADirectoryError(21, os.strerror(21), str(path))
    require_replaceable(path)
    try:
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    except OSError as error:
        raise type(error)(error.errno, error.strerror, str(path)) from error
    try:
        stream: IO[Any] = (
            os.fdopen(handle, "wb") if binary else os.fdopen(handle, "w", encoding="utf-8", newline="")
        )
        with stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(temporary, path)
    except BaseException as error:
        Path(temporary).unlink(missing_ok=True)
        if isinstance(error, OSError) and error.filename is None and not isinstance(error, BrokenPipeError):
            raise type(error)(error.errno, error.strerror, str(path)) from error
        raise
    _flush_folder(path.parent)


def _flush_folder(folder: Path) -> None:
    """Make a rename last through a power cut, where the system can."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
