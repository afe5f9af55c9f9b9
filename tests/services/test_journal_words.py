"""What can be taken back is called by words, not by codes, in both languages."""

from __future__ import annotations

import pytest

from csconsole.i18n import set_language
from csconsole.services import matters, tickets
from csconsole.services.audit.said import action_words
from csconsole.services.context import Context
from csconsole.services.journal import last_change, undo
from csconsole.services.journal.reversals import REVERSALS
from tests.services.tickets.registering import register

ACTIONS = sorted({(one.entity, action) for one in REVERSALS for action in one.actions})
"""What the journal and the log name; the last ones stand, and are named by what is offered after them."""
MATTERS = [
    *(("incident", action) for action in ("created", "described", "reported", "plan_activated")),
    *(("referral", action) for action in ("received", "replied", "edited")),
    *(("dispute", action) for action in ("settled", "litigation", "court_over")),
]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_change_has_words(language: str) -> None:
    set_language(language)
    raw = [pair for pair in (*ACTIONS, *MATTERS) if "_" in action_words(*pair)]
    assert raw == []
    if language == "zh":
        assert [pair for pair in (*ACTIONS, *MATTERS) if action_words(*pair).isascii()] == []


@pytest.mark.req("TKT-23")
def test_an_incident_that_was_split_off_is_taken_back(ctx: Context) -> None:
    row = register(ctx)
    second = tickets.split_ticket(ctx, row.id, title="Gas", kind="incident")
    assert last_change(ctx).action == "split"
    undo(ctx)
    assert tickets.show_ticket(ctx, second.id).row.state == "cancelled"
    assert matters.open_reports(ctx).rows == ()
