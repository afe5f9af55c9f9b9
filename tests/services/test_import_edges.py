"""Days and times at the ends of the calendar, of the future, and numbers that a spreadsheet rounded."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from csconsole.errors import InvalidInputError
from csconsole.models import Call, Customer, CustomerPhone, StaffActivity
from csconsole.services import calls
from csconsole.services.context import Context
from csconsole.services.imports import import_calls, import_cdr, import_customers, import_queue_log
from csconsole.services.moments import read_moment


def write(path: Path, *lines: str) -> Path:
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def stored(ctx: Context, column: Any) -> list[Any]:
    with ctx.read() as uow:
        return list(uow.session.exec(select(column)))


@pytest.mark.req("CUS-01", "CUS-28")
@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "1899-12-31", "2200-01-01"])
@pytest.mark.parametrize("field", ["handed_over_on", "birthday"])
def test_days_that_an_edit_refuses_an_import_refuses_too(
    ctx: Context, tmp_path: Path, day: str, field: str
) -> None:
    path = write(tmp_path / "c.csv", f"name,unit,{field}", f"Ye Lin,1-101,{day}", "Mei An,1-102,1985-05-05")
    found = import_customers(ctx, path)
    assert [(row.line, row.column, row.value, row.rule) for row in found.rejected] == [
        (2, field, day, "range")
    ]
    assert stored(ctx, getattr(Customer, field)) == [date(1985, 5, 5)]


@pytest.mark.req("CUS-28", "CALL-01")
@pytest.mark.parametrize(
    ("at", "rule"),
    [
        ("0001-01-01 00:00", "time"),
        ("0001-01-01T00:00+08:00", "time"),
        ("9999-12-31T23:59-08:00", "time"),
        ("0001-01-02 00:00", "range"),
        ("1900-01-01 00:00", "range"),
        ("1970-01-01 00:00", "range"),
        ("9999-12-31 23:59", "future"),
        ("2099-05-05 10:00", "future"),
    ],
)
def test_a_call_that_cannot_have_been_is_one_refused_row(
    ctx: Context, tmp_path: Path, at: str, rule: str
) -> None:
    now = f"{ctx.now():%Y-%m-%dT%H:%MZ}"
    path = write(tmp_path / "c.csv", "started_at,phone", f"{at},19900000123", f"{now},19900000124")
    found = import_calls(ctx, path)
    assert [(row.line, row.column, row.rule) for row in found.rejected] == [(2, "started_at", rule)]
    assert stored(ctx, Call.phone) == ["19900000124"]


@pytest.mark.req("CUS-28", "CALL-19")
@pytest.mark.parametrize(
    ("day", "rule"), [("0001-01-01", "time"), ("9999-12-31", "future"), ("1900-01-01", "range")]
)
def test_of_a_telephone_system_too(ctx: Context, tmp_path: Path, day: str, rule: str) -> None:
    def row(day: str, key: str) -> str:
        times = f"{day} 00:00:00,{day} 00:00:05,{day} 00:00:15,15,10"
        return f",19900000123,600,ivr,<19900000123>,SIP/t,SIP/8001,Queue,x,{times},ANSWERED,3,{key},"

    found = import_cdr(ctx, write(tmp_path / "Master.csv", row(day, "1.1"), row("2026-11-19", "1.2")))
    assert [(row.line, row.rule) for row in found.rejected] == [(1, rule)]
    assert len(stored(ctx, Call.id)) == 1


@pytest.mark.req("CUS-28", "CALL-25")
def test_nor_does_anybody_sign_in_in_the_future(ctx: Context, tmp_path: Path) -> None:
    path = write(
        tmp_path / "queue_log",
        "9999999999|NONE|support|SIP/8001|ADDMEMBER|",
        "9999999999.5|call-1|support|NONE|ENTERQUEUE||19900000123|1",
        "1763700000|NONE|support|SIP/8001|ADDMEMBER|",
    )
    found = import_queue_log(ctx, path)
    assert [row.rule for row in found.rejected] == ["future", "future"]
    assert stored(ctx, Call.id) == []
    assert len(stored(ctx, StaffActivity.id)) <= 1


@pytest.mark.req("CUS-28")
def test_a_length_beyond_all_measure_is_one_refused_row(ctx: Context, tmp_path: Path) -> None:
    now = f"{ctx.now():%Y-%m-%dT%H:%MZ}"
    path = write(tmp_path / "c.csv", "started_at,phone,talk_seconds", f"{now},19900000123,99999999999999小时")
    assert [(row.column, row.rule) for row in import_calls(ctx, path).rejected] == [("talk_seconds", "range")]


@pytest.mark.req("CALL-01")
def test_a_call_is_not_logged_before_there_were_any(ctx: Context) -> None:
    with pytest.raises(InvalidInputError) as refused:
        calls.log_call(ctx, phone="19900000123", started_at=read_moment(ctx, "1900-01-01 10:00"))
    assert refused.value.field == "started_at"


@pytest.mark.req("REF-34", "CUS-28")
def test_what_a_spreadsheet_made_of_a_phone_number(ctx: Context, tmp_path: Path) -> None:
    path = write(
        tmp_path / "c.csv",
        "name,phone",
        "Ye Lin,19900000123.0",
        "Mei An,19900000124.5",
        "Bo Qi,1.99E+10",
    )
    found = import_customers(ctx, path)
    assert [(row.line, row.column, row.rule) for row in found.rejected] == [
        (3, "phone", "spreadsheet"),
        (4, "phone", "spreadsheet"),
    ]
    assert stored(ctx, CustomerPhone.e164) == ["+8619900000123"]
    now = f"{ctx.now():%Y-%m-%dT%H:%MZ}"
    told = import_calls(
        ctx,
        write(tmp_path / "d.csv", "started_at,phone", f"{now},19900000123.0", f"{now},1.99000001E10"),
    )
    assert [(row.line, row.rule) for row in told.rejected] == [(3, "spreadsheet")]
    assert stored(ctx, Call.e164) == ["+8619900000123"]
