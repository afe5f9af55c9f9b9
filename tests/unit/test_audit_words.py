"""What the audit log prints for people: never a bare code (SEC-05)."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from csconsole import i18n
from csconsole.cli.audit import COLUMNS
from csconsole.services.audit import EventRow
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
