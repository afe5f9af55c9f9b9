"""The daily figures stay what the records say, whatever is written, and give every metric its value."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlmodel import col, select

from csconsole.errors import NotAllowedError
from csconsole.metrics import evaluate, kept
from csconsole.metrics.catalogue import METRICS
from csconsole.metrics.definition import Basis
from csconsole.models import (
    Attempt,
    Call,
    Callback,
    Category,
    Customer,
    Escalation,
    Event,
    Promise,
    Staff,
    Ticket,
)
from csconsole.services.context import Context
from csconsole.services.customers import merge_customers, unmerge_customer
from csconsole.services.database import check_database, mend_database
from csconsole.services.reports.periods import Period, basis_of
from csconsole.storage import UnitOfWork
from csconsole.storage.columns import by_column
from csconsole.storage.daily.recount import differences, recount
from tests.conftest import AsStaff
from tests.databases import NOW

HOUR = timedelta(hours=1)
DAYS = st.integers(-70, 0)
HOURS = st.integers(0, 23)

calls = st.fixed_dictionaries(
    {
        "direction": st.sampled_from(["inbound", "inbound", "outbound"]),
        "channel": st.sampled_from(["phone", "visit"]),
        "state": st.sampled_from(["closed", "closed", "answered", "lost", "abandoned"]),
        "rings": st.sampled_from([None, 2, 9]),
        "wait_seconds": st.sampled_from([None, 3, 15, 20, 21]),
        "talk_seconds": st.sampled_from([None, 60, 90]),
        "late_entry": st.booleans(),
        "entered_later": st.sampled_from([None, False, True]),
        "solved_first_contact": st.booleans(),
        "customer": st.sampled_from([None, 0, 1]),
        "category": st.sampled_from([None, 0, 1]),
        "agent": st.booleans(),
        "day": DAYS,
        "hour": HOURS,
    }
)
tickets = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["repair", "complaint"]),
        "scope": st.sampled_from([None, "in_home", "public"]),
        "state": st.sampled_from(["new", "closed", "cancelled"]),
        "needs_callback": st.booleans(),
        "excluded_reason": st.sampled_from([None, "caused_by_customer", "invalid"]),
        "of_call": st.integers(0, 9) | st.none(),
        "day": DAYS,
        "hour": HOURS,
        **{
            name: st.none() | st.integers(-30, 400)
            for name in ("first_response_at", "due_at", "paused_at", "done_at", "closed_at")
        },
    }
)
callbacks = st.fixed_dictionaries(
    {
        "state": st.sampled_from(["planned", "done", "reviewed", "refused", "cancelled"]),
        "window": st.sampled_from([None, "in", "late"]),
        "satisfaction": st.sampled_from([None, "satisfied", "average"]),
        "aspect": st.sampled_from([None, "speed"]),
        "of_ticket": st.integers(0, 9) | st.none(),
        "day": DAYS,
        "hour": HOURS,
        "finished_at": st.none() | st.integers(-10, 200),
    }
)
steps = st.one_of(
    st.tuples(st.just("call"), st.lists(calls, min_size=1, max_size=3)),
    st.tuples(st.just("bulk"), st.lists(calls, min_size=1, max_size=4)),
    st.tuples(st.just("ticket"), st.lists(tickets, min_size=1, max_size=2)),
    st.tuples(st.just("callback"), st.lists(callbacks, min_size=1, max_size=2)),
    st.tuples(st.just("change_call"), st.tuples(st.integers(0, 9), calls)),
    st.tuples(st.just("change_ticket"), st.tuples(st.integers(0, 9), tickets)),
    st.tuples(st.just("change_callback"), st.tuples(st.integers(0, 9), callbacks)),
    st.tuples(st.just("escalate"), st.integers(0, 9)),
    st.tuples(st.just("promise"), st.tuples(DAYS, st.sampled_from(["open", "kept", "late", "missed"]))),
    st.tuples(st.just("attempt"), st.tuples(st.integers(0, 9), DAYS)),
    st.tuples(st.just("undo_attempt"), st.none()),
    st.tuples(st.just("merge"), st.none()),
    st.tuples(st.just("unmerge"), st.none()),
)


class World:
    """What the steps act on: two customers, two categories, and the keys of what they made."""

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx
        self.serial = 0
        self.keys: dict[str, list[int]] = {"call": [], "ticket": [], "callback": [], "attempt": []}
        self.merged = False
        with ctx.write() as uow:
            agent = uow.one(Staff, staff_no="1007")
            assert agent is not None
            self.agent = agent.pk
            self.customers = [uow.create(Customer(name=name)).pk for name in ("Ada Brook", "Bo Lind")]
            self.categories = [
                uow.create(Category(code=code, name_en=code, name_zh=code)).pk for code in ("p1", "p2")
            ]

    def step(self, name: str, given: Any) -> None:
        """Do one step, in a transaction of its own."""
        with self.ctx.write() as uow:
            getattr(self, name)(uow, given)

    def call(self, uow: UnitOfWork, given: list[dict[str, Any]]) -> None:
        rows = uow.create_many([Call(number=self._number(), **self._call(one)) for one in given])
        self.keys["call"] += [row.pk for row in rows]

    def bulk(self, uow: UnitOfWork, given: list[dict[str, Any]]) -> None:
        rows = [{"number": self._number(), **self._call(one)} for one in given]
        self.keys["call"] += uow.create_bulk(Call, by_column(Call, rows))

    def ticket(self, uow: UnitOfWork, given: list[dict[str, Any]]) -> None:
        for one in given:
            row = uow.create(Ticket(number=self._number(), title="t", **self._ticket(one)))
            self.keys["ticket"].append(row.pk)

    def callback(self, uow: UnitOfWork, given: list[dict[str, Any]]) -> None:
        for one in given:
            row = Callback(number=self._number(), created_at=_at(one) - HOUR, **self._callback(one))
            self.keys["callback"].append(uow.create(row).pk)

    def change_call(self, uow: UnitOfWork, given: tuple[int, dict[str, Any]]) -> None:
        if (key := self._key("call", given[0])) is not None:
            uow.update(uow.get(Call, key), "changed", self._call(given[1]))

    def change_ticket(self, uow: UnitOfWork, given: tuple[int, dict[str, Any]]) -> None:
        if (key := self._key("ticket", given[0])) is not None:
            uow.update(uow.get(Ticket, key), "changed", self._ticket(given[1]))
            uow.update(uow.get(Ticket, key), "changed", {"scope": "public"})

    def change_callback(self, uow: UnitOfWork, given: tuple[int, dict[str, Any]]) -> None:
        if (key := self._key("callback", given[0])) is not None:
            uow.update(uow.get(Callback, key), "changed", self._callback(given[1]))

    def escalate(self, uow: UnitOfWork, given: int) -> None:
        if (key := self._key("call", given)) is not None:
            uow.create(Escalation(entity="call", entity_id=key, by_id=self.agent, reason="r", at=NOW))

    def promise(self, uow: UnitOfWork, given: tuple[int, str]) -> None:
        due = NOW + timedelta(days=given[0])
        uow.create(Promise(text="p", due_at=due, state=given[1], promiser_id=self.agent))

    def attempt(self, uow: UnitOfWork, given: tuple[int, int]) -> None:
        if (key := self._key("callback", given[0])) is not None:
            at = NOW + timedelta(days=given[1])
            row = uow.create(Attempt(callback_id=key, at=at, by_id=self.agent, code="no_answer"))
            self.keys["attempt"].append(row.pk)

    def undo_attempt(self, uow: UnitOfWork, _given: None) -> None:
        if self.keys["attempt"]:
            uow.remove(uow.get(Attempt, self.keys["attempt"].pop()), "undone")

    def merge(self, _uow: UnitOfWork, _given: None) -> None:
        if not self.merged:
            merge_customers(self.ctx, self.customers[0], self.customers[1], reason="the same")
            self.merged = True

    def unmerge(self, _uow: UnitOfWork, _given: None) -> None:
        if self.merged:
            unmerge_customer(self.ctx, self.customers[1], reason="not the same")
            self.merged = False

    def _number(self) -> str:
        self.serial += 1
        return f"X{self.serial}"

    def _key(self, kind: str, place: int) -> int | None:
        keys = self.keys[kind]
        return keys[place % len(keys)] if keys else None

    def _call(self, given: dict[str, Any]) -> dict[str, Any]:
        plain = {
            name: given[name]
            for name in given
            if name not in ("customer", "category", "agent", "day", "hour")
        }
        customer, category = given["customer"], given["category"]
        return {
            **plain,
            "started_at": _at(given),
            "customer_id": None if customer is None else self.customers[0 if self.merged else customer],
            "category_id": None if category is None else self.categories[category],
            "agent_id": self.agent if given["agent"] else None,
        }

    def _ticket(self, given: dict[str, Any]) -> dict[str, Any]:
        plain = {
            name: given[name] for name in ("kind", "scope", "state", "needs_callback", "excluded_reason")
        }
        instants = {
            name: None if given[name] is None else _at(given) + given[name] * HOUR / 3
            for name in ("first_response_at", "due_at", "paused_at", "done_at", "closed_at")
        }
        origin = None if given["of_call"] is None else self._key("call", given["of_call"])
        return {**plain, **instants, "reported_at": _at(given), "origin_call_id": origin}

    def _callback(self, given: dict[str, Any]) -> dict[str, Any]:
        plain = {name: given[name] for name in ("state", "window", "satisfaction", "aspect")}
        after = given["finished_at"]
        return {
            **plain,
            "due_at": _at(given),
            "finished_at": None if after is None else _at(given) + after * HOUR,
            "ticket_id": None if given["of_ticket"] is None else self._key("ticket", given["of_ticket"]),
        }


def _at(given: dict[str, Any]) -> Any:
    """An instant within the ten weeks before now."""
    return NOW + timedelta(days=given["day"], hours=given["hour"] - 20, seconds=given["hour"] * 7)


@contextmanager
def fresh(ctx: Context) -> Iterator[World]:
    """The world on a database from which earlier examples are gone."""
    with ctx.store.exclusive() as connection:
        for table in (
            "attempt",
            "promise",
            "escalation",
            "callback",
            "ticket",
            "call",
            "customer",
            "category",
        ):
            connection.exec_driver_sql(f'DELETE FROM "{table}"')
        recount(connection, ctx.config.zone)
    yield World(ctx)


def rows_only(basis: Basis) -> Basis:
    """The same period, counted from the rows."""
    return replace(basis, first=None, last=None)


def require_same(ctx: Context, period: Period, dimension: str) -> None:
    """Every metric of a period has the same parts from the daily figures as from the rows, also split."""
    basis = basis_of(ctx, period)
    with ctx.read() as uow:
        assert kept.holds(uow.session, basis)
        quick = evaluate.figures(uow.session, list(METRICS.values()), basis)
        slow = evaluate.figures(uow.session, list(METRICS.values()), rows_only(basis))
        assert {key: one for key, one in quick.items() if one != slow[key]} == {}
        quick_split = evaluate.figures_by(uow.session, list(METRICS.values()), basis, dimension)
        slow_split = evaluate.figures_by(uow.session, list(METRICS.values()), rows_only(basis), dimension)
        for value in quick_split.keys() | slow_split.keys():
            quick_of, slow_of = quick_split.get(value, {}), slow_split.get(value, {})
            assert _parts(quick_of) == _parts(slow_of), (dimension, value)


def _parts(figures: dict[str, Any]) -> dict[str, tuple[int, int | None]]:
    """Numerator and denominator of each figure that has any."""
    return {
        key: (one.numerator, one.denominator)
        for key, one in figures.items()
        if one.numerator or one.denominator
    }


PERIODS = (
    Period(date(2026, 11, 22), date(2026, 11, 22)),
    Period(date(2026, 10, 1), date(2026, 10, 31)),
    Period(date(2026, 9, 14), date(2026, 11, 19)),
    Period(date(2026, 11, 1), date(2026, 11, 30)),
)


@pytest.mark.req("RPT-01")
@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.generate,),
)
@given(
    given=st.lists(steps, min_size=4, max_size=14),
    period=st.sampled_from(PERIODS),
    dimension=st.sampled_from(["person", "channel", "category", "type", "team"]),
)
def test_after_any_writes_the_daily_figures_are_what_the_records_say(
    ctx: Context, given: list[Any], period: Period, dimension: str
) -> None:
    with fresh(ctx) as world:
        for name, details in given:
            world.step(name, details)
        with ctx.read() as uow:
            assert differences(uow.connection) == 0
        require_same(ctx, period, dimension)


def test_a_wrong_count_is_found_and_counted_anew(ctx: Context) -> None:
    with fresh(ctx) as world:
        with ctx.write() as uow:
            uow.create(Call(number="X", started_at=NOW, state="closed", solved_first_contact=True))
            first: dict[str, Any] = {"customer_id": world.customers[0], "category_id": world.categories[0]}
            for number, days in (("Y", 0), ("Z", 3)):
                at = NOW - timedelta(days=9 - days)
                call = Call(number=number, started_at=at, state="closed", solved_first_contact=True, **first)
                uow.create(call)
        with ctx.store.exclusive() as connection:
            assert differences(connection) == 0
            connection.exec_driver_sql(
                "UPDATE daily_count SET records = records + 1 WHERE slice = 'call.wait'"
            )
            connection.exec_driver_sql("DELETE FROM daily_fact")
            wrong = differences(connection)
            assert wrong > 2
        url, zone = ctx.config.db, "Europe/London"
        assert [one.ok for one in check_database(url).findings][-1] is False
        mend_database(url)
        assert check_database(url).sound
        assert not check_database(url, zone=zone).sound
        mend_database(url, zone=zone)
        assert check_database(url, zone=zone).sound
        with ctx.read() as uow:
            assert not kept.holds(uow.session, basis_of(ctx, PERIODS[0]))


def test_counting_anew_is_for_the_administrator_and_leaves_an_event(ctx: Context, as_: AsStaff) -> None:
    with fresh(ctx):
        with ctx.store.exclusive() as connection:
            connection.exec_driver_sql("DELETE FROM daily_fact")
            wrong = differences(connection)
        url = ctx.config.db
        with pytest.raises(NotAllowedError):
            mend_database(url, ctx=as_("handler"))
        mend_database(url, ctx=as_("admin"))
        with ctx.read() as uow:
            left = uow.session.exec(select(Event).where(col(Event.action) == "mended")).one()
            assert (left.entity, left.actor_id) == ("database", as_("admin").actor.staff_id)
            assert (left.detail or {})["wrong"] == wrong


def test_a_condition_that_the_counts_can_answer_is_the_same_for_each_period(ctx: Context) -> None:
    one = basis_of(ctx, Period(date(2026, 11, 21), date(2026, 11, 21)))
    other = basis_of(ctx, Period(date(2025, 10, 1), date(2025, 10, 31)))
    answered = 0
    for measure in {part for metric in METRICS.values() for part in metric.measures(one)}:
        places = kept.place_of(measure, one), kept.place_of(measure, other)
        assert (places[0] is None) == (places[1] is None), measure.key
        if places[0] is not None and places[1] is not None:
            answered += 1
            assert places[0].amount.compare(places[1].amount), measure.key
    assert answered > 40
