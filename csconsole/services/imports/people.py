"""Who is meant by a telephone system's names: agents by extension or staff number, callers by number."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam
from sqlmodel import col, select

from csconsole.models import Duty, Shift, Staff
from csconsole.models.base import UtcDateTime
from csconsole.storage.statements import rows_among
from csconsole.text import one_line

if TYPE_CHECKING:
    from csconsole.storage import UnitOfWork

_MEMBER = re.compile(r"(?P<kind>[A-Za-z0-9]+)/(?P<key>[^@/;]+?)(?:-[0-9a-f]{4,8})?(?:[@/;].*)?")
_OWNERS = (
    "SELECT p.e164, c.id, c.name FROM customer_phone p JOIN customer c ON c.id = p.customer_id "
    "WHERE p.ended_at IS NULL AND c.merged_into_id IS NULL AND p.e164 IN"
)

_FIRST, _LAST = (bindparam(name, type_=UtcDateTime()) for name in ("first", "last"))
_DUTIES = (
    select(col(Duty.staff_id), col(Duty.shift_id), col(Duty.signed_on_at), col(Duty.signed_off_at))
    .where(col(Duty.signed_on_at) <= _LAST)
    .where(col(Duty.signed_off_at).is_(None) | (col(Duty.signed_off_at) >= _FIRST))
)
_SHIFTS = select(col(Shift.id), col(Shift.begins_at), col(Shift.ends_at)).where(
    col(Shift.begins_at) <= _LAST, col(Shift.ends_at) > _FIRST
)


@dataclass(frozen=True, slots=True)
class Agent:
    """An agent as the file names him and, where known, the staff member."""

    name: str
    staff_id: int | None


class Agents:
    """Staff by extension, staff number and name, read once an import."""

    def __init__(self, uow: UnitOfWork) -> None:
        staff = uow.session.exec(select(Staff)).all()
        self._by_number = {row.staff_no: row for row in staff}
        self._by_extension = _unique((row.extension, row) for row in staff if row.extension)
        self._by_name = _unique((row.name, row) for row in staff)
        self._found: dict[str, Agent] = {}

    def find(self, told: str | None) -> Agent | None:
        """The agent of ``PJSIP/8001``, ``Agent/1001``, ``8001`` or a name; ``None`` when none is told.

        A name or extension that several staff members share names nobody.
        """
        if not told:
            return None
        if told not in self._found:
            self._found[told] = self._look_up(told)
        return self._found[told]

    def _look_up(self, told: str) -> Agent:
        parts = _MEMBER.fullmatch(told)
        key = parts["key"] if parts else told.strip()
        orders = [self._by_extension, self._by_number, self._by_name]
        if parts and parts["kind"].lower() == "agent":
            orders = [self._by_number, self._by_extension, self._by_name]
        row = next((found[key] for found in orders if key in found), None)
        return Agent(row.name if row else one_line(told)[:120], row.pk if row else None)


def _unique(pairs: Iterable[tuple[str, Staff]]) -> dict[str, Staff]:
    listed = list(pairs)
    counts = Counter(key for key, _row in listed)
    return {key: row for key, row in listed if counts[key] == 1}


def customers_by_number(uow: UnitOfWork, numbers: Sequence[str]) -> dict[str, tuple[int, str]]:
    """Key and name of the customer of each number; a number that several customers share names nobody."""
    found: dict[str, set[tuple[int, str]]] = {}
    uow.session.flush()
    for e164, key, name in rows_among(uow.connection, _OWNERS, among=sorted(set(numbers))):
        found.setdefault(e164, set()).add((key, name))
    return {e164: next(iter(owners)) for e164, owners in found.items() if len(owners) == 1}


class Shifts:
    """Which shift a call belongs to: that of the agent's sign-on, else the only one that ran then."""

    def __init__(self, uow: UnitOfWork, first: datetime, last: datetime) -> None:
        times = {"first": first, "last": last}
        self._duties: dict[int, list[Any]] = {}
        for duty in uow.connection.execute(_DUTIES, times):
            self._duties.setdefault(duty.staff_id, []).append(duty)
        self._shifts = uow.connection.execute(_SHIFTS, times).all()

    def find(self, at: datetime, staff_id: int | None) -> int | None:
        """The key of the shift, ``None`` where nobody can tell."""
        for duty in self._duties.get(staff_id or 0, ()):
            if duty.signed_on_at <= at and (duty.signed_off_at is None or at <= duty.signed_off_at):
                return int(duty.shift_id)
        running = [row for row in self._shifts if row.begins_at <= at < row.ends_at]
        return int(running[0].id) if len(running) == 1 else None
