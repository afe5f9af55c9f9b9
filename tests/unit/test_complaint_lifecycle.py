"""The lifecycles as a machine that is driven at random: no way leads to an end without what it needs."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from csconsole.errors import NotAllowedError
from csconsole.models.lifecycle import Lifecycle, TransitionRefusedError
from csconsole.models.lifecycle.complaint import COMPLAINT, LEVELS, SEVEN_STEPS, STEP_OF
from csconsole.models.lifecycle.ticket import TICKET
from csconsole.models.rights import Right

EVERY = frozenset(Right)
AGENT = EVERY - {Right.COMPLAINT_CONFIRM, Right.COMPLAINT_MANAGE, Right.TICKET_PARK, Right.TICKET_CANCEL}
FIELDS = sorted({name for t in COMPLAINT.transitions for name in (*t.needs, *t.has)})
ACTIONS = sorted({t.action for t in COMPLAINT.transitions})
OUTSIDE = [*(guard.fact for guard in SEVEN_STEPS), "slip_printed"]
OPINIONS = ("satisfied", "satisfied", "average", "dissatisfied", "no_opinion", None)
DETOURS = frozenset(
    {"cancel", "park", "return", "reject", "reply", "dissatisfied", "reopen", "propose", "feedback"}
)
"""Left aside three times of four, so that most runs come far."""
AT_CLOSE = ("cause", "complaint_type", "responsible_department", "person", "lesson", "standards")


def take(facts: dict[str, Any], stage: str, action: str, fields: set[str], rights: frozenset[Right]) -> str:
    """One step as the services take it: the engine decides, what was given is on record afterwards."""
    known = {**facts, "untouched": stage == "registered"}
    transition = COMPLAINT.step(stage, action, rights=rights, given=fields, facts=known)
    values: dict[str, Any] = dict.fromkeys(fields, True)
    if "satisfaction" in fields:
        values["satisfaction"] = facts["opinion"]
    values.pop("level", None)
    facts |= values
    facts["taken"] = [*facts.get("taken", []), action]
    if action == "establish":
        facts |= {"established": True, "level_confirmed": True, "short_path": False}
    if action == "reply":
        facts |= {"short_path": True, "satisfaction": None, "signer": None}
    if action == "reject":
        facts["established"] = False
    if action in ("finish", "dissatisfied"):
        facts |= {"satisfaction": None, "signer": None}
    if action == "reopen":
        kept = {name: facts[name] for name in (*OUTSIDE, "level", "opinion", "taken")}
        facts.clear()
        facts |= kept
    return transition.to or stage


@settings(max_examples=150, deadline=None)
@given(st.data())
@pytest.mark.req("TKT-02", "CMP-07", "CMP-12", "CMP-18")
def test_no_path_reaches_an_end_without_what_it_needs(data: st.DataObject) -> None:
    facts: dict[str, Any] = {"level": data.draw(st.sampled_from((*LEVELS, "major", None)))}
    facts |= {name: data.draw(st.integers(0, 9)) > 0 for name in OUTSIDE}
    stage = COMPLAINT.initial
    for _n in range(data.draw(st.integers(10, 30))):
        facts["opinion"] = data.draw(st.sampled_from(OPINIONS))
        if data.draw(st.integers(0, 19)) == 0:
            facts["level"] = data.draw(st.sampled_from(LEVELS))
        if data.draw(st.integers(0, 7)) == 0:
            name = data.draw(st.sampled_from(OUTSIDE))
            facts[name] = not facts[name]
        leaving = sorted({t.action for t in COMPLAINT.leaving(stage)})
        forward = [action for action in leaving if action not in DETOURS]
        choice = data.draw(st.integers(0, 7))
        action = data.draw(st.sampled_from((choice > 1 and forward) or (choice and leaving) or ACTIONS))
        left_out = data.draw(st.sets(st.sampled_from(FIELDS), max_size=2))
        rights = data.draw(st.sampled_from((EVERY, EVERY, AGENT)))
        before = stage
        try:
            stage = take(facts, stage, action, set(FIELDS) - left_out, rights)
        except (TransitionRefusedError, NotAllowedError):
            continue
        _judge_end(facts, before, stage)


def _judge_end(facts: dict[str, Any], before: str, stage: str) -> None:
    if stage == "parked":
        assert facts["park_reason"]
        assert facts["review_at"]
    if stage == "cancelled":
        assert facts["reason"]
        assert before == "registered"
    if stage != "archived" or before == "archived":
        return
    if before == "invalid":
        assert facts["established"] is False
        assert facts["explanation"]
        return
    assert all(facts.get(name) for name in AT_CLOSE)
    assert facts["satisfaction"] in ("satisfied", "average") or "override" in facts["taken"]
    if facts["level"] == "major":
        assert all(facts[name] for name in OUTSIDE)
    if before == "callback":
        assert facts["level"] in ("minor", None)
    else:
        assert facts["level_confirmed"]


@pytest.mark.req("TKT-02")
@pytest.mark.parametrize("cycle", [COMPLAINT, TICKET], ids=lambda cycle: str(cycle.name))
def test_every_open_state_has_a_way_out_and_every_state_a_way_in(cycle: Lifecycle) -> None:
    reached = {cycle.initial} | {t.to for t in cycle.transitions if t.to}
    assert reached == set(cycle.states)
    for state in cycle.states:
        leaving = {t.to for t in cycle.leaving(state)} - {None, state}
        assert leaving or not cycle.is_open(state), state


@pytest.mark.req("TKT-02")
def test_every_state_of_a_complaint_counts_as_one_of_a_ticket() -> None:
    assert set(COMPLAINT.phases.values()) <= set(TICKET.states)
    for state, phase in COMPLAINT.phases.items():
        assert COMPLAINT.is_open(state) == TICKET.is_open(phase)
    assert {t.action for t in COMPLAINT.transitions if t.action not in STEP_OF} == {
        *("park", "resume", "return", "cancel")
    }


@pytest.mark.req("CMP-04")
def test_a_supervisor_only_judges_and_closes() -> None:
    for action in ("establish", "reject", "override", "archive", "reopen"):
        rights = {t.right for t in COMPLAINT.transitions if t.action == action and "callback" not in t.frm}
        assert rights <= {Right.COMPLAINT_CONFIRM, Right.COMPLAINT_MANAGE}
        assert not rights & AGENT
