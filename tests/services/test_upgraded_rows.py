"""What an upgrade finds in the rows of an older version."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, text

from csconsole.storage import open_store, upgrade
from tests.services.test_schema import at_revision

_DUE, _LATER = "2026-01-02 04:00:00", "2026-01-03 04:00:00"
_FREE = "To approve (“free”): the customer was promised: no charge"
_REPORTS = {
    1: (_FREE, _DUE, "open"),
    2: ("待批准（“免费”）：已向客户承诺：免收", _DUE, "open"),
    3: (_FREE, _LATER, "open"),
    4: ("The customer asks for the manager", _DUE, "open"),
    5: (_FREE, _DUE, "answered"),
}
"""Reason, promised reply and state of what was reported upward; the first two are still to be approved."""


def _insert(connection: Connection, table: str, **values: object) -> None:
    row = {"created_at": _DUE, "updated_at": _DUE, "version": 1, **values}
    columns, places = ", ".join(row), ", ".join(f":{name}" for name in row)
    connection.execute(text(f"INSERT INTO {table} ({columns}) VALUES ({places})"), row)


def _older_rows(connection: Connection) -> None:
    names = {"staff_no": "1007", "name": "李晓", "pinyin": "lixiao", "initials": "lx"}
    flags = {"solo": False, "active": True, "failed_sign_ins": 0}
    _insert(connection, "staff", id=1, **names, roles="[]", skills="[]", **flags)
    flags = {"attempts": 0, "common": False, "typical": False}
    for key, (reason, reply, state) in _REPORTS.items():
        what = {"number": f"B{key}", "kind": "promise", "source": "manual", "state": "open", "reason": "x"}
        _insert(connection, "callback", id=key, **what, due_at=_DUE, custom="{}", **flags)
        _insert(
            connection, "promise", id=key, text="x", due_at=_DUE, state="open", promiser_id=1, callback_id=key
        )
        about = {"entity": "callback", "entity_id": key, "state": state, "by_id": 1, "at": _DUE}
        _insert(connection, "escalation", id=key, **about, reason=reason, promised_reply_at=reply)


@pytest.mark.req("CALL-14")
def test_a_promise_that_was_reported_upward_for_approval_waits_for_it_after_the_upgrade(
    empty_url: str,
) -> None:
    """In words of either language, of the same person and time; what is answered waits no longer."""
    old = at_revision(empty_url, "0018")
    with old.exclusive() as connection:
        _older_rows(connection)
    upgrade.upgrade(old)
    old.close()
    store = open_store(empty_url)
    with store.read() as unit:
        asked = unit.connection.execute(text("SELECT id, approval FROM promise ORDER BY id")).all()
        links = unit.connection.execute(text("SELECT id, promise_id FROM escalation ORDER BY id")).all()
    store.close()
    assert [tuple(row) for row in asked] == [(1, "asked"), (2, "asked"), (3, None), (4, None), (5, None)]
    assert [tuple(row) for row in links] == [(1, 1), (2, 2), (3, None), (4, None), (5, None)]


@pytest.mark.req("CALL-18")
def test_which_contacts_were_entered_on_a_later_day_is_known_after_the_upgrade(empty_url: str) -> None:
    """By the days of the daily figures' zone; of what was imported, and of lost calls, it stays unknown."""
    night, noon, next_night = "2026-01-01 17:30:00", "2026-01-02 04:00:00", "2026-01-02 17:00:00"
    calls = {
        1: ("console", "closed", noon, noon, False),
        2: ("console", "closed", night, noon, True),  # Shanghai's 2 January, 01:30 and 12:00
        3: ("console", "answered", noon, next_night, True),  # its 2 January 12:00 and 3 January 01:00
        4: ("queue_log", "closed", noon, next_night, False),
        5: ("console", "lost", noon, next_night, False),
    }
    old = at_revision(empty_url, "0019")
    with old.exclusive() as connection:
        connection.execute(text("DELETE FROM daily_zone"))
        connection.execute(text("INSERT INTO daily_zone (zone) VALUES ('Asia/Shanghai')"))
        for key, (source, state, ended, entered, late) in calls.items():
            flags = {"over_answer_limit": False, "solved_first_contact": False, "complex": False}
            words = {"number": f"C{key}", "direction": "inbound", "channel": "phone", "summary": "x"}
            times = {"started_at": ended, "ended_at": ended, "entered_at": entered}
            said = {"source": source, "state": state, "late_entry": late, "custom": "{}"}
            _insert(connection, '"call"', id=key, **words, **times, **said, **flags)
    upgrade.upgrade(old)
    old.close()
    store = open_store(empty_url)
    with store.read() as unit:
        found = unit.connection.execute(text('SELECT id, entered_later FROM "call" ORDER BY id')).all()
        counted = unit.connection.execute(
            text("SELECT sum(records) FROM daily_count WHERE slice = 'call.contact' AND day = 20260102")
        ).scalar()
    store.close()
    assert {key: None if later is None else bool(later) for key, later in found} == {
        1: False,
        2: False,
        3: True,
        4: None,
        5: None,
    }
    assert counted == len(calls)


