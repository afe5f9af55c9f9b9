"""A figure opened: the very records that it counts, page by page, with masked phones."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final

from sqlmodel import Session, col, select

from csconsole.errors import NotFoundError
from csconsole.i18n import N_, _, get_language, listed
from csconsole.metrics.by_time import TIMES, in_time
from csconsole.metrics.catalogue import METRICS, SETTINGS
from csconsole.metrics.definition import Basis, Measure, Metric
from csconsole.metrics.dimensions import column_of
from csconsole.metrics.evaluate import rows_of
from csconsole.models import Attempt, Call, Callback, Customer, Promise, Right, Staff, StaffActivity, Ticket
from csconsole.models.base import Record
from csconsole.services.context import Context
from csconsole.services.query import EntityFields, FieldSpec, Kind, Page, Scope, fetch_page, staff_field
from csconsole.services.reports.periods import Period, basis_of
from csconsole.services.settings import spec_of
from csconsole.services.shown_phones import shown_number
from csconsole.services.tickets.access import about_visible, calls_visible, visible
from csconsole.tabular.columns import Column


@dataclass(frozen=True, slots=True)
class OpenedRow:
    """One record behind a figure. ``entity`` and ``id`` lead to its page; ``phone`` is masked."""

    entity: str
    id: int
    number: str
    at: datetime | None
    what: str
    who: str
    state: str
    contact: str
    phone: str


COLUMNS: Final[tuple[Column[OpenedRow], ...]] = (
    Column("number", N_("Number")),
    Column("at", N_("Time")),
    Column("state_text", N_("State"), value=lambda row: state_label(row.entity, row.state)),
    Column("who", N_("Who"), width=16),
    Column("contact", N_("Customer"), width=16),
    Column("phone", N_("Phone")),
    Column("what", N_("What"), width=48),
    Column("entity", N_("Kind"), table=False),
    Column("state", N_("State"), table=False),
)


def open_figure(
    ctx: Context,
    metric_id: str,
    period: Period,
    *,
    part: str = "numerator",
    dimension: str = "",
    value: Any = None,
    filter: str = "",
    sort: str = "",
    limit: int = 50,
    after: str | None = None,
) -> Page[OpenedRow]:
    """The records that a figure of the period counts: its numerator, its denominator or a part of it.

    With ``dimension`` and ``value`` those of one line of a split. A complaint against a staff member is shown
    to supervisors and above only (CMP-22). Raises ``NotFoundError`` for an unknown metric or part,
    ``NotAllowedError``.
    """
    ctx.require(Right.REPORT_VIEW)
    metric = metric_named(metric_id)
    try:
        rows = rows_of(metric, basis_of(ctx, period), part=part)
    except KeyError:
        parts = listed(one.key for one in metric.measures(basis_of(ctx, period)))
        raise NotFoundError(
            _("{figure} has no part {part}.", figure=metric_id, part=part),
            field="part",
            value=part,
            hint=_("Parts: {parts}", parts=f"numerator, denominator, {parts}"),
        ) from None
    where = [rows.condition, *_visible(ctx, rows.model)]
    if dimension in TIMES:
        where.append(in_time(rows.at, basis_of(ctx, period), dimension, value))
    elif dimension:
        column = column_of(dimension, rows.model)
        where.append(column.is_(None) if value is None else column == value)
    fields = _FIELDS[rows.model]
    with ctx.read() as uow:
        return fetch_page(
            Scope.of(ctx, uow),
            fields,
            lambda found: opened_rows(uow.session, rows.model, found),
            filter=filter,
            sort=sort,
            limit=limit,
            after=after,
            where=where,
        )


def metric_named(metric_id: str) -> Metric:
    """The metric with this id. Raises ``NotFoundError`` that names the nearest."""
    import difflib

    found = METRICS.get(metric_id)
    if found is not None:
        return found
    near = difflib.get_close_matches(metric_id, METRICS, n=1)
    raise NotFoundError(
        _("There is no figure {figure}.", figure=metric_id),
        field="figure",
        value=metric_id,
        hint=_("Did you mean {key}?", key=near[0]) if near else None,
    )


def figure_fields(metric_id: str) -> EntityFields:
    """The keys that a filter of a figure's records understands."""
    return _FIELDS[next(iter(_parts(metric_named(metric_id)).values())).model]


