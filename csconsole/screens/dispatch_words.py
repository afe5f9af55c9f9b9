"""What the dispatch dialog says: whom it proposes, and every department and person with the load."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from csconsole.i18n import _, apart, ngettext
from csconsole.screens.step_choice import KEYS_OF_LISTS
from csconsole.widgets.dialogs import Option
from csconsole.widgets.times import exact

if TYPE_CHECKING:
    from csconsole.services.dispatch import DepartmentLoad, PersonLoad, Proposal
    from csconsole.services.tickets import TicketRow

DUE: Final = "due"
"""Stands among the targets for: a due time of its own first."""


def dispatch_title(rows: Sequence[TicketRow], due_at: datetime | None, zone: ZoneInfo) -> str:
    """What is dispatched, and until when where that was given."""
    due = f"{_('due {time}', time=exact(due_at, zone))}  " if due_at is not None else ""
    if len(rows) > 1:
        return due + ngettext("Dispatch {n} marked ticket to", "Dispatch {n} marked tickets to", len(rows))
    return due + _("Dispatch {number} to", number=rows[0].number)


def target_options(
    proposal: Proposal, departments: Sequence[DepartmentLoad], people: Sequence[PersonLoad]
) -> list[Option]:
    """The proposal with its reasons, the due time, then each department and person with the load."""
    found: list[Option] = []
    keys = iter(KEYS_OF_LISTS)
    if proposal.department_id is not None or proposal.handler_id is not None:
        passed = [_("passed over: {who}", who=who) for who in proposal.passed]
        why = apart((*proposal.reasons, *passed))
        found.append(Option(next(keys), proposal.target(), proposal.who, why))
    found.append(Option("=", DUE, _("Give a due time first")))
    for one in departments:
        note = _(
            "open {open}, late {late}, without a person {free}",
            open=one.open,
            late=one.late,
            free=one.unclaimed,
        )
        found.append(Option(next(keys, ""), {"department_id": one.department_id}, one.name, note))
    for person in people:
        found.append(
            Option(next(keys, ""), {"handler_id": person.staff_id}, person.name, person_note(person))
        )
    return found


def person_note(person: PersonLoad) -> str:
    """A person's department, load, shift, zone and skills."""
    parts = [person.department or "", _("open {open}, late {late}", open=person.open, late=person.late)]
    if person.capacity is not None:
        parts.append(_("of {capacity}", capacity=person.capacity))
    if person.on_shift:
        parts.append(_("on shift"))
    parts += [person.zone or "", " ".join(person.skills)]
    return "  ".join(part for part in parts if part)
