"""Everything about one complaint, for its page and its slip: the six steps as a checklist, the seven steps of
a major one, acts, meetings, items.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlmodel import col, select

from csconsole.codes import codes
from csconsole.models import Complaint, Department, FormRecord, Staff, Ticket
from csconsole.models.lifecycle import Step
from csconsole.models.lifecycle.complaint import COMPLAINT, SEVEN_STEPS, STEP_OF
from csconsole.services.complaints.acts import ActRow, acts_of
from csconsole.services.complaints.afterwards import PenaltyRow, penalties_noted
from csconsole.services.complaints.facts import CONTENT, asked_by_senior, complaint_facts, complaint_of
from csconsole.services.complaints.levels import RepeatProposal, repeats_for
from csconsole.services.complaints.nodes import NodeSpan, node_spans
from csconsole.services.complaints.procedure import load_complaint
from csconsole.services.context import Context, staff_may
from csconsole.services.forms.owed import OpenForm, open_forms
from csconsole.services.meetings import ActionItemRow, MeetingRow, items_about, meetings_about
from csconsole.services.tickets.access import TicketRef, department_name
from csconsole.services.tickets.facts import entries_of, facts_of
from csconsole.services.tickets.kinds import stage_of
from csconsole.services.tickets.page import TicketPage, page_of
from csconsole.storage import UnitOfWork

_BACK_TO: Final = {"dissatisfied": 3, "reopen": 2}
"""Actions with which the procedure begins anew, and at which step."""


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One of the six steps. ``state`` is done, now or open; ``missing`` are the fields that the next action
    of the present step asks for and ``present`` those of them that are recorded in this round already;
    ``entries`` are what was recorded.
    """

    step: str
    state: str
    missing: tuple[str, ...]
    present: tuple[str, ...]
    entries: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class SevenRow:
    """One of the seven steps of a major complaint: done, or what is missing; ``applies`` is false for the
    letter where nobody wrote.
    """

    step: str
    done: bool
    why: str
    applies: bool = True


@dataclass(frozen=True, slots=True)
class ComplaintPage:
    """A complaint with its ticket. ``procedure`` are the steps of the procedure, possible or with why not."""

    ticket: TicketPage
    stage: str
    about: Complaint
    steps: tuple[CheckRow, ...]
    seven: tuple[SevenRow, ...]
    procedure: tuple[Step, ...]
    acts: tuple[ActRow, ...]
    meetings: tuple[MeetingRow, ...]
    items: tuple[ActionItemRow, ...]
    repeats: RepeatProposal
    likely: Step | None = None
    nodes: tuple[NodeSpan, ...] = ()
    forms: tuple[OpenForm, ...] = ()
    able: tuple[str, ...] = ()
    """Who may take the step that leads on, where who looks may not."""
    against: tuple[str, str] = ("", "")
    """Staff number and name of the person it is about; empty for nobody."""
    about_department: tuple[str, str] = ("", "")
    """Code and name of the department it is about."""
    penalties: tuple[PenaltyRow, ...] = ()
    """Who answers for it, for those who see complaints about people."""

    @property
    def following(self) -> Step | None:
        """The action to take next: of the possible ones the first that has something to record yet; none
        of one that is closed.
        """
        return self.likely if COMPLAINT.is_open(self.stage) else None

    @property
    def held_up(self) -> Step | None:
        """The step that leads on from here and is refused, where none is possible; it says why not."""
        if not COMPLAINT.is_open(self.stage) or self.likely is not None:
            return None
        return next((step for step in self.procedure if _leads_on(self.stage, step)), None)


def show_complaint(ctx: Context, ref: TicketRef) -> ComplaintPage:
    """The page of a complaint. Raises ``NoComplaintError``, ``NotFoundError``, ``HiddenComplaintError``."""
    with ctx.read() as uow:
        ticket = load_complaint(ctx, uow, ref)
        page = page_of(ctx, uow, ticket)
        own = {transition.action for transition in COMPLAINT.transitions}
        procedure = tuple(step for step in page.steps if step.action in own)
        about = complaint_of(uow, ticket)
        return ComplaintPage(
            ticket=page,
            stage=stage_of(ticket),
            about=about,
            nodes=node_spans(ticket, about, ctx.now()),
            steps=_checklist(ticket, about, procedure),
            seven=_seven(ctx, uow, ticket),
            procedure=procedure,
            forms=open_forms(ctx, uow, FormRecord.ticket_id == ticket.pk),
            acts=acts_of(ctx, uow, ticket),
            meetings=meetings_about(ctx, uow, ticket.pk),
            items=items_about(ctx, uow, ticket_id=ticket.pk),
            repeats=repeats_for(ctx, uow, ticket),
            likely=_likely(ticket, about, procedure),
            able=_able(ctx, uow, ticket, procedure),
            against=_person(uow, ticket.against_staff_id),
            about_department=_department(uow, about.about_department_id),
            penalties=penalties_noted(ctx, uow, ticket),
        )


def _person(uow: UnitOfWork, key: int | None) -> tuple[str, str]:
    staff = uow.get(Staff, key) if key is not None else None
    return (staff.staff_no, staff.name) if staff is not None else ("", "")


def _department(uow: UnitOfWork, key: int | None) -> tuple[str, str]:
    place = uow.get(Department, key) if key is not None else None
    return (place.code, department_name(place)) if place is not None else ("", "")


