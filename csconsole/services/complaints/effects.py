"""What a step of the procedure changes beside the stage: fields of the ticket and of the complaint."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from csconsole.errors import InvalidInputError
from csconsole.i18n import _
from csconsole.models import Complaint, Department, Staff, Ticket
from csconsole.services.complaints.facts import first_senior
from csconsole.services.complaints.hiding import decider
from csconsole.services.complaints.product import tell_product_department
from csconsole.services.context import Context
from csconsole.services.tickets.access import department_name
from csconsole.services.tickets.facts import recorded
from csconsole.storage import UnitOfWork
from csconsole.text import whole_number


@dataclass(slots=True)
class Effect:
    """Changes of the ticket and of the complaint; ``answers`` are those that the step itself adds."""

    ticket: dict[str, Any] = field(default_factory=dict)
    complaint: dict[str, Any] = field(default_factory=dict)
    answers: dict[str, Any] = field(default_factory=dict)
    detail: dict[str, Any] = field(default_factory=dict)


_TELLS: Final = frozenset({"reply", "reject", "feedback", "satisfied"})
"""Steps with which somebody spoke to the customer."""


@dataclass(frozen=True, slots=True)
class Taking:
    """A step that is being taken."""

    ctx: Context
    uow: UnitOfWork
    ticket: Ticket
    complaint: Complaint
    given: Mapping[str, Any]

    def pick(self, *names: str) -> dict[str, Any]:
        """Those of the answers that were given."""
        return {name: self.given[name] for name in names if name in self.given}


def effect_of(
    ctx: Context,
    uow: UnitOfWork,
    ticket: Ticket,
    complaint: Complaint,
    action: str,
    given: Mapping[str, Any],
) -> Effect:
    """What ``action`` with these answers changes. Raises ``InvalidInputError``."""
    make = _EFFECTS.get(action)
    effect = make(Taking(ctx, uow, ticket, complaint, given)) if make else Effect()
    effect.ticket |= _promised(ctx, uow, ticket, action, effect.ticket.get("done_at"))
    return effect


def _promised(
    ctx: Context, uow: UnitOfWork, ticket: Ticket, action: str, done_at: datetime | None
) -> dict[str, Any]:
    """What a step settles of what was promised (CALL-14), and what changes of the ticket with it: a reply and
    an explained refusal tell the customer, the end of the work settles only what was promised of the work.
    """
    from csconsole.services.promises.of_tickets import keep_told, keep_worked, left_of

    if action in _TELLS and keep_told(ctx, uow, ticket.pk, every=action in ("reply", "reject")):
        return left_of(uow, ticket)
    return keep_worked(ctx, uow, ticket, done_at) if action == "finish" and done_at is not None else {}


def _receive(step: Taking) -> Effect:
    complaint = step.pick("company", "told_cause", "product", "complaint_object", "complaint_type", "written")
    if "about_department" in step.given:
        complaint["about_department_id"] = step.given["about_department"]
    return Effect(ticket=step.pick("demand", "apologised", "contact_name", "product"), complaint=complaint)


def _reply(step: Taking) -> Effect:
    """The short path (CMP-08): the answer is the result, the callback follows."""
    now = step.ctx.now()
    ticket: dict[str, Any] = {
        "result": step.given.get("answer"),
        "done_at": now,
        "last_note_at": now,
        "first_response_at": step.ticket.first_response_at or now,
        "satisfaction": None,
        "customer_informed": True,
    }
    if step.ticket.level is None:
        ticket["level"] = "minor"
    return Effect(ticket=ticket, complaint={"short_path": True, "signer": None})


def _establish(step: Taking) -> Effect:
    ticket: dict[str, Any] = {"level_confirmed": True, **step.pick("level", "wanted_at")}
    if "department" in step.given:
        ticket["responsible_department_id"] = step.given["department"]
    complaint = step.pick("complaint_type", "harm_continues", "beyond_authority", "refuses_payment")
    return Effect(ticket=ticket, complaint={**complaint, "established": True, "short_path": False})


def _reject(step: Taking) -> Effect:
    ticket = {"excluded_reason": "invalid", "result": step.given.get("explanation")}
    return Effect(ticket=ticket, complaint={"established": False})


def _route_own(step: Taking) -> Effect:
    """The own department keeps it: whoever has it, else the department of who routes it (CMP-09)."""
    now = step.ctx.now()
    ticket: dict[str, Any] = {}
    if step.ticket.handler_id is None and step.ticket.department_id is None:
        ticket = {"department_id": step.ctx.actor.department_id, "dispatched_at": now}
    if not any((step.ticket.handler_id, step.ticket.department_id, ticket.get("department_id"))):
        ticket["handler_id"] = step.ctx.actor.staff_id
    return Effect(ticket=ticket, complaint={"own_department": True, "routed_at": now})


def _route_other(step: Taking) -> Effect:
    """To the responsible department (CMP-06); whoever had it before is free."""
    now = step.ctx.now()
    department = step.ticket.responsible_department_id
    ticket: dict[str, Any] = {"department_id": department, "handler_id": None, "accepted_at": None}
    ticket["dispatched_at"] = step.ticket.dispatched_at or now
    limit = step.ticket.reported_at
    detail = {"seconds": int((now - limit).total_seconds())} if limit else {}
    return Effect(ticket=ticket, complaint={"own_department": False, "routed_at": now}, detail=detail)


def _take_over(step: Taking) -> Effect:
    now = step.ctx.now()
    ticket: dict[str, Any] = {"accepted_at": now}
    if step.ticket.handler_id is None and step.ctx.actor.staff_id is not None:
        ticket["handler_id"] = step.ctx.actor.staff_id
    return Effect(ticket=ticket, complaint={"acknowledged_at": now})


def _review(step: Taking) -> Effect:
    return Effect(ticket={"accepted_at": step.ctx.now()}, complaint={"acknowledged_at": step.ctx.now()})


def _investigate(step: Taking) -> Effect:
    return Effect(ticket=step.pick("cause"), complaint=step.pick("person"))


def _decide(step: Taking) -> Effect:
    """The chosen option is one of those that were proposed, by number or in its words (CMP-26)."""
    now = step.ctx.now()
    answers: dict[str, Any] = {}
    if "option" in step.given:
        options = list(step.given.get("options") or recorded(step.ticket).get("options") or [])
        answers["option"] = _chosen(options, str(step.given["option"]))
    complaint: dict[str, Any] = {"decided_at": now, "decided_by_id": step.ctx.actor.staff_id}
    ticket: dict[str, Any] = {}
    if step.given.get("plan_told"):
        complaint["plan_told_at"] = now
        ticket["first_response_at"] = step.ticket.first_response_at or now
    return Effect(ticket=ticket, complaint=complaint, answers=answers)


def _chosen(options: list[str], text: str) -> str:
    number = whole_number(text)
    if number is not None and 1 <= number <= len(options):
        return options[number - 1]
    found = next((option for option in options if option.casefold() == text.strip().casefold()), None)
    if found is not None or not options:
        return found or text
    listed = "; ".join(f"{number} {option}" for number, option in enumerate(options, start=1))
    raise InvalidInputError(
        _("The option is not among those proposed."),
        field="option",
        value=text,
        rule="CMP-26",
        hint=_("Proposed: {options}.", options=listed),
    )


def _implement(step: Taking) -> Effect:
    """The option that the customer chose is one of those proposed; without a word it is the leader's."""
    cents = step.given.get("compensation")
    said = recorded(step.ticket)
    option = step.given.get("customer_option") or said.get("option")
    answers = {"customer_option": _chosen(list(said.get("options") or []), str(option))} if option else {}
    return Effect(complaint={"compensation_cents": cents} if cents is not None else {}, answers=answers)


