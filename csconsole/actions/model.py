"""What an action and a context are. Nothing here knows Textual."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from csconsole.i18n import N_, _

GLOBAL: Final = "global"
"""The context that is active everywhere."""

GROUPS: Final = {
    "go": N_("go to"),
    "app": N_("program"),
    "desk": N_("desk"),
    "shift": N_("shift"),
    "list": N_("list"),
    "form": N_("form"),
    "record": N_("record"),
    "call": N_("call"),
    "ticket": N_("ticket"),
    "board": N_("dispatch"),
    "asset": N_("asset"),
    "callback": N_("callback"),
    "handover": N_("handover"),
    "customer": N_("customer"),
    "notice": N_("notice"),
    "report": N_("report"),
    "admin": N_("administration"),
}
"""What the palette writes before an action of a group: msgids."""

ON_A_ROW: Final = frozenset(
    {
        "open",
        "peek",
        "edit",
        "close",
        "take",
        "dispatch",
        "steps",
        "note",
        "escalate",
        "customer",
        "dial",
        "callback",
        "ticket",
        "answered",
        "no_answer",
        "new_time",
        "busy",
        "refused",
        "wrong_number",
        "record",
        "read",
        "insert",
        "end",
        "slip",
        "review",
    }
)
"""Verbs about the row under the cursor: an empty list has nothing for them."""

_ID = re.compile(r"[a-z][a-z_]*\.[a-z][a-z0-9_]*\Z")


@dataclass(frozen=True, slots=True)
class Context:
    """A place in the console where some actions apply, such as the ticket list.

    A screen names one context. ``includes`` names the wider ones whose actions apply there too ("list" for
    every screen with a table); ``global`` is always included. ``label`` is a msgid.
    """

    id: str
    label: str
    includes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that can be done with a key.

    ``id``: ``noun.verb``; the screen (or a focused widget, or the app) runs it in a method
    ``do_noun_verb()``.
    ``keys``: single characters (``"n"``, ``"R"``, ``"?"``) or Textual names (``"enter"``, ``"f2"``,
    ``"ctrl+s"``).
    ``label``: msgid, a whole phrase for help and palette; ``short``: msgid, a word for the footer, shown
    there when
    ``footer`` is above 0 (1 comes first).
    ``group``: one of ``GROUPS``, the palette's prefix, such as ``ticket`` or ``go``.
    ``contexts``: where it applies. ``dangerous``: it is confirmed before it runs, default No.
    ``right``: value of the :class:`Right` it needs, checked before it runs; with ``|`` between them one of
    several. ``heads``: the head of a department may it too, within the department.
    ``enabled``: given the screen, "" when it can run now, else the reason, already translated.
    ``words``: msgid, other words for it that the palette and the help find.
    ``priority``: also runs while a text field has the focus (only for function and control keys).
    """

    id: str
    keys: tuple[str, ...]
    label: str
    group: str
    contexts: tuple[str, ...]
    short: str = ""
    footer: int = 0
    dangerous: bool = False
    right: str = ""
    heads: bool = False
    enabled: Callable[[Any], str] | None = None
    priority: bool = False
    navigation: bool = False
    words: str = ""

    @property
    def verb(self) -> str:
        """The part of the id after the dot; one letter stands for one verb everywhere."""
        return self.id.rsplit(".", 1)[1]

    @property
    def needs_row(self) -> bool:
        """Whether it is about the row under the cursor."""
        return self.verb in ON_A_ROW

    @property
    def group_label(self) -> str:
        """The group in the present language."""
        return _(GROUPS[self.group])

    @property
    def method(self) -> str:
        """Name of the method that runs it, ``do_noun_verb``."""
        return "do_" + self.id.replace(".", "_")

    def __post_init__(self) -> None:
        if not _ID.match(self.id):
            raise ValueError(f"action id {self.id!r} is not noun.verb")
        if self.group not in GROUPS:
            raise ValueError(f"action {self.id} has no known group: {self.group!r}")
        if not self.contexts:
            raise ValueError(f"action {self.id} applies nowhere")


def show_key(key: str) -> str:
    """A key as the footer, the help and the key sheet write it."""
    names = {"space": "space", "pageup": "pgup", "pagedown": "pgdn", "escape": "esc", "delete": "del"}
    if function_key := re.fullmatch(r"(.*\+)?(f\d+)", key):
        return (function_key[1] or "") + function_key[2].upper()
    return names.get(key, key)
