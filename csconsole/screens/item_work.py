"""Action items 督办事项 by keys: assigning, begin, give, report, return, verify (MTG-13, CMP-24)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from csconsole.codes import entries, label
from csconsole.i18n import _, named
from csconsole.models.lifecycle.answers import MANY_CODES
from csconsole.models.lifecycle.meeting import VERDICTS
from csconsole.screens.asking import Saw
from csconsole.screens.base import BaseScreen
from csconsole.screens.step_choice import numbered_steps
from csconsole.screens.ticking import ticks_of, together, yes_or_no
from csconsole.widgets.ask_fields import Asked, AskFields
from csconsole.widgets.dialogs import Choice
from csconsole.widgets.table_rows import TableRow
from csconsole.widgets.times import due_sign, due_words
from csconsole.widgets.tones import Toned

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from csconsole.models.lifecycle import Step
    from csconsole.services.context import Context
    from csconsole.services.departments import DepartmentRow
    from csconsole.services.meetings import ActionItemRow

Given = dict[str, str]
Choices = tuple[tuple[str, str], ...]


class ItemWork(BaseScreen[None]):
    """Mixin of the screens that list action items."""

    def item_chosen(self) -> ActionItemRow | None:
        """The item under the cursor."""
        return None

    def items_belong_to(self) -> tuple[str, str]:
        """The ticket and the meeting that a new item belongs to; empty: none."""
        return "", ""

    def do_item_steps(self) -> None:
        """What this person may do with it, or why not."""
        row = self.item_chosen()
        if row is None:
            return
        told = _("needs: {fields}", fields=_("What was done"))
        options = [
            replace(option, note=told) if option.value.action == "report" else option
            for option in numbered_steps(row.steps)
        ]
        saw = Saw("action_item", row.id, row.version)
        self.open_dialog(Choice(row.text, options), lambda step: self._ask_step(row, step, saw))

    def _ask_step(self, row: ActionItemRow, step: Step, saw: Saw) -> None:
        if "owner" in step.needs:
            self.ask(
                _departments, lambda found: self._ask_given(row, step, saw, _places(found)), group="targets"
            )
        else:
            self._ask_given(row, step, saw)

    def _ask_given(self, row: ActionItemRow, step: Step, saw: Saw, places: Choices = ()) -> None:
        def take(given: Given) -> None:
            answers = together(given)
            self.command(lambda ctx: _step(ctx, row.id, step.action, answers), self._item_done, saw=saw)

        if step.needs:
            asked = [one for name in step.needs for one in asked_of_item(row.kind, name, places)]
            self.open_dialog(AskFields(step.label, asked, about=f"item {row.id} {step.action}"), take)
        else:
            take({})

    def do_item_new(self) -> None:
        """What, who, until when."""

        def show(found: Sequence[DepartmentRow]) -> None:
            kinds = tuple(
                (one.code, label("action_item_kind", one.code)) for one in entries("action_item_kind")
            )
            ticket, meeting = self.items_belong_to()
            asked = [
                Asked("text", _("What is to be done"), True),
                Asked("kind", label("field", "kind"), value="decision", choices=kinds),
                Asked("owner", _("Owner, staff number (empty: the department)"), required=False),
                Asked("department", label("field", "department"), required=False, choices=_places(found)),
                Asked("due", _("Due (tomorrow 10:00, 3wd; empty: the usual time)"), required=False),
            ]
            if not meeting and not ticket:
                asked.append(Asked("ticket", label("field", "ticket"), required=False))

            def assign(given: Given) -> None:
                whole = {"ticket": ticket, "meeting": meeting, **given}
                self.command(lambda ctx: _assign(ctx, whole), self._item_done)

            self.open_dialog(
                AskFields(_("Assign an action item"), asked, about=f"item new {meeting or ticket}"), assign
            )

        self.ask(_departments, show, group="targets")

    def _item_done(self, row: ActionItemRow) -> None:
        self.toast(named(row.text[:40], label("action_item_state", row.state)))
        self.load()


def asked_of_item(kind: str, name: str, places: Choices = ()) -> list[Asked]:
    """What a step of an item of this kind needs, as a dialog asks for it; ticked codes one by one. A new
    owner is a person or one of the departments in ``places``.
    """
    if name in MANY_CODES:
        return [Asked(one, text, choices=yes_or_no()) for one, text in ticks_of(name)]
    if name == "verdict":
        found = tuple((code, label("effect_verdict", code)) for code in VERDICTS.get(kind, ()))
        return [Asked(name, label("field", name), choices=found)]
    if name == "owner":
        return [
            Asked(name, _("Owner, staff number (empty: the department)"), required=False),
            Asked("department", label("field", "department"), required=False, choices=places),
            Asked("due", _("Due (tomorrow 10:00, 3wd; empty: as before)"), required=False),
        ]
    words = _("What was done") if name == "feedback" else label("field", name)
    return [Asked(name, words, True)]


def _step(ctx: Context, key: int, action: str, given: Given) -> ActionItemRow:
    from csconsole.services import meetings

    calls: Mapping[str, Callable[[], ActionItemRow]] = {
        "begin": lambda: meetings.begin_item(ctx, key),
        "give": lambda: _give(ctx, key, given),
        "report": lambda: meetings.report_item(ctx, key, feedback=given["feedback"]),
        "return": lambda: meetings.return_item(ctx, key, reason=given["reason"]),
        "verify": lambda: meetings.verify_item(
            ctx, key, checks=[given["checks"]] if given.get("checks") else (), verdict=given.get("verdict")
        ),
    }
    return calls[action]()


def _give(ctx: Context, key: int, given: Given) -> ActionItemRow:
    from csconsole.services.departments import find_department
    from csconsole.services.meetings import give_item
    from csconsole.services.moments import read_moment
    from csconsole.services.staff import find_staff

    place = given["department"]
    return give_item(
        ctx,
        key,
        owner_id=find_staff(ctx, given["owner"]).id if given["owner"] else None,
        department_id=find_department(ctx, place).id if place else None,
        due_at=read_moment(ctx, given["due"], field="due") if given["due"] else None,
        reason=given["reason"],
    )


def _assign(ctx: Context, given: Given) -> ActionItemRow:
    from csconsole.services.departments import find_department
    from csconsole.services.meetings import assign_item, show_meeting
    from csconsole.services.moments import read_moment
    from csconsole.services.staff import find_staff

    place = given["department"]
    return assign_item(
        ctx,
        text=given["text"],
        kind=given["kind"],
        ticket=given["ticket"] or None,
        meeting_id=show_meeting(ctx, given["meeting"]).id if given["meeting"] else None,
        owner_id=find_staff(ctx, given["owner"]).id if given["owner"] else None,
        department_id=find_department(ctx, place).id if place else None,
        due_at=read_moment(ctx, given["due"], field="due") if given["due"] else None,
    )


def _departments(ctx: Context) -> Sequence[DepartmentRow]:
    from csconsole.services.departments import list_departments

    return list_departments(ctx, limit=200).rows


def _places(found: Sequence[DepartmentRow]) -> Choices:
    return tuple((row.code, row.name) for row in found if row.active)


def item_row(row: ActionItemRow, now: datetime, zone: ZoneInfo) -> TableRow:
    """An item as a row of ``ITEM_COLUMNS``."""
    is_open = row.state != "closed"
    due: Any = due_words(row.due_at, now, zone) if is_open else ""
    state = label("effect_verdict", row.verdict) if row.verdict else label("action_item_state", row.state)
    return TableRow(
        row.id,
        (
            due_sign(row.due_at, now) if is_open else Toned("x", "done"),
            due,
            row.text,
            row.owner or row.department or "",
            Toned(state, "done" if not is_open else "accent" if row.state == "reported" else ""),
            row.number or row.meeting or "",
            row.feedback or "",
        ),
    )
