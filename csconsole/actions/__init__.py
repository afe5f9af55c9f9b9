"""The one registry of actions. Keys, footer, help, palette and the key sheet are all made from it.

Each area declares its own in a module of this package (``csconsole/actions/tickets.py``)::

    from csconsole.actions.model import Action, Context
    from csconsole.i18n import N_

    CONTEXTS = (Context("tickets", N_("Ticket list"), includes=("list",)),)
    ACTIONS = (
        Action("ticket.take", ("t",), N_("Take the ticket"), "ticket", ("tickets", "ticket"),
               short=N_("take"), footer=3, right="ticket.accept"),
    )

A screen with ``CONTEXT = "tickets"`` then gets the key ``t``, a footer entry, a help line and a palette
entry, and runs ``do_ticket_take()``. The wider contexts are ``list`` (a table with filter bar), ``record``
(the page of one record), ``form`` (typing into fields) and ``global``. One letter stands for one verb (the
id's last part) everywhere.
"""

from __future__ import annotations

from csconsole.actions.model import GLOBAL, Action, Context, show_key
from csconsole.actions.registry import KeymapError, Registry, load_registry

__all__ = ["GLOBAL", "Action", "Context", "KeymapError", "Registry", "load_registry", "show_key"]