def figure_parts(metric_id: str) -> tuple[str, ...]:
    """What of a figure can be opened: its numerator, its denominator, and each thing that it counts."""
    metric = metric_named(metric_id)
    whole = ("numerator", "denominator") if metric.denominator is not None else ("numerator",)
    return (*whole, *_parts(metric))


def part_label(metric_id: str, part: str) -> str:
    """What a part of a figure is called in the current language."""
    metric, language = metric_named(metric_id), get_language()
    if part not in ("numerator", "denominator"):
        return _parts(metric)[part].label(language)
    terms = metric.numerator(_DEFAULTS) if part == "numerator" else ()
    if part == "denominator" and metric.denominator is not None:
        terms = metric.denominator(_DEFAULTS)
    said = "".join(
        f" {'+' if sign > 0 else '-'} {measure.label(language)}" for sign, measure in terms
    ).removeprefix(" + ")
    if part == "numerator":
        return _("numerator: {measures}", measures=said.strip())
    return _("denominator: {measures}", measures=said.strip())


def _parts(metric: Metric) -> dict[str, Measure]:
    """Everything that a metric may count, whatever its settings, by key."""
    return {one.key: one for one in metric.measures(_DEFAULTS)}


def opened_rows(session: Session, model: type[Record], records: Sequence[Any]) -> list[OpenedRow]:
    """The rows of records of one table, with the names of the staff they belong to and of the customer whom
    they are about.
    """
    who, build = _ROWS[model]
    names = staff_names(session, [getattr(record, who) for record in records])
    customers = _customers(session, model, records)
    rows = [build(record, names.get(getattr(record, who), "")) for record in records]
    return [
        replace(row, contact=customer or row.contact) for row, customer in zip(rows, customers, strict=True)
    ]


def _customers(session: Session, model: type[Record], records: Sequence[Any]) -> list[str]:
    """The name of each record's customer, "" where nobody's file is known; an attempt has its callback's."""
    if model is StaffActivity:
        return [""] * len(records)
    keys = [record.callback_id if model is Attempt else record.customer_id for record in records]
    if model is Attempt:
        key_column: Any = col(Callback.id)
        found = select(key_column, col(Callback.customer_id)).where(key_column.in_(set(keys)))
        of_callback = dict(session.execute(found).all())
        keys = [of_callback.get(key) for key in keys]
    names = customer_names(session, keys)
    return [names.get(key, "") for key in keys]


def staff_names(session: Session, keys: Sequence[int | None]) -> Mapping[int | None, str]:
    """The names of staff members by their keys."""
    wanted = {key for key in keys if key is not None}
    if not wanted:
        return {}
    key_column: Any = col(Staff.id)
    found = session.exec(select(Staff).where(key_column.in_(wanted)))
    return {staff.id: staff.name for staff in found}


def customer_names(session: Session, keys: Sequence[int | None]) -> Mapping[int | None, str]:
    """The names of customers by their keys."""
    wanted = {key for key in keys if key is not None}
    if not wanted:
        return {}
    key_column: Any = col(Customer.id)
    return dict(session.execute(select(key_column, col(Customer.name)).where(key_column.in_(wanted))).all())


def state_label(entity: str, state: str) -> str:
    """The label of a record's state in the current language."""
    from csconsole.codes import label, list_names

    name = f"{entity}_state"
    return label(name, state) if name in list_names() else state


