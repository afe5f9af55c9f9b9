"""What the incoming side asked about my handover, or refused of it: each item a line of my desk (SHF-11)."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from csconsole.i18n import _
from csconsole.models import HandoverItem, Staff
from csconsole.services.context import Context
from csconsole.services.desk.rows import DeskItem
from csconsole.services.handover.answered import answers_to_me
from csconsole.storage import UnitOfWork
from csconsole.text import one_line

HANDED_BACK: Final = "handover_item"


def handed_back(ctx: Context, uow: UnitOfWork, kind: str, until: datetime | None = None) -> list[DeskItem]:
    """An open question by the end of the shift, what was refused until it is read; ``kind`` is the desk's
    word for such items. The key is the handover's number and the item's position.
    """
    return [
        DeskItem(
            kind=kind,
            number=item.record_number,
            title=one_line(_said(ctx, uow, item, words)),
            due_at=due,
            state="handover",
            note="",
            record=HANDED_BACK,
            key=f"{number} {item.position}",
        )
        for number, item, words, due in answers_to_me(ctx, uow)
        if until is None or due <= until
    ]


def _said(ctx: Context, uow: UnitOfWork, item: HandoverItem, words: str) -> str:
    """What was asked or refused; of what was refused the owner, who need not be who handed it over."""
    if item.theirs != "refuse":
        return _("a question: “{words}” {title}", words=words, title=item.title)
    if item.owner_id in (None, ctx.staff_id):
        return _("refused, stays with you: “{words}” {title}", words=words, title=item.title)
    name = uow.get(Staff, item.owner_id).name
    return _("refused, stays with {name}: “{words}” {title}", name=name, words=words, title=item.title)
