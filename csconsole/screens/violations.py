"""The register of violations 违规登记: who, which rule, which time, what was decided (QLT-07)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult

from csconsole.codes import label
from csconsole.i18n import N_, _, named, ngettext
from csconsole.screens.asking import Saw
from csconsole.screens.base import BaseScreen
from csconsole.screens.papers import money_words
from csconsole.widgets.ask_fields import Asked, AskFields
from csconsole.widgets.dialogs import Note
from csconsole.widgets.table import PagedTable
from csconsole.widgets.table_rows import Column, TableRow
from csconsole.widgets.times import exact
from csconsole.widgets.tones import Piece, Toned

if TYPE_CHECKING:
    from csconsole.services.context import Context
    from csconsole.services.violations import ViolationRow


class ViolationList(BaseScreen[None]):
    """The newest violations, of all or about one ticket; enter shows one, ``o`` decides on it."""

    CONTEXT = "violations"
    TITLE_TEXT = N_("Violations")
    WATCH = frozenset({"violation"})

    def __init__(self, ticket: str = "") -> None:
        super().__init__()
        self.ticket = ticket
        self._found: dict[int, ViolationRow] = {}

    def compose_body(self) -> ComposeResult:
        """One row a violation."""
        yield PagedTable(
            (
                Column("person", N_("person"), 10, flex=1),
                Column("rule", N_("rule"), 16, flex=2),
                Column("times", N_("time no."), 8, align="right"),
                Column("action", N_("decided"), 14, flex=1),
                Column("amount", N_("amount"), 8, align="right"),
                Column("ticket", N_("ticket"), 15, wide=76),
                Column("at", N_("when"), 16, wide=96),
                Column("by", N_("by"), 10, wide=120),
            ),
            id="list",
            empty=_("No violation is registered. n registers one."),
        )

    def on_mount(self) -> None:
        """Begin on the newest one."""
        if self.ticket:
            self.set_title(self.ticket)
        self.table.focus()

    @property
    def table(self) -> PagedTable:
        """The register."""
        return self.query_one("#list", PagedTable)

    @property
    def current(self) -> ViolationRow | None:
        """The violation under the cursor."""
        row = self.table.cursor_row
        return self._found.get(int(str(row.key))) if row is not None else None

    def load(self) -> None:
        """The newest ones."""
        ticket = self.ticket

        def work(ctx: Context) -> Sequence[ViolationRow]:
            from csconsole.services.violations import list_violations

            return list_violations(ctx, ticket=ticket or None)

        self.ask(work, self._show)

    def _show(self, found: Sequence[ViolationRow]) -> None:
        zone = self.console.config.zone_info
        self._found = {row.id: row for row in found}
        self.table.show_page(
            [
                TableRow(
                    row.id,
                    (
                        row.person,
                        row.rule,
                        str(row.occurrence),
                        row.action or Toned(_("not decided"), "caution"),
                        money_words(row.amount_cents),
                        row.number or "",
                        exact(row.at, zone),
                        row.decided_by or "",
                    ),
                )
                for row in found
            ]
        )
        open_ones = sum(not row.action for row in found)
        from csconsole.services.violations.register import MOST

        read = f"{MOST}+" if len(found) >= MOST else str(len(found))
        status: list[Piece] = [ngettext("{n} violation", "{n} violations", len(found), n=read)]
        if open_ones:
            status.append(Toned("  " + _("not decided: {n}", n=open_ones), "caution"))
        self.set_status(*status)

    def on_paged_table_opened(self, _event: PagedTable.Opened) -> None:
        """Everything about it."""
        row = self.current
        if row is None:
            return
        zone = self.console.config.zone_info
        facts = (
            (label("field", "person"), f"{row.person} {row.staff_no}"),
            (label("field", "rule"), row.rule),
            (_("time no."), str(row.occurrence)),
            (_("when"), exact(row.at, zone)),
            (label("field", "ticket"), row.number or ""),
            (_("What was decided"), row.action),
            (label("field", "amount"), money_words(row.amount_cents)),
            (_("by"), row.decided_by or ""),
            (label("field", "note"), row.text),
        )
        lines = [(Toned(f"{name}  ", "quiet"), text) for name, text in facts if text]
        self.open_dialog(Note(_("Violation {n}", n=row.id), lines))

    def do_violation_new(self) -> None:
        """Who, which rule, and what is decided if that is known."""
        asked = [
            Asked("staff_no", _("Staff number")),
            Asked("rule", label("field", "rule")),
            Asked("action", _("What was decided"), required=False),
            Asked("amount", label("field", "amount"), required=False),
            Asked("ticket", label("field", "ticket"), value=self.ticket, required=False),
            Asked("text", label("field", "note"), True, required=False),
        ]
        self.open_dialog(
            AskFields(_("Register a violation"), asked, about=f"violation new {self.ticket}"), self._register
        )

    def _register(self, given: dict[str, str]) -> None:
        def work(ctx: Context) -> ViolationRow:
            from csconsole.services.violations import record_violation

            return record_violation(
                ctx,
                staff_no=given["staff_no"],
                rule=given["rule"],
                action=given["action"],
                amount=given["amount"] or None,
                ticket=given["ticket"] or None,
                text=given["text"],
            )

        self.command(work, self._done)

    def do_violation_steps(self) -> None:
        """What is done about it, and the amount."""
        row = self.current
        if row is None:
            return
        asked = [
            Asked("action", _("What was decided"), value=row.action),
            Asked("amount", label("field", "amount"), value=money_words(row.amount_cents), required=False),
            Asked("text", label("field", "note"), True, value=row.text, required=False),
        ]
        saw = Saw("violation", row.id, row.version)

        def decide(given: dict[str, str]) -> None:
            def work(ctx: Context) -> ViolationRow:
                from csconsole.services.violations import decide_violation

                return decide_violation(
                    ctx, row.id, action=given["action"], amount=given["amount"], text=given["text"]
                )

            self.command(work, self._done, saw=saw)

        self.open_dialog(AskFields(named(row.person, row.rule), asked, about=f"violation {row.id}"), decide)

    def _done(self, row: ViolationRow) -> None:
        times = _("{person}: {rule}, time no. {n}", person=row.person, rule=row.rule, n=row.occurrence)
        self.toast(times)
        self.load()
