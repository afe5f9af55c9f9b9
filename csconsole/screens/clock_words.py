"""Clocks of a ticket in words and bars."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from csconsole.codes import label
from csconsole.i18n import _
from csconsole.text import cut, pad
from csconsole.widgets.bars import clock_bar
from csconsole.widgets.times import exact, span_words
from csconsole.widgets.tones import Piece, Tone, Toned

if TYPE_CHECKING:
    from csconsole.services.clocks import ClockRow

NAME: Final = 10
_TONES: Final[dict[str, Tone]] = {
    "running": "done",
    "paused": "quiet",
    "late": "danger",
    "met": "done",
    "excused": "caution",
    "stopped": "quiet",
}


def clock_lines(
    clocks: Sequence[ClockRow], zone: ZoneInfo, width: int = 12, most: int = 3
) -> list[tuple[Piece, ...]]:
    """The ``most`` pressing clocks that run or are late as bars with words and the exact time; the others in
    one line.
    """
    pressing = sorted((clock for clock in clocks if not clock.over), key=lambda clock: clock.due_at)[:most]
    lines = [_bar_line(clock, zone, width) for clock in clocks if clock in pressing]
    pieces: list[Piece] = []
    for clock in clocks:
        if clock not in pressing:
            pieces += [_short_words(clock), "   "]
    if pieces:
        lines.append(tuple(pieces[:-1]))
    return lines


def clock_tone(clock: ClockRow) -> Tone:
    """The tone of a clock: amber from the share of the setting on."""
    if clock.doubted or (clock.state == "running" and clock.amber):
        return "caution"
    return _TONES[clock.state]


def clock_words(clock: ClockRow) -> str:
    """How a clock stands: how much is left, since when late, or how it ended."""
    if clock.doubted:
        return _("in time or late: the machine's clock is in doubt")
    left = span_words(timedelta(seconds=clock.left_seconds))
    match clock.state:
        case "late" if clock.met_at is not None:
            return _("was late {span}", span=left)
        case "late":
            return _("late {span}", span=left)
        case "paused":
            return _("stands still, {span} left", span=left)
        case "met":
            return _("in time")
        case "excused" | "stopped":
            return label("clock_state", clock.state)
        case _:
            return _("{span} left", span=left)


def _bar_line(clock: ClockRow, zone: ZoneInfo, width: int) -> tuple[Piece, ...]:
    tone = clock_tone(clock)
    name = Toned(pad(cut(label("clock_kind", clock.kind), NAME), NAME), "quiet")
    at = Toned("  " + exact(clock.due_at, zone), "quiet")
    return name, *clock_bar(clock.used, clock_words(clock), tone, width), at


def _short_words(clock: ClockRow) -> Piece:
    return Toned(f"{label('clock_kind', clock.kind)} {clock_words(clock)}", clock_tone(clock))
