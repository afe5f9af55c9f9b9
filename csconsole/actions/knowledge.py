"""Actions of mode 7: notices and scripts."""

from __future__ import annotations

from typing import Final

from csconsole.actions.model import Action, Context
from csconsole.i18n import N_

CONTEXTS: Final = (
    Context("knowledge", N_("Knowledge"), includes=("list",)),
    Context("notice_form", N_("New notice"), includes=("form",)),
)

_LIST = ("knowledge",)

ACTIONS: Final = (
    Action("notice.read", ("m",), N_("Mark the notice as read"), "notice", _LIST, N_("read"), 3),
    Action("notice.read_all", ("M",), N_("Mark every notice as read"), "notice", _LIST),
    Action(
        "notice.insert",
        ("I",),
        N_("Insert the text into the call that is open"),
        "notice",
        _LIST,
        N_("insert"),
        5,
    ),
    Action(
        "notice.new",
        ("N",),
        N_("Publish a notice"),
        "notice",
        _LIST,
        short=N_("new"),
        footer=4,
        right="notice.write",
    ),
    Action("notice.end", ("D",), N_("Let the notice end now"), "notice", _LIST, right="notice.write"),
)
