"""A stdout that the caller closed: whoever prints to it is told that it cannot be, as on a full disk."""

from __future__ import annotations

import errno
import io
import os


class ClosedStream(io.TextIOBase):
    """Takes nothing: what a command was asked for must not get lost unsaid."""

    def writable(self) -> bool:
        """It is a stream to write to, but nothing can be written."""
        return True

    def write(self, text: str) -> int:
        """Raise ``OSError``, unless there is nothing to write."""
        if text:
            raise OSError(errno.EBADF, os.strerror(errno.EBADF))
        return 0


def closed_stdout() -> ClosedStream:
    """The stream for a command line such as ``csconsole call list >&-``. Its descriptor is taken, so that the
    database does not get it: a library may still write there.
    """
    while os.open(os.devnull, os.O_RDWR) < 1:
        pass
    return ClosedStream()
