"""The promise ledger as lists: open, overdue, of one customer, per person (CALL-14)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlmodel import col, select

from csconsole.models import Promise
from csconsole.models.rights import Right
from csconsole.services.promises.rows import PromiseRow, promise_rows
from csconsole.services.query import (
    EntityFields,
    FieldSpec,
    Kind,
    Page,
    Scope,
    fetch_page,
    overdue_field,
    staff_field,
)
from csconsole.services.tickets.access import about_visible

if TYPE_CHECKING:
    from csconsole.services.context import Context


PROMISES = EntityFields(
    name="promise",
    model=Promise,
    fields=(
        FieldSpec("state", "状态", Kind.CODE, Promise.state, codes="promise_state"),
        FieldSpec("text", "内容", Kind.TEXT, Promise.text),
        FieldSpec("due", "时限", Kind.INSTANT, Promise.due_at, ahead=True),
        overdue_field(col(Promise.state) == "open", Promise.due_at),
        FieldSpec("approval", "批准", Kind.CODE, Promise.approval, codes="promise_approval"),
        staff_field("promiser", "承诺人", Promise.promiser_id),
        staff_field("owner", "负责人", Promise.owner_id),
        FieldSpec("settled", "完成", Kind.INSTANT, Promise.settled_at),
        FieldSpec("created", "创建", Kind.INSTANT, Promise.created_at, by=Promise.id),
    ),
    default_sort="due",
    within=(col(Promise.text),),
)


def list_promises(
    ctx: Context, *, filter: str = "", sort: str = "", limit: int = 50, after: str | None = None
) -> Page[PromiseRow]:
    """One page of the promise ledger; ``overdue:yes`` is the list of overdue promises (CALL-14)."""
    ctx.require(Right.RECORD_VIEW)
    with ctx.read() as uow:
        return fetch_page(
            Scope.of(ctx, uow),
            PROMISES,
            lambda found: promise_rows(ctx, uow, found),
            filter=filter,
            sort=sort,
            limit=limit,
            after=after,
            where=about_visible(ctx, Promise.ticket_id, Promise.call_id),
        )


OF_EVERYBODY: Final = 200
"""Promises that are read at once where nothing narrows them."""


def promises_of(
    ctx: Context,
    customer_id: int | None = None,
    open_only: bool = True,
    *,
    call_id: int | None = None,
    ticket_id: int | None = None,
    own: bool = False,
) -> tuple[PromiseRow, ...]:
    """Promises by due time: all of one customer, call or ticket; of everybody the first 200, for
    :func:`list_promises` is paged. ``own`` leaves out what a callback carries, which ends with that.
    """
    ctx.require(Right.RECORD_VIEW)
    statement = select(Promise).where(*about_visible(ctx, Promise.ticket_id, Promise.call_id))
    statement = statement.order_by(col(Promise.due_at), col(Promise.id))
    if customer_id is None and call_id is None and ticket_id is None:
        statement = statement.limit(OF_EVERYBODY)
    if own:
        statement = statement.where(col(Promise.callback_id).is_(None))
    if open_only:
        statement = statement.where(Promise.state == "open")
    for column, value in (
        (Promise.customer_id, customer_id),
        (Promise.call_id, call_id),
        (Promise.ticket_id, ticket_id),
    ):
        if value is not None:
            statement = statement.where(column == value)
    with ctx.read() as uow:
        return tuple(promise_rows(ctx, uow, uow.session.exec(statement).all()))
