"""The record, its event and its search row: written together or not at all, on both engines."""

from __future__ import annotations

import threading

import pytest
from sqlmodel import col, select

from csconsole.errors import ConflictError, InvalidInputError, NotFoundError
from csconsole.models import Customer, Event, Notice
from csconsole.services.context import Context
from csconsole.storage import Store, event_chain, open_store, search


def _events(store: Store, entity: str) -> list[Event]:
    with store.read() as unit:
        return list(unit.session.exec(select(Event).where(Event.entity == entity).order_by(col(Event.id))))


def test_a_new_record_has_its_event_and_is_found(ctx: Context) -> None:
    with ctx.write() as unit:
        customer = unit.create(Customer(name="欧阳小文", unit="3-502"))
    event = _events(ctx.store, "customer")[-1]
    assert (event.entity_id, event.action, event.before) == (customer.pk, "created", None)
    assert event.after is not None
    assert event.after["name"] == "欧阳小文"
    assert event.actor_id == ctx.actor.staff_id
    assert event.at == ctx.now() == customer.created_at
    with ctx.read() as unit:
        assert search.find(unit.session, Customer, "小文", limit=5).ids == (customer.pk,)


def test_an_update_writes_only_what_differs_and_counts_the_version(ctx: Context) -> None:
    with ctx.write() as unit:
        customer = unit.create(Customer(name="Li", tier="normal"))
    with ctx.write() as unit:
        loaded = unit.get(Customer, customer.pk)
        unit.update(loaded, "edited", {"name": "Li", "tier": "vip"}, reason="asked for")
    event = _events(ctx.store, "customer")[-1]
    assert (event.before, event.after, event.reason) == ({"tier": "normal"}, {"tier": "vip"}, "asked for")
    with ctx.read() as unit:
        assert unit.get(Customer, customer.pk).version == 2


def test_an_update_without_a_difference_writes_nothing(ctx: Context) -> None:
    with ctx.write() as unit:
        customer = unit.create(Customer(name="Li"))
        unit.update(customer, "edited", {"name": "Li"})
    assert [event.action for event in _events(ctx.store, "customer")] == ["created"]


def test_a_new_row_is_the_object_that_is_read_afterwards(ctx: Context) -> None:
    with ctx.write() as unit:
        customer = unit.create(Customer(name="Li"))
        customer.tier = "vip"
        unit.update(customer, "edited", {"unit": "3-502"})
        assert unit.get(Customer, customer.pk) is customer
        assert unit.one(Customer, tier="vip") is customer
    with ctx.read() as unit:
        stored = unit.get(Customer, customer.pk)
        assert (stored.tier, stored.unit, stored.version) == ("vip", "3-502", 2)


def test_what_is_set_in_a_new_row_is_stored_without_being_read(ctx: Context) -> None:
    with ctx.write() as unit:
        customer = unit.create(Customer(name="Li"))
        customer.tier = "vip"
    with ctx.read() as unit:
        assert unit.get(Customer, customer.pk).tier == "vip"


def test_the_second_of_two_writers_is_told(ctx: Context) -> None:
    with ctx.write() as unit:
        customer = unit.create(Customer(name="Li"))
    with ctx.write() as unit:
        unit.update(unit.get(Customer, customer.pk), "edited", {"name": "Li Xiao"})
    with pytest.raises(ConflictError), ctx.write() as unit:
        unit.update(unit.get(Customer, customer.pk), "edited", {"name": "Li Da"}, expected_version=1)
    with ctx.read() as unit:
        assert unit.get(Customer, customer.pk).name == "Li Xiao"


def test_a_row_changed_after_it_was_loaded_is_a_conflict(ctx: Context) -> None:
    with ctx.write() as unit:
        customer = unit.create(Customer(name="Li"))
    with ctx.read() as unit:
        stale = unit.get(Customer, customer.pk)
    with ctx.write() as unit:
        unit.update(unit.get(Customer, customer.pk), "edited", {"name": "Li Xiao"})
    with pytest.raises(ConflictError), ctx.write() as unit:
        unit.update(stale, "edited", {"name": "Li Da"})


def test_a_nested_write_joins_and_an_error_undoes_everything(ctx: Context) -> None:
    with ctx.write() as outer, ctx.write() as inner:
        assert inner is outer
    before = len(_events(ctx.store, "customer"))

    def both() -> None:
        with ctx.write() as outer:
            outer.create(Customer(name="Li"))
            with ctx.write() as inner:
                inner.create(Customer(name="Wang"))
                raise RuntimeError("boom")

    with pytest.raises(RuntimeError, match="boom"):
        both()
    with ctx.read() as unit:
        assert unit.session.exec(select(Customer).where(col(Customer.name).in_(["Li", "Wang"]))).all() == []
    assert len(_events(ctx.store, "customer")) == before


