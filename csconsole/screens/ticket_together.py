"""Merging, splitting and linking tickets from the keyboard."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from csconsole.codes import entries, label
from csconsole.i18n import _
from csconsole.screens.ticket_steps import TicketSteps
from csconsole.widgets.dialogs import AskText, Choice, Option
from csconsole.widgets.typed_dialog import A_WORD

if TYPE_CHECKING:
    from csconsole.services.context import Context
    from csconsole.services.tickets import TicketRow


class TicketTogether(TicketSteps):
    """Mixin of the ticket list and page: two marked tickets, or the one there and another by its number."""

    def do_ticket_merge(self) -> None:
        """Put one ticket into another: which one goes on, then why."""
        rows = list(self.chosen_tickets())
        if len(rows) == 2:
            self._ask_which(*rows)
        elif len(rows) == 1:
            self._ask_other(
                rows[0],
                _("Merge {number} into which ticket?", number=rows[0].number),
                lambda other: self._ask_why_checked(rows[0], other),
                merging=True,
            )
        elif rows:
            self.toast(_("Mark two tickets with x."), "warning")

    def _ask_which(self, one: TicketRow, two: TicketRow) -> None:
        """Which of two goes on; one into which the other cannot go says why."""

        def work(ctx: Context) -> tuple[str, str]:
            from csconsole.services.tickets.merge import why_not_into

            return why_not_into(ctx, one.id, two.id), why_not_into(ctx, two.id, one.id)

        def ask(whys: tuple[str, str]) -> None:
            options = [
                Option(str(n), row, f"{row.number}  {row.title}", why_not=why)
                for n, (row, why) in enumerate(zip((one, two), whys, strict=True), start=1)
            ]
            self.open_dialog(
                Choice(_("Which ticket goes on?"), options),
                lambda kept: self._ask_why(two if kept is one else one, kept.number),
            )

        self.ask(work, ask, group="together")

    def _ask_other(
        self, row: TicketRow, title: str, then: Callable[[str], None], *, merging: bool = False
    ) -> None:
        """The number of the other ticket: of those with the same caller and matter, or typed. For merging
        those into which it cannot go say why.
        """

        def work(ctx: Context) -> list[tuple[str, str, str]]:
            from csconsole.services.tickets import similar_tickets
            from csconsole.services.tickets.merge import why_not_into

            found = similar_tickets(
                ctx,
                customer_id=row.customer_id,
                address=row.address,
                category_id=row.category_id,
                kind=row.kind,
                but=row.id,
            )
            return [
                (
                    one.number,
                    f"{one.number}  {one.title}",
                    why_not_into(ctx, one.id, row.id) if merging else "",
                )
                for one in found
            ]

        def ask(found: list[tuple[str, str, str]]) -> None:
            if not found:
                self.open_dialog(AskText(title, about=A_WORD), then)
                return
            options = [
                Option(str(n), number, text, why_not=why)
                for n, (number, text, why) in enumerate(found, start=1)
            ]
            options.append(Option(str(len(found) + 1), "", _("another number")))
            self.open_dialog(
                Choice(title, options),
                lambda number: (
                    then(number) if number else self.open_dialog(AskText(title, about=A_WORD), then)
                ),
            )

        self.ask(work, ask, group="together")

    def _ask_why_checked(self, gone: TicketRow, into: str) -> None:
        """The reason is asked for where the merge is possible; a number that was typed may be any."""

        def work(ctx: Context) -> str:
            from csconsole.services.tickets.merge import why_not_into

            return why_not_into(ctx, into, gone.id)

        def ask(why: str) -> None:
            if why:
                self.toast(why, "error")
            else:
                self._ask_why(gone, into)

        self.ask(work, ask, group="together")

    def _ask_why(self, gone: TicketRow, into: str) -> None:
        self.open_dialog(
            AskText(
                _("Why do these belong together?"),
                about=f"ticket {gone.id} merge {into}",
                body=_("{name} stays", name=into),
            ),
            lambda reason: self._merge(gone, into, reason),
        )

    def _merge(self, gone: TicketRow, into: str, reason: str) -> None:
        def work(ctx: Context) -> TicketRow:
            from csconsole.services.tickets import merge_tickets

            return merge_tickets(ctx, into, gone.id, reason=reason, expected_version=gone.version)

        def done(row: TicketRow) -> None:
            self.toast(_("Merged into {name}. u takes it back.", name=row.number))
            self.stepped(row)

        self.command(work, done)

    def do_ticket_split(self) -> None:
        """A second ticket: what it is about."""
        rows = list(self.chosen_tickets())
        if len(rows) != 1:
            return
        row = rows[0]

        def split(title: str) -> None:
            def work(ctx: Context) -> TicketRow:
                from csconsole.services.tickets import split_ticket

                return split_ticket(ctx, row.id, title=title)

            def done(second: TicketRow) -> None:
                self.toast(_("{number} is registered.", number=second.number))
                self.stepped(row)

            self.command(work, done)

        body = _(
            "Customer, place, category and the time of the report are as in {number}.", number=row.number
        )
        self.open_dialog(
            AskText(_("What is the second ticket about?"), about=f"ticket {row.id} split", body=body), split
        )

    def do_ticket_link(self) -> None:
        """What this ticket is to another one."""
        rows = list(self.chosen_tickets())
        if len(rows) not in (1, 2):
            return
        row = rows[0]

        def which(kind: str) -> None:
            if len(rows) == 2:
                self._link(row, rows[1].number, kind)
                return
            title = f"{row.number} {label('ticket_link', kind)}"
            self._ask_other(row, title, lambda other: self._link(row, other, kind))

        kinds = [(code.code, label("ticket_link", code.code)) for code in entries("ticket_link")]
        self.open_dialog(
            Choice.numbered(_("What is {number} to the other?", number=row.number), kinds), which
        )

    def _link(self, row: TicketRow, other: str, kind: str) -> None:
        def work(ctx: Context) -> TicketRow:
            from csconsole.services.tickets import link_tickets

            return link_tickets(ctx, row.id, other, kind=kind)

        def done(changed: TicketRow) -> None:
            self.toast(_("{number}: linked.", number=changed.number))
            self.stepped(changed)

        self.command(work, done)
