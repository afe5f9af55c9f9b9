"""Rows of customers' data that leave are one account by person and day, whatever the way (SEC-12)."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from csconsole.clock import FrozenClock
from csconsole.errors import NotAllowedError
from csconsole.models import Customer, Ticket
from csconsole.services.audit import list_events
from csconsole.services.context import Context
from csconsole.services.exports import (
    ReleaseNeededError,
    ReleaseRefusedError,
    approve_release,
    export_records,
    export_seen,
    let_rows_leave,
    records_in,
    request_release,
)
from csconsole.services.exports import run as running
from csconsole.services.exports.account import packed, unpacked
from csconsole.services.reports import open_figure, period_of
from csconsole.services.settings import change_setting
from csconsole.tabular.columns import FileFormat
from tests.conftest import AsStaff, CommandLine

pytestmark = pytest.mark.req("SEC-12")


def out(ctx: Context, entity: str = "customers", **asked: Any) -> int:
    """Export everything of a kind; the rows."""
    return export_records(ctx, entity, out=io.BytesIO(), fmt=FileFormat.CSV, **asked).rows


@pytest.fixture
def three(ctx: Context, as_: AsStaff) -> None:
    """Three customers, of whom five may leave in a day."""
    change_setting(as_("admin"), "export.bulk_customers", 5)
    with ctx.write() as uow:
        uow.create_many([Customer(name=f"Customer {n}") for n in range(3)])


def test_slices_of_a_list_add_up_over_the_day(as_: AsStaff, ctx: Context, clock: FrozenClock) -> None:
    agent = as_("agent")
    let_rows_leave(agent, "customers", 60, filter="-name:C1", file="a.csv")
    with pytest.raises(ReleaseNeededError, match="gave out today: 120, more than"):
        let_rows_leave(agent, "customers", 60, filter="name:C1", file="b.csv")
    let_rows_leave(ctx, "customers", 60, file="c.csv")
    event = list_events(ctx, filter="entity:export by:1007").rows[0]
    assert (event.detail or {})["rows"] == 60
    clock.advance(days=1)
    let_rows_leave(agent, "customers", 60, file="d.csv")


@pytest.mark.usefixtures("three")
def test_exports_and_lists_are_one_account(ctx: Context, as_: AsStaff, tmp_path: Path) -> None:
    assert out(ctx) == 3
    assert out(ctx) == 3  # the same customers
    with pytest.raises(ReleaseNeededError, match="today: 6,"):
        let_rows_leave(ctx, "customers", 3)
    let_rows_leave(ctx, "customers", 2)
    with pytest.raises(ReleaseNeededError):
        export_seen(ctx, "figure", ["Name"], [["Ann"]], tmp_path / "x.csv", kind="customers")
    assert not (tmp_path / "x.csv").exists()
    request = request_release(ctx, "customers", reason="letter").number
    approve_release(as_("manager"), request)
    with pytest.raises(ReleaseRefusedError):
        let_rows_leave(ctx, "customers", 3, filter="name:x", request=request)
    let_rows_leave(ctx, "customers", 3, request=request, reason="letter")
    event = list_events(ctx, filter="entity:export").rows[0]
    assert ((event.detail or {})["request"], event.reason) == (request, "letter")
    assert out(as_("agent")) == 3  # another person's account


@pytest.mark.usefixtures("three")
def test_a_list_in_two_formats_and_pages_that_overlap_count_each_customer_once(
    ctx: Context, as_: AsStaff, tmp_path: Path
) -> None:
    with ctx.read() as uow:
        keys = [one.pk for one in uow.session.exec(select(Customer))]
    for _format in range(4):
        let_rows_leave(ctx, "customers", 3, keys=keys)
        assert out(ctx) == 3
        assert export_records(ctx, "customers", out=tmp_path / "a.csv", fmt=FileFormat.CSV).rows == 3
    beyond = [keys[0], keys[-1] + 1, keys[-1] + 2]
    let_rows_leave(ctx, "customers", 3, keys=beyond)
    with pytest.raises(ReleaseNeededError, match="today: 6,"):
        let_rows_leave(ctx, "customers", 1, keys=[keys[-1] + 3])
    let_rows_leave(as_("agent"), "customers", 3, keys=keys)


@pytest.mark.parametrize(("keys", "text"), [((), ""), ((7,), "7"), ((5, 3, 4, 9, 3), "3-5,9")])
def test_keys_are_kept_short(keys: tuple[int, ...], text: str) -> None:
    assert packed(keys) == text
    assert set(unpacked(text)) == set(keys)


@pytest.mark.usefixtures("three")
def test_two_exports_at_once_do_not_pass_each_other(
    ctx: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = running._write

    def meanwhile(*given: Any) -> object:
        monkeypatch.setattr(running, "_write", written)
        let_rows_leave(ctx, "customers", 3, file="b.csv")  # of others
        return written(*given)

    monkeypatch.setattr(running, "_write", meanwhile)
    with pytest.raises(ReleaseNeededError):
        export_records(ctx, "customers", out=tmp_path / "a.csv", fmt=FileFormat.CSV)
    assert not list(tmp_path.glob("*.csv"))


def test_records_have_a_limit_of_their_own_where_a_site_sets_one(ctx: Context, as_: AsStaff) -> None:
    for entity in ("calls", "tickets", "callbacks", "records", "handovers"):
        let_rows_leave(ctx, entity, 50)
    change_setting(as_("admin"), "export.bulk_records", 240)
    let_rows_leave(ctx, "tickets", 40)
    with pytest.raises(ReleaseNeededError, match="241, more"):
        let_rows_leave(ctx, "records", 1)
    let_rows_leave(ctx, "customers", 50)


def test_a_record_counts_once_whatever_list_it_leaves_in(
    ctx: Context, as_: AsStaff, cli: CommandLine, tmp_path: Path
) -> None:
    change_setting(as_("admin"), "export.bulk_records", 2)
    for number in (1, 2):
        cli("ticket", "new", f"Lamp {number}", "--kind=other")
        cli("subtask", "ask", str(number), "ENG", "Look at it")
    for words in (
        ("ticket", "list"),
        ("subtask", "list"),
        ("call", "day"),
        ("ticket", "unanswered"),
        ("report", "daily", "--figure=tickets.new"),
    ):
        for out_to in (("--format=json",), ("-o", str(tmp_path / "a.csv"))):
            ran = cli(*words, *out_to)
            assert ran.code == 0, (words, ran.stderr)
    with ctx.read() as uow:
        keys = records_in(ctx, open_figure(ctx, "tickets.new", period_of(ctx)).rows)
        assert keys == {"tickets": set(uow.session.exec(select(Ticket.id)))}
    seen = tmp_path / "b.csv"
    assert export_seen(ctx, "figure", ["Number"], [["1"], ["2"]], seen, kind="records", keys=keys) == 2
    cli("ticket", "new", "Lamp 3", "--kind=other")
    refused = cli("call", "day", "--format=json")
    assert (refused.code, "today: 3, more than 2" in refused.stderr) == (1, True)


def test_who_may_not_export_gets_no_list_of_customers(as_: AsStaff) -> None:
    with pytest.raises(NotAllowedError):
        let_rows_leave(as_("handler"), "customers", 1)
    let_rows_leave(as_("handler"), "tickets", 1)


def test_every_command_that_prints_customers_for_programs_counts(cli: CommandLine) -> None:
    cli("setting", "set", "export.bulk_customers", "2", as_="admin")
    for name in ("Ann One", "Ann Two"):
        cli("customer", "add", name)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stdout.isatty", lambda: True, raising=False)
        assert cli("customer", "find", "Ann", as_="agent").code == 0  # a table for a person at the terminal
    assert not cli("audit", "log", "--filter=entity:export", "--format=json", as_="auditor").json
    assert cli("customer", "find", "Ann", "--format=json", as_="agent").code == 0
    assert cli("customer", "find", "Ann", as_="agent").code == 0  # the same two
    assert cli("customer", "find", "Ann", "-n", "10000", as_="agent").code == 2
    cli("customer", "add", "Ann Three")
    for words in (("customer", "list"), ("customer", "find", "Ann"), ("customer", "find", "Ann", "-n", "3")):
        for form in (("--format=csv",), ("--format=table",), ()):  # what > and | take
            refused = cli(*words, *form, as_="agent")
            assert (refused.code, refused.stdout) == (1, "")
            assert "csconsole release request" in refused.stderr
    asked = cli("release", "request", "--reason=letter", "--format=json", as_="agent").json["number"]
    assert cli("release", "approve", asked, as_="manager").code == 0
    released = cli("customer", "list", f"--request={asked}", "--reason=letter", "--format=json", as_="agent")
    assert len(released.json) == 3
    cli("ticket", "new", "Lamp", "--kind=other")
    assert cli("ticket", "list", "--format=json", as_="handler").code == 0
    events = cli("audit", "log", "--filter=entity:export", "--format=json", as_="auditor").json
    assert [event["detail"]["entity"] for event in events] == ["tickets", *["customers"] * 3]
