"""Release requests of customers' data: asked for, decided by another person, used once (SEC-12)."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from csconsole.clock import FrozenClock
from csconsole.errors import InvalidInputError, NotAllowedError, NotFoundError
from csconsole.models import Customer, Event
from csconsole.models.lifecycle import TransitionRefusedError
from csconsole.services.context import Context
from csconsole.services.exports import (
    ReleaseNeededError,
    ReleaseRefusedError,
    approve_release,
    export_records,
    list_releases,
    refuse_release,
    request_release,
)
from csconsole.services.settings import change_setting
from csconsole.tabular.columns import FileFormat
from tests.conftest import AsStaff

pytestmark = pytest.mark.req("SEC-12")


@pytest.fixture(autouse=True)
def four_customers(ctx: Context, as_: AsStaff) -> None:
    """One more than may be exported without a request."""
    change_setting(as_("admin"), "export.bulk_customers", 3)
    with ctx.write() as uow:
        uow.create_many([Customer(name=f"Customer {n}") for n in range(4)])


def taken_out(ctx: Context, **asked: Any) -> str:
    stream = io.BytesIO()
    export_records(ctx, "customers", out=stream, fmt=FileFormat.CSV, **asked)
    return stream.getvalue().decode()


def test_one_person_asks_another_approves_and_it_is_used_once(
    ctx: Context, as_: AsStaff, tmp_path: Path
) -> None:
    with pytest.raises(ReleaseNeededError):
        taken_out(ctx)
    asked = request_release(ctx, "customers", reason="yearly letter")
    assert (asked.number, asked.state, asked.rows) == ("R20261123-0001", "requested", 4)
    with pytest.raises(TransitionRefusedError):
        taken_out(ctx, request=asked.number)
    approved = approve_release(as_("manager"), asked.number, remark="letter only")
    assert (approved.state, approved.remark) == ("approved", "letter only")
    file = tmp_path / "customers.csv"
    made = export_records(ctx, "customers", out=file, fmt=FileFormat.CSV, request="r1")
    assert (made.rows, made.request) == (4, asked.number)
    assert json.loads((tmp_path / "customers.csv.about.json").read_text())["request"] == asked.number
    with pytest.raises(TransitionRefusedError):
        taken_out(ctx, request=asked.number)
    with ctx.read() as uow:
        events = uow.session.exec(select(Event).where(Event.entity == "export_release")).all()
        assert [event.action for event in events] == ["created", "approve", "use"]
        exported = uow.one(Event, entity="export", action="exported")
        assert exported is not None
        assert (exported.detail or {})["request"] == asked.number


def test_an_approved_request_is_found_by_itself(ctx: Context, as_: AsStaff) -> None:
    approve_release(as_("manager"), request_release(ctx, "customers", reason="letter").id)
    assert taken_out(ctx).count("Customer") == 4
    with pytest.raises(ReleaseNeededError):
        taken_out(ctx)


def test_nobody_decides_on_an_own_request_nor_without_the_right(ctx: Context, as_: AsStaff) -> None:
    own = request_release(as_("manager"), "customers", reason="letter")
    with pytest.raises(NotAllowedError, match="another person"):
        approve_release(as_("manager"), own.number)
    with pytest.raises(NotAllowedError):
        approve_release(ctx, own.number)
    with pytest.raises(NotAllowedError):
        request_release(as_("auditor"), "customers", reason="letter")


def test_a_request_needs_a_reason_and_a_refusal_too(ctx: Context, as_: AsStaff) -> None:
    with pytest.raises(InvalidInputError):
        request_release(ctx, "customers", reason=" ")
    asked = request_release(ctx, "customers", reason="letter")
    with pytest.raises(TransitionRefusedError):
        refuse_release(as_("manager"), asked.number, reason="")
    refused = refuse_release(as_("manager"), asked.number, reason="not needed")
    assert (refused.state, refused.remark) == ("refused", "not needed")
    with pytest.raises(TransitionRefusedError, match="Refused"):
        taken_out(ctx, request=asked.number)
    with pytest.raises(NotFoundError):
        taken_out(ctx, request="R-7")


def test_it_releases_only_what_was_asked_for(ctx: Context, as_: AsStaff, clock: FrozenClock) -> None:
    asked = request_release(ctx, "customers", reason="letter")
    approve_release(as_("manager"), asked.number)
    with pytest.raises(ReleaseRefusedError, match="another person"):
        taken_out(as_("agent"), request=asked.number)
    with pytest.raises(ReleaseRefusedError, match="other records"):
        taken_out(ctx, request=asked.number, filter="name:Customer")
    with ctx.write() as uow:
        uow.create(Customer(name="Customer 5"))
    with pytest.raises(ReleaseRefusedError, match="more now"):
        taken_out(ctx, request=asked.number)
    again = request_release(ctx, "customers", reason="letter")
    approve_release(as_("manager"), again.number)
    clock.advance(hours=7 * 24)
    with pytest.raises(ReleaseRefusedError, match="over"):
        taken_out(ctx, request=again.number)


def test_an_export_that_wrote_nothing_gives_it_back(ctx: Context, as_: AsStaff, tmp_path: Path) -> None:
    approve_release(as_("manager"), request_release(ctx, "customers", reason="letter").id)
    with pytest.raises(OSError, match="directory"):
        export_records(ctx, "customers", out=tmp_path / "no" / "file.csv", fmt=FileFormat.CSV)
    assert [row.state for row in list_releases(ctx).rows] == ["approved"]
    assert taken_out(ctx).count("Customer") == 4


def test_who_decides_sees_all_requests_others_their_own(ctx: Context, as_: AsStaff) -> None:
    request_release(ctx, "customers", reason="letter")
    request_release(as_("agent"), "customers", reason="calls")
    assert [row.reason for row in list_releases(ctx).rows] == ["letter"]
    assert len(list_releases(as_("manager"), filter="state:requested").rows) == 2
