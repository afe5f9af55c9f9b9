"""Actions of the dispatch board."""

from __future__ import annotations

from typing import Final

from csconsole.actions.model import Action, Context
from csconsole.i18n import N_

CONTEXTS: Final = (Context("dispatch", N_("Dispatch board"), includes=("rows",)),)

_BOARD = ("dispatch",)

ACTIONS: Final = (
    Action(
        "board.dispatch",
        ("d",),
        N_("Propose someone with the reason, and dispatch"),
        "board",
        _BOARD,
        short=N_("dispatch"),
        footer=3,
        right="ticket.dispatch",
        heads=True,
    ),
    Action(
        "board.assign",
        ("a",),
        N_("Assign to the person under the other cursor"),
        "board",
        _BOARD,
        short=N_("assign"),
        footer=4,
        right="ticket.dispatch",
        heads=True,
    ),
    Action(
        "board.spread",
        ("*",),
        N_("Dispatch the marked tickets, or all, by the strategies"),
        "board",
        _BOARD,
        short=N_("all"),
        footer=5,
        right="ticket.dispatch",
    ),
    Action("board.show_why", ("w",), N_("Why it is due then"), "board", _BOARD),
)
