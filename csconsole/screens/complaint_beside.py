"""What is recorded beside the steps of a complaint: the fields that each asks for, its service."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from csconsole.codes import codes, label
from csconsole.i18n import _, listed
from csconsole.models.lifecycle.answers import CODES, DEPARTMENTS, YES_NO
from csconsole.models.lifecycle.complaint import ACTS, CONFIRMED, EFFECT, SLIP
from csconsole.models.lifecycle.meeting import VERDICTS
from csconsole.screens.item_work import asked_of_item
from csconsole.screens.ticking import yes_or_no
from csconsole.widgets.ask_fields import Asked

if TYPE_CHECKING:
    from datetime import datetime

    from csconsole.actions import Registry
    from csconsole.app import Console
    from csconsole.models.lifecycle import Step
    from csconsole.services.complaints import ComplaintPage as PageRow
    from csconsole.services.context import Context
    from csconsole.services.departments import DepartmentRow
    from csconsole.services.meetings import ActionItemRow

Given = dict[str, str]
"""What was typed, by field."""
MOST_NAMED: Final = 3
"""Of those who may go on so many are named in the status line."""
OTHER_FIELDS: Final[dict[str, tuple[tuple[str, bool], ...]]] = {
    "describe": (
        *((name, False) for name in ("mass", "media", "refuses_payment", "harm_continues")),
        *((name, False) for name in ("beyond_authority", "written", "complaint_object", "product")),
        *((name, False) for name in ("about_department", "against", "company")),
        ("told_cause", True),
    ),
    "level": (("level", False), ("reason", False)),
    "escalate": (("reason", True), ("rung", False), ("promised_reply_at", False)),
    "meeting": (("topic", False),),
    "minutes": (("attendees", False), ("absentees", False), ("content", True), ("results", True)),
    "rectification": (("measure", True), ("responsible_department", False), ("owner", False), ("due", False)),
    "verify": (("checks", False),),
    "review": (("measure", True), ("responsible_department", False)),
    "effect": (("instruction", True), ("responsible_department", False), ("due", False)),
    "verdict": (("verdict", False),),
    "penalty": (("staff_no", False), ("rule", False), ("amount", False), ("note", True)),
    "case": (("title", False), ("case_class", False), ("tags", False)),
}
"""What is asked for each other thing that is recorded: field and whether it takes several lines."""
MAY_LACK: Final = {
    "describe": frozenset(name for name, _long in OTHER_FIELDS["describe"]),
    "level": frozenset({"reason"}),
    "escalate": frozenset({"rung", "promised_reply_at"}),
    "rectification": frozenset({"owner", "due"}),
    "effect": frozenset({"due"}),
    "penalty": frozenset({"amount", "note"}),
    "case": frozenset({"title", "case_class", "tags"}),
}
"""Those of them that may stay empty."""
BESIDE_KEYS: Final = {
    "describe": "d",
    "level": "l",
    "escalate": "e",
    "meeting": "m",
    "minutes": "n",
    "rectification": "r",
    "verify": "v",
    "review": "w",
    "effect": "f",
    "verdict": "u",
    "penalty": "x",
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
    "rectified": ("verify", "rectification", "progress", "items"),
}
"""What of the list behind ``+`` does each of the seven steps; of several the first that can be done now."""


def seven_key(page: PageRow, step: str) -> str:
    """The key behind ``+`` that does one of the seven steps of a major complaint, "" for none."""
    others = {name for name, _text in other_options(page)}
    for what in SEVEN_BY.get(step, ()):
        if what == "progress" and any(act.kind == what for act in page.acts):
            continue
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
    keys = {CONFIRMED: "+ " + BESIDE_KEYS["level"], EFFECT: "+ " + BESIDE_KEYS["effect"]}
    key = next((key for guard, key in keys.items() if why == guard.say()), "")
    key = registry.key_sign("ticket.slip") if why == SLIP.say() else key
    return _("{kind}: {about}", kind=held.label, about=f"{why} ({key})" if key else why)


def asked_beside(page: PageRow | None, what: str, places: tuple[tuple[str, str], ...]) -> list[Asked]:
    """What is asked for the fields of ``what``: one of ``OTHER_FIELDS``."""
    judged = item_judged(page, what)
    if judged is not None:
        return [one for name, _long in OTHER_FIELDS[what] for one in asked_of_item(judged.kind, name)]
    missing = MAY_LACK.get(what, frozenset())
    return [
        Asked(
            name,
            label("field", name),
            long,
            value=_known(page, name) if what in ("describe", "level") and page is not None else "",
            required=name not in missing,
            choices=_choices(name, places),
        )
        for name, long in OTHER_FIELDS[what]
    ]


def _choices(name: str, places: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    if name in DEPARTMENTS:
        return places
    if name in YES_NO:
        return yes_or_no()
    if name == "level":
        words = ((code, label("complaint_level_help", code)) for code in codes("complaint_level"))
        return tuple((code, f"{label('complaint_level', code)}  {said}") for code, said in words)
    known = "escalation_rung" if name == "rung" else CODES.get(name)
    return tuple((code, label(known, code)) for code in codes(known)) if known else ()


def _known(page: PageRow, name: str) -> str:
    """What is on record of the complaint, as its field shows it."""
    if name in ("level", "reason"):
        return page.ticket.row.level or "" if name == "level" else ""
    if name == "against":
        return page.against[0]
    if name == "about_department":
        return page.about_department[0]
    value = getattr(page.about, name)
    return {True: "yes", False: "no", None: ""}[value] if name in YES_NO else str(value or "")


def changed(asked: Sequence[Asked], given: dict[str, str]) -> dict[str, str]:
    """Those of the answers that differ from what stood in their fields."""
    return {one.id: given[one.id] for one in asked if given[one.id] != one.value}


def asked_of_act() -> list[Asked]:
    """What is asked about a measure: what, and, where it was another person or another time, who and when."""
    return [
        Asked("text", label("field", "note"), True),
        Asked("by", _("Who did it, staff number (empty: you)"), required=False),
        Asked("at", _("When (today 10:00; empty: now)"), required=False),
    ]


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
        return [
            ("case", _("Save it as a case")),
            ("penalty", _("Note who answers for it")),
            ("claim", _("Compensation claims of it")),
        ]
    found = [
        ("describe", _("What it is about: flags, product, whom")),
        ("level", _("Confirm or change the level")),
        ("escalate", _("Report to the next rung")),
        ("meeting", _("Call an emergency meeting")),
    ]
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
        ("penalty", _("Note who answers for it")),
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


def run_beside(ctx: Context, page: PageRow, what: str, given: Given) -> object:
    """Record one thing; runs in a thread."""
    if what in _RECORDED:
        return _RECORDED[what](ctx, page, given)
    judged = item_judged(page, what)
    if judged is not None:
        return _judge(ctx, judged, given)
    if what in _ASSIGNED:
        return _assign(ctx, page, what, given)
    return _act(ctx, page, what, given)


def _describe(ctx: Context, page: PageRow, given: Given) -> object:
    from csconsole.services.complaints import describe_complaint

    return describe_complaint(ctx, page.ticket.row.id, given)


def _set_level(ctx: Context, page: PageRow, given: Given) -> object:
    from csconsole.services.complaints import set_level

    return set_level(ctx, page.ticket.row.id, level=given["level"], reason=given["reason"] or None)


def _note_penalty(ctx: Context, page: PageRow, given: Given) -> object:
    from csconsole.services.complaints import note_penalty

    return note_penalty(
        ctx,
        page.ticket.row.id,
        staff_no=given["staff_no"],
        rule=given["rule"],
        amount=given["amount"] or None,
        text=given["note"],
    )


def _escalate(ctx: Context, page: PageRow, given: Given) -> object:
    from csconsole.services.complaints import escalate_complaint

    return escalate_complaint(
        ctx,
        page.ticket.row.id,
        reason=given["reason"],
        rung=given["rung"] or None,
        promised_reply_at=_moment(ctx, given, "promised_reply_at"),
    )


def _call_meeting(ctx: Context, page: PageRow, given: Given) -> object:
    from csconsole.services.meetings import schedule_meeting

    return schedule_meeting(ctx, topic=given["topic"], ticket=page.ticket.row.id)


def _write_minutes(ctx: Context, page: PageRow, given: Given) -> object:
    from csconsole.services.meetings import record_minutes

    number = next(meeting.number for meeting in page.meetings if meeting.state == "scheduled")
    return record_minutes(ctx, number, minutes=dict(given))


def _save_case(ctx: Context, page: PageRow, given: Given) -> object:
    from csconsole.services.complaints import save_case

    return save_case(
        ctx,
        page.ticket.row.id,
        title=given["title"] or None,
        case_class=given["case_class"] or None,
        tags=re.split(r"[,，;；、]", given["tags"]),
    )


_RECORDED: Final[dict[str, Callable[[Context, PageRow, Given], object]]] = {
    "describe": _describe,
    "level": _set_level,
    "penalty": _note_penalty,
    "escalate": _escalate,
    "meeting": _call_meeting,
    "minutes": _write_minutes,
    "case": _save_case,
}
"""What is recorded with one service each."""

_ASSIGNED: Final = {
    "rectification": ("rectification", "measure"),
    "review": ("measure_review", "measure"),
    "effect": ("effect_check", "instruction"),
}
"""What a department is to do: the kind of action item, and the field that says it (CMP-23)."""


def _assign(ctx: Context, page: PageRow, what: str, given: Given) -> object:
    """A department rectifies, reviews the measure, or looks at its effect on a day (CMP-23)."""
    from csconsole.services.departments import find_department
    from csconsole.services.meetings import assign_item
    from csconsole.services.staff import find_staff

    kind, said = _ASSIGNED[what]
    owner = given.get("owner")
    return assign_item(
        ctx,
        text=given[said],
        kind=kind,
        ticket=page.ticket.row.id,
        department_id=find_department(ctx, given["responsible_department"]).id,
        owner_id=find_staff(ctx, owner).id if owner else None,
        due_at=_moment(ctx, given, "due"),
    )


def _judge(ctx: Context, item: ActionItemRow, given: Given) -> object:
    from csconsole.services.meetings import verify_item

    checks = [given["checks"]] if given.get("checks") else ()
    return verify_item(ctx, item.id, checks=checks, verdict=given.get("verdict"))


def _act(ctx: Context, page: PageRow, what: str, given: Given) -> object:
    from csconsole.services.complaints import record_act

    return record_act(
        ctx,
        page.ticket.row.id,
        what,
        text=given["text"],
        rank=given.get("rank"),
        by_staff_no=given["by"] or None,
        at=_moment(ctx, given, "at"),
    )


def _moment(ctx: Context, given: Given, name: str) -> datetime | None:
    """A time that was typed; ``None`` where it was left out or is not asked for."""
    from csconsole.services.moments import read_moment

    return read_moment(ctx, given[name], field=name) if given.get(name) else None
