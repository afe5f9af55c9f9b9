"""Contractors on a ticket's page: give them the ticket, chase them, note issues, claim, end the job."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from csconsole.codes import label
from csconsole.i18n import _, named
from csconsole.screens.ticket_steps import TicketSteps
from csconsole.text import whole_number
from csconsole.widgets.ask_fields import Asked, AskFields
from csconsole.widgets.dialogs import Choice, Note, Option
from csconsole.widgets.signs import sign
from csconsole.widgets.times import exact
from csconsole.widgets.tones import Piece, Toned

if TYPE_CHECKING:
    from csconsole.services.context import Context
    from csconsole.services.contractors import ContractorRow, JobRow

Given = dict[str, str]
MOST: Final = 500
"""So many contractors are offered, by trade and name."""
ACTS: Final = (("h", "chase"), ("i", "issue"), ("l", "claim"), ("w", "follower"), ("f", "ended"))
"""The key and the code of what is done about a job."""


class ContractorWork(TicketSteps):
    """Mixin of the pages that show the contractors of one ticket."""

    def choose_contractor(self) -> None:
        """Give the ticket to one of the active contractors."""

        def work(ctx: Context) -> Sequence[ContractorRow]:
            from csconsole.services.contractors import list_contractors

            return list_contractors(ctx, active=True, limit=MOST).rows

        self.ask(work, self._contractors_found, group="targets")

    def _contractors_found(self, found: Sequence[ContractorRow]) -> None:
        title = _("Give to a contractor")
        if not found:
            self.open_dialog(Note(title, [_("The register has no active contractor.")]))
            return
        values = [(row.id, row.name) for row in found]
        notes = [
            "  ".join((label("contractor_trade", row.trade), _("open {n}", n=row.open_jobs))) for row in found
        ]
        self.open_dialog(Choice.numbered(title, values, notes, names=True), self._ask_job)

    def _ask_job(self, contractor_id: int) -> None:
        asked = [
            Asked("request", label("field", "request"), long=True, required=False),
            Asked("due", _("Due (tomorrow 10:00, 3wd; empty: none)"), required=False),
            Asked("one_off", _("One-off job outside a contract: who follows it, staff no."), required=False),
        ]

        def save(given: Given) -> None:
            self._change_job(lambda ctx, number: _give(ctx, number, contractor_id, given))

        about = f"ticket {self.chosen_tickets()[0].id} contractor {contractor_id}"
        self.open_dialog(AskFields(_("Give to a contractor"), asked, about=about), save)

    def choose_job_act(self, job: JobRow) -> None:
        """What is done about one job."""
        closed = "" if job.is_open else _("it has ended")
        options = [Option(key, act, label("contractor_act", act), "", closed) for key, act in ACTS]
        issues = [note for note in job.notes if note.kind == "issue" and note.settled_at is None]
        options += [
            Option(str(n), note.id, _("settled: {text}", text=note.text))
            for n, note in enumerate(issues[:9], start=1)
        ]
        self.open_dialog(Choice(f"{job.contractor}  {_job_words(job)}", options), partial(self._job_act, job))

    def _job_act(self, job: JobRow, act: str | int) -> None:
        if isinstance(act, int):
            self._change_job(lambda ctx, _number: _settle(ctx, act))
            return
        asked = [Asked("text", label("contractor_act", act), long=True)]
        if act == "follower":
            asked = [
                Asked("follower", _("Who follows it, staff number")),
                Asked("text", label("field", "reason"), required=False),
            ]
        if act == "ended":
            asked.append(Asked("score", _("Score from 1 to 5 (empty: none)"), required=False))

        def save(given: Given) -> None:
            self._change_job(lambda ctx, _number: _act(ctx, job.id, act, given))

        self.open_dialog(AskFields(job.contractor, asked, about=f"job {job.id} {act}"), save)

    def _change_job(self, work: Callable[[Context, int], JobRow]) -> None:
        number = self.chosen_tickets()[0].id

        def done(job: JobRow) -> None:
            self.toast(named(job.contractor, _job_words(job)))
            self.load()

        self.command(lambda ctx: work(ctx, number), done, saw=self.saw)


def _give(ctx: Context, number: int, contractor_id: int, given: Given) -> JobRow:
    from csconsole.services.contractors import give_to_contractor
    from csconsole.services.moments import read_moment

    due = read_moment(ctx, given["due"], field="due") if given["due"] else None
    return give_to_contractor(
        ctx,
        number,
        contractor_id,
        text=given["request"],
        due_at=due,
        one_off=bool(given["one_off"]),
        follower_id=_staff(ctx, given["one_off"]) if given["one_off"] else None,
    )


def _staff(ctx: Context, staff_no: str) -> int:
    from csconsole.services.staff import find_staff

    return find_staff(ctx, staff_no).id


def _settle(ctx: Context, note_id: int) -> JobRow:
    from csconsole.services.contractors import settle_issue

    return settle_issue(ctx, note_id)


def _act(ctx: Context, job_id: int, act: str, given: Given) -> JobRow:
    from csconsole.services import contractors

    text = given["text"]
    if act == "ended":
        score = given["score"]
        return contractors.end_job(ctx, job_id, result=text, score=whole_number(score))
    calls: dict[str, Callable[[], Any]] = {
        "chase": lambda: contractors.chase_job(ctx, job_id, text=text),
        "issue": lambda: contractors.note_issue(ctx, job_id, text=text),
        "claim": lambda: contractors.raise_claim(ctx, job_id, reason=text),
        "follower": lambda: contractors.follow_job(ctx, job_id, _staff(ctx, given["follower"]), reason=text),
    }
    row: JobRow = calls[act]()
    return row


def _job_words(job: JobRow) -> str:
    parts = [job.follower or "", _("one-off") if job.one_off else "", _("{n} d", n=job.days)]
    parts.append(_("chased {n}", n=job.chases) if job.chases else "")
    if job.claim_rung:
        parts.append(f"{label('contractor_act', 'claim')} {label('escalation_rung', job.claim_rung)}")
    if not job.is_open:
        parts.append(label("contractor_act", "ended"))
    return "  ".join(part for part in parts if part)


def job_lines(jobs: Sequence[JobRow], zone: ZoneInfo) -> list[Piece | tuple[Piece, ...]]:
    """The contractors of a ticket below its fields: who, since when, how often chased, what is unsettled."""
    if not jobs:
        return []
    lines: list[Piece | tuple[Piece, ...]] = ["", Toned(_("Contractors"), "quiet")]
    for job in jobs:
        late = "! " if job.late else "- "
        mark = Toned(late, "caution") if job.is_open else Toned(sign("check") + " ", "done")
        lines.append(
            (mark, f"{job.contractor}  ", Toned(_job_words(job), "quiet"), f"  {exact(job.due_at, zone)}")
        )
        lines += [
            Toned("    " + named(label("contractor_act", note.kind), note.text), "quiet")
            for note in job.notes
            if note.kind != "issue" or note.settled_at is None
        ]
        if job.result:
            lines.append(Toned(f"    {job.result}", "quiet"))
    return lines
