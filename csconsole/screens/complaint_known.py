"""What of a complaint is known already, as the form of a step shows it: nobody types it twice (CMP-07)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from csconsole.models.lifecycle.answers import DEPARTMENTS, MANY_CODES, TIMES, YES_NO
from csconsole.screens.ticking import BETWEEN, ticks_of
from csconsole.widgets.times import exact

if TYPE_CHECKING:
    from csconsole.services.complaints import ComplaintPage

_FRAME: Final = frozenset({"action", "at", "by", "n"})
_BACK: Final = frozenset({"dissatisfied", "reopen"})
"""Actions after which the customer is asked anew."""
_JUDGED_AGAIN: Final = frozenset({"receive", "establish", "reject", "investigate", "propose"})
"""What the house itself found: it stands until somebody changes it. What the customer said, chose and signed
in an earlier round does not.
"""
_OF_THE_RECORD: Final = {
    "receive": ("company", "told_cause", "product", "complaint_object", "complaint_type"),
    "establish": ("complaint_type", "harm_continues", "beyond_authority", "refuses_payment"),
}
"""Fields that the complaint itself holds, whoever entered them where."""


def known_answers(
    page: ComplaintPage, action: str, places: Mapping[int, str], zone: ZoneInfo, now: datetime
) -> dict[str, str]:
    """The values of the fields of a step's form: what the step recorded before, and what the complaint holds.
    ``places`` are the codes of departments by key; a time that has passed is not asked for again.
    """
    recorded = _recorded_with(page, action)
    held = {name: value for name, value in _held(page, action).items() if value or name in recorded}
    found = {name: value for name, value in {**recorded, **held}.items() if value not in (None, "")}
    known: dict[str, str] = {}
    for name, value in found.items():
        if name in MANY_CODES:
            ticked = {str(one) for one in value}
            known |= {
                one: "yes" if one.rpartition(BETWEEN)[2] in ticked else "no" for one, _text in ticks_of(name)
            }
        else:
            known[name] = _as_typed(name, value, places, zone, now)
    return known


def _recorded_with(page: ComplaintPage, action: str) -> dict[str, Any]:
    """What was recorded with the same action last."""
    taken = sorted((one for step in page.steps for one in step.entries), key=lambda one: one.get("n", 0))
    again = max((place for place, one in enumerate(taken, 1) if one.get("action") in _BACK), default=0)
    same = [one for one in taken[0 if action in _JUDGED_AGAIN else again :] if one.get("action") == action]
    return {name: value for name, value in same[-1].items() if name not in _FRAME} if same else {}


def _held(page: ComplaintPage, action: str) -> dict[str, Any]:
    """What the complaint holds; a flag that was never set is not yet an answer."""
    found = {name: getattr(page.about, name) for name in _OF_THE_RECORD.get(action, ())}
    if action == "receive":
        found |= {"demand": page.ticket.demand, "about_department": page.about.about_department_id}
    if action == "establish":
        found["level"] = page.ticket.row.level
    return found


def _as_typed(name: str, value: Any, places: Mapping[int, str], zone: ZoneInfo, now: datetime) -> str:
    """A recorded answer as its field takes it."""
    if name in YES_NO:
        return "yes" if value else "no"
    if name in DEPARTMENTS:
        return places.get(value, "")
    if name in TIMES:
        at = datetime.fromisoformat(str(value))
        return exact(at, zone) if at > now else ""
    if isinstance(value, list):
        return "\n".join(str(one) for one in value)
    return f"{value / 100:.2f}" if name == "compensation" else str(value)
