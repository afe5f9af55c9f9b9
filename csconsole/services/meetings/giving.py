"""An action item goes to another owner: who had it left, is away, or was the wrong one (MTG-13)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from csconsole.errors import InvalidInputError
from csconsole.i18n import _
from csconsole.models import ActionItem, Right
from csconsole.models.lifecycle.meeting import ACTION_ITEM
from csconsole.services import entry
from csconsole.services.context import Context
from csconsole.services.meetings.items import ActionItemRow, item_rows, require_fit
from csconsole.services.tickets.access import load_ticket
from csconsole.services.tickets.entry import read_moment


def give_item(
    ctx: Context,
    item_id: int,
    *,
    owner_id: int | None = None,
    department_id: int | None = None,
    due_at: datetime | None = None,
    reason: str = "",
) -> ActionItemRow:
    """Give an item that is not reported yet to another person or department, with another due time where one
    is given; the new owner begins anew, and it is told again when it is overdue.

    Raises ``InvalidInputError`` without a new owner or for one who left, ``TransitionRefusedError`` without a
    reason or once it was reported, ``NotAllowedError``.
    """
    ctx.require(Right.MEETING_RECORD)
    why = entry.line(reason, "reason")
    read_moment(due_at, "due", after=ctx.now(), rule="MTG-13")
    with ctx.write() as uow, uow.tied():
        item = uow.get(ActionItem, item_id)
        about = load_ticket(ctx, uow, item.ticket_id) if item.ticket_id is not None else None
        if owner_id is None and department_id is None:
            raise InvalidInputError(
                _("An action item needs an owner: a person or a department."), field="owner", rule="MTG-13"
            )
        given = ("owner", "reason") if why else ("owner",)
        transition = ACTION_ITEM.step(item.state, "give", rights=ctx.actor.rights, given=given)
        owner = require_fit(uow, about, owner_id) if owner_id is not None else None
        changes: dict[str, Any] = {
            "state": transition.to,
            "owner_id": owner_id,
            "department_id": department_id or (owner.department_id if owner is not None else None),
        }
        if due_at is not None:
            changes |= {"due_at": due_at, "escalated_at": None}
        uow.update(item, "give", changes, reason=why)
        row = item_rows(ctx, uow, [item])[0]
        if about is not None:
            text = f"{row.owner or row.department}: {item.text}"
            uow.note(about, "item_assigned", detail={"item": item.pk, "text": text})
        return row
