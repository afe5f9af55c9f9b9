"""A ticket in words and tones, the same on the list, the page and the board."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from csconsole.clock import local, local_date
from csconsole.codes import label
from csconsole.i18n import N_, _, ngettext
from csconsole.text import one_line
from csconsole.widgets.numbers import short_number
from csconsole.widgets.peek import PeekLine
from csconsole.widgets.table_rows import Column, TableRow
from csconsole.widgets.times import SOON, age_words, due_sign, due_words, exact
from csconsole.widgets.tones import Piece, Tone, Toned

if TYPE_CHECKING:
    from csconsole.services.tickets import TicketRow, WhyDue

COLUMNS: Final = (
    Column("sign", "", 1),
    Column("number", N_("#"), 10, sort="number"),
    Column("due", N_("next due"), 17, sort="next"),
    Column("state", N_("state"), 11, sort="state", zh=8),
    Column("what", N_("what"), 11, flex=6),
    Column("where", N_("where"), 7, flex=1, wide=70),
    Column("who", N_("handler"), 6, flex=1, wide=66),
    Column("age", N_("since"), 6, align="right", zh=7, wide=90),
    Column("kind", N_("kind"), 12, wide=96, sort="kind"),
    Column("priority", N_("priority"), 9, wide=110, sort="priority"),
    Column("customer", N_("customer"), 12, flex=1, wide=120),
    Column("owner", N_("first owner"), 10, wide=140),
)
_STATE_TONES: Final[dict[str, Tone]] = {
    "new": "caution",
    "done": "done",
    "called_back": "done",
    "closed": "quiet",
    "cancelled": "quiet",
    "waiting": "quiet",
    "parked": "quiet",
}
_PRIORITY_SIGNS: Final = {"emergency": "!!", "urgent": "!"}


def state_words(row: TicketRow) -> Toned:
    """The state with its tone; of a kind with a procedure of its own, where it stands in that."""
    return Toned(row.stage_label or label("ticket_state", row.state), _STATE_TONES.get(row.state, ""))


def due_cell(row: TicketRow, now: datetime, zone: ZoneInfo) -> Toned:
    """When the first of its running clocks is up, and which one where it is not that of the result (TKT-07);
    clocks that stand still or a finished ticket say so.
    """
    if row.next_due_at is not None:
        if not row.next_clock or row.next_clock == "resolve":
            return due_words(row.next_due_at, now, zone)
        due = _short_due(row.next_due_at, now, zone)
        return Toned(f"{due.text} {label('clock_kind', row.next_clock)}", due.tone)
    if not row.is_open:
        return Toned("-", "quiet")
    if row.state in ("done", "called_back"):
        return Toned(_("done"), "done")
    return Toned(_("paused"), "quiet") if row.paused_at is not None else Toned("")


def _short_due(due: datetime, now: datetime, zone: ZoneInfo) -> Toned:
    """A due time in few cells, before the name of its clock: of later days of this year only the day."""
    day, today = local(due, zone).date(), local(now, zone).date()
    if day <= today or due - now < SOON or day.year != today.year:
        return due_words(due, now, zone)
    return Toned(_("tomorrow")) if day == today + timedelta(days=1) else Toned(f"{day:%m-%d}", "quiet")


def sign_of(row: TicketRow, now: datetime) -> Toned:
    """``!`` when late, ``~`` when due within the hour, ``+`` when nobody has it."""
    if row.next_due_at is not None and row.next_due_at - now < SOON:
        return due_sign(row.next_due_at, now)
    return Toned("+", "caution") if row.state == "new" else Toned("")


def who_words(row: TicketRow) -> Toned:
    """The person or both of two, else the department, else a dash; a complaint that nobody was given yet is
    with who took it, and stays so (CALL-10).
    """
    if row.handlers:
        return Toned(row.handlers)
    if row.department:
        return Toned(row.department, "quiet")
    owner = row.first_owner if row.kind == "complaint" and row.is_open else None
    return Toned(owner or "-", "caution")


def title_words(row: TicketRow) -> str:
    """The title, before it the signs of a high priority and of a VIP."""
    signs = [_PRIORITY_SIGNS.get(row.priority, ""), "VIP" if row.vip else ""]
    return " ".join(part for part in (*signs, row.title) if part)


def table_row(row: TicketRow, now: datetime, zone: ZoneInfo) -> TableRow:
    """One line of the list."""
    return TableRow(
        row.id,
        (
            sign_of(row, now),
            short_number(row.number, local_date(now, zone)),
            due_cell(row, now, zone),
            state_words(row),
            title_words(row),
            row.address or row.contact_name or "",
            who_words(row),
            age_words(row.reported_at, now),
            label("ticket_kind", row.kind),
            Toned(label("ticket_priority", row.priority), "danger" if row.priority == "emergency" else ""),
            row.customer or row.contact_name or "",
            row.first_owner or "",
        ),
    )


def alike_words(found: Sequence[TicketRow]) -> list[Piece]:
    """What is open already of the same caller and matter, for the status line of a form; nothing for none."""
    if not found:
        return []
    first, more = found[0], len(found) - 1
    text = _("Same caller, same matter? {number} {title}", number=first.number, title=first.title)
    return [Toned(text + (f" +{more}" if more else ""), "caution")]


def head_pieces(row: TicketRow) -> tuple[Piece, ...]:
    """Number, kind, priority, level, first owner: one line."""
    parts: list[Piece] = [Toned(row.number, "strong"), "  ", label("ticket_kind", row.kind)]
    if row.level:
        parts += ["  ", Toned(label("complaint_level", row.level), "caution")]
    tone: Tone = (
        "danger" if row.priority == "emergency" else "caution" if row.priority == "urgent" else "quiet"
    )
    parts += ["  ", Toned(label("ticket_priority", row.priority), tone)]
    if row.vip:
        parts += ["  ", Toned("VIP", "caution")]
    if row.escalated:
        parts += ["  ", Toned(_("escalated"), "danger")]
    if row.litigation_at:
        parts += ["  ", Toned(label("park_reason", "litigation"), "danger")]
    if row.merged_into:
        parts += ["  ", Toned(_("merged into") + f" {row.merged_into}", "caution")]
    if row.first_owner:
        parts += [Toned("  " + _("first owner {name}", name=row.first_owner), "quiet")]
    return tuple(parts)


def peek_lines(row: TicketRow, zone: ZoneInfo, now: datetime) -> list[PeekLine]:
    """The details below or beside the list."""
    lines: list[PeekLine] = [
        head_pieces(row),
        Toned(row.title, "strong"),
        *due_lines(row, zone, now),
    ]
    place = [part for part in (row.address, row.contact_name or row.customer, row.phone) if part]
    if place:
        lines.append("  ".join(place))
    counts = []
    if row.returns:
        counts.append(ngettext("returned once", "returned {n} times", row.returns))
    if row.reopenings:
        counts.append(ngettext("reopened once", "reopened {n} times", row.reopenings))
    who = who_words(row)
    lines.append((state_words(row), "  ", who, Toned("  " + "  ".join(counts), "caution")))
    reported = _("reported {time}", time=exact(row.reported_at, zone))
    noted = (
        _("last note {time}", time=exact(row.last_note_at, zone)) if row.last_note_at else _("no note yet")
    )
    if row.done_at is not None:
        noted = _("done {time}", time=exact(row.done_at, zone))
    lines.append(Toned(f"{reported}  {noted}", "quiet"))
    if row.result:
        lines.append((Toned(_("Result") + "  ", "quiet"), one_line(row.result)))
    return lines


def due_lines(row: TicketRow, zone: ZoneInfo, now: datetime) -> list[PeekLine]:
    """The clock that is up next, and what the due time of the result comes from; two lines where that is
    another clock.
    """
    due: list[Piece] = [Toned(_("due") + " ", "quiet"), due_cell(row, now, zone)]
    reason = due_reason(row, zone)
    if row.next_due_at is None or (row.next_due_at == row.due_at and row.next_clock in (None, "resolve")):
        return [(*due, Toned("  " + reason, "quiet"))]
    due.append(Toned("  " + exact(row.next_due_at, zone), "quiet"))
    return [tuple(due), Toned(f"{label('clock_kind', 'resolve')} {reason}", "quiet")]


def due_reason(row: TicketRow, zone: ZoneInfo) -> str:
    """The exact due time and what it comes from."""
    if row.due_at is None:
        return ""
    source = label("ticket_due_source", row.due_source)
    if row.due_source != "next_day" and row.due_limit:
        source = f"{source} {row.due_limit}"
    return _("{time} because of: {source}   w why", time=exact(row.due_at, zone), source=source)


def why_lines(why: WhyDue) -> list[Piece | tuple[Piece, ...]]:
    """The explanation with the clock that holds in front."""
    lines: list[Piece | tuple[Piece, ...]] = [Toned(why.conclusion, "strong"), ""]
    for clock in why.clocks:
        lines.append(
            Toned(("> " if clock.holds else "  ") + clock.name, "accent" if clock.holds else "quiet")
        )
        lines += [f"    {step}" for step in clock.steps]
    if why.owed:
        lines += ["", Toned(_("Owed within it:"), "strong")]
    for clock in why.owed:
        lines.append(Toned(f"  {clock.name}", "danger" if clock.state == "late" else "quiet"))
        lines += [f"    {step}" for step in clock.steps]
    return lines
