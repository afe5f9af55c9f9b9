"""What the audit log prints for people: never a bare code (SEC-05)."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from csconsole import i18n
from csconsole.cli.audit import COLUMNS
from csconsole.models.whole import every_table
from csconsole.services.audit import EventRow, field_words, value_words
from csconsole.tabular.columns import as_data, as_words


@pytest.mark.req("SEC-05")
@pytest.mark.parametrize(
    ("entity", "action", "words"),
    [
        ("ticket", "undo", "撤销"),
        ("callback", "no_answer", "未接通"),
        ("call", "rung_back", "回拨已接通"),
        ("call", "edited", "修改"),
    ],
)
def test_an_action_is_said_in_words(entity: str, action: str, words: str) -> None:
    now = datetime(2026, 11, 23, tzinfo=UTC)
    event = EventRow(1, now, "1007", "Li", entity, 1, action, None, None, None, None, "0")
    column = next(one for one in COLUMNS if one.name == "action")
    value = column.of(event)
    assert as_data(value) == action
    i18n.set_language("zh")
    assert as_words(column, value, ZoneInfo("UTC")) == words


@pytest.mark.req("SEC-05")
def test_a_record_and_those_it_links_to_are_named_in_the_table() -> None:
    now = datetime(2026, 11, 23, tzinfo=UTC)
    event = EventRow(
        *(1, now, "1007", "Li", "callback", 7, "created", None, {"customer_id": 3, "state": "open"}),
        *({"staff_id": 9}, None, "0"),
        name="B20261123-0001",
        names={"customer_id": {3: "Ye Lin"}},
    )
    said = {one.name: as_words(one, one.seen(event), ZoneInfo("UTC")) for one in COLUMNS if one.table}
    assert said["name"] == "B20261123-0001"
    assert said["after"] == "Customer: Ye Lin; State: open"
    assert said["detail"] == "Staff: 9"
    by_name = {one.name: one.of(event) for one in COLUMNS}
    assert by_name["after"] == {"customer_id": 3, "state": "open"}
    assert by_name["names"] == {"customer_id": {3: "Ye Lin"}}


@pytest.mark.req("SEC-05")
@pytest.mark.parametrize(
    ("entity", "field", "value", "words"),
    [
        ("notice", "from_at", "2026-11-23T05:30:00Z", "2026-11-23 13:30:00"),
        ("notice", "until_at", "2026-11-24T05:30:00.123456Z", "2026-11-24 13:30:00"),
        ("notice", "must_read", False, "no"),
        ("notice", "kind", "outage", "Water or power off"),
        ("notice", "role", "supervisor", "Supervisor"),
        ("ticket", "state", "on_site", "On site"),
        ("ticket", "next_clock", "arrive", "arrive"),
        ("call", "outcome", "ticket", "Ticket"),
        ("action_item", "text", "closed", "closed"),
        ("notice", "title", "2 action items are overdue", "2 action items are overdue"),
    ],
)
def test_a_value_is_said_in_words_and_in_site_time(
    entity: str, field: str, value: object, words: str
) -> None:
    i18n.set_language("en")
    assert value_words(field, value, {}, entity=entity, zone=ZoneInfo("Asia/Shanghai")) == words


@pytest.mark.req("SEC-05")
@pytest.mark.parametrize(
    "field", ["escalated_at", "plan_activated_at", "reply_due_at", "occurrence", "one_off"]
)
def test_a_field_of_later_records_has_a_name(field: str) -> None:
    assert field_words(field) != field


NO_RECORD = {"event", "daily_count", "daily_fact", "number_series"}
SECRET = {"id", "password_hash", "token_hash"}


@pytest.mark.req("SEC-05")
def test_every_stored_field_of_a_record_has_a_name() -> None:
    stored = {
        column.name
        for table in every_table().tables.values()
        if table.name not in NO_RECORD
        for column in table.columns
    }
    assert len(stored) > 300
    assert not sorted(name for name in stored - SECRET if field_words(name) == name)
