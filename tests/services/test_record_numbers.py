"""A record by its number: in full, short as the console shows it, or only its serial (REF-34)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from csconsole.clock import FrozenClock
from csconsole.errors import NotFoundError
from csconsole.models import Handover, Shift, ShiftType, Ticket
from csconsole.services.callbacks import plan_callback, show_callback
from csconsole.services.context import Context
from csconsole.services.record_numbers import AmbiguousNumberError, find_record, read_number
from csconsole.services.tickets import create_ticket, note_ticket, show_ticket, why_due
from tests.conftest import CommandLine

SHORT = ("T-0001", "t0001", "t 1", "t#1", "#1", "0001", "1", "T…-0001", "t..-0001", "Ｔ－０００１")


def ticket(ctx: Context, title: str) -> str:
    row = create_ticket(
        ctx,
        kind="repair",
        title=title,
        scope="public",
        address="Hall 1",
        contact_name="Ms Zhu",
        phone="199 0000 0101",
    )
    return row.number


@pytest.mark.req("REF-34")
@pytest.mark.parametrize("written", SHORT)
def test_a_short_number_is_todays_else_the_newest(ctx: Context, clock: FrozenClock, written: str) -> None:
    first = ticket(ctx, "lamp")
    assert show_ticket(ctx, written).row.number == first
    assert why_due(ctx, written).number == first
    clock.advance(hours=24)
    assert show_ticket(ctx, written).row.number == first
    second = ticket(ctx, "door")
    assert second != first
    assert show_ticket(ctx, written).row.number == second
    assert show_ticket(ctx, first.lower()).row.number == first
    assert show_ticket(ctx, first[1:]).row.number == first


@pytest.mark.req("REF-34")
def test_the_same_for_callbacks(ctx: Context) -> None:
    row = plan_callback(ctx, kind="follow_up", source="call", reason="invoice", phone="199 0000 0101")
    for written in ("0001", "B-0001", "b1", "1", row.number):
        assert show_callback(ctx, written).row.number == row.number


@pytest.mark.req("REF-34")
@pytest.mark.parametrize("written", ["B-0001", "T-0002", "12", "", "T", "T20261123-", "%", "T%-0001", "E1"])
def test_an_unknown_number_says_so(ctx: Context, written: str) -> None:
    ticket(ctx, "lamp")
    with pytest.raises(NotFoundError), ctx.read() as uow:
        find_record(ctx, uow, Ticket, written)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("T20261121-0007", ("T", "20261121", None, 7)),
        ("T1121-0007", ("T", "1121", None, 7)),
        ("H20261121-E1", ("H", "20261121", "E", 1)),
        ("h-e1", ("H", None, "E", 1)),
        ("e1", (None, None, "E", 1)),
        ("C…-0041", ("C", None, None, 41)),
        ("lamp", None),
    ],
)
def test_numbers_are_taken_apart(text: str, parts: tuple[object, ...] | None) -> None:
    found = read_number(text)
    assert (found and (found.letter, found.day, found.shift, found.serial)) == parts


@pytest.mark.req("REF-34")
def test_a_serial_of_two_handovers_is_ambiguous(ctx: Context) -> None:
    with ctx.write() as uow:
        kind = uow.create(
            ShiftType(code="d", letter="D", name_en="Day", name_zh="白班", begins="08:00", ends="16:00")
        )
        shift = uow.create(
            Shift(
                day=ctx.today(),
                type_id=kind.pk,
                begins_at=ctx.now(),
                ends_at=ctx.now() + timedelta(hours=8),
            )
        )
        for serial in ("D1", "E1", "E2"):
            uow.create(
                Handover(
                    number=f"H{ctx.today():%Y%m%d}-{serial}",
                    shift_id=shift.pk,
                    outgoing_id=ctx.staff_id,
                    from_at=ctx.now(),
                )
            )
        for written in ("H-E1", "e1"):
            assert find_record(ctx, uow, Handover, written).number.endswith("-E1")
        assert find_record(ctx, uow, Handover, "2").number.endswith("-E2")
        with pytest.raises(AmbiguousNumberError) as several:
            find_record(ctx, uow, Handover, "1")
        assert "-D1" in several.value.message


@pytest.mark.req("REF-34")
@pytest.mark.parametrize("written", ["T-0001", "t1", "0001", "1"])
def test_a_short_number_changes_a_record_of_today_only(
    ctx: Context, clock: FrozenClock, cli: CommandLine, written: str
) -> None:
    first = ticket(ctx, "lamp")
    clock.advance(hours=24)
    with pytest.raises(NotFoundError, match=f"None of today has the number {written}; the newest is {first}"):
        note_ticket(ctx, written, text="Rings twice.")
    changing: tuple[tuple[str, ...], ...] = (
        ("ticket", "cancel", written, "--reason=twice"),
        ("undo", written),
    )
    for words in changing:
        refused = cli(*words)
        assert refused.code == 3, refused.stderr
        assert first in refused.stderr
    for reading in (("ticket", "show", written), ("undo", "--list", written)):
        read = cli(*reading)
        assert read.code == 0, read.stderr
        assert f"Today has no {written}: {first} is meant." in read.stderr
    assert show_ticket(ctx, first).row.state == "new"
    second = ticket(ctx, "door")
    assert note_ticket(ctx, written, text="Rings.").number == second
    assert note_ticket(ctx, first[0] + first[5:], text="Rings.").number == first  # the day is written
    assert "is meant" not in cli("ticket", "show", written).stderr
