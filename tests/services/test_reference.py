"""What hardly ever changes is read once and kept; whoever changes it, everybody reads it anew."""

from __future__ import annotations

import pytest

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


def test_a_second_unit_of_work_does_not_read_the_table_again(admin: Context) -> None:
    read: list[str] = []

    def load() -> int:
        read.append("once")
        return len(read)

    for _round in range(3):
        with admin.read() as unit:
            assert unit.reference("counted", load) == 1
    assert read == ["once"]


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


def test_each_change_of_one_transaction_is_seen_and_read_once(admin: Context) -> None:
    read: list[int] = []

    with admin.write() as unit:
        for value in (3, 4):
            change_setting(admin, KEY, value)
            for _again in range(2):
                assert setting(admin, KEY) == value
                unit.reference("counted", lambda: read.append(1))
    assert len(read) == 2
