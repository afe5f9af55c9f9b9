"""The workbook library panics where a disk is full; here that becomes the system's error."""

from __future__ import annotations

import errno
import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_CODE: Final = re.compile(r"code: (\d+)")
_STDERR: Final = 2


@contextmanager
def without_panic() -> Iterator[None]:
    """Raise ``OSError`` for a panic of the library inside, and keep its text off the terminal."""
    with _silent():
        try:
            yield
        except BaseException as error:
            if type(error).__name__ != "PanicException":
                raise
            found = _CODE.search(str(error))
            code = int(found[1]) if found else errno.EIO
            raise OSError(code, os.strerror(code)) from error


@contextmanager
def _silent() -> Iterator[None]:
    """What the library writes to stderr by itself is dropped. In another thread the console is drawing
    through the same descriptor, which is then left alone.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    try:
        kept = os.dup(_STDERR)
    except OSError:  # stderr was closed by the caller
        yield
        return
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, _STDERR)
        os.close(nowhere)
        yield
    finally:
        os.dup2(kept, _STDERR)
        os.close(kept)