def _finish(step: Taking) -> Effect:
    now = step.ctx.now()
    ticket = {
        "result": step.given.get("work_result"),
        "done_at": now,
        "last_note_at": now,
        "satisfaction": None,
        "first_response_at": step.ticket.first_response_at or now,
    }
    return Effect(ticket=ticket, complaint={"signer": None, "called_back_at": None})


def _feedback(step: Taking) -> Effect:
    _require_aspect(step)
    complaint = {"called_back_at": step.ctx.now(), **step.pick("signer")}
    return Effect(ticket=step.pick("satisfaction"), complaint=complaint)


def _require_aspect(step: Taking) -> None:
    if step.given.get("satisfaction") in ("average", "dissatisfied") and not step.given.get("aspect"):
        raise InvalidInputError(
            _("Ask which part was not good, and record the aspect."), field="aspect", rule="CBK-06"
        )


def _satisfied(step: Taking) -> Effect:
    complaint: dict[str, Any] = step.pick("signer")
    if step.complaint.called_back_at is None:
        complaint["called_back_at"] = step.ctx.now()
    return Effect(ticket=step.pick("satisfaction"), complaint=complaint)


def _override(step: Taking) -> Effect:
    """What came of the callback is on record; of a customer who was not reached, no opinion (CMP-17)."""
    _require_aspect(step)
    complaint = {"overridden": True, "called_back_at": step.ctx.now()}
    return Effect(ticket=step.pick("satisfaction"), complaint=complaint)


def _dissatisfied(step: Taking) -> Effect:
    from csconsole.services.tickets.finish import drop_callback, reopened_changes

    why = _("{number}: the customer is not satisfied.", number=step.ticket.number)
    drop_callback(step.ctx, step.uow, step.ticket, why)  # the next result has a callback of its own
    ticket = {**reopened_changes(step.ctx, step.uow, step.ticket), "satisfaction": "dissatisfied"}
    fresh = {"loops": step.complaint.loops + 1, "signer": None, "short_path": False}
    return Effect(ticket=ticket, complaint=fresh)


