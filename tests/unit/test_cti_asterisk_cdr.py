"""Asterisk Master.csv: four widths, several rows of one call, checked durations."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csconsole.cti.asterisk_cdr import CdrCall, CdrFile, Disposition, caller_id
from csconsole.cti.rejected import Rejected

SHANGHAI = ZoneInfo("Asia/Shanghai")


def row(
    *,
    src: str = "02155500112",
    dst: str = "8001",
    start: str = "2026-11-20 09:00:00",
    answer: str = "2026-11-20 09:00:08",
    end: str = "2026-11-20 09:01:08",
    duration: object = 68,
    billsec: object = 60,
    disposition: str = "ANSWERED",
    channel: str = "PJSIP/trunk-0001",
    to: str = "PJSIP/8001-0002",
    tail: str = "",
) -> str:
    clid = f'"""Caller, one"" <{src}>"'
    answered = f'"{answer}"' if answer else ""
    return (
        f'"","{src}","{dst}","from-trunk",{clid},"{channel}","{to}","Dial","PJSIP/8001,30","{start}",{answered},'
        f'"{end}",{duration},{billsec},"{disposition}","DOCUMENTATION"{tail}'
    )


def calls(tmp_path: Path, *rows: str) -> list[CdrCall | Rejected]:
    path = tmp_path / "Master.csv"
    path.write_text("\n".join(rows) + "\n")
    return list(CdrFile(path, zone=SHANGHAI).calls())


@pytest.mark.parametrize(
    ("tail", "call_id"),
    [
        ("", "PJSIP/trunk-0001@2026-11-20 09:00:00"),
        (',"1795136400.7"', "1795136400.7"),
        (',"1795136400.7","note"', "1795136400.7"),
        (',"1795136400.7","","","1795136400.5",3', "1795136400.5"),
    ],
    ids=["16", "17", "18", "21"],
)
def test_each_width_is_read(tmp_path: Path, tail: str, call_id: str) -> None:
    assert calls(tmp_path, row(tail=tail)) == [
        CdrCall(
            line=1,
            call_id=call_id,
            source="02155500112",
            destination="8001",
            context="from-trunk",
            caller_name="Caller, one",
            channel="PJSIP/trunk-0001",
            answered_by="PJSIP/8001-0002",
            started_at=datetime(2026, 11, 20, 1, 0, 0, tzinfo=UTC),
            answered_at=datetime(2026, 11, 20, 1, 0, 8, tzinfo=UTC),
            ended_at=datetime(2026, 11, 20, 1, 1, 8, tzinfo=UTC),
            waited=8,
            talked=60,
            disposition=Disposition.ANSWERED,
            rows=1,
        )
    ]


@pytest.mark.parametrize(
    "tails", [('"7.1"', '"7.1"', '"7.1"'), ('"7.1","",""', '"7.2","",""', '"7.3","",""')]
)
def test_rows_of_one_call_are_one_call(tmp_path: Path, tails: tuple[str, str, str]) -> None:
    ends = (',"7.0",1', ',"7.0",2', ',"7.0",3') if "," in tails[0] else ("", "", "")
    rang, answered, other = (f",{tail}{end}" for tail, end in zip(tails, ends, strict=True))
    found = calls(
        tmp_path,
        row(answer="", end="2026-11-20 09:00:20", duration=20, billsec=0, disposition="NO ANSWER", tail=rang),
        row(to="PJSIP/8002-0003", answer="2026-11-20 09:00:20", billsec=48, tail=answered),
        row(answer="", end="2026-11-20 09:00:20", duration=20, billsec=0, disposition="BUSY", tail=other),
    )
    assert len(found) == 1
    assert isinstance(found[0], CdrCall)
    assert (found[0].rows, found[0].disposition, found[0].answered_by) == (
        3,
        Disposition.ANSWERED,
        "PJSIP/8002-0003",
    )
    assert (found[0].waited, found[0].talked, found[0].line) == (20, 48, 1)


@pytest.mark.parametrize("disposition", ["NO ANSWER", "BUSY", "FAILED", "CONGESTION"])
def test_an_unanswered_call_has_an_empty_answer(tmp_path: Path, disposition: str) -> None:
    found = calls(tmp_path, row(answer="", duration=68, billsec=0, disposition=disposition, tail=',"7.1"'))
    assert isinstance(found[0], CdrCall)
    assert (found[0].answered_at, found[0].talked, found[0].waited) == (None, None, 68)
    assert found[0].disposition == disposition


@pytest.mark.parametrize(
    ("bad", "column", "value", "rule"),
    [
        ({"start": "20.11.2026"}, "start", "20.11.2026", "time"),
        ({"start": ""}, "start", "", "time"),
        ({"end": "2026-11-20 25:00:00"}, "end", "2026-11-20 25:00:00", "time"),
        ({"end": "2026-11-20 08:59:59"}, "end", "2026-11-20 08:59:59", "duration"),
        ({"duration": "-1"}, "duration", "-1", "number"),
        ({"duration": 99}, "duration", "99", "duration"),
        ({"billsec": 69}, "billsec", "69", "duration"),
        ({"billsec": 30}, "billsec", "30", "duration"),
        ({"answer": ""}, "answer", "", "answer"),
        ({"answer": "2026-11-20 08:00:00"}, "answer", "2026-11-20 08:00:00", "answer"),
        ({"disposition": "MAYBE"}, "disposition", "MAYBE", "disposition"),
        ({"src": "138****5678"}, "src", "138****5678", "REF-34"),
        ({"tail": ',"7.1","","x"'}, "", "19", "columns"),
    ],
)
@pytest.mark.req("REF-34")
def test_a_row_that_contradicts_itself_is_reported(
    tmp_path: Path, bad: dict[str, str], column: str, value: str, rule: str
) -> None:
    found = calls(tmp_path, row(tail=',"7.0"'), row(**{"tail": ',"7.1"', **bad}))
    assert [item for item in found if isinstance(item, Rejected)] == [Rejected(2, column, value, rule)]
    assert sum(isinstance(item, CdrCall) for item in found) == 1


def test_the_hour_that_summer_time_skips_is_no_time(tmp_path: Path) -> None:
    path = tmp_path / "Master.csv"
    path.write_text(row(start="2026-03-29 02:30:00", answer="", end="2026-03-29 03:00:00", billsec=0) + "\n")
    assert list(CdrFile(path, zone=ZoneInfo("Europe/Berlin")).calls()) == [
        Rejected(1, "start", "2026-03-29 02:30:00", "time")
    ]


@pytest.mark.parametrize(
    ("text", "name", "number"),
    [
        ('"Front, door" <8001>', "Front, door", "8001"),
        ('"" <8001>', "", "8001"),
        ("Front <8001>", "Front", "8001"),
        ("<8001>", "", "8001"),
        ("8001", "", "8001"),
        ("Front", "Front", ""),
        ("", "", ""),
        ('"a" "b" <c> <1>', 'a" "b" <c> <1>', ""),
    ],
)
def test_caller_id(text: str, name: str, number: str) -> None:
    assert caller_id(text) == (name, number)


@given(st.lists(st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), max_size=80)))
def test_any_text_is_told_or_refused(tmp_path_factory: pytest.TempPathFactory, rows: list[str]) -> None:
    calls(tmp_path_factory.getbasetemp(), row(tail=',"7.0"'), *rows)
