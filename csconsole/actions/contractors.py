"""Actions of the register of contractors and of the engineers' day."""

from __future__ import annotations

from typing import Final

from csconsole.actions.model import Action, Context
from csconsole.i18n import N_

CONTEXTS: Final = (
    Context("contractors", N_("Contractors"), includes=("list",)),
    Context("contractor_jobs", N_("Jobs of a contractor"), includes=("list",)),
    Context("engineers", N_("Engineers' day"), includes=("rows",)),
)

_REGISTER = ("contractors",)

ACTIONS: Final = (
    Action(
        "contractor.new",
        ("n",),
        N_("Add a contractor"),
        "admin",
        _REGISTER,
        short=N_("new"),
        footer=3,
        right="ticket.dispatch",
    ),
    Action(
        "contractor.edit",
        ("e",),
        N_("Change the contractor's entry"),
        "admin",
        _REGISTER,
        short=N_("edit"),
        footer=4,
        right="ticket.dispatch",
    ),
    Action(
        "contractor.steps",
        ("o",),
        N_("Evaluate the contractor"),
        "admin",
        _REGISTER,
        short=N_("steps"),
        footer=5,
        right="ticket.handle",
    ),
    Action(
        "board.day_book",
        ("L",),
        N_("What each engineer is expected for on a day"),
        "board",
        ("dispatch",),
        short=N_("visits"),
        footer=6,
    ),
    Action("engineers.previous", ("[",), N_("The day before"), "board", ("engineers",), N_("day before"), 3),
    Action("engineers.next", ("]",), N_("The day after"), "board", ("engineers",), N_("day after"), 4),
)
