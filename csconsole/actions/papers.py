"""Actions of business forms, violations, meetings and action items."""

from __future__ import annotations

from typing import Final

from csconsole.actions.model import Action, Context
from csconsole.i18n import N_

CONTEXTS: Final = (
    Context("papers", N_("Business forms"), includes=("list",)),
    Context("paper", N_("Business form")),
    Context("violations", N_("Violations"), includes=("list",)),
    Context("meetings", N_("Meetings"), includes=("list",)),
    Context("meeting", N_("Meeting"), includes=("rows",)),
    Context("items", N_("Action items"), includes=("list",)),
)
_PAPER = ("paper",)
_MEETING = ("meeting",)
_ITEMS = ("items", "meeting")


def _action(
    verb: str, key: str, label: str, contexts: tuple[str, ...], short: str, footer: int, right: str = ""
) -> Action:
    return Action(verb, (key,), label, "record", contexts, short=short, footer=footer, right=right)


ACTIONS: Final = (
    _action("paper.new", "n", N_("Open a business form"), ("papers",), N_("new"), 2, "ticket.create"),
    Action(
        "paper.steps",
        ("o", "enter"),
        N_("Take a step of the form, or why not"),
        "record",
        _PAPER,
        N_("steps"),
        1,
    ),
    _action("paper.edit", "e", N_("Fill in the form"), _PAPER, N_("fill in"), 2, "ticket.create"),
    _action("paper.slip", "P", N_("Print the form to a file"), _PAPER, N_("print"), 3),
    _action("paper.ticket", "@", N_("Open the ticket that it is about"), ("paper", "items"), N_("ticket"), 4),
    _action(
        "violation.new",
        "n",
        N_("Register a violation"),
        ("violations",),
        N_("new"),
        2,
        "complaint.confirm",
    ),
    _action(
        "violation.steps",
        "o",
        N_("Decide on the violation"),
        ("violations",),
        N_("decide"),
        3,
        "complaint.confirm",
    ),
    _action("meeting.new", "n", N_("Call a meeting"), ("meetings",), N_("new"), 2, "meeting.record"),
    _action(
        "meeting.edit",
        "e",
        N_("Record the minutes, or correct them"),
        _MEETING,
        N_("minutes"),
        3,
        "meeting.record",
    ),
    _action(
        "meeting.new_time",
        "r",
        N_("Move the meeting: time, place or host"),
        _MEETING,
        N_("move"),
        5,
        "meeting.record",
    ),
    _action(
        "meeting.close",
        "D",
        N_("Say that the meeting does not take place"),
        _MEETING,
        N_("cancel"),
        6,
        "meeting.record",
    ),
    _action("item.new", "n", N_("Assign an action item"), _ITEMS, N_("new"), 2, "meeting.record"),
    _action("item.steps", "o", N_("Steps of the action item, or why not"), _ITEMS, N_("steps"), 4),
    _action("item.view", "v", N_("Mine, or all"), ("items",), N_("mine"), 5),
)
