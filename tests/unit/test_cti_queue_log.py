"""Asterisk queue_log: every event, calls out of events, hostile and damaged files."""

from __future__ import annotations

import random
import tracemalloc
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from csconsole.cti.queue_events import AGENT_EVENTS, PARAMETERS, QueueEvent, read_event
from csconsole.cti.queue_log import AgentEvent, QueueCall, QueueLog, QueueOutcome, QueueRecord, assemble
from csconsole.cti.rejected import Rejected
from csconsole.paths import package_data

SHANGHAI = ZoneInfo("Asia/Shanghai")


def log(tmp_path: Path, text: str) -> list[QueueRecord | Rejected]:
    path = tmp_path / "queue_log"
    path.write_bytes(text.encode())
    return list(QueueLog(path, zone=SHANGHAI).records())


def call(tmp_path: Path, *lines: str) -> QueueCall:
    found = log(tmp_path, "".join(f"{line}\n" for line in lines))
    assert len(found) == 1
    assert isinstance(found[0], QueueCall)
    return found[0]


def at(seconds: int) -> datetime:
    return datetime.fromtimestamp(1292281046 + seconds, UTC)


@pytest.mark.req("CALL-03", "CALL-04")
def test_an_answered_call(tmp_path: Path) -> None:
    found = call(
        tmp_path,
        "1292281046|psy1-1292281041.87|7100|NONE|ENTERQUEUE||02155500112|1",
        "1292281048|psy1-1292281041.87|7100|SIP/8001|CONNECT|2|psy1-1292281046.90|1",
        "1292284121|psy1-1292281041.87|7100|SIP/8001|COMPLETECALLER|2|3073|1",
    )
    assert found == QueueCall(
        line=1,
        call_id="psy1-1292281041.87",
        queue="7100",
        caller="02155500112",
        caller_name=None,
        dialled=None,
        entered_at=at(0),
        answered_at=at(2),
        ended_at=at(3075),
        waited=2,
        talked=3073,
        agent="SIP/8001",
        outcome=QueueOutcome.ANSWERED,
        transferred_to=None,
        queues=("7100",),
        complete=True,
    )


@pytest.mark.parametrize(
    ("end", "outcome", "waited"),
    [
        ("ABANDON|1|1|31", QueueOutcome.ABANDONED, 31),
        ("EXITWITHKEY|0|1|1|31", QueueOutcome.ABANDONED, 31),
        ("EXITEMPTY|1|1|31", QueueOutcome.LOST, 31),
        ("EXITWITHTIMEOUT|1|1|31", QueueOutcome.LOST, 31),
        ("EXITWITHTIMEOUT|1", QueueOutcome.LOST, 31),
        ("FULL", QueueOutcome.LOST, 31),
        ("JOINEMPTY", QueueOutcome.LOST, 31),
        ("LEAVEEMPTY", QueueOutcome.LOST, 31),
        ("CLOSED", QueueOutcome.LOST, 31),
    ],
)
@pytest.mark.req("CALL-04")
def test_an_unanswered_call(tmp_path: Path, end: str, outcome: QueueOutcome, waited: int) -> None:
    found = call(
        tmp_path,
        "1292281046|1.1|q|NONE|ENTERQUEUE||02155500112|1",
        f"1292281077|1.1|q|NONE|{end}",
    )
    assert (found.outcome, found.waited, found.talked, found.answered_at) == (outcome, waited, None, None)
    assert found.ended_at == at(31)


@pytest.mark.parametrize(
    ("end", "target"),
    [
        ("TRANSFER|8100|from-internal|4|60|1", "8100"),
        ("BLINDTRANSFER|8100|from-internal|4|60|1", "8100"),
        ("ATTENDEDTRANSFER|BRIDGE|abc-def|4|60|1", "abc-def"),
        ("ATTENDEDTRANSFER|APP|Queue|4|60|1", "Queue"),
        ("ATTENDEDTRANSFER|LINK|SIP/1-0|SIP/2-0|4|60|1", "SIP/1-0 SIP/2-0"),
    ],
)
@pytest.mark.req("CALL-04")
def test_a_transferred_call(tmp_path: Path, end: str, target: str) -> None:
    found = call(
        tmp_path,
        "1292281046|1.1|q|NONE|ENTERQUEUE||02155500112|1",
        "1292281050|1.1|q|SIP/8001|CONNECT|4|1.2|4",
        f"1292281110|1.1|q|SIP/8001|{end}",
    )
    assert (found.outcome, found.talked, found.transferred_to) == (QueueOutcome.TRANSFERRED, 60, target)


