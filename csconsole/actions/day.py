"""Actions of the lists of what nobody sees to, of the daily review and of the day's end."""

from __future__ import annotations

from typing import Final

from csconsole.actions.model import Action, Context
from csconsole.i18n import N_

CONTEXTS: Final = (
    Context("day", N_("End of the day"), includes=("rows",)),
    Context("unsettled", N_("What nobody sees to"), includes=("rows",)),
)

_LISTS: Final = N_("What nobody sees to, list by list; the end of the day")

ACTIONS: Final = (
    Action("desk.day_book", ("L",), _LISTS, "desk", ("desk",), right="record.view"),
    Action("ticket.day_book", ("L",), _LISTS, "ticket", ("tickets",)),
    Action(
        "ticket.review",
        (".",),
        N_("Record that the ticket was reviewed today"),
        "ticket",
        ("tickets", "ticket", "complaint"),
        right="shift.manage",
    ),
    Action(
        "day.sign",
        ("s",),
        N_("Sign the day off"),
        "desk",
        ("day",),
        short=N_("sign off"),
        footer=3,
        right="shift.manage",
    ),
)
