"""Importing queue logs and call records into a real database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from csconsole.clock import FrozenClock
from csconsole.errors import NotAllowedError
from csconsole.models import Call, Callback, Customer, CustomerPhone, Event, Staff, StaffActivity
from csconsole.paths import package_data
from csconsole.services.callbacks import next_callback, record_attempt
from csconsole.services.calls import edit_call
from csconsole.services.context import Context
from csconsole.services.imports import ImportSummary, import_cdr, import_queue_log
from csconsole.services.reports import build_report

AsStaff = Callable[[str], Context]
MORNING = package_data() / "demo" / "queue_log"
START = 1795136400  # 2026-11-20 09:00 in Shanghai


@pytest.fixture(autouse=True)
def day(clock: FrozenClock) -> FrozenClock:
    """Noon of the day of the demo's log."""
    from datetime import UTC, datetime

    clock.move_to(datetime(2026, 11, 20, 4, 0, tzinfo=UTC))
    return clock


def queue_log(tmp_path: Path, *lines: str) -> Path:
    path = tmp_path / "queue_log"
    path.write_text("".join(f"{line}\n" for line in lines))
    return path


def answered(call_id: str = "1.1", caller: str = "02155500112", at: int = START, wait: int = 4) -> list[str]:
    return [
        f"{at}|{call_id}|service|NONE|ENTERQUEUE||{caller}|1",
        f"{at + wait}|{call_id}|service|PJSIP/8001|CONNECT|{wait}|2.2|3",
        f"{at + wait + 60}|{call_id}|service|PJSIP/8001|COMPLETECALLER|{wait}|60|1",
    ]


def lost(call_id: str = "1.1", caller: str = "02155500112", at: int = START) -> list[str]:
    return [
        f"{at}|{call_id}|service|NONE|ENTERQUEUE||{caller}|1",
        f"{at + 30}|{call_id}|service|NONE|EXITWITHTIMEOUT|1|1|30",
    ]


def extension(ctx: Context, staff_no: str, number: str) -> int:
    with ctx.write() as uow:
        staff = uow.one(Staff, staff_no=staff_no)
        assert staff is not None
        uow.update(staff, "edited", {"extension": number})
        return staff.pk


def calls(ctx: Context) -> list[Call]:
    with ctx.read() as uow:
        return list(uow.session.exec(select(Call).order_by(Call.id)))  # type: ignore[arg-type]  # a column


def counts(summary: ImportSummary) -> tuple[int, int, int, int]:
    return summary.imported, summary.updated, summary.unchanged, summary.rejected_count


# Counted by hand in the file: 145 lines; 42 call ids; CONNECT in 36 of them, 2 of those end with a transfer;
# 3 ABANDON and 1 EXITWITHKEY; 1 EXITEMPTY and 1 EXITWITHTIMEOUT that no second queue answered.
@pytest.mark.req("CALL-03", "CALL-04", "CALL-25", "REF-36")
def test_the_morning_as_counted_by_hand(ctx: Context) -> None:
    summary = import_queue_log(ctx, MORNING)
    assert counts(summary) == (42, 0, 0, 0)
    assert (summary.lines, summary.calls, summary.activities) == (145, 42, 13)
    states = Counter(call.state for call in calls(ctx))
    assert states["answered"] == 34
    assert states["transferred"] == 2
    assert states["abandoned"] == 4
    assert states["lost"] + states["ring_back"] == 2
    assert {call.number[:9] for call in calls(ctx)} == {"C20261120"}
    assert len({call.number for call in calls(ctx)}) == 42


@pytest.mark.req("CUS-28")
def test_the_same_log_twice_changes_nothing(ctx: Context) -> None:
    import_queue_log(ctx, MORNING)
    with ctx.read() as uow:
        events = len(uow.session.exec(select(Event.id)).all())
    again = import_queue_log(ctx, MORNING)
    assert counts(again) == (0, 0, 42, 0)
    assert (again.activities, again.ring_backs) == (0, 0)
    with ctx.read() as uow:
        assert len(uow.session.exec(select(Event.id)).all()) == events


def test_a_dry_run_stores_nothing(ctx: Context) -> None:
    summary = import_queue_log(ctx, MORNING, dry_run=True)
    assert counts(summary) == (42, 0, 0, 0)
    assert summary.dry_run
    assert not calls(ctx)
    with ctx.read() as uow:
        assert not uow.session.exec(select(StaffActivity)).all()


