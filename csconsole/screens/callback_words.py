"""How a callback is put into words: its heading, its window, its attempts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from csconsole.clock import local
from csconsole.codes import label
from csconsole.i18n import _
from csconsole.widgets.signs import sign
from csconsole.widgets.times import exact, is_doubted
from csconsole.widgets.tones import Piece, Toned

if TYPE_CHECKING:
    from csconsole.services.callbacks import AttemptRow, CallbackRow


def matter(row: CallbackRow) -> str:
    """What the callback is about, without the ticket's number, which stands elsewhere."""
    return row.reason.removeprefix(row.ticket_number or "").strip() or row.reason


def heading(row: CallbackRow, number: str | None = None) -> tuple[Piece, ...]:
    """Who is called about what, under which number (the whole one once it was dialled), which attempt."""
    dot = sign("dot")
    who = " ".join(part for part in (row.customer_name or "", row.unit) if part)
    tier = label("customer_tier", row.tier) if row.tier and row.tier != "normal" else ""
    after = _("after {number}", number=row.ticket_number) if row.ticket_number else ""
    kind = label("callback_kind", row.kind)
    attempt = _("attempt {n} of {most}", n=min(row.attempts + 1, row.max_attempts), most=row.max_attempts)
    phone: Piece = Toned(number, "accent") if number else Toned(row.phone or "", "quiet")
    rest = dot.join(part for part in (tier, kind, after, attempt if row.open else "") if part)
    return (Toned(who or row.number, "strong"), "  ", phone, "  ", rest)


def window_words(row: CallbackRow, now: datetime, zone: ZoneInfo) -> tuple[Piece, ...]:
    """The window, an agreed time, when to call again, what the matter is."""
    parts: list[Piece] = [Toned(_("until") + " ", "quiet")]
    late = row.open and row.due_at < now and not is_doubted(row.due_at, now)
    parts.append(Toned(_short(row.due_at, now, zone), "danger" if late else ""))
    if row.earliest_at is not None and row.earliest_at > now:
        parts += [Toned("  " + _("from") + " ", "quiet"), _short(row.earliest_at, now, zone)]
    if row.agreed_at is not None:
        parts += [Toned("  " + _("agreed") + " ", "quiet"), _short(row.agreed_at, now, zone)]
    elif row.open and row.ready_at > now:
        parts += [Toned("  " + _("again at") + " ", "quiet"), _short(row.ready_at, now, zone)]
    return (*parts, Toned("  " + _("about") + " ", "quiet"), matter(row))


def attempt_words(attempts: Sequence[AttemptRow], now: datetime, zone: ZoneInfo) -> str:
    """The latest attempts, newest first, as one line."""
    words = []
    for one in list(attempts)[-3:][::-1]:
        note = f" ({one.note})" if one.note else ""
        words.append(f"{label('attempt_code', one.code)} {_short(one.at, now, zone)}{note}")
    return sign("dot").join(words)


def _short(at: datetime, now: datetime, zone: ZoneInfo) -> str:
    """The clock time of today, else the day too."""
    here, today = local(at, zone), local(now, zone)
    if here.date() == today.date():
        return f"{here:%H:%M}"
    return f"{here:%m-%d %H:%M}" if here.year == today.year else exact(at, zone)