def test_entering_again_is_the_same_call(tmp_path: Path) -> None:
    found = call(
        tmp_path,
        "1292281046|1.1|sales|NONE|ENTERQUEUE||02155500112|1",
        "1292281046|1.1|sales|NONE|ENTERQUEUE||02155500112|1",
        "1292281061|1.1|sales|SIP/8001|RINGNOANSWER|15000",
        "1292281076|1.1|sales|NONE|EXITWITHTIMEOUT|1|1|30",
        "1292281076|1.1|repair|NONE|ENTERQUEUE||02155500112|1",
        "1292281080|1.1|repair|SIP/8002|CONNECT|4|1.3|4",
        "1292281140|1.1|repair|SIP/8002|COMPLETEAGENT|4|60|1",
    )
    assert (found.waited, found.talked, found.agent) == (34, 60, "SIP/8002")
    assert (found.queue, found.queues) == ("sales", ("sales", "repair"))


@pytest.mark.req("CALL-04")
def test_a_lost_call_names_whom_it_rang_last(tmp_path: Path) -> None:
    ring = ("1292281061|1.1|q|SIP/8001|RINGNOANSWER|15000", "1292281076|1.1|q|SIP/8002|RINGNOANSWER|15000")
    enter = "1292281046|1.1|q|NONE|ENTERQUEUE||02155500112|1"
    assert call(tmp_path, enter, *ring, "1292281080|1.1|q|NONE|ABANDON|1|1|34").agent == "SIP/8002"
    assert call(tmp_path, enter, *ring, "1292281080|1.1|q|NONE|EXITWITHTIMEOUT|1|1|34").agent == "SIP/8002"
    assert call(tmp_path, enter, *ring).agent is None  # it may still be answered by another
    assert call(tmp_path, enter, "1292281080|1.1|q|NONE|ABANDON|1|1|34").agent is None


def test_an_answered_call_that_enters_a_second_queue_stays_answered(tmp_path: Path) -> None:
    found = call(
        tmp_path,
        "1292281046|1.1|a|NONE|ENTERQUEUE||02155500112|1",
        "1292281050|1.1|a|SIP/8001|CONNECT|4|1.2|4",
        "1292281060|1.1|a|SIP/8001|COMPLETECALLER|4|10|1",
        "1292281061|1.1|b|NONE|ENTERQUEUE||02155500112|1",
        "1292281091|1.1|b|NONE|ABANDON|1|1|30",
    )
    assert (found.outcome, found.waited, found.talked, found.agent) == (
        QueueOutcome.ANSWERED,
        4,
        10,
        "SIP/8001",
    )


def test_a_call_that_the_log_does_not_end_is_open(tmp_path: Path) -> None:
    waiting = call(tmp_path, "1292281046|1.1|q|NONE|ENTERQUEUE||02155500112|1")
    assert (waiting.outcome, waiting.ended_at, waiting.waited) == (QueueOutcome.OPEN, None, None)
    again = call(
        tmp_path,
        "1292281046|1.1|q|NONE|ENTERQUEUE||02155500112|1",
        "1292281076|1.1|q|NONE|EXITWITHTIMEOUT|1|1|30",
        "1292281077|1.1|p|NONE|ENTERQUEUE||02155500112|1",
    )
    assert (again.outcome, again.ended_at) == (QueueOutcome.OPEN, None)


def test_a_call_whose_beginning_is_in_an_older_log(tmp_path: Path) -> None:
    found = call(tmp_path, "1292281146|1.1|q|SIP/8001|COMPLETEAGENT|20|60|1")
    assert (found.entered_at, found.answered_at, found.ended_at) == (at(20), at(40), at(100))
    assert (found.waited, found.talked, found.caller, found.complete) == (20, 60, None, False)
    lost = call(tmp_path, "1292281146|1.1|q|NONE|ABANDON|1|1|30")
    assert (lost.entered_at, lost.waited, lost.complete) == (at(70), 30, False)


@pytest.mark.parametrize("caller", ["", "anonymous", "Unknown", "<unknown>", "Restricted"])
def test_an_unknown_caller(tmp_path: Path, caller: str) -> None:
    assert call(tmp_path, f"1292281046|1.1|q|NONE|ENTERQUEUE||{caller}").caller is None


def test_caller_and_dialled_number_may_come_in_lines_of_their_own(tmp_path: Path) -> None:
    found = call(
        tmp_path,
        "1292281045|1.1|q|NONE|DID|4005550100",
        "1292281046|1.1|q|NONE|ENTERQUEUE||unknown|1|Front door",
        "1292281046|1.1|q|NONE|CALLERID|02155500112",
    )
    assert (found.caller, found.dialled, found.caller_name) == ("02155500112", "4005550100", "Front door")