@pytest.mark.req("CALL-03")
def test_what_is_stored_of_a_call(ctx: Context, tmp_path: Path) -> None:
    agent = extension(ctx, "1007", "8001")
    with ctx.write() as uow:
        customer = uow.create(Customer(name="王小明"))
        uow.create(
            CustomerPhone(
                customer_id=customer.pk,
                typed="021-5550 0112",
                e164="+862155500112",
                digits="862155500112",
                reversed_digits="211005551268",
            )
        )
    import_queue_log(ctx, queue_log(tmp_path, *answered(wait=16)))
    [call] = calls(ctx)
    assert (call.agent_id, call.agent_name, call.first_owner_id) == (agent, "李晓", agent)
    assert (call.customer_id, call.caller_name, call.e164) == (customer.pk, "王小明", "+862155500112")
    assert (call.wait_seconds, call.talk_seconds, call.over_answer_limit) == (16, 60, True)
    assert (call.queue, call.source, call.external_id) == ("service", "queue-log", "asterisk:1.1")
    assert call.started_at is not None
    assert call.ended_at == call.started_at + timedelta(seconds=76)


@pytest.mark.parametrize(
    "member", ["Agent/1007", "PJSIP/1007", "SIP/1007-0000002a", "Local/1007@queue/n", "李晓"]
)
def test_agents_are_found_by_staff_number_and_name(ctx: Context, tmp_path: Path, member: str) -> None:
    import_queue_log(ctx, queue_log(tmp_path, *(line.replace("PJSIP/8001", member) for line in answered())))
    assert [call.agent_name for call in calls(ctx)] == ["李晓"]


def test_an_unknown_agent_keeps_the_name_of_the_log(ctx: Context, tmp_path: Path) -> None:
    import_queue_log(ctx, queue_log(tmp_path, *answered()))
    assert [(call.agent_id, call.agent_name) for call in calls(ctx)] == [(None, "PJSIP/8001")]


def test_what_an_agent_wrote_stays(ctx: Context, tmp_path: Path) -> None:
    path = queue_log(tmp_path, *answered())
    import_queue_log(ctx, path)
    with ctx.write() as uow:
        row = uow.get(Call, calls(ctx)[0].pk)
        uow.update(
            row, "edited", {"summary": "漏水", "state": "closed", "caller_name": "李", "wait_seconds": 99}
        )
    assert counts(import_queue_log(ctx, path)) == (0, 1, 0, 0)
    [call] = calls(ctx)
    assert (call.summary, call.state, call.caller_name, call.wait_seconds) == ("漏水", "closed", "李", 4)
    assert counts(import_queue_log(ctx, path)) == (0, 0, 1, 0)


def test_a_call_over_two_files_is_completed(ctx: Context, tmp_path: Path) -> None:
    enter, connect, complete = answered()
    assert counts(import_queue_log(ctx, queue_log(tmp_path, enter))) == (1, 0, 0, 0)
    assert [call.state for call in calls(ctx)] == ["new"]
    assert counts(import_queue_log(ctx, queue_log(tmp_path, connect, complete))) == (0, 1, 0, 0)
    [call] = calls(ctx)
    assert (call.state, call.wait_seconds, call.talk_seconds, call.e164) == (
        "answered",
        4,
        60,
        "+862155500112",
    )
    assert counts(import_queue_log(ctx, queue_log(tmp_path, enter))) == (0, 0, 1, 0)


def test_a_call_logged_by_hand_is_not_doubled(ctx: Context, tmp_path: Path) -> None:
    agent = extension(ctx, "1007", "8001")
    from datetime import UTC, datetime

    with ctx.write() as uow:
        for minutes, number in ((-6, "C-early"), (1, "C-near"), (30, "C-far")):
            uow.create(
                Call(
                    number=number,
                    agent_id=agent,
                    phone="021-5550 0112",
                    e164="+862155500112",
                    started_at=datetime.fromtimestamp(START, UTC) + timedelta(minutes=minutes),
                    summary="漏水",
                    state="closed",
                )
            )
    assert counts(import_queue_log(ctx, queue_log(tmp_path, *answered()))) == (0, 1, 0, 0)
    early, near, far = calls(ctx)
    assert (near.number, near.external_id, near.wait_seconds, near.talk_seconds) == (
        "C-near",
        "asterisk:1.1",
        4,
        60,
    )
    assert (near.summary, near.state, near.source) == ("漏水", "closed", "console")
    assert (early.external_id, far.external_id) == (None, None)
    assert counts(import_queue_log(ctx, queue_log(tmp_path, *answered()))) == (0, 0, 1, 0)


