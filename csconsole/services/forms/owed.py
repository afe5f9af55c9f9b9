"""Open forms: who sees to each, and by when it is to be ended (FRM-02, FRM-15)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlmodel import col, select

from csconsole.i18n import named
from csconsole.models import FormRecord, Staff, Ticket
from csconsole.services.context import Context
from csconsole.services.due import due_walk, parse_limit, site_calendar
from csconsole.services.forms.definition import definition_of
from csconsole.services.settings import setting
from csconsole.storage import UnitOfWork

LIMIT: Final = "form.limit"
MOST: Final = 200


@dataclass(frozen=True, slots=True)
class OpenForm:
    """An open form: ``said`` names it with its state, ``owner`` is who opened it."""

    id: int
    number: str
    said: str
    state: str
    ticket_id: int | None
    ticket: str
    owner_id: int | None
    owner: str
    opened_at: datetime
    due_at: datetime


def open_forms(ctx: Context, uow: UnitOfWork, *where: Any, limit: int = MOST) -> tuple[OpenForm, ...]:
    """The open forms, the oldest first; of a complaint about a person the title is not said (CMP-22)."""
    query = select(FormRecord).where(col(FormRecord.ended_at).is_(None), *where)
    found = list(uow.session.exec(query.order_by(col(FormRecord.id)).limit(limit)))
    if not found:
        return ()
    calendar, within = site_calendar(ctx), parse_limit(str(setting(ctx, LIMIT)), field=LIMIT)
    rows = []
    for one in found:
        assert one.created_at is not None
        form = definition_of(one.form)
        rows.append(
            OpenForm(
                id=one.pk,
                number=one.number,
                said=named(form.label, form.cycle.say_state(one.state)),
                state=one.state,
                ticket_id=one.ticket_id,
                ticket=uow.get(Ticket, one.ticket_id).number if one.ticket_id is not None else "",
                owner_id=one.by_id,
                owner=uow.get(Staff, one.by_id).name if one.by_id is not None else "",
                opened_at=one.created_at,
                due_at=due_walk(calendar, one.created_at, within).at,
            )
        )
    return tuple(rows)
