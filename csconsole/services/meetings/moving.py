"""A meeting is moved or cancelled with a reason and people are told; its minutes are corrected (MTG-03,
MTG-11, MTG-13, MTG-15; "State machines").
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from csconsole.errors import InvalidInputError
from csconsole.i18n import _, named
from csconsole.models import Event, Meeting, Notice, Right, Role, Staff, Ticket
from csconsole.models.lifecycle.meeting import MEETING
from csconsole.services import entry
from csconsole.services.context import Context
from csconsole.services.due import show_time
from csconsole.services.meetings.minutes import MINUTES, MeetingRow, meeting_row
from csconsole.services.record_numbers import find_record
from csconsole.services.tickets.access import load_ticket
from csconsole.storage import UnitOfWork

TOLD_FOR: Final = timedelta(days=1)
"""How long a notice about a meeting stands at least; it stands until the meeting begins."""


def move_meeting(
    ctx: Context,
    meeting: int | str,
    *,
    reason: str,
    starts_at: datetime | None = None,
    place: str | None = None,
    host_id: int | None = None,
) -> MeetingRow:
    """Move a meeting to another time or place, or give it another host; what is not given stays (MTG-03).

    A notice tells of it. Raises ``InvalidInputError`` for a time that has passed and where nothing would
    change, ``TransitionRefusedError`` once it is over or without a reason.
    """
    ctx.require(Right.MEETING_RECORD)
    why = entry.paragraph(reason, "reason", most=500)
    with ctx.write() as uow:
        found = _open(ctx, uow, meeting, "move", why)
        changes: dict[str, Any] = {}
        if starts_at is not None and starts_at != found.starts_at:
            if starts_at <= ctx.now():
                raise InvalidInputError(
                    _("A meeting is moved to a time that is still to come."),
                    field="starts_at",
                    value=starts_at,
                    rule="MTG-03",
                )
            changes["starts_at"] = starts_at
        where = entry.line(place, "place", most=120)
        if where is not None and where != found.place:
            changes["place"] = where
        if host_id is not None and host_id != found.host_id:
            changes["host_id"] = uow.get(Staff, host_id).pk
        if not changes:
            raise InvalidInputError(_("Say another time, place or host."), field="starts_at", rule="MTG-03")
        uow.update(found, "move", changes, reason=why)
        _tell(ctx, uow, found, _("Meeting {number} is moved: {time}", **_named(ctx, found)), why)
        return meeting_row(ctx, uow, found)


def cancel_meeting(ctx: Context, meeting: int | str, *, reason: str) -> MeetingRow:
    """Say that a meeting does not take place, and why; its action items stay (MTG-03, MTG-13).

    A notice tells of it. Raises ``TransitionRefusedError`` once it is over or without a reason.
    """
    ctx.require(Right.MEETING_RECORD)
    why = entry.paragraph(reason, "reason", most=500)
    with ctx.write() as uow:
        found = _open(ctx, uow, meeting, "cancel", why)
        uow.update(found, "cancel", {"state": "cancelled"}, reason=why)
        _tell(ctx, uow, found, _("Meeting {number} does not take place ({time})", **_named(ctx, found)), why)
        return meeting_row(ctx, uow, found)


def correct_minutes(
    ctx: Context,
    meeting: int | str,
    *,
    minutes: Mapping[str, str | None],
    reason: str,
    ends_at: datetime | None = None,
) -> MeetingRow:
    """Correct recorded minutes: the parts that are given and not empty, and the end; the rest stays as it was
    (MTG-11). What stood there before stays in the history. Other results are told by a notice.

    Raises ``InvalidInputError`` where nothing would change or the end lies before the beginning,
    ``TransitionRefusedError`` before they are recorded or without a reason.
    """
    ctx.require(Right.MEETING_RECORD)
    why = entry.paragraph(reason, "reason", most=500)
    given = {name: entry.paragraph(minutes.get(name), name) for name in MINUTES}
    with ctx.write() as uow:
        found = _open(ctx, uow, meeting, "correct", why)
        changes: dict[str, Any] = {
            name: text for name, text in given.items() if text and text != getattr(found, name)
        }
        if ends_at is not None and ends_at != found.ends_at:
            if found.starts_at is not None and ends_at < found.starts_at:
                raise InvalidInputError(
                    _("A meeting ends after it begins."), field="ends_at", value=ends_at, rule="MTG-11"
                )
            changes["ends_at"] = ends_at
        if not changes:
            raise InvalidInputError(_("Nothing differs from the minutes."), field="content", rule="MTG-11")
        uow.update(found, "correct", changes, reason=why)
        if "results" in changes:
            said = _("Meeting {number} agreed otherwise: its minutes are corrected", number=found.number)
            _tell(ctx, uow, found, said, why)
        return meeting_row(ctx, uow, found)


def tell_taken_back(ctx: Context, uow: UnitOfWork, meeting: Meeting, events: Sequence[Event]) -> None:
    """People who were told of a change are told that it was taken back."""
    if any(event.action in ("move", "cancel") for event in events):
        said = _("Meeting {number} takes place as it was called: {time}", **_named(ctx, meeting))
        _tell(ctx, uow, meeting, said, None)
    elif any("results" in (event.after or {}) for event in events if event.action == "correct"):
        _tell(ctx, uow, meeting, _("The minutes of {number} stand as before", number=meeting.number), None)


def _open(ctx: Context, uow: UnitOfWork, meeting: int | str, action: str, why: str | None) -> Meeting:
    """The meeting, where the step is possible; one about a complaint that is hidden is not found."""
    found = find_record(ctx, uow, Meeting, meeting)
    if found.ticket_id is not None:
        load_ticket(ctx, uow, found.ticket_id)
    given = ("reason",) if why else ()
    MEETING.step(found.state, action, rights=ctx.actor.rights, given=given, what=found.number)
    return found


def _named(ctx: Context, meeting: Meeting) -> dict[str, str]:
    assert meeting.starts_at is not None
    return {"number": meeting.number, "time": show_time(meeting.starts_at, ctx.zone)}


def _tell(ctx: Context, uow: UnitOfWork, meeting: Meeting, said: str, why: str | None) -> None:
    """A notice to everybody, and a line in the ticket that it is about; of a complaint about a person the
    number and the time alone, to supervisors (CMP-22).
    """
    about = uow.get(Ticket, meeting.ticket_id) if meeting.ticket_id is not None else None
    hidden = about is not None and about.against_staff_id is not None
    lines = [meeting.topic, *([meeting.place] if meeting.place else ())]
    if meeting.host_id is not None:
        lines.append(named(_("Host"), uow.get(Staff, meeting.host_id).name))
    if why:
        lines.append(named(_("Reason"), why))
    now = ctx.now()
    uow.create(
        Notice(
            kind="staff",
            title=said,
            body="" if hidden else "\n".join(lines),
            author_id=ctx.actor.staff_id,
            role=Role.SUPERVISOR.value if hidden else None,
            from_at=now,
            until_at=max(now + TOLD_FOR, meeting.starts_at or now),
        ),
        "published",
    )
    if about is not None:
        uow.note(about, "meeting", detail={"text": said}, reason=why)
