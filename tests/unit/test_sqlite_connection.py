"""How a connection to an SQLite file is prepared."""

from __future__ import annotations

import pytest

from csconsole.storage.sqlite import driver, use_log


class Cursor:
    """A cursor whose file is locked the first few times."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)
        self.asked = 0

    def execute(self, _statement: str) -> None:
        self.asked += 1
        if self.answers:
            raise driver().OperationalError(self.answers.pop(0))


def test_a_file_that_another_is_just_closing_is_asked_again() -> None:
    cursor = Cursor("database is locked", "database is locked")
    use_log(cursor)
    assert cursor.asked == 3


def test_another_error_is_told_at_once() -> None:
    cursor = Cursor("disk I/O error", "database is locked")
    with pytest.raises(driver().OperationalError, match="disk"):
        use_log(cursor)
    assert cursor.asked == 1
