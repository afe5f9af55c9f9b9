"""Settling the time of a ticket from the keyboard: defer it, extend a limit, excuse an arrival (TKT-09), say
that the customer was told (TKT-10, TKT-11).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from csconsole.codes import label
from csconsole.i18n import N_, _, named
from csconsole.screens.step_taking import Given
from csconsole.screens.ticket_together import TicketTogether
from csconsole.widgets.dialogs import Choice, Option

if TYPE_CHECKING:
    from csconsole.services.context import Context
    from csconsole.services.tickets import TicketRow

WAYS: Final = (
    ("c", "tell", N_("The customer was told"), ("note",)),
    ("d", "defer", N_("Defer, as agreed with the customer"), ("until", "reason", "customer_informed")),
    ("a", "ask_extension", N_("Ask for more time"), ("until", "reason")),
    ("g", "extend", N_("Approve the time that was asked for"), ("customer_informed",)),
    ("r", "refuse_extension", N_("Refuse it"), ("reason",)),
    (
        "x",
        "excuse",
        N_("Nobody can be there in time, and the customer agrees"),
        ("explanation", "customer_informed"),
    ),
)
"""Key, action, words, and what is asked for."""


class TicketTime(TicketTogether):
    """Mixin of the ticket's page."""

    def do_ticket_time(self) -> None:
        """Choose what is settled, then say it."""
        rows = self.chosen_tickets()
        if not rows:
            return
        options = [Option(key, action, _(words)) for key, action, words, _needs in WAYS]
        self.open_dialog(
            Choice(_("{number}: its time", number=rows[0].number), options),
            lambda action: self._ask_for(rows[0], action),
        )

    def _ask_for(self, row: TicketRow, action: str) -> None:
        needs = next(each[3] for each in WAYS if each[1] == action)
        about = f"ticket {row.id} time {action}"
        self.collect(needs, lambda given: self._settle(row, action, given), about=about)

    def _settle(self, row: TicketRow, action: str, given: Given) -> None:
        def done(changed: TicketRow) -> None:
            self.toast(named(changed.number, label("ticket_action", "note" if action == "tell" else action)))
            self.stepped(changed)

        self.command(lambda ctx: settle_time(ctx, row, action, given), done)


def settle_time(ctx: Context, row: TicketRow, action: str, given: Given) -> TicketRow:
    """Do what was chosen; runs in a thread. A ticket that someone changed since is a conflict."""
    from csconsole.services import tickets
    from csconsole.services.moments import read_moment

    version, agreed = row.version, bool(given.get("customer_informed"))
    reason = str(given.get("reason") or "")
    match action:
        case "tell":
            return tickets.note_ticket(ctx, row.id, text=str(given["note"]), told_customer=True)
        case "defer" | "ask_extension":
            until = read_moment(ctx, str(given["until"]), field="until")
            if action == "ask_extension":
                return tickets.ask_extension(
                    ctx, row.id, until=until, reason=reason, expected_version=version
                )
            return tickets.defer_ticket(
                ctx, row.id, until=until, reason=reason, agreed=agreed, expected_version=version
            )
        case "extend":
            return tickets.extend_ticket(ctx, row.id, told=agreed, expected_version=version)
        case "refuse_extension":
            return tickets.refuse_extension(ctx, row.id, reason=reason, expected_version=version)
        case _:
            said = str(given.get("explanation") or "")
            return tickets.excuse_arrival(
                ctx, row.id, explanation=said, agreed=agreed, expected_version=version
            )