def _leads_on(stage: str, step: Step) -> bool:
    """Whether the step goes on from this stage of the procedure to another."""
    leaving = {one.action for one in COMPLAINT.leaving(stage) if one.action in STEP_OF}
    return step.action in leaving and step.to is not None


def _likely(ticket: Ticket, about: Complaint, procedure: tuple[Step, ...]) -> Step | None:
    """The step that this person takes next. Where all that they may do here is recorded already, and somebody
    else has to go on, there is none.
    """
    possible = [one for one in _asked_for(ticket, about, procedure) if one.possible and one.action in STEP_OF]
    found = next_step(ticket, possible)
    onward = [one for one in procedure if _leads_on(stage_of(ticket), one)]
    stays = all(one.to is None for one in possible)
    return None if found and stays and onward and not _owes(ticket, found) else found


def _asked_for(ticket: Ticket, about: Complaint, procedure: tuple[Step, ...]) -> list[Step]:
    """Without the steps that a customer who is content makes pointless, and, but on the short path, without
    the archive that would leave out the summary.
    """
    if stage_of(ticket) != "callback":
        return list(procedure)
    without = {"override", "dissatisfied"} if ticket.satisfaction in CONTENT else set()
    if not about.short_path or ticket.level not in (None, "minor"):
        without.add("archive")
    return [one for one in procedure if one.action not in without]


def _able(ctx: Context, uow: UnitOfWork, ticket: Ticket, procedure: tuple[Step, ...]) -> tuple[str, ...]:
    """Staff number and name of those who may take the step that leads on, where this person may not."""
    step = next((one for one in procedure if _leads_on(stage_of(ticket), one)), None)
    found = COMPLAINT.find(stage_of(ticket), step.action, facts_of(ctx, uow, ticket)) if step else None
    if found is None or found.right is None or ctx.can(found.right):
        return ()
    people = uow.session.exec(select(Staff).where(Staff.active).order_by(col(Staff.staff_no)))
    return tuple(
        f"{one.staff_no} {one.name}"
        for one in people
        if staff_may(one, found.right) and (one.pk != ticket.against_staff_id or one.solo)
    )


def _checklist(ticket: Ticket, about: Complaint, procedure: tuple[Step, ...]) -> tuple[CheckRow, ...]:
    stage = stage_of(ticket)
    leaving = [t.action for t in COMPLAINT.leaving(stage) if t.action in STEP_OF]
    present = min((STEP_OF[action] for action in leaving), default=0) if COMPLAINT.is_open(stage) else 0
    entries = entries_of(ticket)
    onward = [step for step in _asked_for(ticket, about, procedure) if step.action in leaving]
    following = next_step(ticket, onward)
    rows = []
    for step in codes("complaint_step"):
        number = int(step)
        taken = tuple(entry for entry in entries if STEP_OF.get(str(entry.get("action"))) == number)
        again = [entry for entry in since_loop(entries, number) if entry in taken]
        state = "now" if number == present else "done" if again else "open"
        needs = following.needs if state == "now" and following is not None else ()
        known = this_round(entries, number)
        recorded = tuple(name for name in needs if name in known)
        missing = tuple(name for name in needs if name not in known)
        rows.append(CheckRow(step, state, missing, recorded, taken))
    return tuple(rows)


def next_step(ticket: Ticket, steps: Sequence[Step]) -> Step | None:
    """Of the steps that are taken from here the first that has something to record yet, else the first that
    leads on, else the first.
    """
    onward = (step for step in steps if step.to is not None)
    otherwise = next(onward, next(iter(steps), None))
    return next((step for step in steps if _owes(ticket, step)), otherwise)


def _owes(ticket: Ticket, step: Step) -> bool:
    """Whether the step has something to record that this round does not know."""
    known = this_round(entries_of(ticket), STEP_OF[step.action])
    return any(name not in known for name in step.needs)


def since_loop(entries: Sequence[dict[str, Any]], step: int) -> Sequence[dict[str, Any]]:
    """The entries since the customer's "not satisfied" or a new fact sent the case back to this step or one
    before it (CMP-15).
    """
    for place in range(len(entries) - 1, -1, -1):
        if step >= _BACK_TO.get(str(entries[place].get("action")), step + 1):
            return entries[place + 1 :]
    return entries


def this_round(entries: Sequence[dict[str, Any]], step: int) -> set[str]:
    """The fields that were recorded for a step since one before it was taken last."""
    found: set[str] = set()
    for entry in since_loop(entries, step):
        taken = STEP_OF.get(str(entry.get("action")), step)
        if taken < step:
            found.clear()
        elif taken == step:
            found |= {name for name, value in entry.items() if value not in (None, "", [])}
    return found


def _seven(ctx: Context, uow: UnitOfWork, ticket: Ticket) -> tuple[SevenRow, ...]:
    """The seven steps (CMP-12); the seventh is done when the senior's callback has its answer."""
    if ticket.level != "major":
        return ()
    facts = complaint_facts(ctx, uow, ticket)
    facts["by_senior"] = asked_by_senior(ctx, uow, ticket)
    written = complaint_of(uow, ticket).written
    return tuple(
        SevenRow(
            guard.fact,
            guard.holds(facts),
            "" if guard.holds(facts) else guard.say(),
            applies=guard.fact != "letter_sent" or bool(written),
        )
        for guard in SEVEN_STEPS
    )
