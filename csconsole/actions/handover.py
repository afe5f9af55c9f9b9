"""Actions of the handover, in the mode and on the page of one; its letters are those drawn on the screen."""

from __future__ import annotations

from typing import Final

from csconsole.actions.model import GLOBAL, Action, Context
from csconsole.i18n import N_

CONTEXTS: Final = (
    Context("handover", N_("Handover")),
    Context("handovers", N_("Handovers"), includes=("list",)),
)

_HERE = ("handover",)
_SIGN = "handover.sign"


def _verb(verb: str, keys: str, label: str, short: str = "", footer: int = 0, right: str = _SIGN) -> Action:
    return Action(
        f"handover.{verb}", tuple(keys.split()), label, "handover", _HERE, short, footer, right=right
    )


def _move(verb: str, keys: str, label: str) -> Action:
    return Action(f"handover.{verb}", tuple(keys.split()), label, "list", _HERE, navigation=True)


ACTIONS: Final = (
    _verb("pass", "p", N_("Outgoing: pass the item to the next shift"), N_("pass"), 2),
    _verb("keep", "k", N_("Outgoing: keep the item"), N_("keep"), 3),
    _verb("accept", "a", N_("Incoming: accept the item"), N_("accept"), 4),
    _verb("query", "y", N_("Incoming: ask about the item; outgoing: answer"), N_("query"), 5),
    _verb("refuse", "f", N_("Incoming: refuse the item"), N_("refuse"), 6),
    _verb("sign", "s", N_("Sign: outgoing hands over, incoming receives"), N_("sign"), 1),
    _verb("new", "n", N_("Prepare the handover, or bring it up to date"), N_("prepare"), 7),
    _verb("note", "i", N_("Write to this section; afterwards an addendum"), N_("write"), 8),
    _verb("none", "0", N_("Nothing to report in the section shown, or in all empty ones"), N_("nothing"), 8),
    _verb("edit", "e", N_("Outgoing: next action, if … then, severity of the item"), N_("edit"), 9),
    _verb("steps", "o", N_("Return, temporary handover, take over: what is possible now"), N_("steps"), 10),
    _verb("slip", "P", N_("Print to a file: Markdown or HTML"), N_("print"), 11, right=""),
    _verb("view", "v", N_("Earlier handovers"), N_("earlier"), 12, right=""),
    _verb("peek", "space", N_("Show or hide details"), right=""),
    _verb("mark", "x", N_("Mark or unmark the item"), right=""),
    _verb("mark_all", "X", N_("Mark all items, or none"), right=""),
    _move("open", "enter", N_("Open the record of the item")),
    _move("down", "j down", N_("Next item")),
    _move("up", "up", N_("Previous item")),
    _move("top", "g home", N_("First item")),
    _move("bottom", "G end", N_("Last item")),
    _move("page_down", "pagedown", N_("One page down")),
    _move("page_up", "pageup", N_("One page up")),
    _move("section", "tab right ]", N_("Next section")),
    _move("section_back", "shift+tab left [", N_("Previous section")),
    Action(
        "shift.duty",
        ("W",),
        N_("Sign on to a shift or off; who is on duty"),
        "shift",
        (GLOBAL,),
        right="record.view",
        words=N_("clock in, clock out, check in, start work, go home, attendance"),
    ),
)
