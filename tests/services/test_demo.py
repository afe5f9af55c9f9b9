"""The demo: built through the services, the same each time, and a shift played in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import col, select

from csconsole import i18n
from csconsole.config import Config
from csconsole.errors import RuleBrokenError
from csconsole.models import Call, Callback, Customer, CustomerPhone, Event, Handover, Staff, Ticket
from csconsole.paths import package_data
from csconsole.services.demo import DemoSize, Load, build_demo, demo_day, play_shift, played_day
from csconsole.services.demo.stage import Stage
from csconsole.services.demo.world import Matter, World, read_world
from csconsole.services.packs import read_pack
from csconsole.storage.event_chain import BrokenLink, verify

DAY = date(2026, 11, 20)
SMALL = DemoSize(
    days=1,
    households=40,
    load=Load(calls=16, visits=4, in_home=3, public=1, complaints=1, escalations=1, lost=1, abandoned=1),
)


@pytest.fixture(params=["zh", "en"])
def stage(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stage]:
    """A small demo in each language."""
    i18n.set_language(request.param)
    built = build_demo(Config(db=str(tmp_path / "demo.db"), lang=request.param), DAY, SMALL)
    yield built
    built.store.close()


@pytest.mark.req("REF-36")
def test_a_shift_is_played_to_its_reports(stage: Stage) -> None:
    with stage.store.read() as uow:
        calls = uow.session.exec(select(Call)).all()
        assert Counter(call.channel for call in calls) == {"phone": 16, "visit": 4}
        assert len(uow.session.exec(select(Customer)).all()) == 40
    told: list[str] = []
    played = play_shift(stage, DAY, told.append)
    assert (played.imported.calls, played.imported.rejected_count) == (42, 0)
    assert len(told) == 5
    assert [document.name for document in played.reports] == [
        "daily",
        "callbacks",
        "classification",
        "backlog",
    ]
    with stage.store.read() as uow:
        assert not [item for item in verify(uow.connection) if isinstance(item, BrokenLink)]
        handovers = uow.session.exec(select(Handover).order_by(col(Handover.id))).all()
        assert [row.state for row in handovers] == ["closed"] * 4
        assert all(row.outgoing_signature and row.incoming_signature for row in handovers)
        actors = {row.actor_id for row in uow.session.exec(select(Event).where(Event.entity == "call"))}
        assert len(actors) > 4
        closed = uow.session.exec(select(Ticket).where(Ticket.state == "closed")).all()
        assert {ticket.needs_callback for ticket in closed if ticket.scope == "public"} == {False}
        assert not uow.session.exec(select(Callback).where(Callback.state == "cancelled")).all()
        phones = uow.session.exec(select(CustomerPhone.e164)).all()
        assert all(phone.startswith(("+861990000", "+86215550")) for phone in phones)
    assert played_day(stage.as_("1002")) == DAY
    assert f"{DAY:%Y-%m-%d}" in played.handover.replace("\\", "")


def test_the_same_day_gives_the_same_demo(tmp_path: Path) -> None:
    def facts(name: str) -> list[object]:
        built = build_demo(Config(db=str(tmp_path / name)), DAY, SMALL)
        try:
            with built.store.read() as uow:
                found: list[object] = [event.hash for event in uow.session.exec(select(Event)).all()]
                return found
        finally:
            built.store.close()

    first = facts("one.db")
    assert len(first) > 200
    assert first == facts("two.db")


def test_a_database_with_staff_is_left_alone(tmp_path: Path) -> None:
    config = Config(db=str(tmp_path / "demo.db"))
    build_demo(config, DAY, DemoSize(days=0, households=10)).store.close()
    with pytest.raises(RuleBrokenError):
        build_demo(config, DAY, DemoSize(days=0, households=10))


def test_the_played_day_is_over(tmp_path: Path) -> None:
    from datetime import UTC, datetime

    config = Config(db=str(tmp_path / "x.db"))
    assert demo_day(datetime(2026, 11, 20, 8, 0, tzinfo=UTC), config) == date(2026, 11, 20)
    assert demo_day(datetime(2026, 11, 20, 1, 0, tzinfo=UTC), config) == date(2026, 11, 19)


def _matters(world: World) -> tuple[Matter, ...]:
    return (*world.matters, *world.in_home, *world.public, *world.complaints)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_words_of_the_demo_fit_the_packs(lang: str) -> None:
    world = read_world(lang)
    known = {row["code"] for pack in ("core", "property") for row in read_pack(pack).categories}
    assert {matter.category for matter in _matters(world)} <= known
    assert set(world.words) == set(read_world("en" if lang == "zh" else "zh").words)
    numbers = [person["no"] for person in world.staff]
    assert len(numbers) == len(set(numbers))


def test_the_day_has_the_size_of_the_catalogue() -> None:
    load = Load()
    assert (load.calls, load.visits, load.in_home, load.public) == (71, 30, 19, 9)
    assert (package_data() / "demo" / "queue_log").exists()


def test_nobody_of_the_demo_acts_with_foreign_rights(stage: Stage) -> None:
    from csconsole.models import Right

    with stage.store.read() as uow:
        assert [row.staff_no for row in uow.session.exec(select(Staff).where(col(Staff.solo)))] == ["1015"]
    assert not stage.as_("1011").can(Right.TICKET_DISPATCH)
    assert not stage.as_("1015").can(Right.STAFF_MANAGE)
