"""Which callbacks are to be made: the lists, the next one, and how the day stands (CBK-01)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select, text
from sqlmodel import col
from sqlmodel import select as select_rows

from csconsole.clock import day_bounds
from csconsole.errors import WrongFormError
from csconsole.i18n import _, listed
from csconsole.models import Callback, Customer, Promise
from csconsole.models.lifecycle import Step
from csconsole.models.lifecycle.callback import CALLABLE, CALLBACK, CLOSED
from csconsole.models.rights import Right
from csconsole.services.callbacks.fields import CALLBACKS, ORDERS
from csconsole.services.callbacks.outcome import required_fields
from csconsole.services.callbacks.planning import load, may_see
from csconsole.services.callbacks.rows import (
    CallbackRow,
    CallbackSheet,
    attempt_rows,
    callback_record,
    callback_row,
    callback_rows,
)
from csconsole.services.callbacks.windows import PROMISED_KINDS, night_of
from csconsole.services.clocks.judging import judged_at
from csconsole.services.context import Context
from csconsole.services.query import Page, Scope, fetch_page

VIEWS = ("due", "overdue", "mine", "later", "problems", "all")
TO_CALL = (*CALLABLE, "answered")
"""States in which the next step is a call to the customer."""
UNREACHED = ("unreachable", "wrong_number")
"""States in which it ended without reaching the customer."""


@dataclass(frozen=True, slots=True)
class CallbackTally:
    """How a day stands: reached in time (kept) and late, ended past due without being reached (missed), open
    past due (overdue), what can be called now, what is to call today, and how many the list ``later`` holds.
    Each is in one of kept, late, missed and overdue, and what was late or missed stays so.
    """

    kept: int
    late: int
    missed: int
    overdue: int
    ready: int
    today: int
    later: int


def list_callbacks(
    ctx: Context,
    *,
    view: str = "all",
    filter: str = "",
    sort: str = "",
    limit: int = 50,
    after: str | None = None,
) -> Page[CallbackRow]:
    """One page of callbacks, soonest due first, in the list ``later`` soonest to be called first.

    ``view``: ``due`` (to be called today, overdue ones too, once their window is open), ``overdue``, ``mine``
    (open and mine), ``later`` (to be called after today, or with a window that is not open yet),
    ``problems`` (with the manager or a department, or ended without reaching a customer to whom a promise is
    open), ``all``.
    """
    ctx.require(Right.RECORD_VIEW)
    with ctx.read() as uow:
        return fetch_page(
            Scope.of(ctx, uow),
            replace(CALLBACKS, default_sort=ORDERS.get(view, CALLBACKS.default_sort)),
            lambda found: callback_rows(ctx, uow, found),
            filter=filter,
            sort=sort,
            limit=limit,
            after=after,
            where=(*view_conditions(ctx, view), *may_see(ctx)),
        )


def next_callback(ctx: Context, *, skip: tuple[int, ...] = ()) -> CallbackRow | None:
    """The callback to make now: mine or nobody's, by promise, then due time, then tier; ``None`` if none is.
    Outside the calling hours it is one that was promised for this night (CBK-05).

    ``skip`` leaves out those that the caller has put aside for the moment.
    """
    ctx.require(Right.CALLBACK_WORK)
    important = case((col(Customer.tier).in_(("vip", "key", "high_grade")), 0), else_=1)
    promised = case(
        (or_(col(Callback.kind).in_(PROMISED_KINDS), col(Callback.state) == "appointment"), 0), else_=1
    )
    with ctx.read() as uow:
        statement = (
            select_rows(Callback)
            .outerjoin(Customer, col(Callback.customer_id) == col(Customer.id))
            .where(
                _open(),
                *may_see(ctx),
                col(Callback.state).in_(TO_CALL),
                *_callable(ctx),
                or_(col(Callback.owner_id).is_(None), col(Callback.owner_id) == ctx.staff_id),
                col(Callback.id).not_in(skip),
            )
            .order_by(promised, col(Callback.due_at), important, col(Callback.id))
            .limit(1)
        )
        found = uow.session.exec(statement).first()
        return callback_row(ctx, uow, found) if found else None


def show_callback(ctx: Context, callback: int | str) -> CallbackSheet:
    """Everything about one callback. Raises ``NotFoundError``."""
    ctx.require(Right.RECORD_VIEW)
    from csconsole.services.escalations import escalations_of

    with ctx.read() as uow:
        found = load(ctx, uow, callback)
        return CallbackSheet(
            row=callback_row(ctx, uow, found),
            attempts=attempt_rows(uow, found),
            record=callback_record(uow, found),
            required=required_fields(ctx, found),
            escalations=escalations_of(ctx, "callback", found.pk),
        )


def callback_steps(ctx: Context, callback: int | str) -> list[Step]:
    """Every action with whether it is possible now, and why not."""
    ctx.require(Right.RECORD_VIEW)
    with ctx.read() as uow:
        return CALLBACK.steps(load(ctx, uow, callback).state, ctx.actor.rights)


def callback_tally(ctx: Context, *, owner_id: int | None = None) -> CallbackTally:
    """How today stands, of everyone or of one owner."""
    ctx.require(Right.RECORD_VIEW)
    start, end = day_bounds(ctx.today(), ctx.zone)
    own = (*may_see(ctx), *(() if owner_id is None else (col(Callback.owner_id) == owner_id,)))
    reached = (col(Callback.reached_at) >= start, col(Callback.reached_at) < end, *own)
    to_call = (_open(), col(Callback.state).in_(TO_CALL), *own)
    with ctx.read() as uow:

        def count(*conditions: Any) -> int:
            statement = select(func.count(col(Callback.id))).where(*conditions)
            return int(uow.session.execute(statement).scalar_one())

        return CallbackTally(
            kept=count(*reached, col(Callback.window).in_(("early", "in"))),
            late=count(*reached, Callback.window == "late"),
            missed=count(
                *own,
                col(Callback.finished_at) >= start,
                col(Callback.finished_at) < end,
                col(Callback.reached_at).is_(None),
                col(Callback.due_at) < col(Callback.finished_at),
            ),
            overdue=count(_open(), *own, col(Callback.due_at) < min(judged_at(ctx), end)),
            ready=count(*to_call, *_callable(ctx)),
            today=count(*to_call, _ready_before(end)),
            later=count(*view_conditions(ctx, "later"), *own),
        )


def view_conditions(ctx: Context, view: str) -> tuple[Any, ...]:
    """What a list of callbacks holds. Raises ``InvalidInputError`` for an unknown one."""
    tomorrow = day_bounds(ctx.today(), ctx.zone)[1]
    to_call = (_open(), col(Callback.state).in_(TO_CALL))
    conditions: dict[str, tuple[Any, ...]] = {
        "due": (*to_call, _ready_before(tomorrow), _opened(ctx.now())),
        "overdue": (_open(), col(Callback.due_at) < judged_at(ctx)),
        "mine": (_open(), Callback.owner_id == ctx.actor.staff_id),
        "later": (
            *to_call,
            or_(col(Callback.next_attempt_at) >= tomorrow, col(Callback.earliest_at) > ctx.now()),
        ),
        "problems": (
            or_(
                and_(_open(), col(Callback.state).in_(("with_manager", "with_department", "answered"))),
                and_(col(Callback.state).in_(UNREACHED), col(Callback.id).in_(_still_promised())),
            ),
        ),
        "all": (),
    }
    if view not in conditions:
        raise WrongFormError(
            _("There is no view {view}. Known: {views}.", view=view, views=listed(VIEWS)),
            field="view",
            value=view,
        )
    return conditions[view]


def _still_promised() -> Any:
    """The callbacks whose promise nobody has settled."""
    return select(col(Promise.callback_id)).where(text("promise.state = 'open'"))


def _open() -> ColumnElement[bool]:
    """Open, worded like the partial indexes, which an engine only uses for the same words."""
    return col(Callback.state).not_in([_literal(state) for state in CLOSED])


def _literal(text: str) -> Any:
    from sqlalchemy import literal_column

    return literal_column(f"'{text}'")


def _ready(now: datetime) -> ColumnElement[bool]:
    return or_(col(Callback.next_attempt_at).is_(None), col(Callback.next_attempt_at) <= now)


def _callable(ctx: Context) -> tuple[ColumnElement[bool], ...]:
    """What may be called now: outside the calling hours only whom we promised this night's call (CBK-05)."""
    ready, night = _ready(ctx.now()), night_of(ctx, ctx.now())
    if night is None:
        return (ready,)
    agreed = col(Callback.agreed_at)
    promised = and_(agreed.is_(None), col(Callback.kind).in_(PROMISED_KINDS))
    return (ready, or_(agreed >= night.since, and_(promised, col(Callback.due_at) >= night.since)))


def _opened(now: datetime) -> ColumnElement[bool]:
    return or_(col(Callback.earliest_at).is_(None), col(Callback.earliest_at) <= now)


def _ready_before(end: datetime) -> ColumnElement[bool]:
    return or_(col(Callback.next_attempt_at).is_(None), col(Callback.next_attempt_at) < end)