@pytest.mark.req("CALL-04")
def test_a_lost_call_opens_one_ring_back(ctx: Context, day: FrozenClock, tmp_path: Path) -> None:
    now = int(day.now().timestamp())
    log = queue_log(
        tmp_path,
        *lost("1.1", "02155500112", now - 3600),
        *lost("1.2", "02155500112", now - 3500),
        *lost("1.3", "02155500113", now - 3600),
        *answered("1.4", "02155500113", now - 3000),
        *lost("1.5", "anonymous", now - 3600),
        *lost("1.6", "02155500114", now - 3 * 86400),
    )
    assert import_queue_log(ctx, log).ring_backs == 1
    with ctx.read() as uow:
        [callback] = uow.session.exec(select(Callback)).all()
        assert (callback.kind, callback.source, callback.e164) == ("ring_back", "lost_call", "+862155500112")
        assert callback.due_at == day.now() + timedelta(minutes=30)
    assert import_queue_log(ctx, log).ring_backs == 0


@pytest.mark.req("CALL-04")
def test_a_call_that_is_lost_after_the_file_was_read_opens_its_ring_back(
    ctx: Context, day: FrozenClock, tmp_path: Path
) -> None:
    entered, gone = lost(at=int(day.now().timestamp()) - 60)
    assert import_queue_log(ctx, queue_log(tmp_path, entered)).ring_backs == 0
    assert import_queue_log(ctx, queue_log(tmp_path, entered, gone)).ring_backs == 1
    assert import_queue_log(ctx, queue_log(tmp_path, entered, gone)).ring_backs == 0


@pytest.mark.req("RPT-08", "CALL-04")
def test_a_lost_call_stays_lost_when_it_was_rung_back(
    ctx: Context, as_: AsStaff, day: FrozenClock, tmp_path: Path
) -> None:
    now = int(day.now().timestamp())
    log = queue_log(tmp_path, *lost("1.1", at=now - 3600), *answered("1.2", "02155500113", now - 3000))
    import_queue_log(ctx, log)
    agent = as_("agent")
    callback = next_callback(agent)
    assert callback is not None
    record_attempt(agent, callback.id, code="done", record={"answer": "was asked back"})
    assert import_queue_log(ctx, log).ring_backs == 0
    figures = build_report(ctx, "daily", date="today").figures
    assert (figures["calls.lost"].numerator, figures["calls.answered"].numerator) == (1, 1)
    assert (figures["calls.loss_rate"].numerator, figures["calls.loss_rate"].denominator) == (1, 2)


@pytest.mark.req("CALL-02")
def test_a_queue_call_that_an_agent_completes_has_its_item(
    ctx: Context, as_: AsStaff, tmp_path: Path
) -> None:
    extension(ctx, "1007", "8001")
    import_queue_log(ctx, queue_log(tmp_path, *answered()))
    row = edit_call(as_("agent"), 1, summary="asks for the tariff", kind="consult")
    assert [(item.kind, item.content) for item in row.items] == [("consult", "asks for the tariff")]
    row = edit_call(as_("agent"), 1, summary="asks for the new tariff")
    assert [item.content for item in row.items] == ["asks for the new tariff"]


def test_who_may_import(as_: AsStaff) -> None:
    with pytest.raises(NotAllowedError):
        import_queue_log(as_("agent"), MORNING)
    assert import_queue_log(as_("admin"), MORNING).imported == 42


def cdr(tmp_path: Path, *rows: dict[str, Any]) -> Path:
    path = tmp_path / "Master.csv"
    lines = []
    for values in rows:
        row = {
            "src": "02155500112",
            "dst": "8001",
            "context": "from-trunk",
            "answer": '"2026-11-20 09:00:08"',
            "billsec": 60,
            "disposition": "ANSWERED",
            "id": "1.1",
            **values,
        }
        lines.append(
            '"","{src}","{dst}","{context}","""Caller"" <{src}>","PJSIP/trunk-0001","PJSIP/8001-0002","Dial",'
            '"","2026-11-20 09:00:00",{answer},"2026-11-20 09:01:08",68,{billsec},"{disposition}",'
            '"DOCUMENTATION","{id}",""'.format(**row)
        )
    path.write_text("".join(f"{line}\n" for line in lines))
    return path


