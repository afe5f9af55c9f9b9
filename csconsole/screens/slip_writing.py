"""Writing slips of a ticket to a file, to be printed, and saying that one was submitted (TKT-01, 05, 27)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from csconsole.i18n import _
from csconsole.screens.asking import Saw
from csconsole.screens.base import BaseScreen
from csconsole.screens.printing import write_page
from csconsole.screens.reporting_up import ReportingUp
from csconsole.widgets.dialogs import Choice

if TYPE_CHECKING:
    from csconsole.services.context import Context
    from csconsole.services.tickets import TicketRow

SUBMIT: Final = "submit"
"""Stands among the slips for: it was handed in (TKT-27)."""


class SlipWriting(ReportingUp, BaseScreen[None]):
    """Mixin of the screens that show tickets."""

    saw: Saw | None = None
    """The ticket as it was seen when the present chain of dialogs began."""

    def note_seen(self) -> None:
        """A chain of dialogs begins: what its end changes is the ticket that is seen now."""
        row = next(iter(self.chosen_tickets()), None)
        self.saw = None if row is None else Saw("ticket", row.id, row.version)

    def chosen_tickets(self) -> Sequence[TicketRow]:
        """What a step acts on: the marked tickets, the one under the cursor, or the one that is open."""
        return ()

    def reported_number(self) -> str | None:
        """The one ticket; several are not reported upward at once."""
        rows = self.chosen_tickets()
        if len(rows) > 1:
            self.toast(_("Only one record is reported upward at a time."), "warning")
        return rows[0].number if len(rows) == 1 else None

    def stepped(self, row: TicketRow) -> None:
        """Called after a ticket took a step."""
        del row
        self.load()

    def do_ticket_slip(self) -> None:
        """Write a slip as an HTML file, to be printed."""
        rows = self.chosen_tickets()
        if not rows:
            return
        kinds = [("repair", _("Repair slip, two copies")), ("contact", _("Work contact slip"))]
        if rows[0].kind == "complaint":
            kinds[:0] = [("complaint", _("Complaint slip")), ("report", _("Report on a complaint"))]
        if rows[0].slip_due_at is not None and rows[0].slip_at is None:
            kinds.insert(0, (SUBMIT, _("The repair slip is submitted")))
        self.open_dialog(
            Choice.numbered(_("Print a slip"), kinds), lambda kind: self._write_slip(rows[0], kind)
        )

    def _submit_slip(self, row: TicketRow) -> None:
        def work(ctx: Context) -> TicketRow:
            from csconsole.services.tickets.house import submit_slip

            return submit_slip(ctx, row.id)

        def done(changed: TicketRow) -> None:
            self.toast(_("{number}: the repair slip is submitted.", number=row.number))
            self.stepped(changed)

        self.command(work, done)

    def _write_slip(self, row: TicketRow, kind: str) -> None:
        if kind == SUBMIT:
            self._submit_slip(row)
            return

        def work(ctx: Context) -> Path:
            from csconsole.services.complaints import complaint_report, complaint_slip
            from csconsole.services.tickets import repair_slip, work_contact_slip

            slips = {
                "repair": repair_slip,
                "contact": work_contact_slip,
                "complaint": complaint_slip,
                "report": complaint_report,
            }
            return write_page(f"{row.number}-{kind}", slips[kind](ctx, row.id, fmt="html"))

        self.command(work, lambda path: self.toast(_("Written: {file}", file=path)))
