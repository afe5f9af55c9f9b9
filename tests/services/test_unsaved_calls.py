"""Calls that stand in the call form and were never saved are named before a person leaves."""

from __future__ import annotations

import pytest

from csconsole.services.desk import round_of
from csconsole.services.drafts import drop_draft, put_aside, save_draft
from csconsole.services.drafts.unsaved_calls import unsaved_calls, unsaved_words
from tests.conftest import AsStaff


@pytest.mark.req("SHF-12", "CALL-14")
def test_an_unsaved_call_is_named_with_its_caller_until_it_is_saved(as_: AsStaff) -> None:
    agent = as_("agent")
    assert unsaved_words(agent, unsaved_calls(agent)) == ""
    save_draft(agent, "call", "", {"fields": {"name": "王洁", "number": "19900000001"}})
    put_aside(agent, "call")
    save_draft(agent, "call", "", {"fields": {"name": "", "number": "19900000002"}})
    save_draft(agent, "call_edit", "C-0001", {"fields": {"name": "other form"}})
    assert {one.caller for one in unsaved_calls(agent)} == {"王洁", "19900000002"}
    words = unsaved_words(agent, unsaved_calls(agent))
    assert words.startswith("2 calls in the call form are not saved: ")
    assert "王洁" in words
    assert words in round_of(agent).alerts
    assert not [one for one in round_of(as_("agent2")).alerts if "not saved" in one]
    for one in unsaved_calls(agent):
        drop_draft(agent, "call", one.key)
    assert unsaved_calls(agent) == ()
