"""Notices: who sees them, and who has read them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from csconsole.clock import FrozenClock
from csconsole.errors import InvalidInputError, NotAllowedError
from csconsole.models import Department
from csconsole.services.notices import end_notice, list_notices, publish_notice, read_notice, unread_notices
from tests.conftest import AsStaff

pytestmark = pytest.mark.req("KNW-06")


def test_an_unread_notice_stays_until_each_person_has_read_it(as_: AsStaff) -> None:
    notice = publish_notice(as_("supervisor"), title="Water off 14:00-16:00 in B3", kind="outage")
    assert [row.title for row in unread_notices(as_("agent"))] == ["Water off 14:00-16:00 in B3"]
    assert read_notice(as_("agent"), notice.id).read_at is not None
    read_notice(as_("agent"), notice.id)
    assert unread_notices(as_("agent")) == ()
    assert [row.id for row in unread_notices(as_("agent2"))] == [notice.id]


def test_what_must_be_read_comes_first(as_: AsStaff) -> None:
    publish_notice(as_("supervisor"), title="must", must_read=True)
    publish_notice(as_("supervisor"), title="newer")
    assert [row.title for row in unread_notices(as_("agent"))] == ["must", "newer"]


def test_a_notice_is_in_force_between_its_two_times(as_: AsStaff, clock: FrozenClock) -> None:
    begin = clock.now() + timedelta(hours=1)
    publish_notice(as_("supervisor"), title="later", from_at=begin, until_at=begin + timedelta(hours=1))
    seen = []
    for _hour in range(3):
        seen.append(len(unread_notices(as_("agent"))))
        clock.advance(hours=1)
    assert seen == [0, 1, 0]


def test_an_ended_notice_stays_in_the_list(as_: AsStaff) -> None:
    notice = publish_notice(as_("supervisor"), title="Old rule", kind="rule")
    end_notice(as_("supervisor"), notice.id)
    assert unread_notices(as_("agent")) == ()
    assert [row.id for row in list_notices(as_("agent"), filter="kind:rule").rows] == [notice.id]


def test_a_notice_to_one_department_is_not_shown_to_another(as_: AsStaff) -> None:
    with as_("supervisor").read() as uow:
        engineering = uow.one(Department, code="ENG")
        assert engineering is not None
    publish_notice(as_("supervisor"), title="Tools check", department_id=engineering.pk)
    assert unread_notices(as_("agent")) == ()
    assert len(unread_notices(as_("handler"))) == 1
    assert list_notices(as_("agent")).rows == ()


@pytest.mark.parametrize("title", ["", "  ", "\x1b\u202e"])
def test_a_notice_needs_a_title(as_: AsStaff, title: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        publish_notice(as_("supervisor"), title=title)
    assert refused.value.field == "title"


def test_a_notice_cannot_end_before_it_begins(as_: AsStaff, clock: FrozenClock) -> None:
    with pytest.raises(InvalidInputError):
        publish_notice(as_("supervisor"), title="x", until_at=clock.now() - timedelta(hours=1))


def test_hostile_text_is_cleaned(as_: AsStaff, hostile: str) -> None:
    row = publish_notice(as_("supervisor"), title=f"x {hostile}"[:150], body=hostile)
    assert "\x1b" not in row.title + row.body
    assert "\n" not in row.title


def test_an_agent_does_not_publish(as_: AsStaff) -> None:
    with pytest.raises(NotAllowedError):
        publish_notice(as_("agent"), title="x")