def test_text_that_does_not_fit_is_named(ctx: Context) -> None:
    with pytest.raises(InvalidInputError) as caught, ctx.write() as unit:
        unit.create(Customer(name="x" * 121))
    assert caught.value.field == "name"
    with ctx.write() as unit:
        customer = unit.create(Customer(name="x" * 120))
    with pytest.raises(InvalidInputError), ctx.write() as unit:
        unit.update(unit.get(Customer, customer.pk), "edited", {"unit": "y" * 81})


def test_a_missing_record_is_not_found(ctx: Context) -> None:
    with pytest.raises(NotFoundError), ctx.read() as unit:
        unit.get(Customer, 987654)


@pytest.mark.req("REF-34")
def test_numbers_never_repeat_with_many_writers(store: Store, database_url: str) -> None:
    numbers: list[str] = []

    def write() -> None:
        own = open_store(database_url)
        for _ in range(10):
            with own.write() as unit:
                numbers.append(unit.next_number("C", store.clock.now().date()))
        own.close()

    threads = [threading.Thread(target=write) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(numbers) == [f"C20261123-{n:04d}" for n in range(1, 61)]


@pytest.mark.req("REF-34")
def test_a_serial_grows_beyond_four_digits(store: Store) -> None:
    day = store.clock.now().date()
    with store.write() as unit:
        last = unit.next_numbers("T", day, 10_000)[-1]
        assert last == "T20261123-10000"
        assert unit.next_number("T", day) == "T20261123-10001"


@pytest.mark.req("SEC-05")
def test_the_chain_verifies_and_a_changed_event_is_found(ctx: Context) -> None:
    with ctx.write() as unit:
        customer = unit.create(Customer(name="Li"))
        unit.create(Notice(title="Water off", from_at=ctx.now()))
    with ctx.write() as unit:
        unit.update(customer, "edited", {"name": "Wang"})
    with ctx.read() as unit:
        assert [link for link in event_chain.verify(unit.connection) if not isinstance(link, int)] == []
    with ctx.write() as unit:
        event = unit.session.exec(
            select(Event).where(Event.entity == "customer", Event.action == "edited")
        ).one()
        unit.connection.exec_driver_sql(f"UPDATE event SET reason = 'forged' WHERE id = {event.id}")
    with ctx.read() as unit:
        broken = [link for link in event_chain.verify(unit.connection) if not isinstance(link, int)]
    assert [link.event_id for link in broken] == [event.id]


@pytest.mark.req("SEC-05")
def test_a_deleted_event_breaks_the_chain(ctx: Context) -> None:
    with ctx.write() as unit:
        for title in "abc":
            unit.create(Notice(title=title, from_at=ctx.now()))
    with ctx.write() as unit:
        unit.connection.exec_driver_sql("DELETE FROM event WHERE id = (SELECT max(id) - 1 FROM event)")
    with ctx.read() as unit:
        assert any(not isinstance(link, int) for link in event_chain.verify(unit.connection))


@pytest.mark.req("SEC-05")
@pytest.mark.parametrize("where", ["id > 3", "id > 0"])
def test_events_cut_off_the_end_are_missed(ctx: Context, where: str) -> None:
    with ctx.write() as unit:
        unit.connection.exec_driver_sql(f"DELETE FROM event WHERE {where}")
    with ctx.read() as unit:
        assert [link for link in event_chain.verify(unit.connection) if not isinstance(link, int)]


@pytest.mark.req("SEC-05")
@pytest.mark.parametrize("forged", ["at = 'garbage'", "\"after\" = '{bad json'"])
def test_an_event_that_cannot_be_read_is_named(sqlite_url: str, forged: str) -> None:
    store = open_store(sqlite_url)
    with store.write() as unit:
        unit.connection.exec_driver_sql(f"UPDATE event SET {forged} WHERE id = 4")
    with store.read() as unit:
        broken = [link for link in event_chain.verify(unit.connection) if not isinstance(link, int)]
    assert [link.event_id for link in broken] == [4]
    store.close()


def test_the_change_feed_tells_what_another_connection_changed(ctx: Context, database_url: str) -> None:
    other = open_store(database_url)
    feed = ctx.store.change_feed()
    try:
        assert feed.wait(0) == []
        with other.write(7) as unit:
            notice = unit.create(Notice(title="Water off", from_at=ctx.now()))
        (change,) = feed.wait(10)
        assert (change.entity, change.entity_id, change.action, change.actor_id) == (
            "notice",
            notice.pk,
            "created",
            7,
        )
        assert feed.wait(0) == []
    finally:
        feed.close()
        other.close()


@pytest.mark.req("SEC-05")
def test_half_characters_in_an_event_are_stored_and_verified(ctx: Context) -> None:
    with ctx.write() as unit:
        unit.log("import", 0, "imported", detail={"file": "录音\udce9.csv"})
    assert _events(ctx.store, "import")[-1].detail == {"file": "录音\udce9.csv"}
    with ctx.read() as unit:
        assert [item for item in event_chain.verify(unit.connection) if not isinstance(item, int)] == []
