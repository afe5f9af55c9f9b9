"""What is recorded beside the steps of a complaint: the fields that each asks for, its service."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from csconsole.codes import label
from csconsole.i18n import _, listed
from csconsole.models.lifecycle.answers import DEPARTMENTS
from csconsole.models.lifecycle.complaint import ACTS, SLIP
from csconsole.models.lifecycle.meeting import VERDICTS
from csconsole.screens.item_work import asked_of_item
from csconsole.widgets.ask_fields import Asked

if TYPE_CHECKING:
    from csconsole.actions import Registry
    from csconsole.app import Console
    from csconsole.models.lifecycle import Step
    from csconsole.services.complaints import ComplaintPage as PageRow
    from csconsole.services.context import Context
    from csconsole.services.departments import DepartmentRow
    from csconsole.services.meetings import ActionItemRow

MOST_NAMED: Final = 3
"""Of those who may go on so many are named in the status line."""
OTHER_FIELDS: Final[dict[str, tuple[tuple[str, bool], ...]]] = {
    "escalate": (("reason", True),),
    "meeting": (("topic", False),),
    "minutes": (("attendees", False), ("absentees", False), ("content", True), ("results", True)),
    "rectification": (("measure", True), ("responsible_department", False)),
    "verify": (("checks", False),),
    "review": (("measure", True), ("responsible_department", False)),
    "effect": (("instruction", True), ("responsible_department", False), ("due", False)),
    "verdict": (("verdict", False),),
    "case": (("case_class", False),),
}
"""What is asked for each other thing that is recorded: field and whether it takes several lines."""
BESIDE_KEYS: Final = {
    "escalate": "e",
    "meeting": "m",
    "minutes": "n",
    "rectification": "r",
    "verify": "v",
    "review": "w",
    "effect": "f",
    "verdict": "u",
    "case": "c",
    "claim": "p",
    "items": "i",
    "violations": "y",
}
"""The letter of each of them, the same whichever others can be recorded now."""
LISTS: Final = {
    "claim": "paper_list:PaperList",
    "items": "meetings:ItemList",
    "violations": "violations:ViolationList",
}
"""What opens a list of its own about the complaint: ``module:Class``."""


SEVEN_BY: Final = {
    "rescued": ("rescue",),
    "general_manager_told": ("inform",),
    "meeting_held": ("minutes", "meeting"),
    "visited": ("visit",),
    "letter_sent": ("letter",),
    "rectified": ("verify", "rectification", "progress"),
}
"""What of the list behind ``+`` does each of the seven steps; of several the first that can be done now."""


def seven_key(page: PageRow, step: str) -> str:
    """The key behind ``+`` that does one of the seven steps of a major complaint, "" for none."""
    others = {name for name, _text in other_options(page)}
    for what in SEVEN_BY.get(step, ()):
        if what in ACTS:
            return str(ACTS.index(what) + 1)
        if what == "rectification" and any(item.kind == what for item in page.items):
            continue
        if what in others:
            return BESIDE_KEYS[what]
    return ""


def held_words(registry: Registry, page: PageRow, held: Step) -> str:
    """What holds the complaint up: why, who may go on, or by which key what is missing is done."""
    why = held.why_not or ""
    if page.able:
        who = listed(page.able[:MOST_NAMED])
        return _("{step} is for {who}: enter on this page.", step=held.label, who=who)
    key = registry.key_sign("ticket.slip") if why == SLIP.say() else ""
    return _("{kind}: {about}", kind=held.label, about=f"{why} ({key})" if key else why)


def asked_beside(
    judged: ActionItemRow | None, name: str, long: bool, places: tuple[tuple[str, str], ...]
) -> list[Asked]:
    """What is asked for one field of ``OTHER_FIELDS``."""
    if judged is not None:
        return asked_of_item(judged.kind, name)
    return [Asked(name, label("field", name), long, choices=places if name in DEPARTMENTS else ())]


def open_list(app: Console, name: str, number: str) -> None:
    """Push one of ``LISTS`` about the ticket or complaint with this number."""
    module, _colon, screen = LISTS[name].partition(":")
    app.push_screen(getattr(importlib.import_module(f"csconsole.screens.{module}"), screen)(number))


def departments_to_ask(ctx: Context) -> Sequence[DepartmentRow]:
    """The departments of the list that a dialog shows."""
    from csconsole.services.departments import list_departments

    return list_departments(ctx, limit=200).rows


def other_options(page: PageRow | None) -> list[tuple[str, str]]:
    """What else can be recorded now."""
    if page is None:
        return []
    if not page.ticket.row.is_open:
        return [("case", _("Save it as a case")), ("claim", _("Compensation claims of it"))]
    found = [("escalate", _("Report to the next rung")), ("meeting", _("Call an emergency meeting"))]
    if any(meeting.state == "scheduled" for meeting in page.meetings):
        found.append(("minutes", _("Record the minutes")))
    found.append(("rectification", _("Assign a rectification")))
    found.append(("review", _("Let a department review the measure")))
    found.append(("effect", _("Set the check of the effect")))
    waiting = [item for item in page.items if item.state == "reported"]
    if any(item.kind not in VERDICTS for item in waiting):
        found.append(("verify", _("Verify a rectification")))
    judged = next((item for item in waiting if item.kind in VERDICTS), None)
    if judged is not None:
        known = listed(label("effect_verdict", code) for code in VERDICTS[judged.kind])
        found.append(
            ("verdict", _("{kind}: {about}", kind=label("action_item_kind", judged.kind), about=known))
        )
    found += [
        ("claim", _("Compensation claims of it")),
        ("items", _("Action items of it: begin, report, return")),
        ("violations", _("Violations with it")),
    ]
    return found


def item_judged(page: PageRow | None, what: str) -> ActionItemRow | None:
    """The reported item that "verify" or "verdict" is about: the first one."""
    if page is None or what not in ("verify", "verdict"):
        return None
    waiting = (item for item in page.items if item.state == "reported")
    return next((item for item in waiting if (item.kind in VERDICTS) == (what == "verdict")), None)


def run_beside(ctx: Context, page: PageRow, what: str, given: dict[str, str]) -> object:
    """Record one thing; runs in a thread."""
    from csconsole.services import complaints, meetings
    from csconsole.services.departments import find_department

    key = page.ticket.row.id
    if what == "escalate":
        return complaints.escalate_complaint(ctx, key, reason=given["reason"])
    if what == "meeting":
        return meetings.schedule_meeting(ctx, topic=given["topic"], ticket=key)
    if what == "minutes":
        number = next(meeting.number for meeting in page.meetings if meeting.state == "scheduled")
        return meetings.record_minutes(ctx, number, minutes=dict(given))
    if what == "rectification":
        place = find_department(ctx, given["responsible_department"]).id
        return meetings.assign_item(
            ctx, text=given["measure"], kind="rectification", ticket=key, department_id=place
        )
    judged = item_judged(page, what)
    if judged is not None:
        checks = [given["checks"]] if given.get("checks") else ()
        return meetings.verify_item(ctx, judged.id, checks=checks, verdict=given.get("verdict"))
    if what in ("review", "effect"):
        return _assign(ctx, page, what, given)
    if what == "case":
        return complaints.save_case(ctx, key, case_class=given["case_class"])
    return complaints.record_act(ctx, key, what, text=given["text"], rank=given.get("rank"))


def _assign(ctx: Context, page: PageRow, what: str, given: dict[str, str]) -> object:
    """A department reviews the measure, or looks at its effect on a day (CMP-23)."""
    from csconsole.services.departments import find_department
    from csconsole.services.meetings import assign_item
    from csconsole.services.moments import read_moment

    return assign_item(
        ctx,
        text=given["measure" if what == "review" else "instruction"],
        kind="measure_review" if what == "review" else "effect_check",
        ticket=page.ticket.row.id,
        department_id=find_department(ctx, given["responsible_department"]).id,
        due_at=read_moment(ctx, given["due"], field="due") if what == "effect" else None,
    )