def _visible(ctx: Context, model: type[Record]) -> list[Any]:
    """Without complaints against staff and what is about them, for who may not see those (CMP-22)."""
    if model is Ticket:
        return list(visible(ctx))
    if model is Call:
        return list(calls_visible(ctx))
    if model is Attempt:
        conditions = about_visible(ctx, Callback.ticket_id, Callback.call_id)
        seen = select(Callback.id).where(*conditions).correlate(None)
        return [col(Attempt.callback_id).in_(seen)] if conditions else []
    ticket_id = getattr(model, "ticket_id", None)
    return [] if ticket_id is None else list(about_visible(ctx, ticket_id, getattr(model, "call_id", None)))


def _call(call: Call, who: str) -> OpenedRow:
    return OpenedRow(
        "call",
        call.pk,
        call.number,
        call.started_at,
        call.summary or call.purpose or "",
        who or call.agent_name or "",
        call.state,
        call.caller_name or "",
        shown_number(call.e164, call.phone, whole=False),
    )


def _ticket(ticket: Ticket, who: str) -> OpenedRow:
    return OpenedRow(
        "ticket",
        ticket.pk,
        ticket.number,
        ticket.reported_at,
        ticket.title,
        who,
        ticket.state,
        ticket.contact_name or "",
        shown_number(ticket.e164, ticket.phone, whole=False),
    )


def _callback(callback: Callback, who: str) -> OpenedRow:
    return OpenedRow(
        "callback",
        callback.pk,
        callback.number,
        callback.due_at,
        callback.reason,
        who,
        callback.state,
        callback.contact_name or "",
        shown_number(callback.e164, callback.phone, whole=False),
    )


def _attempt(attempt: Attempt, who: str) -> OpenedRow:
    return OpenedRow(
        "attempt",
        attempt.pk,
        f"#{attempt.callback_id}",
        attempt.at,
        attempt.note or "",
        who,
        attempt.code,
        "",
        "",
    )


def _promise(promise: Promise, who: str) -> OpenedRow:
    return OpenedRow(
        "promise", promise.pk, f"#{promise.pk}", promise.due_at, promise.text, who, promise.state, "", ""
    )


def _activity(activity: StaffActivity, who: str) -> OpenedRow:
    return OpenedRow(
        "activity",
        activity.pk,
        f"#{activity.pk}",
        activity.at,
        activity.reason or activity.kind,
        who or activity.agent_name,
        activity.kind,
        "",
        "",
    )


_EPOCH: Final = datetime(2000, 1, 1, tzinfo=UTC)
_DEFAULTS: Final = Basis(_EPOCH, _EPOCH, _EPOCH, 1, {key: spec_of(key).default for key in SETTINGS})
"""Enough to ask a metric which measures it has."""

_ROWS: Final[dict[type[Record], tuple[str, Callable[[Any, str], OpenedRow]]]] = {
    Call: ("agent_id", _call),
    Ticket: ("handler_id", _ticket),
    Callback: ("owner_id", _callback),
    Attempt: ("by_id", _attempt),
    Promise: ("promiser_id", _promise),
    StaffActivity: ("staff_id", _activity),
}


def _fields(name: str, model: type[Record], at: Any, who: Any, search: str = "") -> EntityFields:
    return EntityFields(
        name=name,
        model=model,
        fields=(FieldSpec("at", "时间", Kind.INSTANT, at), staff_field("who", "人员", who)),
        default_sort="at",
        search=search,
    )


_FIELDS: Final[dict[type[Record], EntityFields]] = {
    Call: _fields("call", Call, Call.started_at, Call.agent_id, "call"),
    Ticket: _fields("ticket", Ticket, Ticket.reported_at, Ticket.handler_id, "ticket"),
    Callback: _fields("callback", Callback, Callback.due_at, Callback.owner_id, "callback"),
    Attempt: _fields("attempt", Attempt, Attempt.at, Attempt.by_id),
    Promise: _fields("promise", Promise, Promise.due_at, Promise.promiser_id),
    StaffActivity: _fields("activity", StaffActivity, StaffActivity.at, StaffActivity.staff_id),
}
