"""Statements straight to the driver: same transaction, same errors as everywhere."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError

from csconsole.errors import ConflictError
from csconsole.models import Notice
from csconsole.services.context import Context
from csconsole.storage import statements
from csconsole.storage.statements import all_rows, change, change_many, first_row, row_later, sent_together


def test_they_run_in_the_open_transaction(ctx: Context) -> None:
    with ctx.write() as unit:
        key = unit.create(Notice(title="停水 50%?", from_at=ctx.now())).pk
        assert first_row(unit.connection, "SELECT title FROM notice WHERE id = ?", key) == ("停水 50%?",)
        assert first_row(unit.connection, "SELECT title FROM notice WHERE id = ?", -1) is None
        met, _key = change(unit.connection, "UPDATE notice SET title = ? WHERE id = ?", "x", key)
        assert met == 1
    with ctx.read() as unit:
        assert all_rows(unit.connection, "SELECT title FROM notice WHERE title LIKE 'x%'") == [("x",)]


def test_many_rows_are_written_in_parts(ctx: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statements, "_MOST_VALUES", 6)
    add = (
        "INSERT INTO number_series (series, last) VALUES (?, ?) "
        "ON CONFLICT (series) DO UPDATE SET last = number_series.last + excluded.last"
    )
    with ctx.write() as unit:
        for _round in range(2):
            change_many(unit.connection, add, [(f"X{number}", number) for number in range(7)])
            change_many(unit.connection, add, [])
    with ctx.read() as unit:
        stored = all_rows(unit.connection, "SELECT last FROM number_series WHERE series LIKE 'X%' ORDER BY 1")
    assert stored == [(2 * number,) for number in range(7)]


def test_a_key_that_is_taken_is_a_conflict(ctx: Context) -> None:
    def twice() -> None:
        with ctx.write() as unit:
            for _round in range(2):
                change(unit.connection, "INSERT INTO number_series (series, last) VALUES ('X', 1)")

    with pytest.raises(ConflictError) as caught:
        twice()
    assert isinstance(caught.value.__cause__, IntegrityError)


def test_an_error_of_the_engine_is_one_of_sqlalchemy(ctx: Context) -> None:
    with ctx.read() as unit, pytest.raises((OperationalError, ProgrammingError)):
        first_row(unit.connection, "SELECT nothing FROM nowhere")


def test_what_is_sent_together_answers_at_the_end_each_its_own(ctx: Context) -> None:
    last = "SELECT last FROM number_series WHERE series = ?"
    with ctx.write() as unit:
        for _round in range(7):  # a server has prepared them from the sixth on
            with sent_together(unit.connection):
                change(unit.connection, "INSERT INTO number_series (series, last) VALUES ('X', 1)")
                one = row_later(unit.connection, last, "X")
                change(unit.connection, "UPDATE number_series SET last = 2 WHERE series = 'X'")
                two, none = row_later(unit.connection, last, "X"), row_later(unit.connection, last, "Y")
                change(unit.connection, "DELETE FROM number_series WHERE series = 'X'")
            assert (one(), two(), none()) == ((1,), (2,), None)


def test_what_is_refused_of_it_is_raised_at_the_end_and_nothing_is_stored(ctx: Context) -> None:
    add = "INSERT INTO number_series (series, last) VALUES (?, 1)"

    def twice() -> None:
        with ctx.write() as unit, sent_together(unit.connection):
            for series in ("X", "Y", "X"):
                change(unit.connection, add, series)

    with pytest.raises(ConflictError) as caught:
        twice()
    assert isinstance(caught.value.__cause__, IntegrityError)
    with ctx.read() as unit:
        assert first_row(unit.connection, "SELECT 1 FROM number_series WHERE series IN ('X', 'Y')") is None
