"""What the tests of complaints share: registering one, and walking it along its procedure."""

from __future__ import annotations

from typing import Any

from csconsole.services import complaints, meetings, tickets
from csconsole.services.context import Context
from csconsole.services.tickets import TicketRow
from tests.conftest import AsStaff

FIELDS: dict[str, Any] = {
    "kind": "complaint",
    "title": "The repair did not last",
    "contact_name": "Ouyang Xiaowen",
    "phone": "021-5550-0101",
    "demand": "Repair it again",
}
CLOSE: dict[str, Any] = {"responsible_department": "ENG", "lesson": "Seals from the list", "standards": "all"}
ROAD: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("agent", "receive", {"apologised": "yes"}),
    (
        "supervisor",
        "establish",
        {"complaint_type": "repair_quality", "department": "ENG", "time_asked": "yes"},
    ),
    ("agent", "route_other", {"informed": "head of ENG and the zone officer"}),
    ("handler", "acknowledge", {}),
    ("handler", "investigate", {"cause": "poor_repair", "finding": "The seal was old", "person": "2001"}),
    ("handler", "propose", {"options": "new seal; new pipe"}),
    ("leader", "decide", {"option": "2", "instruction": "Today", "plan_told": "yes"}),
    (
        "agent",
        "implement",
        {"acceptance": "signed on site, Ouyang", "measure": "New pipe", "penalty": "none"},
    ),
    ("handler", "finish", {"work_result": "Tight", "corrective": "All seals checked"}),
)
"""Who does what, from registration to the callback."""


def register(ctx: Context, **fields: Any) -> TicketRow:
    """A complaint that lacks nothing, but for ``fields``."""
    return tickets.create_ticket(ctx, **{**FIELDS, **fields})


def walk(as_: AsStaff, row: TicketRow, *, to: str = "finish", level: str = "important") -> TicketRow:
    """Take every step up to ``to``."""
    for who, action, answers in ROAD:
        given = {**answers, "level": level} if action == "establish" else answers
        name = who if who != "leader" else "manager" if level == "major" else "supervisor"
        row = complaints.take_complaint_step(as_(name), row.id, action, given)
        if action == to:
            return row
    raise AssertionError(to)


def take(ctx: Context, row: TicketRow, action: str, **answers: Any) -> TicketRow:
    """One step."""
    return complaints.take_complaint_step(ctx, row.id, action, answers)


def seven_steps(as_: AsStaff, row: TicketRow) -> None:
    """The first six of the seven steps of a major complaint."""
    manager, agent = as_("manager"), as_("agent")
    complaints.record_act(agent, row.id, "rescue", text="Water turned off")
    complaints.record_act(agent, row.id, "inform", text="By phone", rank="property_gm")
    meeting = meetings.schedule_meeting(manager, topic="Flat 3-502", ticket=row.id)
    minutes = {"attendees": "Meng, Sun", "absentees": "none", "content": "Water", "results": "New pipe"}
    meetings.record_minutes(manager, meeting.number, minutes=minutes)
    complaints.record_act(manager, row.id, "visit", text="Apologised", rank="director")
    item = meetings.assign_item(
        manager, text="Check seals", kind="rectification", ticket=row.id, owner_id=as_("handler").staff_id
    )
    meetings.report_item(as_("handler"), item.id, feedback="Checked")
    meetings.verify_item(manager, item.id, checks=["all"])
    complaints.record_act(agent, row.id, "progress", text="Told her of the seals")
