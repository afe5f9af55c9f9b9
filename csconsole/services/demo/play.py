"""One shift of the demo, played: the early shift of a day, from taking over to the reports."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from sqlmodel import col, select

from csconsole.i18n import _
from csconsole.models import Call, Handover, Shift, ShiftType, Staff
from csconsole.paths import package_data
from csconsole.services.calls import close_call, edit_call
from csconsole.services.context import Context
from csconsole.services.demo.contacts import ring_back
from csconsole.services.demo.days import plan_contact
from csconsole.services.demo.shifts import TEAMS, newest_handover, plan_change, plan_sign_on
from csconsole.services.demo.stage import Stage
from csconsole.services.demo.tickets import TicketStory, begin_story
from csconsole.services.demo.world import Matter, pick
from csconsole.services.handover import handover_markdown, show_handover
from csconsole.services.imports import ImportSummary, import_queue_log
from csconsole.services.reports import ReportDocument, build_report
from csconsole.services.tickets import create_ticket

EARLY, LATE, NIGHT = TEAMS
REPORTS: Final = ("daily", "callbacks", "classification", "backlog")
LOGGED: Final = "queue_log"
"""The telephone system's log of a morning, 07:50 to 12:00, in ``data/demo``."""

_EXTRA: Final = {"phone": (11, 6, 8, 12, 14), "visit": (16, 8, 14, 8, 14)}
"""Contacts besides those of the log: how many, and between which hours (with a gap for the log's calls)."""

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class PlayedShift:
    """What the shift left behind."""

    day: date
    imported: ImportSummary
    handover: str
    """The handover as Markdown."""
    reports: tuple[ReportDocument, ...]


def play_shift(stage: Stage, day: date, tell: Tell, *, continues: bool = True) -> PlayedShift:
    """Play the early shift of ``day``; ``tell`` is told what happens, a sentence at a time.

    ``continues`` says whether a night shift is there to hand over.
    """
    _open(stage, day, continues)
    stage.run(stage.at(day, 6, 30))
    tell(_("06:00 The early shift signs on and takes over from the night."))
    _plan_contacts(stage, day)
    done = stage.run(stage.at(day, 12, 0))
    tell(_("12:00 {n} steps later: visits logged, tickets dispatched and worked on.", n=done))
    summary = _import_log(stage, day)
    tell(
        _(
            "12:05 The queue log of the morning: {calls} calls, {lost} ring-backs for lost ones.",
            calls=summary.calls,
            lost=summary.ring_backs,
        )
    )
    _plan_ring_backs(stage, day)
    completed = _plan_completions(stage, day)
    stage.run(stage.at(day, 13, 40))
    tell(_("13:40 The agents have completed {n} imported calls and called customers back.", n=completed))
    stage.run(stage.at(day, 14, 25))
    record = show_handover(stage.as_(LATE.lead), newest_handover(stage.as_(LATE.lead), EARLY))
    tell(
        _(
            "14:05 Handover {number}: {items} items passed, two signatures.",
            number=record.row.number,
            items=len(record.items),
        )
    )
    supervisor = stage.as_(EARLY.supervisor)
    reports = tuple(build_report(supervisor, name, date=day.isoformat()) for name in REPORTS)
    return PlayedShift(day, summary, handover_markdown(supervisor, record), reports)


def played_day(ctx: Context) -> date | None:
    """The day of the newest early shift that was handed over, ``None`` in a database without one."""
    with ctx.read() as uow:
        return uow.session.exec(
            select(col(Shift.day))
            .join(ShiftType, col(ShiftType.id) == Shift.type_id)
            .join(Handover, col(Handover.shift_id) == col(Shift.id))
            .where(ShiftType.code == EARLY.shift, col(Handover.received_at).is_not(None))
            .order_by(col(Shift.day).desc())
            .limit(1)
        ).first()


def shift_reports(ctx: Context, day: date) -> tuple[ReportDocument, ...]:
    """The reports of a day that was played before."""
    return tuple(build_report(ctx, name, date=day.isoformat()) for name in REPORTS)


def _open(stage: Stage, day: date, continues: bool) -> None:
    plan_sign_on(stage, EARLY, stage.at(day, EARLY.begins))
    if continues:
        plan_change(stage, NIGHT, EARLY, stage.at(day, EARLY.begins))
    plan_sign_on(stage, LATE, stage.at(day, LATE.begins))
    plan_change(stage, EARLY, LATE, stage.at(day, LATE.begins), with_query=True)


