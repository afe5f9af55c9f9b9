"""Action items 督办: decision, owner, due, feedback, verifier; nothing without implementation and feedback
(MTG-13). Rectification items also need the three checks and the three no-let-go (CMP-24).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import col, select

from csconsole.codes import codes, label
from csconsole.errors import InvalidInputError, NotAllowedError
from csconsole.i18n import _, listed, named
from csconsole.models import ActionItem, Department, Meeting, Right, Staff, Ticket
from csconsole.models.lifecycle import Step
from csconsole.models.lifecycle.meeting import ACTION_ITEM, VERDICTS
from csconsole.services import entry
from csconsole.services.clocks.judging import judged_at
from csconsole.services.context import Context
from csconsole.services.due import due_walk, parse_limit, site_calendar
from csconsole.services.meetings.verdicts import read_verdict
from csconsole.services.settings import setting
from csconsole.services.tickets.access import (
    TicketRef,
    about_visible,
    department_name,
    is_visible,
    load_ticket,
)
from csconsole.storage import UnitOfWork

RECTIFICATION = "rectification"


@dataclass(frozen=True, slots=True)
class ActionItemRow:
    """One action item. ``number`` is the complaint's or ticket's; ``late`` holds at the time of reading;
    ``steps`` are what this person may do with it now, or why not.
    """

    id: int
    version: int
    kind: str
    state: str
    text: str
    number: str | None
    meeting: str | None
    owner: str | None
    department: str | None
    due_at: datetime
    late: bool
    feedback: str | None
    verdict: str | None
    checks: tuple[str, ...]
    verifier: str | None
    returns: int
    steps: tuple[Step, ...] = ()


def assign_item(
    ctx: Context,
    *,
    text: str,
    kind: str = "decision",
    ticket: TicketRef | None = None,
    meeting_id: int | None = None,
    owner_id: int | None = None,
    department_id: int | None = None,
    due_at: datetime | None = None,
) -> ActionItemRow:
    """Assign an action item to a person, or to a department; without a due time it gets the usual one.

    Raises ``InvalidInputError`` without a text or an owner, ``NotAllowedError``.
    """
    ctx.require(Right.MEETING_RECORD)
    code = entry.one_of("action_item_kind", kind, "kind", rule="MTG-13") or "decision"
    said = entry.paragraph(text, "instruction")
    if said is None:
        raise InvalidInputError(_("Say what is to be done."), field="instruction", rule="MTG-13")
    if owner_id is None and department_id is None:
        raise InvalidInputError(
            _("An action item needs an owner: a person or a department."), field="owner", rule="MTG-13"
        )
    if due_at is not None and due_at <= ctx.now():
        raise InvalidInputError(
            _("{field} must lie in the future.", field=label("field", "due")), field="due", rule="MTG-13"
        )
    with ctx.write() as uow:
        about = load_ticket(ctx, uow, ticket) if ticket is not None else None
        if owner_id is not None:
            owner = require_fit(uow, about, owner_id)
            department_id = department_id or owner.department_id
        item = uow.create(
            ActionItem(
                kind=code,
                state=ACTION_ITEM.initial,
                text=said,
                ticket_id=about.pk if about else None,
                meeting_id=meeting_id,
                owner_id=owner_id,
                department_id=department_id,
                due_at=due_at or _usual_due(ctx, code),
            ),
            "assigned",
        )
        if about is not None:
            uow.note(about, "item_assigned", detail={"item": item.pk, "text": said})
        return item_rows(ctx, uow, [item])[0]


def require_fit(uow: UnitOfWork, ticket: Ticket | None, owner_id: int) -> Staff:
    """Who gets an item: somebody who works here; who a complaint is about has no part in handling it
    (CMP-22). Raises ``InvalidInputError``.
    """
    person = uow.get(Staff, owner_id)
    if ticket is not None and owner_id == ticket.against_staff_id:
        raise InvalidInputError(
            _(
                "The complaint {number} is about {name}: name somebody else.",
                number=ticket.number,
                name=person.name,
            ),
            field="owner",
            rule="CMP-22",
        )
    if not person.active:
        raise InvalidInputError(
            _("{name} no longer works here.", name=person.name),
            field="owner",
            value=person.staff_no,
            rule="MTG-13",
        )
    return person


def _usual_due(ctx: Context, kind: str) -> datetime:
    key = "complaint.effect_check" if kind == "effect_check" else "meeting.item_due"
    limit = parse_limit(str(setting(ctx, key)), field=key)
    return due_walk(site_calendar(ctx), ctx.now(), limit).at


def begin_item(ctx: Context, item_id: int) -> ActionItemRow:
    """The owner begins."""
    ctx.require(Right.TICKET_HANDLE)
    return _take(ctx, item_id, "begin", owner=True)


def report_item(ctx: Context, item_id: int, *, feedback: str) -> ActionItemRow:
    """The owner reports what was done; the verifier looks at it next."""
    ctx.require(Right.TICKET_HANDLE)
    said = entry.paragraph(feedback, "feedback")
    changes = {"feedback": said, "reported_at": ctx.now()}
    return _take(ctx, item_id, "report", owner=True, given={"feedback": said}, changes=changes)


def return_item(ctx: Context, item_id: int, *, reason: str) -> ActionItemRow:
    """What was reported is not accepted: back to the owner with a reason."""
    ctx.require(Right.MEETING_RECORD)
    why = entry.line(reason, "reason")
    with ctx.read() as uow:
        returns = uow.get(ActionItem, item_id).returns + 1
    changes = {"returns": returns, "reported_at": None}
    return _take(ctx, item_id, "return", given={"reason": why}, changes=changes, reason=why)


def verify_item(
    ctx: Context, item_id: int, *, checks: Sequence[str] = (), verdict: str | None = None
) -> ActionItemRow:
    """The head accepts it: closed. Who did it does not verify it.

    A rectification needs all six checks ticked (CMP-24), a review of a measure and a check of its effect a
    verdict (CMP-23). Raises ``InvalidInputError``, ``NotAllowedError``.
    """
    ctx.require(Right.MEETING_RECORD)
    with ctx.write() as uow:
        item = uow.get(ActionItem, item_id)
        if item.owner_id is not None and item.owner_id == ctx.actor.staff_id and not _is_alone(ctx, uow):
            raise NotAllowedError(_("Someone else verifies what you did."), rule="MTG-13")
        ticked = _checks(item, checks)
        found = read_verdict(item, verdict)
        changes: dict[str, Any] = {
            "checks": ticked,
            "verifier_id": ctx.actor.staff_id,
            "verified_at": ctx.now(),
        }
        changes["verdict"] = found
        if found is not None and item.ticket_id is not None:
            told = named(label("action_item_kind", item.kind), label("effect_verdict", found))
            uow.note(uow.get(Ticket, item.ticket_id), "item_verdict", detail={"item": item.pk, "text": told})
        return _take(ctx, item_id, "verify", changes=changes)


def _is_alone(ctx: Context, uow: UnitOfWork) -> bool:
    """Whether one person works the whole desk: then nobody else could verify."""
    return ctx.actor.staff_id is not None and uow.get(Staff, ctx.actor.staff_id).solo


def _checks(item: ActionItem, checks: Sequence[str]) -> list[str]:
    if not checks and item.kind != RECTIFICATION:
        return []
    from csconsole.services.complaints.answers import read_ticked

    ticked = read_ticked("checks", list(checks))
    if item.kind != RECTIFICATION:
        return []
    missing = [code for code in codes("rectification_check") if code not in ticked]
    if missing:
        raise InvalidInputError(
            _(
                "Not ticked yet: {checks}.",
                checks=listed(label("rectification_check", code) for code in missing),
            ),
            field="checks",
            rule="CMP-24",
        )
    return ticked


def _take(
    ctx: Context,
    item_id: int,
    action: str,
    *,
    owner: bool = False,
    given: dict[str, Any] | None = None,
    changes: dict[str, Any] | None = None,
    reason: str | None = None,
) -> ActionItemRow:
    with ctx.write() as uow:
        item = uow.get(ActionItem, item_id)
        if item.ticket_id is not None:
            load_ticket(ctx, uow, item.ticket_id)
        if owner:
            _require_owner(ctx, item)
        named = [name for name, value in (given or {}).items() if value]
        transition = ACTION_ITEM.step(item.state, action, rights=ctx.actor.rights, given=named)
        uow.update(item, action, {"state": transition.to, **(changes or {})}, reason=reason)
        return item_rows(ctx, uow, [item])[0]


def _require_owner(ctx: Context, item: ActionItem) -> None:
    if why := _why_not_owner(ctx, item):
        raise NotAllowedError(why, rule="MTG-13")


def _why_not_owner(ctx: Context, item: ActionItem) -> str:
    mine = item.owner_id is not None and item.owner_id == ctx.actor.staff_id
    ours = item.owner_id is None and item.department_id == ctx.actor.department_id
    if mine or ours or ctx.can(Right.MEETING_RECORD):
        return ""
    return _("Its owner or a supervisor does this.")


def _steps(ctx: Context, uow: UnitOfWork, item: ActionItem) -> Iterator[Step]:
    """The steps of an item; who did it does not verify it."""
    own = item.owner_id is not None and item.owner_id == ctx.actor.staff_id
    for step in ACTION_ITEM.steps(item.state, ctx.actor.rights):
        needs, why = step.needs, ""
        if step.action == "verify":
            why = _("Someone else verifies what you did.") if own and not _is_alone(ctx, uow) else ""
            needs = (
                ("checks",) if item.kind == RECTIFICATION else ("verdict",) if item.kind in VERDICTS else ()
            )
        elif step.action in ("begin", "report"):
            why = _why_not_owner(ctx, item)
        refused = step.possible and bool(why)
        why_not = why if refused else step.why_not
        yield replace(step, needs=needs, possible=step.possible and not refused, why_not=why_not)


def of_mine(ctx: Context) -> ColumnElement[bool]:
    """The condition of what is mine, or my department's and nobody's."""
    ours = col(ActionItem.owner_id).is_(None) & (col(ActionItem.department_id) == ctx.actor.department_id)
    return (col(ActionItem.owner_id) == ctx.actor.staff_id) | ours


def open_items(ctx: Context, *, ticket: TicketRef | None = None) -> tuple[ActionItemRow, ...]:
    """Open action items by due time, of one ``ticket`` where it is named; at most 500, for the list of them
    is paged.
    """
    ctx.require(Right.RECORD_VIEW)
    with ctx.read() as uow:
        query = select(ActionItem).where(col(ActionItem.state) != "closed")
        if ticket is not None:
            query = query.where(ActionItem.ticket_id == load_ticket(ctx, uow, ticket).pk)
        found = uow.session.exec(query.order_by(col(ActionItem.due_at), col(ActionItem.id)).limit(500))
        return visible_rows(ctx, uow, list(found))


def items_about(
    ctx: Context, uow: UnitOfWork, *, ticket_id: int | None = None, meeting_id: int | None = None
) -> tuple[ActionItemRow, ...]:
    """The items of one ticket or meeting, oldest first."""
    query = select(ActionItem).where(*about_visible(ctx, ActionItem.ticket_id)).order_by(col(ActionItem.id))
    if ticket_id is not None:
        query = query.where(ActionItem.ticket_id == ticket_id)
    if meeting_id is not None:
        query = query.where(ActionItem.meeting_id == meeting_id)
    return tuple(item_rows(ctx, uow, list(uow.session.exec(query))))


def show_item(ctx: Context, item_id: int) -> ActionItemRow:
    """One action item, open or closed. Raises ``NotFoundError``, ``HiddenComplaintError``."""
    ctx.require(Right.RECORD_VIEW)
    with ctx.read() as uow:
        item = uow.get(ActionItem, item_id)
        if item.ticket_id is not None:
            load_ticket(ctx, uow, item.ticket_id)
        return item_rows(ctx, uow, [item])[0]


def visible_rows(ctx: Context, uow: UnitOfWork, found: list[ActionItem]) -> tuple[ActionItemRow, ...]:
    """Without those about a complaint against a person, for who may not see it (CMP-22)."""
    return tuple(item_rows(ctx, uow, [one for one in found if is_visible(ctx, uow, one.ticket_id)]))


def item_rows(ctx: Context, uow: UnitOfWork, found: Sequence[ActionItem]) -> list[ActionItemRow]:
    """Rows of the items in their order."""
    rows, judged = [], judged_at(ctx)
    for item in found:
        assert item.due_at is not None
        rows.append(
            ActionItemRow(
                id=item.pk,
                version=item.version,
                kind=item.kind,
                state=item.state,
                text=item.text,
                number=uow.get(Ticket, item.ticket_id).number if item.ticket_id is not None else None,
                meeting=uow.get(Meeting, item.meeting_id).number if item.meeting_id is not None else None,
                owner=uow.get(Staff, item.owner_id).name if item.owner_id is not None else None,
                department=department_name(uow.get(Department, item.department_id))
                if item.department_id is not None
                else None,
                due_at=item.due_at,
                late=ACTION_ITEM.is_open(item.state) and item.due_at < judged,
                feedback=item.feedback,
                verdict=item.verdict,
                checks=tuple(item.checks),
                verifier=uow.get(Staff, item.verifier_id).name if item.verifier_id is not None else None,
                returns=item.returns,
                steps=tuple(_steps(ctx, uow, item)),
            )
        )
    return rows
