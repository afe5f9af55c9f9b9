"""Which index SQLite takes for what must stay fast in a database of years."""

from __future__ import annotations

import pytest
from sqlmodel import col, select

from csconsole.models import Customer
from csconsole.services.assets.fields import ASSETS
from csconsole.services.audit.log import EVENTS
from csconsole.services.callbacks.fields import CALLBACKS
from csconsole.services.calls.lists import CALLS
from csconsole.services.context import Context
from csconsole.services.customers.lists import CUSTOMERS
from csconsole.services.forms.fields import FORMS
from csconsole.services.meetings.fields import ITEMS, MEETINGS
from csconsole.services.promises.lists import PROMISES
from csconsole.services.query import EntityFields, Scope, select_rows
from csconsole.services.tickets.access import visible
from csconsole.services.tickets.fields import TICKETS
from csconsole.services.violations.fields import VIOLATIONS
from csconsole.storage import open_store
from csconsole.storage.daily.facts import FACTS, value_of
from tests.conftest import AsStaff


@pytest.mark.parametrize("table", FACTS)
def test_facts_are_looked_up_by_index_whatever_analyze_has_found(sqlite_url: str, table: str) -> None:
    store = open_store(sqlite_url)
    with store.exclusive() as connection:
        connection.exec_driver_sql("ANALYZE")
        connection.exec_driver_sql("DELETE FROM sqlite_stat1")
        connection.exec_driver_sql(
            "INSERT INTO sqlite_stat1 SELECT tbl_name, name, '50000 50000' FROM sqlite_master "
            "WHERE type = 'index' AND tbl_name IN ('call', 'callback', 'ticket', 'escalation')"
        )
        connection.exec_driver_sql("ANALYZE sqlite_master")
        letter = table[0]
        statement = f'SELECT {value_of(FACTS[table], "sqlite")} FROM "{table}" {letter}'
        plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}")]
    store.close()
    assert [step for step in plan if step.startswith("SCAN")] == [plan[0]]


LISTS: dict[str, tuple[EntityFields, dict[str, tuple[str, ...]]]] = {
    "calls": (
        CALLS,
        {
            "": ("", "-id", "started", "-started", "created", "-created", "number", "-number"),
            "state:open": ("",),
            "state:pending agent:1012": ("",),
            "state:open agent:1012": ("",),
            "agent:1012": ("",),
            "owner:1012": ("",),
            "direction:outbound": ("",),
        },
    ),
    "tickets": (
        TICKETS,
        {
            "": ("", "number", "-number", "created", "-created", "kind", "-kind", "closed", "-closed"),
            "state:open": ("due", "-due", "state", "-state", "kind", "-kind", "priority", "-priority"),
            "state:open handler:1012": ("next", "-next"),
            "state:assigned": ("",),
            "kind:complaint": ("",),
            "stage:registered": ("",),
            "level:major": ("",),
        },
    ),
    "callbacks": (
        CALLBACKS,
        {
            "": ("", "due", "-due", "created", "-created"),
            "state:open": ("due", "-due"),
            "state:assigned": ("due", "-due"),
            "state:open owner:1012": ("due", "-due"),
            "owner:1012": ("due", "-due"),
        },
    ),
    "customers": (
        CUSTOMERS,
        {
            "": ("", "name", "-name", "unit", "-unit", "tier", "-tier", "created", "-created", "-updated"),
            "zone:A": ("",),
            "role:owner": ("",),
            "tier:vip": ("",),
            "kind:organisation": ("",),
        },
    ),
    "promises": (PROMISES, {"": ("", "due", "-due", "created"), "state:open": ("due",)}),
    "meetings": (MEETINGS, {"": ("", "-starts", "starts")}),
    "action items": (ITEMS, {"state:open": ("due", "-due")}),
    "forms": (FORMS, {"": ("", "created"), "open:yes": ("",)}),
    "violations": (VIOLATIONS, {"": ("", "created")}),
    "assets": (ASSETS, {"": ("", "-number"), "checked:yes": ("check",)}),
    "events": (EVENTS, {"": ("", "at", "-at"), "actor:1012": ("",)}),
}


@pytest.mark.parametrize(
    ("name", "filter"), [(name, text) for name, (_fields, asked) in LISTS.items() for text in asked]
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_index_gives_the_rows_of_a_list_in_their_order(ctx: Context, name: str, filter: str) -> None:
    fields, asked = LISTS[name]
    own = [col(Customer.merged_into_id).is_(None)] if fields is CUSTOMERS else []
    with ctx.read() as uow:
        for sort in asked[filter]:
            selection = select_rows(Scope.of(ctx, uow), fields, filter=filter, sort=sort)
            statement = selection.ordered(select(fields.model.id).where(selection.condition, *own)).limit(50)
            dialect = uow.connection.dialect
            sql = str(statement.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))
            plan = [row[3] for row in uow.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}")]
            assert not [step for step in plan if "TEMP B-TREE" in step], (sort, plan)
            assert [step for step in plan if "INDEX" in step] or sort in _BY_KEY, (sort, plan)


_BY_KEY = ("", "-id", "created", "-created")
"""Orders that are the table's own."""


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_who_may_not_see_complaints_about_persons_is_served_by_the_same_index(as_: AsStaff) -> None:
    ctx = as_("handler")
    with ctx.read() as uow:
        selection = select_rows(Scope.of(ctx, uow), TICKETS, filter="clock:late")
        statement = select(TICKETS.model.id).where(selection.condition, *visible(ctx)).limit(101)
        sql = str(statement.compile(dialect=uow.connection.dialect, compile_kwargs={"literal_binds": True}))
        plan = [row[3] for row in uow.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}")]
    assert "ix_ticket_open_next" in plan[0]