def _plan_contacts(stage: Stage, day: date) -> None:
    for channel, (count, *hours) in _EXTRA.items():
        first, second = (hours[0], hours[1]), (hours[2], hours[3])
        for number in range(count):
            begins, ends = first if number % 3 == 0 and channel == "phone" else second
            seconds = stage.rng.randint(120, max(240, (ends - begins) * 3600 - 1500))
            wants = ("in_home", "answer", "answer", "public", "answer", "in_home")[number % 6]
            plan_contact(stage, stage.at(day, begins) + timedelta(seconds=seconds), channel, wants)


def _import_log(stage: Stage, day: date) -> ImportSummary:
    """Import the log of the morning, moved to the day that is played."""
    lines = (package_data() / "demo" / LOGGED).read_text(encoding="utf-8").splitlines()
    first = int(lines[0].partition("|")[0])
    moved = int(stage.at(day, 7, 50).timestamp()) - first
    stage.clock.move_to(stage.at(day, 12, 4))
    with TemporaryDirectory() as folder:
        path = Path(folder) / LOGGED
        path.write_text("".join(f"{_moved(line, moved)}\n" for line in lines), encoding="utf-8")
        return import_queue_log(stage.as_(EARLY.supervisor), path)


def _moved(line: str, seconds: int) -> str:
    at, bar, rest = line.partition("|")
    return f"{int(at) + seconds}{bar}{rest}" if bar else line


def _plan_ring_backs(stage: Stage, day: date) -> None:
    """Plan that somebody rings back whoever was lost in the morning."""
    with stage.store.read() as uow:
        lost = uow.session.exec(
            select(Call.id).where(Call.state == "ring_back", col(Call.started_at) >= stage.at(day, 7))
        ).all()
    for key in lost:
        if key is None:
            continue
        at = stage.at(day, 12, 8) + stage.minutes(0, 20)
        stage.plan(at, stage.choose(EARLY.agents), partial(_ring_back, stage, key))


def _ring_back(stage: Stage, call_id: int, ctx: Context) -> None:
    ring_back(stage, ctx, call_id)


def _plan_completions(stage: Stage, day: date) -> int:
    """Plan that each agent writes down what the imported calls were about; some become tickets."""
    with stage.store.read() as uow:
        found = uow.session.exec(
            select(Call.id, Staff.staff_no)
            .join(Staff, col(Staff.id) == Call.agent_id)
            .where(col(Call.external_id).is_not(None), col(Call.started_at) >= stage.at(day, 7))
            .where(col(Call.state).in_(("answered", "transferred")))
            .order_by(col(Call.started_at))
        ).all()
    planned = 0
    for position, (key, staff_no) in enumerate(found):
        if key is None or position % 12 == 11:  # a few stay on the worklist of incomplete calls
            continue
        wants = "repair" if position % 4 == 0 else "answer"
        matter = pick(stage.rng, stage.world.in_home if wants == "repair" else stage.world.matters)
        at = stage.at(day, 12, 6) + stage.minutes(0, 80)
        stage.plan(at, staff_no, _Completion(stage, key, matter, wants == "repair"))
        planned += 1
    return planned


@dataclass(frozen=True, slots=True)
class _Completion:
    """An agent completes one imported call."""

    stage: Stage
    call_id: int
    matter: Matter
    repair: bool

    def __call__(self, ctx: Context) -> None:
        stage = self.stage
        said = stage.choose(self.matter.says)
        with ctx.read() as uow:
            call = uow.get(Call, self.call_id)
            name, address, customer_id = call.caller_name, call.address, call.customer_id
            phone = call.e164
        who = stage.choose(stage.households)
        name, address = name or who.name, address or who.unit
        edit_call(
            ctx,
            self.call_id,
            summary=said,
            category=self.matter.category,
            answer=self.matter.answer,
            caller_name=name,
            address=address,
        )
        if not self.repair:
            close_call(ctx, self.call_id, result=self.matter.answer)
            return
        ticket = create_ticket(
            ctx,
            title=said,
            description=said,
            customer_id=customer_id,
            phone=phone or who.phone,
            contact_name=name,
            category_id=_category_of(ctx, self.call_id),
            address=address,
            scope="in_home",
            origin_call_id=self.call_id,
        )
        close_call(ctx, self.call_id, result=ticket.number)
        begin_story(
            stage, TicketStory(ticket.id, self.matter, EARLY.supervisor, ctx.actor.staff_no, True, False)
        )


def _category_of(ctx: Context, call_id: int) -> int | None:
    """The key of the category that a call has now."""
    with ctx.read() as uow:
        return uow.get(Call, call_id).category_id