def test_agent_events(tmp_path: Path) -> None:
    found = log(
        tmp_path,
        "1292281046|NONE|NONE|Agent/1001|AGENTLOGIN|SIP/8001-0001\n"
        "1292281050|NONE|q|SIP/8001|PAUSE|lunch\n"
        "1292281060|1.5|NONE|Agent/1001|AGENTLOGOFF|SIP/8001-0001|14\n"
        "1292281061|NONE|NONE|Agent/1002|AGENTCALLBACKLOGIN|8002@default\n"
        "1292281062|NONE|NONE|Agent/1002|AGENTCALLBACKLOGOFF|8002@default|1|Autologoff\n",
    )
    assert [item for item in found if isinstance(item, AgentEvent)] == [
        AgentEvent(1, at(0), "Agent/1001", "AGENTLOGIN", "", "SIP/8001-0001", None, None),
        AgentEvent(2, at(4), "SIP/8001", "PAUSE", "q", None, "lunch", None),
        AgentEvent(3, at(14), "Agent/1001", "AGENTLOGOFF", "", "SIP/8001-0001", None, 14),
        AgentEvent(4, at(15), "Agent/1002", "AGENTCALLBACKLOGIN", "", "8002@default", None, None),
        AgentEvent(5, at(16), "Agent/1002", "AGENTCALLBACKLOGOFF", "", "8002@default", "Autologoff", 1),
    ]


@pytest.mark.parametrize("event", sorted(PARAMETERS))
def test_every_event_is_known(event: str) -> None:
    values = ["5"] * len(PARAMETERS[event])
    agent = "SIP/8001" if event in AGENT_EVENTS else "NONE"
    found = read_event(1, ["1292281046", "1.1", "q", agent, event, *values, ""])
    assert isinstance(found, QueueEvent)
    assert found.event == event


@pytest.mark.parametrize(
    ("line", "column", "value", "rule"),
    [
        ("1292281046|1.1|q|NONE", "", "1292281046|1.1|q|NONE", "columns"),
        ("12:30|1.1|q|NONE|ABANDON|1|1|3", "time", "12:30", "time"),
        ("1292281046000|1.1|q|NONE|ABANDON|1|1|3", "time", "1292281046000", "time"),
        ("١٢٩٢٢٨١٠٤٦|1.1|q|NONE|ABANDON|1|1|3", "time", "١٢٩٢٢٨١٠٤٦", "time"),
        ("1292281046|1.1|q|NONE|VANISHED|1", "event", "VANISHED", "queue-event"),
        ("1292281046|1.1|q|NONE|ABANDON|1|1|-3", "wait", "-3", "number"),
        ("1292281046|1.1|q|NONE|ABANDON|1|1|３", "wait", "３", "number"),
        ("1292281046|1.1|q|NONE|ABANDON|1|1|3|4", "", "4", "columns"),
        ("1292281046|NONE|q|NONE|ABANDON|1|1|3", "callid", "NONE", "call-id"),
        ("1292281046|1.1|q|SIP/1|COMPLETEAGENT|4", "talk", "", "required"),
        ("1292281046|1.1|q|SIP/1|CONNECT", "hold", "", "required"),
        ("1292281046|1.1|q|NONE|PAUSE|", "agent", "NONE", "agent"),
        ("1292281046|1.1|q|NONE|ENTERQUEUE||138****5678|1", "caller", "138****5678", "REF-34"),
    ],
)
@pytest.mark.req("REF-34")
def test_what_does_not_fit_is_reported(tmp_path: Path, line: str, column: str, value: str, rule: str) -> None:
    good = "1292281046|1.9|q|NONE|ENTERQUEUE||02155500112|1\n"
    found = log(tmp_path, f"{good}\n   \n{line}\n")
    assert [item for item in found if isinstance(item, Rejected)] == [Rejected(4, column, value, rule)]
    assert sum(isinstance(item, QueueCall) for item in found) == 1


def test_the_database_form(tmp_path: Path) -> None:
    found = log(
        tmp_path,
        "id,time,callid,queuename,agent,event,data1,data2,data3,data4,data5\n"
        '1,2012-07-03 15:27:23.896208,1341321.5,service,NONE,ENTERQUEUE,"",02155500112,1,,\n'
        "2,2012-07-03 15:27:25.896208,1341321.5,service,SIP/8001,CONNECT,2,1341321.6,1,,\n"
        "3,2012-07-03 15:28:25.100000,1341321.5,service,SIP/8001,COMPLETECALLER,2,60,1,,\n"
        "4,yesterday,1341321.7,service,NONE,ABANDON,1,1,3,,\n",
    )
    assert isinstance(found[0], Rejected)
    assert found[0] == Rejected(5, "time", "yesterday", "time")
    assert isinstance(found[1], QueueCall)
    assert found[1].entered_at == datetime(2012, 7, 3, 7, 27, 23, 896208, UTC)
    assert (found[1].waited, found[1].talked, found[1].outcome) == (2, 60, QueueOutcome.ANSWERED)


