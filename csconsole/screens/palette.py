"""The command palette: every action by words, and going to a record by its number (``t 7``,
``T20261121-0007``).
"""

from __future__ import annotations

from dataclasses import dataclass

from csconsole.actions import Action
from csconsole.i18n import N_, _, listed
from csconsole.screens.base import BaseScreen
from csconsole.screens.help import ActionPicker, fits, nearness, searched
from csconsole.widgets.table_rows import TableRow
from csconsole.widgets.tones import Toned, text_of

KINDS = {"call": N_("call"), "ticket": N_("ticket"), "callback": N_("callback"), "handover": N_("handover")}
"""The records that a number opens."""


@dataclass(frozen=True, slots=True)
class GoTo:
    """A record to open: its kind and its number, whole or short, as services read it."""

    kind: str
    number: str


def parse_goto(text: str) -> GoTo | None:
    """``t 7``, ``t7`` and ``T-0007`` are short ones; ``T20261121-0007`` is a whole one; None where the text
    is neither.
    """
    from csconsole.services.record_numbers import read_number

    written = read_number(text)
    if written is None or written.entity not in KINDS:
        return None
    return GoTo(written.entity, text.strip().upper())


class Palette(ActionPicker):
    """Find an action by words, or a record by number. Shows the key beside each action, so that it is
    learnt.
    """

    def __init__(self, screen: BaseScreen[object]) -> None:
        super().__init__(_("Commands"), screen)

    def placeholder(self) -> str:
        """What can be typed."""
        return _("a command, or a number such as t 7")

    def candidates(self) -> list[Action]:
        """What applies here first, then the rest with the reason why not; recent ones on top."""
        registry = self.origin.console.registry
        active = self.origin.active_actions()
        ids = {a.id for a in active}
        rest = [a for a in registry.actions.values() if a.id not in ids]
        order = {action_id: n for n, action_id in enumerate(self.origin.console.recent_actions)}
        shown = [a for a in active if not a.navigation] + rest
        return sorted(shown, key=lambda a: order.get(a.id, len(order)))

    def rows_for(self, text: str) -> list[TableRow]:
        """The record named by a number, then the actions that fit."""
        rows: list[TableRow] = []
        if goto := parse_goto(text):
            kind, number = _(KINDS[goto.kind]), goto.number.partition(" ")[2] or goto.number
            what = _("go to {kind} {number}", kind=kind, number=number)
            rows.append(TableRow(f"goto {text.strip()}", (Toned("enter", "accent"), what, "")))
        registry = self.origin.console.registry
        active = {a.id for a in self.origin.active_actions()}
        for action in sorted(self.candidates(), key=lambda a: self._place(a, text, active)):
            names = (action.group, action.group_label, *searched(action), *registry.keys[action.id])
            if not fits(text.removeprefix(":"), *names):
                continue
            row = self.row_of(action)
            keys, words, note = row.cells
            said = _("{group}: {what}", group=action.group_label, what=text_of(words))
            rows.append(TableRow(row.key, (keys, said, note), row.tone))
        return rows

    @staticmethod
    def _place(action: Action, text: str, active: set[str]) -> tuple[bool, int]:
        """Once something is typed: what can run here before the rest, the nearest first."""
        if not text.strip():
            return False, 0
        return action.id not in active, nearness(text, *searched(action))

    def row_of(self, action: Action) -> TableRow:
        """An action of another place says where it works."""
        row = super().row_of(action)
        active = {a.id for a in self.origin.active_actions()}
        if action.id in active:
            return row
        contexts = self.origin.console.registry.contexts
        where = listed(_(contexts[c].label) for c in action.contexts)
        note = Toned(_("only in: {where}", where=where), "quiet")
        return TableRow(row.key, (*row.cells[:2], note), "quiet")
