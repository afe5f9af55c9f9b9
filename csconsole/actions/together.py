"""Actions on tickets that belong together."""

from __future__ import annotations

from typing import Final

from csconsole.actions.model import Action, Context
from csconsole.i18n import N_

CONTEXTS: Final[tuple[Context, ...]] = ()

_BOTH = ("tickets", "ticket")

ACTIONS: Final = (
    Action("ticket.merge", ("J",), N_("Merge with another ticket"), "ticket", _BOTH),
    Action(
        "ticket.split",
        ("=",),
        N_("Split: make a second ticket of it"),
        "ticket",
        _BOTH,
        right="ticket.create",
    ),
    Action("ticket.link", ("Y",), N_("Link with another ticket"), "ticket", _BOTH, right="ticket.handle"),
)
