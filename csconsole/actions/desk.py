"""Actions of the desk."""

from __future__ import annotations

from typing import Final

from csconsole.actions.model import Action, Context
from csconsole.i18n import N_

CONTEXTS: Final = (Context("desk", N_("Desk"), includes=("rows",)),)

_DESK = ("desk",)

ACTIONS: Final = (
    Action("desk.new", ("n",), N_("Start a call, ticket, callback or customer"), "desk", _DESK, N_("new"), 2),
    Action("desk.find", ("/",), N_("Find a customer"), "desk", _DESK, N_("find"), 80),
    Action("desk.view", ("v",), N_("Open the tickets of a saved view"), "desk", _DESK, right="record.view"),
    Action("desk.show_why", ("w",), N_("Why this is due then"), "desk", _DESK),
)
