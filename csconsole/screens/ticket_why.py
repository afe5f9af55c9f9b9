"""``w``: why a ticket is due when it is, and what another priority, level, type or calendar would change
(TKT-07).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from textual.binding import Binding

from csconsole.codes import entries, label
from csconsole.i18n import N_, _, named
from csconsole.screens.ticket_offers import TicketOffers
from csconsole.screens.ticket_words import why_lines
from csconsole.widgets.dialogs import Choice, Note
from csconsole.widgets.tones import Toned

if TYPE_CHECKING:
    from csconsole.services.context import Context
    from csconsole.services.tickets import TicketRow, WhatIf, WhyDue

Supposed = tuple[str, str]
"""What would be different: priority, level, kind or calendar, and its code."""
LISTS: Final = {"priority": "ticket_priority", "level": "complaint_level", "kind": "ticket_kind"}
"""The code list of each, but for calendars, which are files."""


class WhyNote(Note):
    """The calculation; answers True for ``i``."""

    KEYS = N_("i what if, enter or esc leaves")
    BINDINGS = [Binding("i", "suppose", show=False)]

    def action_suppose(self) -> None:
        """Ask what would be different."""
        self.dismiss(True)


class TicketWhy(TicketOffers):
    """Mixin of the screens that show tickets."""

    def do_ticket_show_why(self) -> None:
        """Why the ticket is due when it is."""
        rows = self.chosen_tickets()
        if not rows:
            return

        def work(ctx: Context) -> WhyDue:
            from csconsole.services.tickets import why_due

            return why_due(ctx, rows[0].id)

        def show(why: WhyDue) -> None:
            self.open_dialog(
                WhyNote(why.number, why_lines(why)),
                lambda wanted: self._ask_what_if(rows[0]) if wanted else None,
            )

        self.ask(work, show, group="why")

    def _ask_what_if(self, row: TicketRow) -> None:
        """Choose what would be different."""

        def work(_ctx: Context) -> list[tuple[Supposed, str]]:
            from csconsole.services.due.site import calendar_files

            return [(("calendar", name), named(_("Calendar"), name)) for name in calendar_files()]

        def choose(calendars: Sequence[tuple[Supposed, str]]) -> None:
            title = _("{number}: what if?", number=row.number)
            self.open_dialog(
                Choice.numbered(title, [*supposable(row), *calendars]),
                lambda supposed: self._show_what_if(row, supposed),
            )

        self.ask(work, choose, group="why")

    def _show_what_if(self, row: TicketRow, supposed: Supposed) -> None:
        def work(ctx: Context) -> WhatIf:
            from csconsole.services.tickets import why_if

            return why_if(ctx, row.id, **dict([supposed]))

        def show(found: WhatIf) -> None:
            changes = [Toned(line, "accent") for line in found.changes]
            self.open_dialog(Note(found.number, [*changes, "", *why_lines(found.then)]))

        self.ask(work, show, group="why")


def supposable(row: TicketRow) -> list[tuple[Supposed, str]]:
    """Every other priority, of a complaint every other level, and every other kind, each with its words."""
    now = {"priority": row.priority, "level": row.level, "kind": row.kind}
    asked = [name for name in LISTS if name != "level" or row.kind == "complaint"]
    return [
        ((name, one.code), named(label("field", name), label(LISTS[name], one.code)))
        for name in asked
        for one in entries(LISTS[name])
        if one.code != now[name]
    ]
