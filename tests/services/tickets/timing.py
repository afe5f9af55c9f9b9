"""What the tests of clocks share: times in Shanghai, stored clocks, limits for one test."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import col, select

from csconsole.models import TicketClock
from csconsole.services.clocks import ClockRow
from csconsole.services.context import Context
from csconsole.services.settings import change_setting, setting
from csconsole.services.tickets import show_ticket
from tests.conftest import AsStaff

SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(text: str, zone: ZoneInfo = SHANGHAI) -> datetime:
    """An instant by a wall clock."""
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


def set_limits(as_: AsStaff, **limits: Any) -> None:
    """Site limits over the defaults; ``__`` stands for the dot in a key, ``EVERY`` for ``*``."""
    admin = as_("admin")
    table = dict(setting(admin, "ticket.limits"))
    for key, value in limits.items():
        table["*" if key == "EVERY" else key.replace("__", ".")] = value
    change_setting(admin, "ticket.limits", table)


def page_clocks(ctx: Context, ticket_id: int) -> dict[str, ClockRow]:
    """The clocks of a ticket as its page shows them, by kind, without the one for dispatching."""
    return {row.kind: row for row in show_ticket(ctx, ticket_id).clocks if row.kind != "dispatch"}


def stored(ctx: Context, ticket_id: int, kind: str = "resolve", round_: int = 1) -> TicketClock:
    """One stored clock."""
    with ctx.read() as uow:
        query = select(TicketClock).where(
            TicketClock.ticket_id == ticket_id, TicketClock.kind == kind, TicketClock.round == round_
        )
        return uow.session.exec(query).one()


def all_stored(ctx: Context, ticket_id: int) -> list[TicketClock]:
    """Every stored clock of a ticket, those of earlier rounds too."""
    with ctx.read() as uow:
        query = select(TicketClock).where(TicketClock.ticket_id == ticket_id)
        return list(uow.session.exec(query.order_by(col(TicketClock.id))))
