"""Actions of the callback list and the callback page: the same letters in both."""

from __future__ import annotations

from typing import Final

from csconsole.actions.model import Action, Context
from csconsole.i18n import N_

CONTEXTS: Final = (
    Context("callbacks", N_("Callbacks"), includes=("list",)),
    Context("callback", N_("Callback page"), includes=("record",)),
    Context("callback_plan", N_("New callback"), includes=("form",)),
    Context("callback_record", N_("Callback record"), includes=("form",)),
)

_BOTH = ("callbacks", "callback")
_LIST = ("callbacks",)
_WORK = "callback.work"


def _verb(verb: str, key: str, label: str, short: str = "", footer: int = 0) -> Action:
    return Action(
        f"callback.{verb}", (key,), label, "callback", _BOTH, short=short, footer=footer, right=_WORK
    )


ACTIONS: Final = (
    _verb("answered", "a", N_("The customer was reached: record the answers"), N_("answered"), 2),
    _verb("no_answer", "n", N_("No answer: save and go on"), N_("no answer"), 3),
    _verb("new_time", "r", N_("Another time was agreed"), N_("new time"), 4),
    _verb("busy", "b", N_("The line was busy: save and go on"), N_("busy"), 5),
    _verb("refused", "f", N_("The customer refuses"), N_("refused"), 6),
    _verb("wrong_number", "w", N_("Wrong number"), N_("wrong"), 7),
    _verb("dial", "c", N_("Show the number to dial and start the clock"), N_("dial"), 8),
    _verb("note", "i", N_("Write a note for this attempt"), N_("note"), 20),
    _verb("take", "t", N_("Take it: it is mine"), N_("take it"), 21),
    _verb("record", "e", N_("Fill in the whole record"), N_("record"), 22),
    Action(
        "callback.steps",
        ("o",),
        N_("Every possible step, with the reason where one is not"),
        "callback",
        _BOTH,
    ),
    Action(
        "callback.new",
        ("N",),
        N_("Plan a callback"),
        "callback",
        _LIST,
        short=N_("new"),
        footer=23,
        right=_WORK,
    ),
    Action(
        "callback.view",
        ("v",),
        N_("Other lists: due, overdue, mine, later, problems, all"),
        "callback",
        _LIST,
        N_("list"),
        24,
    ),
)
