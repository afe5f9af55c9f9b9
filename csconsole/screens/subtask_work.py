"""Sub-tasks on a ticket's page: ask a department, plan a visit, take the steps of either."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final, cast
from zoneinfo import ZoneInfo

from csconsole.clock import local_date
from csconsole.codes import label
from csconsole.i18n import _, named
from csconsole.screens.complaint_beside import LISTS, open_list
from csconsole.screens.contractor_work import ContractorWork
from csconsole.screens.kind_work import KindWork
from csconsole.screens.step_choice import step_option
from csconsole.widgets.ask_fields import Asked, AskFields
from csconsole.widgets.dialogs import Choice, Option
from csconsole.widgets.signs import sign
from csconsole.widgets.times import exact
from csconsole.widgets.tones import Piece, Tone, Toned

if TYPE_CHECKING:
    from csconsole.models.lifecycle import Step
    from csconsole.screens.named_choices import Named
    from csconsole.services.context import Context
    from csconsole.services.contractors import JobRow
    from csconsole.services.departments import DepartmentRow
    from csconsole.services.subtasks import EngineerLoad, SubtaskRow

Given = dict[str, Any]
NEW: Final = (("d", "department"), ("v", "visit"), ("p", "appointment"), ("c", "contractor"))
"""The key and the kind of what can be asked for."""
SLOT: Final = (("starts_at", True), ("ends_at", False), ("engineer", False))
"""What a slot is asked for beside the request, and whether it is needed."""
WENT: Final = frozenset({"finish", "leave_open"})
"""Steps with which it is on record who went."""
TIMES: Final = frozenset({"starts_at", "ends_at", "due"})


class SubtaskWork(ContractorWork, KindWork):
    """Mixin of the pages that show what is asked of others about one ticket, and what it owes besides."""

    def subtasks_shown(self) -> Sequence[SubtaskRow]:
        """The sub-tasks of the ticket that is open."""
        return ()

    def jobs_shown(self) -> Sequence[JobRow]:
        """What contractors do for it."""
        return ()

    def do_ticket_item(self) -> None:
        """Choose what to ask for, or one of the sub-tasks that are there."""
        if not self.chosen_tickets():
            return
        self.note_seen()
        keys = iter("123456789")
        options = [Option(key, kind, _new_words(kind)) for key, kind in NEW]
        options += self.matter_options()
        options.append(Option("m", "claim", _("Compensation claims of it")))
        options.append(Option("i", "items", _("Action items of it: begin, report, return")))
        options += [
            Option(next(keys, ""), one, f"{label('subtask_kind', one.kind)} {one.id}  {one.who}", _state(one))
            for one in self.subtasks_shown()
        ]
        options += [
            Option(next(keys, ""), job, f"{label('ticket_action', 'contractor')}  {job.contractor}", job.text)
            for job in self.jobs_shown()
        ]
        title = _("Sub-tasks of {number}", number=self.chosen_tickets()[0].number)
        self.open_dialog(Choice(title, self.unless_frozen(options)), self._subtask_chosen)

    def _subtask_chosen(self, chosen: SubtaskRow | JobRow | str) -> None:
        if chosen == "contractor":
            self.choose_contractor()
        elif chosen in LISTS:
            open_list(self.console, str(chosen), self.chosen_tickets()[0].number)
        elif chosen == "department":
            self.ask(_departments, self._choose_department, group="targets")
        elif chosen in ("visit", "appointment"):
            self._ask_slot(str(chosen))
        elif isinstance(chosen, str):
            self.choose_matter(chosen)
        elif chosen in self.jobs_shown():
            self.choose_job_act(cast("JobRow", chosen))
        else:
            self._choose_subtask_step(cast("SubtaskRow", chosen))

    def _choose_subtask_step(self, chosen: SubtaskRow) -> None:
        options = [step_option(step) for step in chosen.steps]
        title = f"{label('subtask_kind', chosen.kind)} {chosen.id}  {_state(chosen)}"
        self.open_dialog(Choice(title, options), partial(self._subtask_step, chosen))

    def _choose_department(self, found: Sequence[DepartmentRow]) -> None:
        values = [(row.id, row.name) for row in found if row.active]
        self.open_dialog(Choice.numbered(_new_words("department"), values, names=True), self._ask_request)

    def _ask_request(self, department_id: int) -> None:
        asked = [
            Asked("request", label("field", "request"), long=True),
            Asked("due", _("Due (tomorrow 10:00, 3wd; empty: the usual time)"), required=False),
        ]

        def save(given: Given) -> None:
            self._change_subtask(lambda ctx, number: _ask(ctx, number, department_id, given))

        self.open_dialog(
            AskFields(
                _new_words("department"), asked, about=self._subtask_about(f"department {department_id}")
            ),
            save,
        )

    def _ask_slot(self, kind: str) -> None:
        asked = [Asked("request", label("field", "request"), long=True)]
        asked += [Asked(name, _slot_words(name), required=needed) for name, needed in SLOT]

        def save(given: Given) -> None:
            self._change_subtask(lambda ctx, number: _plan(ctx, number, kind, given))

        self.open_dialog(AskFields(_new_words(kind), asked, about=self._subtask_about(f"slot {kind}")), save)

    def _subtask_about(self, what: str) -> str:
        return f"ticket {self.chosen_tickets()[0].id} {what}"

    def _subtask_step(self, one: SubtaskRow, step: Step) -> None:
        def save(given: Given) -> None:
            self._change_subtask(lambda ctx, _number: _take(ctx, one, step.action, given))

        about = f"subtask {one.id} {step.action}"
        if step.action == "assign" or (step.action in WENT and one.kind == "visit" and not one.engineer):
            self.ask(
                lambda ctx: _engineers(ctx, one),
                lambda found: self._choose_engineer(
                    found,
                    lambda staff_no: self.collect(_rest(step), save, {"engineer": staff_no}, about=about),
                ),
                group="targets",
            )
            return
        if step.action == "give":
            self.ask(
                lambda ctx: _colleagues(ctx, one), partial(self._choose_colleague, save), group="targets"
            )
            return
        self.collect(step.needs, save, about=about)

    def _choose_colleague(self, save: Callable[[Given], None], found: Named) -> None:
        """Who of the department that was asked does it (TKT-20)."""
        title = label("field", "person")
        self.open_dialog(
            Choice.numbered(title, found, names=True), lambda staff_no: save({"person": staff_no})
        )

    def _choose_engineer(self, found: Sequence[EngineerLoad], then: Callable[[str], None]) -> None:
        """Whoever may go, the freest of that day first, with the minutes that are taken."""
        values = [(one.staff_no, f"{one.name} {one.staff_no}") for one in found]
        notes = [_("{n} min", n=one.minutes) if one.minutes else _("free") for one in found]
        self.open_dialog(Choice.numbered(label("field", "engineer"), values, notes, names=True), then)

    def _change_subtask(self, work: Any) -> None:
        number = self.chosen_tickets()[0].id

        def done(row: SubtaskRow) -> None:
            what = f"{label('subtask_kind', row.kind)} {row.id}"
            self.toast(named(what, label("subtask_state", row.state)))
            self.load()

        self.command(lambda ctx: work(ctx, number), done, saw=self.saw)


def _departments(ctx: Context) -> Sequence[DepartmentRow]:
    from csconsole.services.departments import list_departments

    return list_departments(ctx, limit=200).rows


def _ask(ctx: Context, number: int, department_id: int, given: Given) -> SubtaskRow:
    from csconsole.services.subtasks import ask_department

    due = _times(ctx, given)["due"]
    return ask_department(ctx, number, department_id=department_id, text=given["request"], due_at=due)


def _plan(ctx: Context, number: int, kind: str, given: Given) -> SubtaskRow:
    from csconsole.services.staff import find_staff
    from csconsole.services.subtasks import plan_slot

    engineer = find_staff(ctx, given["engineer"]).id if given["engineer"] else None
    slot = _times(ctx, {name: given[name] for name in ("starts_at", "ends_at")})
    return plan_slot(ctx, number, text=given["request"], kind=kind, staff_id=engineer, **slot)


def _engineers(ctx: Context, one: SubtaskRow) -> Sequence[EngineerLoad]:
    from csconsole.services.subtasks import engineer_loads

    day = local_date(one.starts_at, ctx.zone) if one.starts_at is not None else None
    return [load for load in engineer_loads(ctx, day) if load.staff_no]


def _colleagues(ctx: Context, one: SubtaskRow) -> Named:
    """The people of the asked department who may take it over."""
    from csconsole.services.subtasks import colleagues

    return [(staff_no, f"{name} {staff_no}") for staff_no, name in colleagues(ctx, one.id)]


def _rest(step: Step) -> tuple[str, ...]:
    return tuple(name for name in step.needs if name != "engineer")


def _take(ctx: Context, one: SubtaskRow, action: str, given: Given) -> SubtaskRow:
    from csconsole.services.subtasks import take_subtask

    answers = {**given, **_times(ctx, given)}
    return take_subtask(ctx, one.id, action, answers, expected_version=one.version)


def _times(ctx: Context, given: Given) -> Given:
    """The times among the answers, read."""
    from csconsole.services.moments import read_moment

    return {
        name: read_moment(ctx, text, field=name) if text else None
        for name, text in given.items()
        if name in TIMES
    }


def _new_words(kind: str) -> str:
    return {
        "department": _("Ask a department"),
        "visit": _("Plan a visit"),
        "appointment": _("Plan an appointment"),
        "contractor": _("Give to a contractor"),
    }[kind]


def _slot_words(name: str) -> str:
    return {
        "starts_at": _("Begins (tomorrow 10:00, fri 9:30)"),
        "ends_at": _("Ends (empty: the usual length)"),
        "engineer": _("Engineer, staff number (empty: the handler)"),
    }[name]


def _state(one: SubtaskRow) -> str:
    more = _("overdue") if one.late else _("not acknowledged in time") if one.unacknowledged else ""
    return f"{label('subtask_state', one.state)} {more}".rstrip()


def subtask_lines(rows: Sequence[SubtaskRow], zone: ZoneInfo) -> list[Piece | tuple[Piece, ...]]:
    """The sub-tasks of a ticket below its fields: who, what, until when, and what came back."""
    if not rows:
        return []
    lines: list[Piece | tuple[Piece, ...]] = ["", Toned(_("Sub-tasks"), "quiet")]
    for one in rows:
        mark, tone = _sign(one)
        when = one.starts_at or one.due_at
        head = f"{label('subtask_kind', one.kind)} {one.id}  {one.who}  "
        lines.append((Toned(mark, tone), head, Toned(_state(one), tone), f"  {exact(when, zone)}"))
        back = one.answer or one.unsolved or one.result or label("no_show", one.no_show)
        lines += [Toned(f"    {text}", "quiet") for text in (one.text, back or "") if text]
    return lines


def _sign(one: SubtaskRow) -> tuple[str, Tone]:
    if not one.is_open:
        return sign("check") + " ", "done"
    return ("! ", "danger") if one.late or one.unacknowledged else ("- ", "accent")