@pytest.mark.req("CALL-19")
def test_call_records(ctx: Context, tmp_path: Path) -> None:
    agent = extension(ctx, "1007", "8001")
    path = cdr(
        tmp_path,
        {},
        {"id": "1.2", "answer": "", "billsec": 0, "disposition": "NO ANSWER"},
        {"id": "1.3", "src": "8001", "dst": "19900000123", "context": "from-internal"},
        {"id": "1.4", "src": "138****5678"},
    )
    summary = import_cdr(ctx, path)
    assert counts(summary) == (3, 0, 0, 1)
    assert [(row.line, row.column, row.rule) for row in summary.rejected] == [(4, "src", "REF-34")]
    inbound, missed, outbound = calls(ctx)
    assert (inbound.direction, inbound.agent_id, inbound.wait_seconds, inbound.talk_seconds) == (
        "inbound",
        agent,
        8,
        60,
    )
    assert missed.state in ("lost", "ring_back")
    assert (outbound.direction, outbound.agent_id, outbound.e164) == ("outbound", agent, "+8619900000123")
    assert counts(import_cdr(ctx, path)) == (0, 0, 3, 1)


def test_the_queue_log_is_believed_before_the_call_records(ctx: Context, tmp_path: Path) -> None:
    log, records = queue_log(tmp_path, *lost()), cdr(tmp_path, {})
    for first, second in ((import_queue_log, import_cdr), (import_cdr, import_queue_log)):
        for importer in (first, second, first, second):
            importer(ctx, log if importer is import_queue_log else records)
        [call] = calls(ctx)
        assert call.wait_seconds == 30
        assert call.state in ("lost", "ring_back")


@pytest.mark.parametrize("stop_after", [1, 7, 41])
def test_stopped_half_way_and_run_again(
    ctx: Context, monkeypatch: pytest.MonkeyPatch, stop_after: int
) -> None:
    from csconsole.services.imports import batches

    monkeypatch.setattr(batches, "BATCH", stop_after)

    def stop(_done: int, _size: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_queue_log(ctx, MORNING, progress=stop)
    assert len(calls(ctx)) + stop_after > 0
    stored = len(calls(ctx))
    summary = import_queue_log(ctx, MORNING)
    assert (summary.imported, summary.unchanged) == (42 - stored, stored)


def test_hostile_text_is_stored_clean(ctx: Context, tmp_path: Path, hostile: str) -> None:
    told = hostile.replace("|", "").replace("\n", " ").replace("\r", " ").replace("\0", "")[:200]
    lines = [line.replace("service", told).replace("PJSIP/8001", told or "x") for line in answered()]
    summary = import_queue_log(ctx, queue_log(tmp_path, *lines, told))
    for row in summary.rejected:
        assert "\x1b" not in row.value
    for call in calls(ctx):
        assert "\x1b" not in (call.queue or "")
        assert "\x1b" not in (call.agent_name or "")
        assert "\u202e" not in (call.queue or "")


@pytest.mark.req("CALL-04")
def test_a_lost_call_counts_for_whom_it_rang_until_another_answers(ctx: Context, tmp_path: Path) -> None:
    first = extension(ctx, "1007", "8001")
    second = extension(ctx, "1012", "8002")
    ring = f"{START + 20}|1.1|service|PJSIP/8001|RINGNOANSWER|15000"
    lines = lost(caller="anonymous")
    import_queue_log(ctx, queue_log(tmp_path, lines[0], ring, lines[1]))
    [call] = calls(ctx)
    assert (call.agent_id, call.first_owner_id) == (first, None)
    block = build_report(ctx, "daily", date="2026-11-20", by="person").blocks[-1]
    lost_by = {row["name"]: row["calls.loss_rate"].numerator for row in block.rows}
    assert lost_by == {"李晓": 1}
    again = [
        f"{START + 30}|1.1|other|NONE|ENTERQUEUE||02155500112|1",
        f"{START + 34}|1.1|other|PJSIP/8002|CONNECT|4|2.2|3",
        f"{START + 94}|1.1|other|PJSIP/8002|COMPLETECALLER|4|60|1",
    ]
    import_queue_log(ctx, queue_log(tmp_path, lines[0], ring, lines[1], *again))
    [call] = calls(ctx)
    assert (call.state, call.agent_id) == ("answered", second)
