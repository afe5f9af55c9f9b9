"""The queue of the writers on one SQLite file: a lock on a file beside it, first come, first served.

A waiting writer sleeps in the kernel. Asking again every few milliseconds would cost sixty-four waiting
processes more than their saves do, and the one who asks luckily would go first.
"""

from __future__ import annotations

import _thread
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path

from csconsole.storage import sqlite

if sys.platform == "win32":
    from filelock import FileLock

    def writer_queue(path: Path, mode: int) -> AbstractContextManager[object]:
        """One's turn to write; raises ``TimeoutError`` after ``sqlite.BUSY_SECONDS``."""
        return FileLock(path, timeout=sqlite.BUSY_SECONDS, mode=mode)

else:
    import fcntl

    def writer_queue(path: Path, mode: int) -> AbstractContextManager[object]:
        """One's turn to write; raises ``TimeoutError`` after ``sqlite.BUSY_SECONDS``.

        The lock file is made with ``mode``. The turn ends with the block, or with the process.
        """
        return _turn(path, mode)

    @contextmanager
    def _turn(path: Path, mode: int) -> Iterator[None]:
        file = _open(path, mode)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            _wait(file, path)
        except BaseException:
            os.close(file)
            raise
        try:
            yield
        finally:
            os.close(file)

    def _open(path: Path, mode: int) -> int:
        """A descriptor of its own for each turn, so that threads of one process queue as well."""
        try:
            return os.open(path, os.O_RDWR | os.O_CLOEXEC)
        except FileNotFoundError:
            file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, mode)
            with suppress(PermissionError):  # another user's file has the rights that its owner gave it
                os.fchmod(file, mode)
            return file

    def _wait(file: int, path: Path) -> None:
        """Wait in the kernel, in a thread of its own, because only a thread can be left behind."""
        waiting = _Waiting(file)
        try:
            if waiting.over.acquire(timeout=sqlite.BUSY_SECONDS) and waiting.failed is None:
                return
        except BaseException:
            waiting.give_up()
            raise
        waiting.give_up()
        if waiting.failed is not None:
            raise waiting.failed
        raise TimeoutError(str(path))

    class _Waiting:
        """A thread that waits for the lock; when nobody wants it any more it lets the lock go at once.

        ``threading`` would take three times as long to start it and to hear of it, and all who queue wait
        for that, too.
        """

        def __init__(self, file: int) -> None:
            self._file = file
            self._mutex = threading.Lock()
            self._given_up = False
            self._over = False
            self.over = threading.Lock()
            self.over.acquire()
            self.failed: OSError | None = None
            _thread.start_new_thread(self._run, ())

        def give_up(self) -> None:
            """Close the file now, or as soon as the waiting is over."""
            with self._mutex:
                self._given_up = True
                if self._over:
                    os.close(self._file)

        def _run(self) -> None:
            try:
                fcntl.flock(self._file, fcntl.LOCK_EX)
            except OSError as error:
                self.failed = error
            with self._mutex:
                self._over = True
                if self._given_up:
                    os.close(self._file)
            self.over.release()
