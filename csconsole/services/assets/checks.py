"""Checks of assets: recorded with what was found; a defect opens a ticket (TKT-31)."""

from __future__ import annotations

from datetime import date
from typing import Final

from csconsole.errors import InvalidInputError
from csconsole.i18n import _, listed
from csconsole.models import Asset, AssetCheck, Right
from csconsole.services import entry
from csconsole.services.assets.kinds import CheckKind, kind_of
from csconsole.services.assets.register import asset_of, next_check
from csconsole.services.assets.rows import AssetPage, asset_page
from csconsole.services.context import Context

DEFECT: Final = "defect"
TICKET_KIND: Final = "internal"
"""The ticket about a defect that a check found: the site's own equipment, no customer (TKT-27)."""


def record_check(
    ctx: Context,
    ref: str,
    check: str,
    *,
    result: str = "ok",
    text: str | None = None,
    on: date | None = None,
    open_ticket: bool = True,
) -> AssetPage:
    """Record a check of an asset, today or on an earlier day. A defect needs a text, and opens a ticket about
    the asset unless ``open_ticket`` is off. Raises ``InvalidInputError``, ``NotFoundError``.
    """
    ctx.require(Right.TICKET_HANDLE)
    said = entry.paragraph(text, "note", rule="TKT-31")
    found = entry.one_of("asset_check_result", result, "check_result", rule="TKT-31") or "ok"
    if found != "ok" and said is None:
        raise InvalidInputError(_("Write what was found."), field="note", rule="TKT-31")
    day = on or ctx.today()
    if day > ctx.today():
        raise InvalidInputError(
            _("A check is recorded on the day it was done, or later."),
            field="checked_on",
            value=str(day),
            rule="TKT-31",
        )
    with ctx.write() as uow, uow.tied():
        asset = asset_of(uow, ref)
        kind = _check_named(kind_of(ctx, asset.kind).checks, check)
        ticket_id = _ticket(ctx, asset, kind, said or "") if found == DEFECT and open_ticket else None
        uow.create(
            AssetCheck(
                asset_id=asset.pk,
                code=kind.code,
                checked_on=day,
                result=found,
                text=said,
                by_id=ctx.actor.staff_id,
                at=ctx.now(),
                ticket_id=ticket_id,
            ),
            detail={"asset": asset.number},
        )
        uow.update(asset, "checked", {"next_check_on": next_check(ctx, uow, asset)})
        return asset_page(ctx, uow, asset)


def _ticket(ctx: Context, asset: Asset, check: CheckKind, text: str) -> int:
    from csconsole.services.tickets import create_ticket

    title = entry.line(f"{asset.name}, {check.name}: {text}"[:200], "symptom", most=200)
    return create_ticket(
        ctx,
        kind=TICKET_KIND,
        title=title or asset.name,
        description=text,
        address=asset.location,
        asset=asset.number,
    ).id


def _check_named(checks: tuple[CheckKind, ...], text: str) -> CheckKind:
    for one in checks:
        if text.strip().casefold() in one.words:
            return one
    known = listed(f"{one.code} {one.name}" for one in checks)
    raise InvalidInputError(
        _("This kind of asset has no check “{check}”.", check=text.strip()[:40]),
        field="check",
        value=text.strip()[:40],
        rule="TKT-31",
        hint=_("Known values: {values}", values=known) if known else None,
    )
