"""Records by their number as people read and write it (REF-34): the one way for every kind of record."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeVar

from sqlmodel import SQLModel, col, select

from csconsole.errors import InvalidInputError, NotFoundError
from csconsole.i18n import N_, _, listed
from csconsole.services.other_day import tell_of_other_day
from csconsole.storage.numbers import LETTERS
from csconsole.text import one_line

if TYPE_CHECKING:
    from csconsole.services.context import Context
    from csconsole.storage import UnitOfWork

M = TypeVar("M", bound=SQLModel)

_WRITTEN: Final = re.compile(
    r"(?P<letter>[A-Z])?\s*(?P<day>[0-9]{8}|(?<=[A-Z])[0-9]{4}(?=-))?\s*(?:#|(?<=[A-Z0-9\s])-|\.{2,3}-?)?\s*(?P<shift>[A-Z])?(?P<serial>[0-9]{1,9})"
)
_ENTITIES: Final = {letter: entity for entity, letter in LETTERS.items()}
_LETTERS: Final = frozenset(LETTERS.values()) - {LETTERS["asset"]}
"""Those before a serial; the number of an asset is often its maker's, and read as it stands (TKT-31)."""
_CHOICES: Final = 5
_MOST: Final = 200


class AmbiguousNumberError(InvalidInputError):
    """A short number that means several records."""


@dataclass(frozen=True, slots=True)
class WrittenNumber:
    """A number taken apart: ``T20261121-0007``, ``T1121-0007``, ``T-0007``, ``t7``, ``0007``, ``H-E1``.

    ``letter`` names the kind of record, ``day`` is ``yyyymmdd`` or ``mmdd``, ``shift`` the letter of a
    handover's shift; each of them may have been left out.
    """

    letter: str | None
    day: str | None
    shift: str | None
    serial: int

    @property
    def entity(self) -> str | None:
        """The kind of record that the letter names, such as ``ticket``; None without a letter."""
        return _ENTITIES.get(self.letter or "")

    def fits(self, number: str) -> bool:
        """Whether this may be a way of writing the whole ``number``."""
        whole = read_number(number)
        return (
            whole is not None
            and whole.serial == self.serial
            and self.letter in (None, whole.letter)
            and (whole.day or "").endswith(self.day or "")
            and self.shift in (None, whole.shift)
        )


@dataclass(frozen=True, slots=True)
class NumberKind:
    """The field that a number of one kind of record is given in, and what is said where there is none."""

    field: str
    missing: str
    list_hint: str


_KINDS: Final[dict[str, NumberKind]] = {
    "call": NumberKind("number", N_("There is no call {number}."), N_("See: csconsole call list")),
    "ticket": NumberKind("ticket", N_("There is no ticket {number}."), N_("See: csconsole ticket list")),
    "callback": NumberKind(
        "number", N_("There is no callback {number}."), N_("See: csconsole callback list")
    ),
    "handover": NumberKind(
        "handover", N_("There is no handover {number}."), N_("See: csconsole handover list")
    ),
    "meeting": NumberKind("meeting", N_("There is no meeting {number}."), N_("See: csconsole meeting list")),
}


def ambiguous_number(written: str, choices: Iterable[str], *, field: str) -> AmbiguousNumberError:
    """The error for a short number that means several records, which it names."""
    return AmbiguousNumberError(
        _("{number} may be any of {choices}. Write one of them.", number=written, choices=listed(choices)),
        field=field,
        value=written,
        rule="REF-34",
    )


def read_number(text: str) -> WrittenNumber | None:
    """The parts of a number as a person writes it, or ``None`` where the text is no number of a record."""
    found = _WRITTEN.fullmatch(unicodedata.normalize("NFKC", one_line(text)).strip().upper())
    if found is None:
        return None
    letter, shift = found["letter"], found["shift"]
    if letter not in (None, "H") and shift is None and letter not in _LETTERS:
        letter, shift = None, letter  # E1: the first handover of the evening shift
    return WrittenNumber(letter, found["day"], shift, int(found["serial"]))


def find_record(
    ctx: Context,
    uow: UnitOfWork,
    model: type[M],
    ref: int | str,
    kind: NumberKind | None = None,
    *,
    to_change: bool = False,
) -> M:
    """The call, ticket, callback or handover with this key (a whole number) or number (text).

    A number may be written in full (``T20261121-0007``) or short: ``T-0007``, ``t0007``, ``0007``, ``7``. A
    short one means today's record. Where today has none, who reads gets the newest with that serial and is
    told (``other_day``); who changes something (``uow.writes`` or ``to_change``) is refused: another may
    be meant. Raises ``NotFoundError``; ``AmbiguousNumberError`` where a day has two such handovers.
    """
    kind = kind or _KINDS[str(model.__tablename__)]
    number = ref if isinstance(ref, int) else _whole_number(ctx, uow, model, kind, ref, to_change)
    same = {"id": number} if isinstance(number, int) else {"number": number}
    found = uow.one(model, **same) if number is not None else None
    if found is None:
        raise NotFoundError(
            _(kind.missing, number=ref), field=kind.field, value=ref, rule="REF-34", hint=_(kind.list_hint)
        )
    return found


def _whole_number(
    ctx: Context, uow: UnitOfWork, model: Any, kind: NumberKind, ref: str, to_change: bool
) -> str | None:
    written = read_number(ref)
    letter = LETTERS[str(model.__tablename__)]
    if written is None or written.letter not in (None, letter):
        return None
    serial = f"%{written.serial}" if model.__tablename__ == "handover" else f"{written.serial:04d}"
    day = f"%{written.day}" if written.day else None
    for start in (day or f"{ctx.today():%Y%m%d}", day or "%"):
        numbers = _numbers_like(uow, model, written, f"{letter}{start}-{serial}")
        newest = [one for one in numbers if one.partition("-")[0] == numbers[0].partition("-")[0]]
        if len(newest) > 1:
            raise ambiguous_number(ref, newest, field=kind.field)
        if newest and start == "%":
            _take_older(ref, newest[0], kind, writes=to_change or uow.writes)
        if newest:
            return newest[0]
    return None


def _take_older(ref: str, newest: str, kind: NumberKind, *, writes: bool) -> None:
    """A short number that none of today has: refused for a change, told to who reads."""
    if not writes:
        tell_of_other_day(_("Today has no {number}: {newest} is meant.", number=ref, newest=newest))
        return
    raise NotFoundError(
        _(
            "None of today has the number {number}; the newest is {newest}: write its number.",
            number=ref,
            newest=newest,
        ),
        field=kind.field,
        value=ref,
        rule="REF-34",
    )


def _numbers_like(uow: UnitOfWork, model: Any, written: WrittenNumber, pattern: str) -> list[str]:
    """The newest numbers that the writing fits; the pattern alone also finds 17 for 7."""
    statement = (
        select(model.number).where(col(model.number).like(pattern)).order_by(model.number.desc()).limit(_MOST)
    )
    numbers: list[str] = []
    for number in uow.session.exec(statement):
        if written.fits(number):
            numbers.append(number)
            if len(numbers) == _CHOICES:
                break
    return numbers
