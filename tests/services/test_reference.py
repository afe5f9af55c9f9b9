"""What hardly ever changes is read once and kept; whoever changes it, everybody reads it anew."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, event

from csconsole.models import Staff
from csconsole.services.context import Context
from csconsole.services.names_of import staff_names
from csconsole.services.settings import setting
from csconsole.services.settings.values import change_setting
from csconsole.storage import open_store
from tests.conftest import AsStaff

KEY = "callback.max_attempts"


@pytest.fixture
def admin(as_: AsStaff) -> Context:
    return as_("admin")


@pytest.fixture
def statements(admin: Context) -> Iterator[list[str]]:
    """The SQL that this store runs."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    engine: Engine = admin.store.engine
    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


def test_a_second_unit_of_work_reads_only_whether_something_changed(
    admin: Context, statements: list[str]
) -> None:
    setting(admin, KEY)
    statements.clear()
    setting(admin, KEY)
    assert [line for line in statements if "setting" in line] == []
    assert len([line for line in statements if "number_series" in line]) == 1


def test_another_terminal_sees_a_changed_setting_at_once(admin: Context, database_url: str) -> None:
    other = open_store(database_url, clock=admin.clock)
    try:
        theirs = Context(other, admin.clock, admin.actor, admin.config)
        before = setting(theirs, KEY)
        change_setting(admin, KEY, before + 1)
        assert setting(theirs, KEY) == before + 1
    finally:
        other.close()


def test_a_change_that_is_undone_leaves_nothing_behind(admin: Context) -> None:
    before = setting(admin, KEY)

    def undone() -> None:
        with admin.write():
            change_setting(admin, KEY, before + 1)
            assert setting(admin, KEY) == before + 1
            raise KeyError

    with pytest.raises(KeyError):
        undone()
    assert setting(admin, KEY) == before


def test_a_new_name_of_a_person_is_seen_in_the_same_and_the_next_transaction(admin: Context) -> None:
    with admin.write() as unit:
        person = unit.one(Staff, staff_no="1007")
        assert person is not None
        assert staff_names(unit)[person.pk] == "李晓"
        unit.update(person, "edited", {"name": "李小"})
        assert staff_names(unit)[person.pk] == "李小"
    with admin.read() as unit:
        assert staff_names(unit)[person.pk] == "李小"
