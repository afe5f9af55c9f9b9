"""What whoever leads the shift must see on the desk though it is nobody's own: seasons, slips."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func
from sqlmodel import col, select

from csconsole.codes import label
from csconsole.i18n import _
from csconsole.models import Right, Ticket
from csconsole.services.context import Context
from csconsole.services.settings import setting
from csconsole.services.tickets.access import visible
from csconsole.services.tickets.fields import slip_owed


@dataclass(frozen=True, slots=True)
class DeskAlert:
    """One alert: its kind (``season``, ``slips``), and what it says."""

    kind: str
    text: str


def alerts_of(ctx: Context) -> tuple[DeskAlert, ...]:
    """The alerts that hold now, for who dispatches; others have none."""
    if not ctx.can(Right.TICKET_DISPATCH):
        return ()
    return (*_seasons(ctx), *_slips(ctx))


def _seasons(ctx: Context) -> tuple[DeskAlert, ...]:
    if not setting(ctx, "ticket.seasons"):
        return ()
    from csconsole.services.contractors.seasons import season_checks

    return tuple(
        DeskAlert(
            "season",
            _(
                "Season until {until}: {firms} of {needed} active contractors of the trade {trade}.",
                until=check.until,
                firms=check.firms,
                needed=check.needed,
                trade=label("contractor_trade", check.trade),
            ),
        )
        for check in season_checks(ctx)
        if check.short
    )


def _slips(ctx: Context) -> tuple[DeskAlert, ...]:
    with ctx.read() as uow:
        late = uow.session.exec(
            select(func.count())
            .select_from(Ticket)
            .where(slip_owed(), col(Ticket.slip_due_at) < ctx.now(), *visible(ctx))
        ).one()
    return (DeskAlert("slips", _("{n} repair slips are not submitted in time.", n=late)),) if late else ()
