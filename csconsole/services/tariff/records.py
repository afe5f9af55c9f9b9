"""The tariff 收费标准: what services cost, from which day on (TKT-24, REF-23)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import ColumnElement
from sqlalchemy.orm import aliased
from sqlmodel import and_, col, select

from csconsole.codes import label
from csconsole.errors import InvalidInputError, NotFoundError, RuleBrokenError, WrongFormError
from csconsole.i18n import _, get_language
from csconsole.models import Right, Tariff
from csconsole.services import entry
from csconsole.services.context import Context
from csconsole.services.query import EntityFields, FieldSpec, Kind, Page, Scope, fetch_page
from csconsole.services.reach import day_in_reach
from csconsole.services.tariff.amounts import cents_of, money_text
from csconsole.storage import UnitOfWork

_CODE: Final = re.compile(r"[a-z0-9][a-z0-9_-]*(\.[a-z0-9][a-z0-9_-]*)*")

TARIFF: Final = EntityFields(
    name="tariff",
    model=Tariff,
    fields=(
        FieldSpec("code", "代码", Kind.EXACT, Tariff.code),
        FieldSpec("name", "名称", Kind.TEXT, Tariff.name_zh),
        FieldSpec("english", "英文名", Kind.TEXT, Tariff.name_en),
        FieldSpec("from", "起", Kind.DAY, Tariff.valid_from),
        FieldSpec("pack", "行业包", Kind.EXACT, Tariff.pack),
    ),
    default_sort="code,-from",
    within=(col(Tariff.code), col(Tariff.name_zh), col(Tariff.name_en)),
)


@dataclass(frozen=True, slots=True)
class TariffRow:
    """One price. ``state``: ``current`` holds today, ``coming`` later, ``past`` no more, ``ended`` says that
    the service is no longer offered from its day on.
    """

    id: int
    code: str
    name: str
    name_en: str
    name_zh: str
    unit: str
    price: str
    price_cents: int
    valid_from: date
    state: str
    pack: str
    version: int


def list_tariff(
    ctx: Context,
    *,
    current: bool = False,
    filter: str = "",
    sort: str = "",
    limit: int = 50,
    after: str | None = None,
) -> Page[TariffRow]:
    """One page of every price there is, was and will be, or of those that hold today; everybody who is
    signed in may see them.
    """
    with ctx.read() as uow:
        return fetch_page(
            Scope.of(ctx, uow),
            TARIFF,
            lambda found: _rows(ctx, uow, found),
            filter=filter,
            sort=sort,
            limit=limit,
            after=after,
            where=(_holds_on(ctx.today()),) if current else (),
        )


def _holds_on(day: date) -> ColumnElement[bool]:
    """The newest price of a service on a day, where it is still offered."""
    later = aliased(Tariff)
    followed = select(later.id).where(
        later.code == col(Tariff.code), later.valid_from > Tariff.valid_from, later.valid_from <= day
    )
    return and_(col(Tariff.valid_from) <= day, col(Tariff.active), ~followed.exists())


def current_tariff(ctx: Context, *, day: date | None = None) -> tuple[TariffRow, ...]:
    """The prices that hold on a day (default: today), by code."""
    with ctx.read() as uow:
        rows = uow.session.exec(
            select(Tariff)
            .where(Tariff.valid_from <= (day or ctx.today()))
            .order_by(col(Tariff.code), col(Tariff.valid_from))
        )
        newest = {row.code: row for row in rows}
        return tuple(_rows(ctx, uow, [row for row in newest.values() if row.active]))


def price_on(uow: UnitOfWork, code: str, day: date) -> Tariff:
    """The price of a service on a day. Raises ``NotFoundError`` (TKT-24): no other price may be asked."""
    found = uow.session.exec(
        select(Tariff)
        .where(Tariff.code == code.strip().lower(), Tariff.valid_from <= day)
        .order_by(col(Tariff.valid_from).desc())
        .limit(1)
    ).first()
    if found is None or not found.active:
        raise NotFoundError(
            _("The tariff has no price of {code} on {day}.", code=code, day=day),
            field="tariff",
            value=code,
            hint=_("See: csconsole tariff list"),
        )
    return found


def set_price(
    ctx: Context,
    code: str,
    *,
    price: str,
    valid_from: date | None = None,
    name_zh: str = "",
    name_en: str = "",
    unit: str = "",
) -> TariffRow:
    """Set the price of a service from a day on (default: today); what is not given stays as it was.

    A price that has held already is history: it is followed by a new one, never changed. Raises
    ``NotAllowedError``, ``InvalidInputError``, ``RuleBrokenError``.
    """
    ctx.require(Right.SETTING_CHANGE)
    code = code.strip().lower()
    if not _CODE.fullmatch(code) or len(code) > 60:
        raise WrongFormError(
            _("A service's code is small letters and digits, levels apart by dots: water.tap"),
            field="code",
            value=code,
            rule="TKT-24",
        )
    cents = cents_of(price)
    start = day_in_reach(valid_from, "valid_from", rule="TKT-24") or ctx.today()
    with ctx.write() as uow:
        before = _newest(uow, code)
        named = _name(name_zh) or _name(name_en)
        if before is None and not named:
            raise InvalidInputError(_("A new service needs a name."), field="name_zh", rule="TKT-24")
        row = Tariff(
            code=code,
            name_zh=_name(name_zh) or (before.name_zh if before else named),
            name_en=_name(name_en) or (before.name_en if before else named),
            unit=entry.one_of("tariff_unit", unit, "unit", rule="TKT-24")
            or (before.unit if before else "time"),
            price_cents=cents,
            valid_from=start,
        )
        return _rows(ctx, uow, [_store(ctx, uow, row)])[0]


def end_service(ctx: Context, code: str, *, valid_from: date | None = None) -> TariffRow:
    """Offer a service no longer from a day on (default: today). Raises as :func:`set_price` does."""
    ctx.require(Right.SETTING_CHANGE)
    with ctx.write() as uow:
        before = _newest(uow, code.strip().lower())
        if before is None or not before.active:
            raise NotFoundError(_("The tariff has no service {code}.", code=code), field="code", value=code)
        kept = before.model_dump(include={"code", "name_en", "name_zh", "unit", "price_cents"})
        start = day_in_reach(valid_from, "valid_from", rule="TKT-24") or ctx.today()
        row = Tariff(**kept, valid_from=start, active=False)
        return _rows(ctx, uow, [_store(ctx, uow, row)])[0]


def _store(ctx: Context, uow: UnitOfWork, row: Tariff) -> Tariff:
    """Store a new price, or correct one that has not begun to hold and is not charged anywhere."""
    known = uow.session.exec(select(Tariff).where(Tariff.code == row.code)).all()
    same = next((one for one in known if one.valid_from == row.valid_from), None)
    if known and row.valid_from < ctx.today():
        raise RuleBrokenError(
            _("A price is changed from today on or later, not for days that are over."),
            field="valid_from",
            value=row.valid_from,
            rule="TKT-24",
        )
    if same is None:
        return uow.create(row)
    if same.valid_from <= ctx.today():
        raise RuleBrokenError(
            _(
                "{code} has a price from {day} on already: name a later day.",
                code=row.code,
                day=row.valid_from,
            ),
            field="valid_from",
            value=row.valid_from,
            rule="TKT-24",
        )
    values = row.model_dump(include={"name_en", "name_zh", "unit", "price_cents", "active"})
    uow.update(same, "edited", values)
    return same


def _newest(uow: UnitOfWork, code: str) -> Tariff | None:
    query = select(Tariff).where(Tariff.code == code).order_by(col(Tariff.valid_from).desc()).limit(1)
    return uow.session.exec(query).first()


def _name(text: str) -> str:
    return entry.line(text, "name", most=120) or ""


def _rows(ctx: Context, uow: UnitOfWork, found: Sequence[Tariff]) -> list[TariffRow]:
    codes = {row.code for row in found}
    dates: dict[str, date] = {}
    for row in uow.session.exec(select(Tariff).where(col(Tariff.code).in_(codes))):
        if row.valid_from <= ctx.today():
            dates[row.code] = max(dates.get(row.code, row.valid_from), row.valid_from)
    chinese = get_language() == "zh"
    return [
        TariffRow(
            id=row.pk,
            code=row.code,
            name=row.name_zh if chinese else row.name_en,
            name_en=row.name_en,
            name_zh=row.name_zh,
            unit=row.unit,
            price=money_text(row.price_cents),
            price_cents=row.price_cents,
            valid_from=row.valid_from,
            state=_state(row, dates.get(row.code)),
            pack=row.pack,
            version=row.version,
        )
        for row in found
    ]


def _state(row: Tariff, holds: date | None) -> str:
    if not row.active:
        return "ended"
    if holds is None or row.valid_from > holds:
        return "coming"
    return "current" if row.valid_from == holds else "past"


def price_words(row: TariffRow) -> str:
    """A price with its unit: ``60.00 / piece``."""
    return f"{row.price} / {label('tariff_unit', row.unit)}"
