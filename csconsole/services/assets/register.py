"""The asset file 设备档案: entered, changed, found by number, serial or words (TKT-31)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import ColumnElement
from sqlmodel import col, or_, select

from csconsole.errors import InvalidInputError, NotFoundError, WrongFormError
from csconsole.i18n import _, listed
from csconsole.models import Asset, Customer, Right
from csconsole.services import entry
from csconsole.services.assets.kinds import kind_named
from csconsole.services.assets.rows import AssetPage, AssetRow, asset_page, asset_rows, planned_checks
from csconsole.services.context import Context
from csconsole.services.reach import day_in_reach
from csconsole.storage import UnitOfWork
from csconsole.storage.numbers import LETTERS

if TYPE_CHECKING:
    from csconsole.services.query import Page

MOST_NAMED: Final = 5
_LINES: Final = {"zone": 80, "serial": 80, "product": 120, "maker": 120}


def add_asset(
    ctx: Context, *, name: str, kind: str, location: str, number: str | None = None, **given: Any
) -> AssetRow:
    """Enter an asset; without ``number`` it gets one. ``given`` are those of ``change_asset``.

    Raises ``InvalidInputError`` for a number that is taken, an unknown kind, no name or location.
    """
    ctx.require(Right.TICKET_DISPATCH)
    values = {"name": name, "kind": kind, "location": location, **given}
    with ctx.write() as uow:
        checked = _checked(ctx, uow, values)
        wanted = entry.line(number, "asset_number", most=40, rule="TKT-31")
        if wanted is not None and uow.one(Asset, number=wanted) is not None:
            raise InvalidInputError(
                _("There is already an asset {number}.", number=wanted),
                field="asset_number",
                value=wanted,
                rule="TKT-31",
            )
        _require_own_serial(uow, Asset(**checked), checked.get("serial"))
        asset = Asset(number=wanted or uow.next_number(LETTERS["asset"], ctx.today()), **checked)
        asset.next_check_on = next_check(ctx, uow, asset)
        return asset_rows(ctx, uow, [uow.create(asset)])[0]


def change_asset(
    ctx: Context, ref: str, *, reason: str | None = None, expected_version: int | None = None, **given: Any
) -> AssetRow:
    """Change what is given: ``name``, ``kind``, ``location``, ``state``, ``zone``, ``serial``, ``product``,
    ``maker``, ``customer_id``, ``handed_over_on``, ``remark``. Raises ``NotFoundError``,
    ``InvalidInputError``, ``ConflictError``.
    """
    ctx.require(Right.TICKET_DISPATCH)
    with ctx.write() as uow:
        asset = asset_of(uow, ref)
        changes = _checked(ctx, uow, given)
        if changes.get("serial") != asset.serial:
            _require_own_serial(uow, asset, changes.get("serial"))
        changes = with_next_check(ctx, uow, asset, changes)
        said = entry.line(reason, "reason")
        uow.update(asset, "edited", changes, reason=said, expected_version=expected_version)
        return asset_rows(ctx, uow, [asset])[0]


def with_next_check(ctx: Context, uow: UnitOfWork, asset: Asset, changes: dict[str, Any]) -> dict[str, Any]:
    """The changes of an asset with the day of the next check as it is after them."""
    was = {name: getattr(asset, name) for name in changes}
    for name, value in changes.items():
        setattr(asset, name, value)
    following = next_check(ctx, uow, asset)
    for name, value in was.items():
        setattr(asset, name, value)
    return {**changes, "next_check_on": following}


def next_check(ctx: Context, uow: UnitOfWork, asset: Asset) -> date | None:
    """The day on which the next check is due; an asset that is not used has none."""
    if asset.state in ("out_of_service", "scrapped"):
        return None
    planned = planned_checks(ctx, uow, asset)
    return planned[0].due_on if planned else None


def _checked(ctx: Context, uow: UnitOfWork, given: dict[str, Any]) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    for name, value in given.items():
        if name == "name":
            why = _("An asset needs a name.")
            changes[name] = entry.needed(value, "name", rule="TKT-31", why=why, most=120)
        elif name == "location":
            why = _("Write where the asset is.")
            changes[name] = entry.needed(value, "location", rule="TKT-31", why=why)
        elif name == "kind":
            changes[name] = kind_named(ctx, value).code
        elif name == "state":
            found = entry.one_of("asset_state", value, "state", rule="TKT-31")
            changes |= {name: found} if found is not None else {}
        elif name in _LINES:
            changes[name] = entry.line(value, name, most=_LINES[name], rule="TKT-31")
        elif name == "remark":
            changes[name] = entry.paragraph(value, "remark", rule="TKT-31")
        elif name == "customer_id":
            changes[name] = uow.get(Customer, value).pk if value is not None else None
        elif name == "handed_over_on":
            changes[name] = day_in_reach(value, name, rule="TKT-31")
        else:
            raise WrongFormError(_("An asset has no field {field}.", field=name), field=name, rule="TKT-31")
    return changes


def asset_of(uow: UnitOfWork, ref: str) -> Asset:
    """The stored asset of this number, in any case, or of this serial number. Raises ``NotFoundError``."""
    found = find_asset(uow, ref)
    if found is None:
        raise NotFoundError(
            _("There is no asset {number}.", number=ref[:40]),
            field="asset",
            value=ref[:40],
            rule="TKT-31",
            hint=_("See: csconsole asset list"),
        )
    return found


def find_asset(uow: UnitOfWork, ref: str) -> Asset | None:
    """The asset of this number, else the only one of this serial number; ``None`` where there is none. Raises
    ``InvalidInputError`` that names them where several have this serial number (TKT-31).
    """
    said = ref.strip()
    if not said:
        return None
    for number in dict.fromkeys((said, said.upper())):
        if (found := uow.one(Asset, number=number)) is not None:
            return found
    same = _of_serial(uow, said)
    if len(same) > 1:
        raise InvalidInputError(
            _(
                "{n} assets have the serial number {serial}: {assets}. Write the asset's number.",
                n=len(same),
                serial=said,
                assets=listed(f"{one.number} {one.name}" for one in same),
            ),
            field="asset",
            value=said,
            rule="TKT-31",
        )
    return same[0] if same else None


def _of_serial(uow: UnitOfWork, serial: str) -> list[Asset]:
    """The first assets with this serial number, by number."""
    query = select(Asset).where(Asset.serial == serial).order_by(col(Asset.number)).limit(MOST_NAMED)
    return list(uow.session.exec(query))


def _require_own_serial(uow: UnitOfWork, asset: Asset, serial: str | None) -> None:
    """A serial number is one asset's; two of one maker's number are told apart in what is written."""
    others = [one for one in _of_serial(uow, serial) if one.id != asset.id] if serial else []
    if others:
        raise InvalidInputError(
            _(
                "{number} {name} has the serial number {serial} already.",
                number=others[0].number,
                name=others[0].name,
                serial=serial,
            ),
            field="serial",
            value=serial,
            rule="TKT-31",
            hint=_("Use that asset, or write the maker before the number."),
        )


def show_asset(ctx: Context, ref: str) -> AssetPage:
    """Everything about one asset. Raises ``NotFoundError``."""
    ctx.require(Right.RECORD_VIEW)
    with ctx.read() as uow:
        return asset_page(ctx, uow, asset_of(uow, ref))


def list_assets(
    ctx: Context,
    text: str = "",
    *,
    kind: str | None = None,
    state: str | None = None,
    customer_id: int | None = None,
    due_until: date | None = None,
    filter: str = "",
    sort: str = "",
    limit: int = 50,
    after: str | None = None,
) -> Page[AssetRow]:
    """One page of the assets whose number, serial, name, location or product holds ``text``, by number; with
    ``due_until`` those with a check due by that day, the earliest first.

    Raises ``QueryError`` for a filter, an order or a page token that makes no sense.
    """
    from csconsole.services.assets.fields import ASSETS
    from csconsole.services.query import Scope, fetch_page

    ctx.require(Right.RECORD_VIEW)
    where: list[ColumnElement[bool]] = []
    said = entry.line(text, "asset")
    if said is not None:
        where.append(or_(*(one.icontains(said, autoescape=True) for one in ASSETS.within)))
    if kind:
        where.append(col(Asset.kind) == kind_named(ctx, kind).code)
    code = entry.one_of("asset_state", state, "state", rule="TKT-31")
    if code is not None:
        where.append(col(Asset.state) == code)
    if customer_id is not None:
        where.append(col(Asset.customer_id) == customer_id)
    if due_until is not None:
        where += [col(Asset.next_check_on).is_not(None), col(Asset.next_check_on) <= due_until]
    with ctx.read() as uow:
        return fetch_page(
            Scope.of(ctx, uow),
            ASSETS,
            lambda found: asset_rows(ctx, uow, found),
            filter=filter,
            sort=sort or ("check" if due_until is not None else ""),
            limit=limit,
            after=after,
            where=where,
        )