@pytest.mark.req("CALL-12", "SHF-11")
def test_who_took_an_answer_over_is_to_tell_it_after_the_upgrade(empty_url: str) -> None:
    """From hand to hand by received handovers; what was told, kept or refused stays with who escalated."""
    asked, received, later = "2026-01-02 04:00:00", "2026-01-02 06:00:00", "2026-01-02 14:00:00"
    decided: dict[int, tuple[str, str, str | None]] = {
        1: ("answered", "pass", "accept"),
        2: ("open", "pass", "accept"),
        3: ("told", "pass", "accept"),
        4: ("answered", "keep", None),
        5: ("answered", "pass", "refuse"),
    }
    old = at_revision(empty_url, "0020")
    with old.exclusive() as connection:
        flags = {"solo": False, "active": True, "failed_sign_ins": 0, "roles": "[]", "skills": "[]"}
        for key in (1, 2, 3):
            words = {"staff_no": f"100{key}", "name": "x", "pinyin": "x", "initials": "x"}
            _insert(connection, "staff", id=key, **words, **flags)
        for key, (state, _mine, _theirs) in decided.items():
            about = {"entity": "callback", "entity_id": key, "state": state, "by_id": 1, "at": asked}
            _insert(connection, "escalation", id=key, **about, reason="x")
        kind = {
            "code": "D",
            "letter": "D",
            "name_en": "x",
            "name_zh": "x",
            "begins": "08:00",
            "ends": "14:00",
        }
        _insert(connection, "shift_type", id=9, **kind, min_staff=1, sort=0, active=True)
        for key, (outgoing, incoming, at) in {1: (1, 2, received), 2: (2, 3, later)}.items():
            spans = {"day": f"2026-01-0{key}", "begins_at": asked, "ends_at": at}
            _insert(connection, "shift", id=key, type_id=9, **spans)
            sides = {"shift_id": key, "outgoing_id": outgoing, "incoming_id": incoming, "from_at": asked}
            said = {
                "number": f"H{key}",
                "state": "closed",
                "summary": "x",
                "read_back": "x",
                "received_at": at,
            }
            kept = {"snapshot": "{}", "sections": "{}", "temporary": False, "incoming_late": False}
            _insert(connection, "handover", id=key, **sides, **said, **kept)
        for place, (shift, key) in enumerate([(1, 1), (1, 2), (1, 3), (1, 4), (1, 5), (2, 2)], 1):
            _state, mine, theirs = decided[key]
            item = {"handover_id": shift, "entity": "callback", "entity_id": key, "position": place}
            words = {"title": "x", "next_action": "", "if_then": ""}
            sides_said: dict[str, str | None] = {"mine": mine, "theirs": theirs}
            coded = {"section": 1, "flag": "open", "severity": "watch", "record_number": "x", "age_shifts": 0}
            _insert(connection, "handover_item", **item, **words, **sides_said, **coded)
    upgrade.upgrade(old)
    old.close()
    store = open_store(empty_url)
    with store.read() as unit:
        tellers = unit.connection.execute(text("SELECT id, teller_id FROM escalation ORDER BY id")).all()
    store.close()
    assert dict(map(tuple, tellers)) == {1: 2, 2: 3, 3: 1, 4: 1, 5: 1}
