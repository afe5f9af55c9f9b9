"""Taking one step of a sub-task: the state, the right, the data and the person are checked here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from csconsole.errors import InvalidInputError, NotAllowedError
from csconsole.i18n import _
from csconsole.models import Right, Subtask, Ticket
from csconsole.models.lifecycle.subtask import SUBTASKS
from csconsole.services import entry
from csconsole.services.context import Context
from csconsole.services.names_of import staff_names
from csconsole.services.subtasks.asking import (
    colleague_of,
    engineer_of,
    open_ticket,
    require_free_slot,
    slot_changes,
    tell,
)
from csconsole.services.subtasks.rows import SubtaskRow, may_take, subtask_rows, why_not
from csconsole.services.tickets.access import load_ticket
from csconsole.storage import UnitOfWork

_TEXTS: Final = ("answer", "work_result", "unsolved")
_LINES: Final = ("reason", "signer", "engineer", "person")
_TIMES: Final = ("starts_at", "ends_at")
_NAMES_WHO: Final = ("assign", "move")
_WENT: Final = ("finish", "leave_open")


def take_subtask(
    ctx: Context,
    subtask_id: int,
    action: str,
    answers: Mapping[str, Any] | None = None,
    *,
    overlap: bool = False,
    expected_version: int | None = None,
) -> SubtaskRow:
    """Take ``action`` of a sub-task: ``acknowledge``, ``answer``, ``agree``, ``confirm``, ``finish`` and the
    others of ``models/lifecycle/subtask.py``, with what it needs in ``answers``.

    ``engineer`` is a staff number: needed to ``assign``, possible with ``move`` and at the end; ``person`` is
    that of who is to do what a department was asked for, needed to ``give`` (TKT-20). Raises
    ``TransitionRefusedError``, ``NotAllowedError``, ``InvalidInputError``, ``SlotTakenError``.
    """
    ctx.require(Right.TICKET_HANDLE)
    given = _read(answers or {})
    with ctx.write() as uow, uow.tied():
        one = uow.get(Subtask, subtask_id)
        ticket = load_ticket(ctx, uow, one.ticket_id)
        cycle = SUBTASKS[one.kind]
        cycle.require_right(action, ctx.actor.rights)
        if not may_take(ctx, one, ticket, action):
            raise NotAllowedError(why_not(action), rule="TKT-20" if one.kind == "department" else "TKT-19")
        named = [name for name, value in given.items() if value not in (None, "")]
        transition = cycle.step(one.state, action, rights=ctx.actor.rights, given=named)
        if action == "send_back":
            open_ticket(ctx, uow, ticket.pk)
        state = transition.to or one.state
        ended = None if cycle.is_open(state) else ctx.now()
        who = _who(uow, one, ticket, action, given)
        changes = {"state": state, "ended_at": ended, "staff_id": who}
        changes |= _changes(ctx, uow, one, action, given, who, overlap=overlap)
        reason = given.get("reason")
        uow.update(one, action, changes, expected_version=expected_version, reason=reason)
        said = next((str(given[name]) for name in (*_TEXTS, "reason") if given.get(name)), "")
        if action in ("assign", "give"):
            said = " ".join(part for part in (staff_names(uow).get(one.staff_id), said) if part)
        tell(ctx, uow, ticket, one, action, said)
        return subtask_rows(ctx, uow, [one])[0]


def _read(answers: Mapping[str, Any]) -> dict[str, Any]:
    """What was entered, cleaned. Raises ``InvalidInputError``."""
    given: dict[str, Any] = {}
    for name, value in answers.items():
        if name in _TIMES:
            given[name] = value if isinstance(value, datetime) else None
        elif name == "no_show":
            given[name] = entry.one_of("no_show", value, name, rule="TKT-18")
        elif name in _TEXTS:
            given[name] = entry.paragraph(value, name)
        elif name in _LINES:
            given[name] = entry.line(value, name)
    return given


def _who(uow: UnitOfWork, one: Subtask, ticket: Ticket, action: str, given: Mapping[str, Any]) -> int | None:
    """Who goes, or of the asked department does it: named with the step, else as before. Who went to a
    visit is on record when it has taken place, at least the ticket's handler (TKT-19).
    """
    if action == "give":
        return colleague_of(uow, one, ticket, str(given["person"])).pk
    if one.kind == "department" or action not in (*_NAMES_WHO, *_WENT):
        return one.staff_id
    if given.get("engineer"):
        return engineer_of(uow, str(given["engineer"])).pk
    went = one.staff_id
    if went is None and action in _WENT and one.kind == "visit":
        went = ticket.handler_id
        if went is None:
            raise InvalidInputError(
                _("Say who went to the visit."),
                field="engineer",
                rule="TKT-19",
                hint=_("Name the engineer first, or with the step."),
            )
    return went


def _changes(
    ctx: Context,
    uow: UnitOfWork,
    one: Subtask,
    action: str,
    given: Mapping[str, Any],
    who: int | None,
    *,
    overlap: bool,
) -> dict[str, Any]:
    """What a step changes beside the state and who goes."""
    now = ctx.now()
    match action:
        case "acknowledge":
            return {"acknowledged_at": now}
        case "answer":
            return {
                "answer": given["answer"],
                "answered_at": now,
                "answered_by_id": ctx.actor.staff_id,
                "acknowledged_at": one.acknowledged_at or now,
            }
        case "agree":
            return {"agreed_at": now}
        case "confirm":
            return {"reconfirmed_at": now}
        case "move":
            slot = slot_changes(
                ctx, uow, one, given["starts_at"], given.get("ends_at"), who=who, overlap=overlap
            )
            return {**slot, "agreed_at": None, "reconfirmed_at": None, "no_show": None}
        case "assign":
            if one.state != "unsolved" and who is not None and not overlap:
                assert one.starts_at is not None
                assert one.ends_at is not None
                require_free_slot(ctx, uow, one, who, one.starts_at, one.ends_at)
            return {"reconfirmed_at": None}
        case "finish" | "leave_open":
            signed = {"signer": given["signer"]} if given.get("signer") else {}
            return {"result": given["work_result"], "unsolved": given.get("unsolved"), **signed}
        case "settle":
            return {"result": "\n".join(filter(None, (one.result, given["work_result"])))}
        case "miss":
            return {"no_show": given["no_show"], "no_shows": one.no_shows + 1}
    return {}
