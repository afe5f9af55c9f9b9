"""Writers on one SQLite file go one after another, in the order in which they came."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from csconsole.storage import sqlite
from csconsole.storage.writer_queue import writer_queue


def _mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_threads_are_alone_in_their_turn(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    inside: list[int] = []
    most: list[int] = []

    def work() -> None:
        for _round in range(50):
            with writer_queue(path, 0o600):
                inside.append(1)
                most.append(len(inside))
                inside.pop()

    threads = [threading.Thread(target=work) for _n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(most) == 400
    assert max(most) == 1


def test_who_waits_too_long_is_told_and_leaves_the_turn_to_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "lock"
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.02)
    with writer_queue(path, 0o600), pytest.raises(TimeoutError), writer_queue(path, 0o600):
        pass
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 30)
    with writer_queue(path, 0o600):
        pass


def test_an_error_ends_the_turn(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with pytest.raises(KeyError), writer_queue(path, 0o600):
        raise KeyError
    with writer_queue(path, 0o600):
        pass


def test_the_lock_file_has_the_rights_asked_for_whatever_the_umask(tmp_path: Path) -> None:
    with writer_queue(tmp_path / "lock", 0o660):
        assert _mode(tmp_path / "lock") == 0o660
