"""Actions of the call list, the call page and the call form."""

from __future__ import annotations

from typing import Final

from csconsole.actions.model import Action, Context
from csconsole.i18n import N_

CONTEXTS: Final = (
    Context("calls", N_("Calls"), includes=("list",)),
    Context("call", N_("Call page"), includes=("record",)),
    Context("call_form", N_("Call form"), includes=("form",)),
    Context("call_edit", N_("Correct a call"), includes=("form",)),
)

_BOTH = ("calls", "call")
_LOG = "call.log"


def _on(
    verb: str,
    keys: tuple[str, ...],
    label: str,
    short: str = "",
    footer: int = 0,
    *,
    contexts: tuple[str, ...] = _BOTH,
    right: str = _LOG,
) -> Action:
    return Action(
        f"call.{verb}", keys, label, "call", contexts, short=short, footer=footer if short else 0, right=right
    )


def _in_form(verb: str, keys: tuple[str, ...], label: str, short: str = "", footer: int = 0) -> Action:
    return Action(
        f"call.{verb}", keys, label, "call", ("call_form",), short=short, footer=footer, priority=True
    )


ACTIONS: Final = (
    _on("new", ("n",), N_("Start a call record"), N_("new"), 3),
    _on("edit", ("e",), N_("Correct this call"), N_("edit"), 20),
    _on("close", ("D",), N_("Close this call: the customer has the answer"), N_("close"), 21),
    _on("customer", ("C",), N_("Open the customer of this call"), N_("customer"), 22, right=""),
    _on("view", ("v",), N_("Other lists of calls"), N_("list"), 5, contexts=("calls",), right=""),
    _on("day_book", ("L",), N_("The day book of today"), contexts=("calls",), right=""),
    _on("ticket", ("O",), N_("Open what this call led to"), N_("ticket"), 23, contexts=("call",), right=""),
    _on("give", (), N_("Give first-contact responsibility away"), contexts=("call",)),
    _in_form("outcome", ("f4", "ctrl+o"), N_("Go to the outcome"), N_("outcome"), 20),
    _in_form("script", ("f3",), N_("What to say now"), N_("script"), 30),
    _in_form("hang_up", ("f6",), N_("The customer has hung up: the wrap-up begins"), N_("hung up"), 40),
    _in_form("more", ("f7", "ctrl+r"), N_("More fields"), N_("more"), 50),
    _in_form("item", ("ctrl+f", "+"), N_("Another item of the same call"), N_("item"), 25),
    _in_form("chase", ("shift+f4", "#"), N_("The caller asks after an open ticket"), N_("chase"), 28),
    _in_form("items", ("ctrl+l", "-"), N_("Go back to an item of this call, or remove it")),
    _in_form(
        "discard",
        ("ctrl+g", "shift+f2"),
        N_("An unsaved call: put it aside for a new caller, get it back, discard it"),
    ),
    _in_form("history", ("ctrl+t", "h"), N_("The customer's card and history"), N_("history"), 35),
)
