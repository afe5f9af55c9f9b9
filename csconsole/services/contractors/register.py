"""The register of contractors: trade, contract, warranty agreement, active or not, evaluations (TKT-29)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from sqlmodel import col

from csconsole.errors import InvalidInputError, WrongFormError
from csconsole.i18n import _
from csconsole.models import Contractor, ContractorNote, Right
from csconsole.services import entry
from csconsole.services.context import Context
from csconsole.services.contractors.rows import ContractorRow, contractor_rows
from csconsole.services.reach import day_in_reach
from csconsole.storage import UnitOfWork

if TYPE_CHECKING:
    from csconsole.services.query import Page

SCORES = range(1, 6)


def add_contractor(
    ctx: Context,
    *,
    name: str,
    trade: str,
    contract: str | None = None,
    contract_until: date | None = None,
    warranty: str | None = None,
    contact_name: str | None = None,
    phone: str | None = None,
) -> ContractorRow:
    """Enter a contractor. Raises ``InvalidInputError`` for a name that is there already."""
    ctx.require(Right.TICKET_DISPATCH)
    known = _name(name)
    of_trade = _trade(trade)
    with ctx.write() as uow:
        _require_new(uow, known)
        row = uow.create(
            Contractor(
                name=known,
                trade=of_trade,
                contract=entry.line(contract, "contract", most=120),
                contract_until=day_in_reach(contract_until, "contract_until", rule="TKT-29"),
                warranty=entry.paragraph(warranty, "warranty"),
                contact_name=entry.line(contact_name, "contact_name", most=120),
                phone=entry.line(phone, "phone", most=60),
            )
        )
        return contractor_rows(ctx, uow, [row])[0]


def _name(text: str | None) -> str:
    return entry.needed(text, "name", rule="TKT-29", why=_("A contractor needs a name."), most=120)


def _require_new(uow: UnitOfWork, name: str, own: int | None = None) -> None:
    """No other contractor but ``own`` has this name."""
    there = uow.one(Contractor, name=name)
    if there is not None and there.pk != own:
        raise InvalidInputError(
            _("{name} is in the register already.", name=name), field="name", value=name, rule="TKT-29"
        )


def _trade(text: str | None) -> str:
    found = entry.one_of("contractor_trade", text, "trade", rule="TKT-29")
    if found is None:
        raise InvalidInputError(_("A contractor needs a trade."), field="trade", rule="TKT-29")
    return found


def change_contractor(
    ctx: Context, contractor_id: int, *, expected_version: int | None = None, **given: Any
) -> ContractorRow:
    """Change what is given: ``name``, ``trade``, ``contract``, ``contract_until``, ``warranty``,
    ``contact_name``, ``phone``, ``active``. One that is not active gets no new jobs. Raises
    ``ConflictError``, ``InvalidInputError`` for a name that another has.
    """
    ctx.require(Right.TICKET_DISPATCH)
    changes: dict[str, Any] = {name: given[name] for name in ("contract_until", "active") if name in given}
    day_in_reach(changes.get("contract_until"), "contract_until", rule="TKT-29")
    for name, most in (("contract", 120), ("contact_name", 120), ("phone", 60)):
        if name in given:
            changes[name] = entry.line(given[name], name, most=most)
    if "warranty" in given:
        changes["warranty"] = entry.paragraph(given["warranty"], "warranty")
    if "trade" in given:
        changes["trade"] = _trade(given["trade"])
    if "name" in given:
        changes["name"] = _name(given["name"])
    with ctx.write() as uow:
        row = uow.get(Contractor, contractor_id)
        if "name" in changes:
            _require_new(uow, changes["name"], row.pk)
        uow.update(row, "edited", changes, expected_version=expected_version)
        return contractor_rows(ctx, uow, [row])[0]


def evaluate_contractor(
    ctx: Context, contractor_id: int, *, score: int, text: str, job_id: int | None = None
) -> ContractorRow:
    """Evaluate a contractor from 1 to 5, for a job or in general. Raises ``InvalidInputError``."""
    ctx.require(Right.TICKET_HANDLE)
    if score not in SCORES:
        raise WrongFormError(_("A score is a number from 1 to 5."), field="score", value=score, rule="TKT-29")
    with ctx.write() as uow:
        row = uow.get(Contractor, contractor_id)
        write_note(ctx, uow, row.pk, "evaluation", text, job_id=job_id, score=score)
        return contractor_rows(ctx, uow, [row])[0]


def write_note(
    ctx: Context,
    uow: UnitOfWork,
    contractor_id: int,
    kind: str,
    text: str,
    *,
    job_id: int | None = None,
    score: int | None = None,
) -> ContractorNote:
    """Store one entry about a contractor. Raises ``InvalidInputError`` without a text."""
    said = entry.paragraph(text, "note", rule="TKT-29")
    if said is None:
        raise InvalidInputError(_("Write what happened."), field="note", rule="TKT-29")
    return uow.create(
        ContractorNote(
            contractor_id=contractor_id,
            job_id=job_id,
            kind=kind,
            at=ctx.now(),
            by_id=ctx.actor.staff_id,
            text=said,
            score=score,
        ),
        kind,
    )


def list_contractors(
    ctx: Context,
    *,
    trade: str | None = None,
    active: bool | None = None,
    filter: str = "",
    sort: str = "",
    limit: int = 50,
    after: str | None = None,
) -> Page[ContractorRow]:
    """One page of the register, by trade and name.

    Raises ``QueryError`` for a filter, an order or a page token that makes no sense.
    """
    from csconsole.services.contractors.fields import CONTRACTORS
    from csconsole.services.query import Scope, fetch_page

    ctx.require(Right.RECORD_VIEW)
    code = entry.one_of("contractor_trade", trade, "trade", rule="TKT-29")
    where = []
    if code is not None:
        where.append(col(Contractor.trade) == code)
    if active is not None:
        where.append(col(Contractor.active).is_(active))
    with ctx.read() as uow:
        return fetch_page(
            Scope.of(ctx, uow),
            CONTRACTORS,
            lambda found: contractor_rows(ctx, uow, found),
            filter=filter,
            sort=sort,
            limit=limit,
            after=after,
            where=where,
        )


def show_contractor(ctx: Context, contractor_id: int) -> ContractorRow:
    """One contractor with the evaluations. Raises ``NotFoundError``."""
    ctx.require(Right.RECORD_VIEW)
    with ctx.read() as uow:
        return contractor_rows(ctx, uow, [uow.get(Contractor, contractor_id)])[0]
