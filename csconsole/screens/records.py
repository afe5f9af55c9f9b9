"""Opening the page of a record by kind and number: from the palette, the desk, a timeline, an alarm."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from csconsole.i18n import _

if TYPE_CHECKING:
    from csconsole.app import Console

RECORD_PAGES: Final[dict[str, str]] = {
    "call": "csconsole.screens.call_page:CallPage",
    "ticket": "csconsole.screens.ticket_page:TicketPage",
    "callback": "csconsole.screens.callback_page:CallbackPage",
    "handover": "csconsole.screens.handover_page:HandoverPage",
    "handover_item": "csconsole.screens.handover_page:HandoverItemPage",
    "customer": "csconsole.screens.customer_page:CustomerPage",
    "asset": "csconsole.screens.asset_page:AssetPage",
    "form": "csconsole.screens.papers:PaperPage",
    "meeting": "csconsole.screens.meeting_page:MeetingPage",
    "action_item": "csconsole.screens.meetings:ItemPage",
}
"""Kind to ``module:Class``; the class takes the record's human number (a customer's or an action item's key,
of an item of a handover its number and position) as its one argument.
"""


def open_record(app: Console, kind: str, key: str | int, neighbours: Sequence[str] = ()) -> bool:
    """Push the page of a record, from which one goes on to its ``neighbours``; False, with a toast, where
    this build has no page for it.
    """
    target = RECORD_PAGES.get(kind, "")
    module_name, _colon, class_name = target.partition(":")
    if not module_name or importlib.util.find_spec(module_name) is None:
        app.toast(_("There is no page for this kind of record."), "warning")
        return False
    page = getattr(importlib.import_module(module_name), class_name)(key)
    if neighbours:
        page.neighbours = tuple(neighbours)
    app.push_screen(page)
    return True


def go_to(app: Console, text: str) -> None:
    """Open what a number such as ``t 7`` or ``T20261121-0007`` names; a short one is read by the
    record's page: today's, else the newest.
    """
    from csconsole.screens.palette import parse_goto

    goto = parse_goto(text)
    if goto is None or app.ctx is None:
        app.toast(_("{text} is no number of a record.", text=text), "warning")
        return
    open_record(app, goto.kind, goto.number)
