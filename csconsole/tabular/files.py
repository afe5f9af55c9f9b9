"""Writing a file whole or not at all."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, Final

from csconsole.paths import require_replaceable

PART: Final = ".part"
"""What the name ends with under which a file is written that is not whole yet."""

_LEFT_OVER_SECONDS: Final = 3600
"""Nobody writes any more to what has not changed for so long."""


@contextmanager
def replacing(path: Path, *, binary: bool = False) -> Iterator[Any]:
    """A stream to a new file, mode 0600, that takes the place of ``path`` when the block ends without an
    error.

    The file is written under a temporary name beside ``path``, flushed to the disk and renamed; what one that
    was killed left there is removed. Raises
    ``OSError`` where the folder is missing or full, ``RuleBrokenError`` for a device or a file of a database;
    ``path`` is then as it was.
    """
    import tempfile

    if path.is_dir():
        raise IsADirectoryError(21, os.strerror(21), str(path))
    require_replaceable(path)
    try:
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", suffix=PART, dir=path.parent)
    except OSError as error:
        raise type(error)(error.errno, error.strerror, str(path)) from error
    try:
        remove_left_over(path, Path(temporary))
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


def remove_left_over(path: Path, ours: Path) -> None:
    """Remove what writers of ``path`` that were killed left beside it: customers' data under a hidden name.

    ``ours`` was made just now; what has changed within the hour before may be another's who still writes.
    """
    latest = ours.stat().st_mtime - _LEFT_OVER_SECONDS
    for found in os.scandir(path.parent):
        if not (found.name.startswith(f".{path.name}.") and found.name.endswith(PART)):
            continue
        with suppress(OSError):
            inside = list(os.scandir(found)) if found.is_dir(follow_symlinks=False) else []
            if max(one.stat(follow_symlinks=False).st_mtime for one in (found, *inside)) > latest:
                continue
            for one in inside:
                os.unlink(one)
            (os.rmdir if found.is_dir(follow_symlinks=False) else os.unlink)(found)


def _flush_folder(folder: Path) -> None:
    """Make a rename last through a power cut, where the system can."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