def _archive(step: Taking) -> Effect:
    """Cause, type, responsible department and person are on record at the end (CMP-18)."""
    now = step.ctx.now()
    valid = step.complaint.established is not False
    ticket: dict[str, Any] = {"closed_at": now, **step.pick("cause", "satisfaction")}
    ticket["close_reason"] = "solved" if valid else "explained"
    ticket["customer_informed"] = True
    if "responsible_department" in step.given:
        ticket["responsible_department_id"] = step.given["responsible_department"]
    complaint = {"archived_at": now, **step.pick("complaint_type", "person")}
    return Effect(ticket=ticket, complaint=complaint)


def _reopen(step: Taking) -> Effect:
    from csconsole.services.tickets.finish import reopened_changes

    ticket = reopened_changes(step.ctx, step.uow, step.ticket)
    fresh: dict[str, Any] = {"established": None, "own_department": None, "signer": None, "archived_at": None}
    return Effect(
        ticket={**ticket, "satisfaction": None, "level_confirmed": False},
        complaint={**fresh, "short_path": False, "overridden": False},
    )


_EFFECTS: Final[dict[str, Callable[[Taking], Effect]]] = {
    "receive": _receive,
    "reply": _reply,
    "establish": _establish,
    "reject": _reject,
    "route_own": _route_own,
    "route_other": _route_other,
    "review": _review,
    "acknowledge": _take_over,
    "investigate": _investigate,
    "decide": _decide,
    "implement": _implement,
    "finish": _finish,
    "feedback": _feedback,
    "satisfied": _satisfied,
    "override": _override,
    "dissatisfied": _dissatisfied,
    "archive": _archive,
    "reopen": _reopen,
}


def follow_up(ctx: Context, uow: UnitOfWork, ticket: Ticket, complaint: Complaint, action: str) -> None:
    """What else follows from a step: the callback, the manager's alarm, the result for the departments."""
    from csconsole.services.tickets.finish import drop_callback, plan_result_callback

    if action == "archive":  # one that was overridden still has its callback
        drop_callback(ctx, uow, ticket)
    if action in ("reply", "finish"):
        if ticket.needs_callback:
            plan_result_callback(ctx, uow, ticket, owner_id=_caller(ctx, uow, ticket))
    elif action == "implement":
        open_compensation(ctx, uow, ticket, complaint)
    elif action == "investigate":
        tell_product_department(ctx, uow, ticket)
    elif action == "establish" and ticket.level == "major":
        from csconsole.services.complaints.chain import alert_manager

        alert_manager(ctx, uow, ticket, _("Major complaint"))
    elif action == "archive" and complaint.own_department is False:
        _tell_department(ctx, uow, ticket)


def open_compensation(ctx: Context, uow: UnitOfWork, ticket: Ticket, complaint: Complaint) -> None:
    """A compensation that the customer was offered becomes a claim to be approved and paid (CMP-26, FRM-15),
    once; who fills it in is asked for the rest with its first step.
    """
    from csconsole.services.forms import list_forms, open_form
    from csconsole.services.tickets.access import with_every_right

    every = with_every_right(ctx)
    if not complaint.compensation_cents or list_forms(every, "compensation", ticket=ticket.pk, limit=1).rows:
        return
    uow.session.flush()
    fields = {"claimed": complaint.compensation_cents}
    open_form(every, "compensation", ticket=ticket.pk, fields=fields, complete=False)


def _caller(ctx: Context, uow: UnitOfWork, ticket: Ticket) -> int | None:
    """Who calls back (CMP-17): the first owner; for a major or hidden complaint a senior."""
    if ticket.against_staff_id is not None:
        boss = decider(ctx, uow, uow.get(Staff, ticket.against_staff_id))
    else:
        boss = first_senior(ctx, uow) if ticket.level == "major" else None
    return boss.pk if boss is not None else ticket.first_owner_id


def _tell_department(ctx: Context, uow: UnitOfWork, ticket: Ticket) -> None:
    """The other department learns the result (CMP-09); one about a person is not told around (CMP-22)."""
    if ticket.responsible_department_id is None or ticket.against_staff_id is not None:
        return
    from datetime import timedelta

    from csconsole.services.notices import publish_notice
    from csconsole.services.tickets.access import with_every_right

    department = uow.get(Department, ticket.responsible_department_id)
    handler = uow.get(Staff, ticket.handler_id).name if ticket.handler_id else department_name(department)
    publish_notice(
        with_every_right(ctx),
        title=_("Result of the complaint {number}", number=ticket.number),
        body=f"{handler}: {ticket.result or ''}",
        department_id=department.pk,
        until_at=ctx.now() + timedelta(days=7),
    )
