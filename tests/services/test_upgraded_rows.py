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
