"""A meeting and its minutes 会议纪要; an emergency meeting is linked to its complaint (MTG-11, MTG-15)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from sqlmodel import col, select

from csconsole.codes import label
from csconsole.errors import InvalidInputError
from csconsole.i18n import _
from csconsole.models import Event, Meeting, Right, Staff, Ticket
from csconsole.models.lifecycle.meeting import MEETING
from csconsole.services import entry
from csconsole.services.context import Context
from csconsole.services.meetings.agenda import agenda_of
from csconsole.services.meetings.items import ActionItemRow, items_about
from csconsole.services.record_numbers import find_record
from csconsole.services.tickets.access import TicketRef, about_visible, load_ticket
from csconsole.services.tickets.kinds import COMPLAINT_KIND
from csconsole.storage import UnitOfWork
from csconsole.storage.numbers import LETTERS

if TYPE_CHECKING:
    from csconsole.services.query import Page


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """One meeting with its minutes, the complaint it is about, and its action items."""

    id: int
    version: int
    number: str
    kind: str
    state: str
    topic: str
    ticket: str | None
    agenda: str
    place: str | None
    starts_at: datetime
    ends_at: datetime | None
    host: str | None
    recorder: str | None
    attendees: str | None
    absentees: str | None
    content: str | None
    results: str | None
    items: tuple[ActionItemRow, ...]
    why: str = ""
    """Why it was moved, cancelled or corrected last, where that stands; known of one that is shown."""


def schedule_meeting(
    ctx: Context,
    *,
    topic: str,
    kind: str = "emergency",
    starts_at: datetime | None = None,
    ticket: TicketRef | None = None,
    place: str | None = None,
    host_id: int | None = None,
) -> MeetingRow:
    """Call a meeting; the host is who calls it unless another is named.

    Its agenda is made from the records: open action items, in the weekly complaint review the complaints
    too (MTG-13, MTG-15). An emergency meeting needs its major complaint. Raises ``InvalidInputError``.
    """
    ctx.require(Right.MEETING_RECORD)
    code = entry.one_of("meeting_kind", kind, "kind", rule="MTG-15") or "emergency"
    title = entry.needed(topic, "topic", rule="MTG-06", why=_("A meeting needs a topic."), most=200)
    if code == "emergency" and ticket is None:
        raise InvalidInputError(_("An emergency meeting needs its complaint."), field="ticket", rule="MTG-15")
    with ctx.write() as uow:
        about = load_ticket(ctx, uow, ticket) if ticket is not None else None
        if code == "emergency" and about is not None:
            _require_major(about)
        agenda = agenda_of(ctx, code, about)
        meeting = uow.create(
            Meeting(
                number=uow.next_number(LETTERS["meeting"], ctx.today()),
                kind=code,
                state=MEETING.initial,
                ticket_id=about.pk if about else None,
                topic=title,
                agenda=agenda,
                place=entry.line(place, "place", most=120),
                starts_at=starts_at or ctx.now(),
                host_id=host_id or ctx.actor.staff_id,
            )
        )
        if about is not None:
            uow.note(about, "meeting", detail={"text": f"{meeting.number} {title}"})
        return meeting_row(ctx, uow, meeting)


def _require_major(about: Ticket) -> None:
    """An emergency meeting is about a major complaint, or one whose level is not confirmed yet (MTG-15)."""
    if about.kind == COMPLAINT_KIND and (about.level == "major" or not about.level_confirmed):
        return
    raise InvalidInputError(
        _("{number} is no major complaint: an emergency meeting is about one.", number=about.number),
        field="ticket",
        value=about.number,
        rule="MTG-15",
        hint=_("Correct its level first, or call a meeting of another kind."),
    )


def record_minutes(
    ctx: Context,
    meeting: int | str,
    *,
    minutes: Mapping[str, str | None],
    ends_at: datetime | None = None,
) -> MeetingRow:
    """Record the minutes: ``attendees``, ``absentees`` ("none"), ``content``, ``results``; with begin, end,
    topic, host and recorder these are the eight parts that minutes need (MTG-11). Raises
    ``InvalidInputError``, ``TransitionRefusedError`` for what is missing, ``NotFoundError``.
    """
    ctx.require(Right.MEETING_RECORD)
    given = {name: entry.paragraph(minutes.get(name), name) for name in MINUTES}
    ended = ends_at or ctx.now()
    with ctx.write() as uow:
        found = find_record(ctx, uow, Meeting, meeting)
        if found.starts_at is not None and ended < found.starts_at:
            raise InvalidInputError(
                _("A meeting ends after it begins."), field="ends_at", value=ended, rule="MTG-11"
            )
        named = [name for name, value in given.items() if value]
        transition = MEETING.step(
            found.state,
            "record",
            rights=ctx.actor.rights,
            given=[*named, "ends_at"],
            what=found.number,
        )
        changes = {**given, "ends_at": ended, "state": transition.to, "recorded_at": ctx.now()}
        changes["agenda"] = _agenda(ctx, uow, found)
        uow.update(found, "recorded", {**changes, "recorder_id": ctx.actor.staff_id})
        if found.ticket_id is not None:
            about = uow.get(Ticket, found.ticket_id)
            uow.note(about, "minutes", detail={"text": f"{found.number} {given['results'] or ''}"})
        return meeting_row(ctx, uow, found)


MINUTES = ("attendees", "absentees", "content", "results")


def show_meeting(ctx: Context, meeting: int | str) -> MeetingRow:
    """One meeting; before it is held its agenda is of now. Raises ``NotFoundError``;
    ``HiddenComplaintError`` where its complaint is hidden.
    """
    ctx.require(Right.RECORD_VIEW)
    with ctx.read() as uow:
        found = find_record(ctx, uow, Meeting, meeting)
        if found.ticket_id is not None:
            load_ticket(ctx, uow, found.ticket_id)
        row = meeting_row(ctx, uow, found)
        row = replace(row, why=_why(uow, found))
        return replace(row, agenda=_agenda(ctx, uow, found)) if MEETING.is_open(found.state) else row


def _why(uow: UnitOfWork, meeting: Meeting) -> str:
    """The reason of the last change that has one, unless it was taken back."""
    newest = (
        select(Event.action, Event.reason)
        .where(Event.entity == "meeting", Event.entity_id == meeting.pk)
        .where(col(Event.action).in_(("move", "cancel", "correct", "undone")))
        .order_by(col(Event.id).desc())
        .limit(1)
    )
    return next((reason or "" for action, reason in uow.session.exec(newest) if action != "undone"), "")


def _agenda(ctx: Context, uow: UnitOfWork, meeting: Meeting) -> str:
    about = uow.get(Ticket, meeting.ticket_id) if meeting.ticket_id is not None else None
    return agenda_of(ctx, meeting.kind, about)


def list_meetings(
    ctx: Context, *, filter: str = "", sort: str = "", limit: int = 50, after: str | None = None
) -> Page[MeetingRow]:
    """One page of the meetings that this person may see, the latest begin first: what is to come is on top.

    Raises ``QueryError`` for a filter, an order or a page token that makes no sense.
    """
    from csconsole.services.meetings.fields import MEETINGS
    from csconsole.services.query import Scope, fetch_page

    ctx.require(Right.RECORD_VIEW)
    with ctx.read() as uow:
        return fetch_page(
            Scope.of(ctx, uow),
            MEETINGS,
            lambda found: [meeting_row(ctx, uow, one) for one in found],
            filter=filter,
            sort=sort,
            limit=limit,
            after=after,
            where=about_visible(ctx, Meeting.ticket_id),
        )


def meetings_about(ctx: Context, uow: UnitOfWork, ticket_id: int) -> tuple[MeetingRow, ...]:
    """The meetings about one complaint, oldest first."""
    query = select(Meeting).where(Meeting.ticket_id == ticket_id).order_by(col(Meeting.id))
    return tuple(meeting_row(ctx, uow, found) for found in uow.session.exec(query))


def meeting_row(ctx: Context, uow: UnitOfWork, meeting: Meeting) -> MeetingRow:
    """The row of a meeting in an open unit of work."""

    def name(key: int | None) -> str | None:
        return uow.get(Staff, key).name if key is not None else None

    assert meeting.starts_at is not None
    return MeetingRow(
        id=meeting.pk,
        version=meeting.version,
        number=meeting.number,
        kind=meeting.kind,
        state=meeting.state,
        topic=meeting.topic,
        ticket=uow.get(Ticket, meeting.ticket_id).number if meeting.ticket_id is not None else None,
        agenda=meeting.agenda,
        place=meeting.place,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        host=name(meeting.host_id),
        recorder=name(meeting.recorder_id),
        attendees=meeting.attendees,
        absentees=meeting.absentees,
        content=meeting.content,
        results=meeting.results,
        items=items_about(ctx, uow, meeting_id=meeting.pk),
    )


def minutes_text(ctx: Context, row: MeetingRow) -> str:
    """The minutes to print (MTG-11)."""
    from csconsole.clock import local

    def at(moment: datetime | None) -> str:
        return f"{local(moment, ctx.zone):%Y-%m-%d %H:%M}" if moment else ""

    fields = (
        (_("Number"), row.number),
        (_("Kind"), label("meeting_kind", row.kind)),
        (label("field", "topic"), row.topic),
        (_("Time"), f"{at(row.starts_at)} - {at(row.ends_at)}"),
        (_("Host"), row.host or ""),
        (_("Recorder"), row.recorder or ""),
        (label("field", "attendees"), row.attendees or ""),
        (label("field", "absentees"), row.absentees or ""),
        (label("field", "content"), row.content or ""),
        (label("field", "results"), row.results or ""),
        *([(label("meeting_state", row.state), row.why)] if row.state == "cancelled" else ()),
    )
    return "\n".join(f"{name}: {value}" for name, value in fields)
