"""The report about enquiries 客户咨询汇总 (CALL-09): what was asked, who helped, what is still owed, and the
complex ones with their answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, case, func, text
from sqlmodel import col, select

from csconsole.i18n import N_, _
from csconsole.metrics.calls import REACHED
from csconsole.metrics.enquiries import ENQUIRY_KINDS
from csconsole.metrics.rounding import percent
from csconsole.models import Call, Callback, CallItem, Ticket, open_work
from csconsole.services.reports.backlog import late_by
from csconsole.services.reports.callback_report import share_text
from csconsole.services.reports.dimensions import value_names
from csconsole.services.reports.document import Block, Row, capped
from csconsole.services.reports.drafting import Drafting, ReportSpec
from csconsole.services.reports.periods import basis_of
from csconsole.services.tickets.access import calls_visible
from csconsole.services.tickets.fields import is_open
from csconsole.tabular.columns import Column

FIGURES: Final = (
    "enquiries.all",
    "enquiries.complex",
    "enquiries.first_contact_rate",
    "enquiries.waiting",
)
MOST_ROWS: Final = 2_000
"""A list of more lines is an export."""
_PENDING: Final = "pending"

_CATEGORIES: Final[tuple[Column[Any], ...]] = (
    Column("name", N_("Category"), width=28),
    Column("count", N_("Enquiries"), right=True),
    Column("share", N_("Share"), right=True, value=share_text),
    Column(
        "before", N_("Period before"), right=True, about=N_("as many in the period of the same length before")
    ),
    Column("complex", N_("Complex"), right=True),
    Column("answered", N_("Answered at once"), right=True),
    Column("passed_on", N_("Passed on"), right=True),
    Column("waiting", N_("To be answered"), right=True),
)
_DEPARTMENTS: Final[tuple[Column[Any], ...]] = (
    Column("department", N_("Department"), width=24),
    Column("count", N_("Enquiries"), right=True),
    Column("open", N_("Open tickets"), right=True),
    Column("late", N_("Late"), right=True),
)
_OWED: Final[tuple[Column[Any], ...]] = (
    Column("number", N_("Number")),
    Column("at", N_("Time")),
    Column("question", N_("Question"), width=32),
    Column("customer", N_("Customer"), width=12),
    Column("department", N_("Department"), width=14),
    Column("follow_up", N_("Follow-up")),
    Column("owner", N_("Owner"), width=12),
    Column("due", N_("Due")),
)
_COMPLEX: Final[tuple[Column[Any], ...]] = (
    Column("number", N_("Number")),
    Column("at", N_("Time")),
    Column("category", N_("Category"), width=20),
    Column("question", N_("Question"), width=32),
    Column("answer", N_("Answer"), width=32),
    Column("department", N_("Department"), width=14),
    Column("agent", N_("Agent"), width=12),
)


def build(draft: Drafting) -> list[Block]:
    """Figures, which count a contact once; then each enquiry of a contact by category and by the department
    that was asked; what is still owed, whenever it was asked; the complex ones.
    """
    return [
        draft.figures("figures", _("Figures"), FIGURES),
        _categories(draft),
        _departments(draft),
        _owed(draft),
        _complex(draft),
    ]


def _enquiries(draft: Drafting, *columns: Any, since: datetime | None, until: datetime) -> Select[Any]:
    """The items that are enquiries, of contacts in which somebody was reached."""
    kinds = list(draft.basis.settings[ENQUIRY_KINDS])
    where = [col(CallItem.kind).in_(kinds), REACHED.condition(draft.basis), *calls_visible(draft.ctx)]
    if since is not None:
        where.append(col(Call.started_at) >= since)
    joined = select(*columns).select_from(Call).join(CallItem, col(CallItem.call_id) == Call.id)
    found: Select[Any] = joined.where(col(Call.started_at) < until, *where)
    return found


def _of_period(draft: Drafting, *columns: Any) -> Select[Any]:
    return _enquiries(draft, *columns, since=draft.basis.start, until=draft.basis.end)


def _many(condition: ColumnElement[bool]) -> Any:
    return func.count(case((condition, 1)))


def _categories(draft: Drafting) -> Block:
    category = col(CallItem.category_id)
    waiting = col(Call.state) == _PENDING
    at_once = and_(col(CallItem.outcome) == "done", ~waiting)
    counts = (func.count(), _many(col(Call.complex).is_(True)), _many(at_once), _many(waiting))
    found = draft.session.execute(_of_period(draft, category, *counts).group_by(category)).all()
    past = basis_of(draft.ctx, draft.period.before())
    earlier = _enquiries(draft, category, func.count(), since=past.start, until=past.end)
    counted = draft.session.execute(earlier.group_by(category))
    before: dict[int | None, int] = {row[0]: row[1] for row in counted}
    names = value_names(draft.session, "category", [one[0] for one in found])
    total = sum(one[1] for one in found)
    rows: list[Row] = [
        {
            "category": "" if key is None else names[key],
            "name": _("uncategorised") if key is None else names[key],
            "count": n,
            "share": percent(n, total),
            "total": total,
            "before": before.get(key, 0),
            "complex": hard,
            "answered": answered,
            "passed_on": n - answered - owed,
            "waiting": owed,
        }
        for key, n, hard, answered, owed in found
    ]
    rows.sort(key=lambda row: (-row["count"], row["name"]))
    names_of = ("category", *(one.name for one in _CATEGORIES[1:]))
    fields: tuple[Column[Any], ...] = tuple(Column(name, name) for name in names_of)
    note = _("A contact with several enquiries counts once in the figures, else with each of them.")
    return Block("categories", _("By category"), _CATEGORIES, tuple(rows), fields, notes=(note,))


def _departments(draft: Drafting) -> Block:
    """The departments that were asked to help: of the item, else of the ticket that it became."""
    asked = func.coalesce(col(CallItem.department_id), col(Ticket.department_id))
    late = and_(is_open(), late_by(draft.basis.late_now))
    query = _of_period(draft, asked, func.count(), _many(is_open()), _many(late))
    query = query.outerjoin(Ticket, col(Ticket.id) == CallItem.ticket_id).where(asked.is_not(None))
    found = draft.session.execute(query.group_by(asked)).all()
    names = value_names(draft.session, "department", [one[0] for one in found])
    rows: list[Row] = [
        {"department": names[key], "count": n, "open": still, "late": late} for key, n, still, late in found
    ]
    rows.sort(key=lambda row: (-row["count"], row["department"]))
    return Block("departments", _("Departments asked"), _DEPARTMENTS, tuple(rows))


def _owed(draft: Drafting) -> Block:
    """Enquiries asked up to the end of the period whose answer, ticket or callback is open now, by due time;
    each set is found by its own index.
    """
    waiting = col(Call.state) == _PENDING
    ticket = col(CallItem.ticket_id).in_(select(Ticket.id).where(text(open_work.TICKET)))
    callback = col(CallItem.callback_id).in_(select(Callback.id).where(text(open_work.CALLBACK)))
    found = {
        item.pk: (call, item)
        for condition in (waiting, ticket, callback)
        for call, item in draft.session.execute(
            _enquiries(draft, Call, CallItem, since=None, until=draft.basis.end)
            .where(condition)
            .limit(MOST_ROWS)
        )
    }
    rows = _owed_rows(draft, list(found.values()))
    rows.sort(key=lambda row: (row["due"] is None, row["due"] or draft.basis.end, row["number"]))
    title = _("Still to be answered or done") + f" ({len(rows)})"
    return capped(Block("owed", title, _OWED, tuple(rows)), MOST_ROWS)


def _owed_rows(draft: Drafting, found: Sequence[tuple[Call, CallItem]]) -> list[Row]:
    tickets = _loaded(draft, Ticket, (item.ticket_id for _call, item in found))
    callbacks = _loaded(draft, Callback, (item.callback_id for _call, item in found))
    rows: list[Row] = []
    for call, item in found:
        ticket, callback = tickets.get(item.ticket_id), callbacks.get(item.callback_id)
        behind, owner, due = "", call.agent_id, call.next_answer_at
        if ticket is not None:
            behind, owner, due = ticket.number, ticket.handler_id, ticket.due_at
        elif callback is not None:
            behind, owner, due = callback.number, callback.owner_id, callback.due_at
        rows.append(
            {
                **_asked(call, item),
                "customer": call.caller_name or "",
                "department": item.department_id or (ticket.department_id if ticket else None),
                "follow_up": behind,
                "owner": owner,
                "due": due,
            }
        )
    return _named(draft, rows, department="department", owner="person")


def _complex(draft: Drafting) -> Block:
    query = _of_period(draft, Call, CallItem).where(col(Call.complex).is_(True))
    query = query.order_by(col(Call.started_at), col(Call.id), col(CallItem.position)).limit(MOST_ROWS)
    rows: list[Row] = [
        {
            **_asked(call, item),
            "category": item.category_id,
            "answer": item.answer or call.answer or "",
            "department": item.department_id,
            "agent": call.agent_id,
        }
        for call, item in draft.session.execute(query)
    ]
    rows = _named(draft, rows, category="category", department="department", agent="person")
    title = _("Complex enquiries") + f" ({len(rows)})"
    return capped(Block("complex", title, _COMPLEX, tuple(rows)), MOST_ROWS)


def _asked(call: Call, item: CallItem) -> dict[str, Any]:
    return {"number": call.number, "at": call.started_at, "question": item.content or call.summary}


def _named(draft: Drafting, rows: Sequence[Row], **dimensions: str) -> list[Row]:
    """The rows with names in place of keys; "" where there is none."""
    named = [dict(row) for row in rows]
    for name, dimension in dimensions.items():
        names = value_names(draft.session, dimension, [row[name] for row in named])
        for row in named:
            row[name] = "" if row[name] is None else names[row[name]]
    return list(named)


def _loaded(draft: Drafting, model: Any, keys: Iterable[int | None]) -> dict[int | None, Any]:
    wanted = {key for key in keys if key is not None}
    return {row.pk: row for row in draft.session.exec(select(model).where(col(model.id).in_(wanted)))}


ENQUIRIES: Final = ReportSpec(
    "enquiries",
    "CALL-09",
    "Enquiries",
    "客户咨询汇总",
    "What was asked: by category with the change, departments asked, what is still owed, the complex ones",
    "咨询分类及变化、协办部门、待答复事项与复杂咨询",
    "week",
    FIGURES,
    build,
)
