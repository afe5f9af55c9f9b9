"""Dispatching what waits by the strategies, without a person choosing each (TKT-03, TKT-06)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlmodel import col, select

from csconsole.errors import ConflictError, CsconsoleError
from csconsole.i18n import _
from csconsole.models import Right, Ticket
from csconsole.services.context import Context
from csconsole.services.dispatch.assign import dispatch_ticket
from csconsole.services.dispatch.board import BOARD_LIMIT
from csconsole.services.dispatch.routing import propose_for
from csconsole.services.seen import having_seen
from csconsole.services.tickets.access import load_ticket, visible
from csconsole.services.tickets.lists import urgent_first


@dataclass(frozen=True, slots=True)
class Spread:
    """What became of one ticket: to whom it went and why, or ``why_not``; ``passed`` were passed over.
    ``warning`` says that nobody of the department handles tickets; ``changed`` that it was left because
    somebody else had changed it since it was shown.
    """

    id: int
    number: str
    title: str
    to: str
    reasons: tuple[str, ...]
    passed: tuple[str, ...]
    why_not: str
    warning: str = ""
    changed: bool = False


def spread_tickets(
    ctx: Context,
    ids: Sequence[int] = (),
    *,
    strategy: str | None = None,
    dry_run: bool = False,
    versions: Mapping[int, int] | None = None,
) -> tuple[Spread, ...]:
    """Dispatch these tickets, or the first 200 that wait, to whom the routing table and the strategy propose;
    the most urgent first, each in its own transaction. To the journal it is one change. What someone else
    dispatched meanwhile, or changed since the person saw the ``versions``, is left, and said; with
    ``dry_run`` nothing is stored.
    """
    ctx.require(Right.TICKET_DISPATCH)
    doer = replace(ctx, batch=ctx.store.batches.new(ctx.actor.staff_id))

    def spread(key: int) -> Spread:
        seen = (versions or {}).get(key)
        one = doer if seen is None else having_seen(doer, "ticket", key, seen, others=True)
        return _spread_one(one, key, strategy, dry_run=dry_run)

    return tuple(spread(key) for key in ids or waiting_ids(ctx))


def waiting_ids(ctx: Context) -> list[int]:
    """The keys of the tickets that nobody has, in the order of work."""
    with ctx.read() as uow:
        query = select(Ticket.id).where(col(Ticket.state) == "new", *visible(ctx)).order_by(*urgent_first())
        return [key for key in uow.session.exec(query.limit(BOARD_LIMIT)) if key is not None]


def _spread_one(ctx: Context, key: int, strategy: str | None, *, dry_run: bool) -> Spread:
    try:
        with ctx.read() if dry_run else ctx.write() as uow:
            ticket = load_ticket(ctx, uow, key)
            number, title = ticket.number, ticket.title
            if ticket.state != "new":
                return Spread(key, number, title, "", (), (), _("It is dispatched already."))
            found = propose_for(ctx, uow, ticket, strategy=strategy)
            if found.department_id is None or found.strategy == "manual":
                return Spread(key, number, title, "", found.reasons, found.passed, _("Choose by hand."))
            if not dry_run:
                dispatch_ticket(
                    ctx,
                    key,
                    department_id=found.department_id,
                    handler_id=found.handler_id,
                    second_handler_id=found.second_handler_id,
                    expected_version=ticket.version,
                )
            return Spread(key, number, title, found.who, found.reasons, found.passed, "", found.warning)
    except ConflictError as error:
        return Spread(key, str(key), "", "", (), (), error.message, changed=True)
    except CsconsoleError as error:
        return Spread(key, str(key), "", "", (), (), error.message)
