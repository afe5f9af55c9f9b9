"""Rows of assets: the file, its checks, the tickets about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func
from sqlmodel import col, select

from csconsole.models import Asset, AssetCheck, Customer, Staff, Ticket
from csconsole.services.assets.kinds import AssetKind, kind_of
from csconsole.services.context import Context
from csconsole.services.tickets.access import visible
from csconsole.services.tickets.fields import is_open
from csconsole.storage import UnitOfWork

MOST_CHECKS = 50
MOST_TICKETS = 50


@dataclass(frozen=True, slots=True)
class AssetRow:
    """An asset as a list shows it; ``overdue`` when one of its checks was due before today."""

    id: int
    version: int
    number: str
    name: str
    kind: str
    kind_name: str
    state: str
    location: str
    zone: str | None
    serial: str | None
    product: str | None
    maker: str | None
    customer_id: int | None
    customer: str | None
    handed_over_on: date | None
    next_check_on: date | None
    overdue: bool
    open_tickets: int
    remark: str | None


@dataclass(frozen=True, slots=True)
class PlannedCheck:
    """A check that the kind of asset needs: how often, when it was done last, when it is due next."""

    code: str
    name: str
    every: str
    last_on: date | None
    last_result: str | None
    due_on: date
    overdue: bool


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One check that was done."""

    code: str
    name: str
    checked_on: date
    result: str
    text: str | None
    by: str | None
    ticket: str | None


@dataclass(frozen=True, slots=True)
class AssetTicket:
    """A ticket about an asset."""

    number: str
    title: str
    state: str
    reported_at: datetime


@dataclass(frozen=True, slots=True)
class AssetPage:
    """Everything about one asset: checks newest first, tickets newest first, at most 50 of each."""

    row: AssetRow
    planned: tuple[PlannedCheck, ...]
    checks: tuple[CheckRow, ...]
    tickets: tuple[AssetTicket, ...]


def asset_rows(ctx: Context, uow: UnitOfWork, found: Sequence[Asset]) -> list[AssetRow]:
    """The rows of ``found`` in their order."""
    keys = [one.pk for one in found]
    counted = uow.session.exec(
        select(Ticket.asset_id, func.count())
        .where(col(Ticket.asset_id).in_(keys), is_open(), *visible(ctx))
        .group_by(col(Ticket.asset_id))
    )
    open_tickets = {key: int(n) for key, n in counted if key is not None}
    owners = sorted({one.customer_id for one in found if one.customer_id is not None})
    named = uow.session.exec(select(Customer.id, Customer.name).where(col(Customer.id).in_(owners)))
    customers: dict[int | None, str] = dict(named.all())
    return [_row(ctx, one, open_tickets.get(one.pk, 0), customers.get(one.customer_id)) for one in found]


def _row(ctx: Context, one: Asset, open_tickets: int, customer: str | None) -> AssetRow:
    return AssetRow(
        id=one.pk,
        version=one.version,
        number=one.number,
        name=one.name,
        kind=one.kind,
        kind_name=kind_of(ctx, one.kind).name,
        state=one.state,
        location=one.location,
        zone=one.zone,
        serial=one.serial,
        product=one.product,
        maker=one.maker,
        customer_id=one.customer_id,
        customer=customer,
        handed_over_on=one.handed_over_on,
        next_check_on=one.next_check_on,
        overdue=one.next_check_on is not None and one.next_check_on < ctx.today(),
        open_tickets=open_tickets,
        remark=one.remark,
    )


def asset_page(ctx: Context, uow: UnitOfWork, asset: Asset) -> AssetPage:
    """The page of a loaded asset."""
    kind = kind_of(ctx, asset.kind)
    return AssetPage(
        asset_rows(ctx, uow, [asset])[0],
        planned_checks(ctx, uow, asset),
        _checks(uow, asset, kind),
        _tickets(ctx, uow, asset),
    )


def planned_checks(ctx: Context, uow: UnitOfWork, asset: Asset) -> tuple[PlannedCheck, ...]:
    """The checks of an asset, the next due first. The first one is due an interval after the handover, else
    after the day on which the asset was entered. A check that could not be done stays due.
    """
    made = asset.created_at.astimezone(ctx.zone).date() if asset.created_at else ctx.today()
    start = asset.handed_over_on or made
    last = _last_checks(uow, asset)
    done = _last_checks(uow, asset, AssetCheck.result != "not_possible")
    rows = []
    for check in kind_of(ctx, asset.kind).checks:
        before, counted = last.get(check.code), done.get(check.code)
        due_on = check.after(counted.checked_on if counted else start)
        rows.append(
            PlannedCheck(
                check.code,
                check.name,
                check.every,
                before.checked_on if before else None,
                before.result if before else None,
                due_on,
                due_on < ctx.today(),
            )
        )
    return tuple(sorted(rows, key=lambda row: row.due_on))


def _last_checks(uow: UnitOfWork, asset: Asset, *also: bool) -> dict[str, AssetCheck]:
    if asset.id is None:
        return {}
    query = select(AssetCheck).where(AssetCheck.asset_id == asset.pk, *also)
    found = uow.session.exec(query.order_by(col(AssetCheck.checked_on), col(AssetCheck.id)))
    return {one.code: one for one in found}


def _checks(uow: UnitOfWork, asset: Asset, kind: AssetKind) -> tuple[CheckRow, ...]:
    names = {check.code: check.name for check in kind.checks}
    query = select(AssetCheck).where(AssetCheck.asset_id == asset.pk)
    order = (col(AssetCheck.checked_on).desc(), col(AssetCheck.id).desc())
    rows = []
    for one in uow.session.exec(query.order_by(*order).limit(MOST_CHECKS)):
        by = uow.get(Staff, one.by_id).name if one.by_id is not None else None
        ticket = uow.get(Ticket, one.ticket_id).number if one.ticket_id is not None else None
        name = names.get(one.code, one.code)
        rows.append(CheckRow(one.code, name, one.checked_on, one.result, one.text, by, ticket))
    return tuple(rows)


def _tickets(ctx: Context, uow: UnitOfWork, asset: Asset) -> tuple[AssetTicket, ...]:
    query = select(Ticket).where(Ticket.asset_id == asset.pk, *visible(ctx))
    found = uow.session.exec(query.order_by(col(Ticket.id).desc()).limit(MOST_TICKETS))
    return tuple(AssetTicket(one.number, one.title, one.state, one.reported_at or ctx.now()) for one in found)
