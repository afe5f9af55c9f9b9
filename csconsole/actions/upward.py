"""Actions on what is reported upward: the same letters on calls, tickets and callbacks (CALL-12)."""

from __future__ import annotations

from typing import Final

from csconsole.actions.model import Action, Context
from csconsole.i18n import N_

CONTEXTS: Final[tuple[Context, ...]] = ()

_PAGES = ("call", "ticket", "callback")

ACTIONS: Final = (
    Action(
        "record.escalate",
        ("U",),
        N_("Report it upward: to a supervisor, a manager, a department"),
        "record",
        ("calls", "tickets", "callbacks", *_PAGES),
        short=N_("escalate"),
        footer=30,
        right="call.log|callback.work|ticket.handle",
    ),
    Action(
        "record.answer_up",
        ("A",),
        N_("Answer what was reported upward"),
        "record",
        (*_PAGES, "complaint"),
        short=N_("answer"),
        footer=1,
        right="escalation.answer",
    ),
    Action(
        "record.told",
        ("T",),
        N_("The customer was told the answer from above"),
        "record",
        (*_PAGES, "complaint"),
        short=N_("told"),
        footer=1,
    ),
)
