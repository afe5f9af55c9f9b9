"""What the desk hands out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from csconsole.services.clocks import ClockJump
    from csconsole.services.handover import HandoverRow


@dataclass(frozen=True, slots=True)
class DeskItem:
    """One open thing of mine or of anyone: ``record`` and ``number`` name what opens it.

    ``key`` of an item of a handover is the handover's number and the item's position (SHF-11).
    A promise of a ticket or callback opens that; another is settled by its key, ``about`` is then the key of
    its customer, 0 without. ``note`` is ``anyone`` for what nobody has taken, ``first_contact`` for what
    another handles after I heard of it first, ``litigation``, ``others`` for what others owe and is late,
    how a promise to approve stands (CALL-14), else the priority of a ticket, or a callback's attempts so far.
    ``clock`` is the clock of a ticket that is up at ``due_at``; empty while its clocks stand still (TKT-07).
    ``promised_at`` is until when its customer was promised something that is still open (CALL-14).
    """

    kind: str
    number: str
    title: str
    due_at: datetime | None
    state: str
    note: str
    record: str
    key: str | int
    clock: str = ""
    about: int = 0
    promised_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of a kind are mine: late, due by the end of the site's day, open. ``borne`` of the open ones,
    and ``borne_late`` of the late, are promises for which the line of a callback of mine stands.
    """

    kind: str
    late: int
    today: int
    open: int
    borne_late: int = 0
    borne: int = 0


@dataclass(frozen=True, slots=True)
class ShiftFigures:
    """Numbers of the running shift, or of the site's day where nobody has signed on; see
    ``csconsole.metrics``.
    """

    calls: int
    lost: int
    loss_rate: Decimal | None
    in_time: int
    answered: int
    tickets_new: int
    tickets_done: int
    callbacks_done: int
    callbacks_due: int
    satisfied: int
    rated: int


@dataclass(frozen=True, slots=True)
class RecentCall:
    """One of my last calls."""

    number: str
    at: datetime
    caller: str
    summary: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Desk:
    """My open work: what comes before it, what is due next, what waits for anyone, and how many there are;
    what comes before may stand in the others too.
    """

    top: tuple[DeskItem, ...]
    now: tuple[DeskItem, ...]
    waiting: tuple[DeskItem, ...]
    mine: tuple[Tally, ...]

    @property
    def listed(self) -> tuple[DeskItem, ...]:
        """All of it in this order, each thing where it stands first."""
        top = {(item.kind, item.number) for item in self.top}
        rest = (*self.now, *self.waiting)
        return (*self.top, *(item for item in rest if not item.number or (item.kind, item.number) not in top))


@dataclass(frozen=True, slots=True)
class Round:
    """What goes on round my own work, in this shift. ``waiting`` is a handover that waits for somebody to
    take it over; ``may_sign_on`` says that I am not on duty and could be; ``alerts`` are that
    calls in the form are not saved, and what concerns who leads the shift.
    """

    figures: ShiftFigures
    handed_over: int
    handed_over_unread: int
    handover: str
    waiting: HandoverRow | None
    may_sign_on: bool
    notices: tuple[tuple[int, str], ...]
    recent: tuple[RecentCall, ...]
    alerts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Watch:
    """What the title line shows: the name of the shift that I am signed on to, whether I could sign on to one
    instead, the item of mine that is about to be missed, if any, and whether I head a department. ``held`` is
    the jump of the machine's clock for which no clock warns (TKT-07).
    """

    shift: str
    may_sign_on: bool
    alarm: DeskItem | None
    heads: bool = False
    held: ClockJump | None = None