# The counts below were made by hand from the file: 42 different call ids; 36 of them have a CONNECT; 3
# ABANDON and
# 1 EXITWITHKEY; of the 2 EXITWITHTIMEOUT one call was answered in a second queue; 1 EXITEMPTY.
@pytest.mark.req("CALL-04")
def test_the_demo_morning_as_counted_by_hand() -> None:
    found = list(QueueLog(package_data() / "demo" / "queue_log", zone=SHANGHAI).records())
    calls = [item for item in found if isinstance(item, QueueCall)]
    assert not [item for item in found if isinstance(item, Rejected)]
    assert len(calls) == 42
    assert sum(item.outcome is QueueOutcome.ANSWERED for item in calls) == 34
    assert sum(item.outcome is QueueOutcome.TRANSFERRED for item in calls) == 2
    assert sum(item.outcome is QueueOutcome.ABANDONED for item in calls) == 4
    assert sum(item.outcome is QueueOutcome.LOST for item in calls) == 2
    assert sum(isinstance(item, AgentEvent) for item in found) == 13


LINES: Sequence[str] = tuple(
    line
    for number in range(6)
    for line in (
        f"{1292281046 + number * 40}|1.{number}|q|NONE|ENTERQUEUE||0215550010{number}|1",
        f"{1292281050 + number * 40}|1.{number}|q|SIP/8001|CONNECT|4|2.{number}|4",
        f"{1292281110 + number * 40}|1.{number}|q|SIP/8001|COMPLETECALLER|4|60|1",
    )
)


@given(st.permutations(LINES))
def test_the_order_of_lines_does_not_matter(
    tmp_path_factory: pytest.TempPathFactory, lines: Sequence[str]
) -> None:
    def facts(order: Sequence[str]) -> set[object]:
        found = log(tmp_path_factory.getbasetemp(), "\n".join(order))
        return {
            (item.call_id, item.entered_at, item.answered_at, item.ended_at, item.outcome, item.caller)
            for item in found
            if isinstance(item, QueueCall)
        }

    assert facts(lines) == facts(LINES)
    assert len(facts(lines)) == 6


@given(
    st.lists(st.text(st.characters(blacklist_characters="\n\r\0", blacklist_categories=["Cs"]), max_size=60))
)
def test_any_text_is_told_or_refused_never_a_crash(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str]
) -> None:
    text = "\n".join(["1292281046|1.9|q|NONE|ENTERQUEUE||1", *lines])
    log(tmp_path_factory.getbasetemp(), text)


@example(events=[(0, 0, "ABANDON", []), (1, 0, "CONNECT", [0])])
@given(
    st.lists(
        st.tuples(
            st.integers(0, 90_000),
            st.integers(0, 4),
            st.sampled_from(sorted(PARAMETERS)),
            st.lists(st.integers(0, 99)),
        ),
        max_size=40,
    )
)
def test_figures_of_any_call_make_sense(events: list[tuple[int, int, str, list[int]]]) -> None:
    by_call: dict[str, list[QueueEvent]] = {}
    for line, (offset, number, event, values) in enumerate(events, start=1):
        fields = [str(1292281046 + offset), f"1.{number}", "q", "SIP/1", event, *map(str, values)]
        found = read_event(line, fields)
        if isinstance(found, QueueEvent) and event not in AGENT_EVENTS:
            by_call.setdefault(found.call_id, []).append(found)
    for told in by_call.values():
        result = assemble(told)
        assert result.waited is None or result.waited >= 0
        assert result.talked is None or result.talked >= 0
        assert (result.outcome in (QueueOutcome.ANSWERED, QueueOutcome.TRANSFERRED)) == (
            result.answered_at is not None
        )
        assert result.ended_at is None or result.ended_at >= result.entered_at


def test_a_long_log_does_not_fill_the_memory(tmp_path: Path) -> None:
    random.seed(1)
    path = tmp_path / "queue_log"
    with path.open("w") as file:
        for number in range(12_000):
            start = 1292281046 + number * 60
            file.write(f"{start}|1.{number}|q|NONE|ENTERQUEUE||02155500112|1\n")
            file.write(f"{start + 3 - random.randint(0, 120)}|1.{number}|q|NONE|ABANDON|1|1|3\n")
    tracemalloc.start()
    count = sum(isinstance(item, QueueCall) for item in QueueLog(path, zone=SHANGHAI).records())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 12_000
    assert peak < 4_000_000
