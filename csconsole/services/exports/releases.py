"""Release requests 资料提供申请: asked for, decided by another person, used once (SEC-12)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlmodel import col, select

from csconsole.errors import NotAllowedError, RuleBrokenError
from csconsole.i18n import N_, _
from csconsole.models import ExportRelease, Right, Staff
from csconsole.models.lifecycle.release import RELEASE
from csconsole.services.context import Context
from csconsole.services.entry import line, needed
from csconsole.services.exports.account import Keys
from csconsole.services.exports.entities import Exported, exported_named
from csconsole.services.exports.leaving import limit_of, most_of, refusal
from csconsole.services.exports.stream import Records
from csconsole.services.query import EntityFields, FieldSpec, Kind, Page, Scope, fetch_page, staff_field
from csconsole.services.record_numbers import NumberKind, find_record
from csconsole.services.settings import setting
from csconsole.storage import UnitOfWork
from csconsole.storage.numbers import LETTERS

RELEASES: Final = EntityFields(
    name="export_release",
    model=ExportRelease,
    fields=(
        FieldSpec("number", "编号", Kind.EXACT, ExportRelease.number),
        FieldSpec("state", "状态", Kind.CODE, ExportRelease.state, codes="export_release_state"),
        FieldSpec("reason", "原因", Kind.TEXT, ExportRelease.reason),
        FieldSpec("rows", "行数", Kind.NUMBER, ExportRelease.rows),
        staff_field("requester", "申请人", ExportRelease.requester_id, aliases=("by",)),
        staff_field("decider", "审批人", ExportRelease.decider_id),
        FieldSpec("created", "创建", Kind.INSTANT, ExportRelease.created_at),
    ),
    default_sort="-created",
    within=(col(ExportRelease.number), col(ExportRelease.reason)),
)


_NUMBERS: Final = NumberKind(
    "request", N_("There is no release request {number}."), N_("See: csconsole release list")
)


class ReleaseRefusedError(RuleBrokenError):
    """The request that was named does not release this export, and the message says why."""


@dataclass(frozen=True, slots=True)
class ReleaseRow:
    """One request: what is to be taken out and why, who asked, who decided and until when it holds."""

    id: int
    number: str
    state: str
    entity: str
    filter: str
    rows: int
    reason: str
    requester: str
    requested_at: datetime | None
    decider: str | None
    decided_at: datetime | None
    remark: str | None
    expires_at: datetime | None
    used_at: datetime | None
    version: int


def request_release(ctx: Context, entity: str, *, filter: str = "", reason: str) -> ReleaseRow:
    """Ask for the release of what the filter selects now. Raises ``InvalidInputError`` without a reason,
    ``NotAllowedError``, ``NotFoundError``, ``QueryError``.
    """
    ctx.require(Right.EXPORT)
    kind = exported_named(entity)
    ctx.require(kind.right)
    why = needed(reason, "reason", rule="SEC-12", why=_("Say why the data is needed."), most=400)
    with ctx.write() as uow:
        row = ExportRelease(
            number=uow.next_number(LETTERS["export_release"], ctx.today()),
            entity=kind.name,
            query=filter.strip(),
            rows=counted(ctx, uow, kind, filter),
            reason=why,
            requester_id=ctx.staff_id,
        )
        return _rows(uow, [uow.create(row)])[0]


def approve_release(
    ctx: Context, ref: int | str, *, remark: str = "", expected_version: int | None = None
) -> ReleaseRow:
    """Approve another person's request; it can be used once, for the days that are set. Raises
    ``TransitionRefusedError``, ``NotAllowedError`` for one's own.
    """
    ctx.require(Right.EXPORT_BULK)
    with ctx.write() as uow:
        release = _find(ctx, uow, ref)
        step = RELEASE.step(release.state, "approve", rights=ctx.actor.rights, what=release.number)
        if release.requester_id == ctx.staff_id and not uow.get(Staff, ctx.staff_id).solo:
            raise NotAllowedError(
                _("{number} is your own request: another person decides.", number=release.number),
                rule="SEC-12",
            )
        days = int(setting(ctx, "export.release_days"))
        changes = {
            "state": step.to,
            "decider_id": ctx.staff_id,
            "decided_at": ctx.now(),
            "remark": line(remark, "remark", most=400),
            "expires_at": ctx.now() + timedelta(days=days),
        }
        uow.update(release, "approve", changes, expected_version=expected_version)
        return _rows(uow, [release])[0]


def refuse_release(
    ctx: Context, ref: int | str, *, reason: str, expected_version: int | None = None
) -> ReleaseRow:
    """Refuse a request, or take an approval back that was not used, with a reason."""
    ctx.require(Right.EXPORT_BULK)
    why = line(reason, "reason", most=400)
    with ctx.write() as uow:
        release = _find(ctx, uow, ref)
        given = ("reason",) if why else ()
        step = RELEASE.step(
            release.state, "refuse", rights=ctx.actor.rights, given=given, what=release.number
        )
        changes = {
            "state": step.to,
            "decider_id": ctx.staff_id,
            "decided_at": ctx.now(),
            "remark": why,
        }
        uow.update(release, "refuse", changes, expected_version=expected_version, reason=why)
        return _rows(uow, [release])[0]


def list_releases(
    ctx: Context, *, filter: str = "", sort: str = "", limit: int = 50, after: str | None = None
) -> Page[ReleaseRow]:
    """Requests, the newest first: everybody's for who decides or reads the audit log, else one's own."""
    ctx.require(Right.EXPORT)
    with ctx.read() as uow:
        return fetch_page(
            Scope.of(ctx, uow),
            RELEASES,
            lambda found: _rows(uow, found),
            filter=filter,
            sort=sort,
            limit=limit,
            after=after,
            where=() if ctx.can(Right.EXPORT_BULK) else (col(ExportRelease.requester_id) == ctx.staff_id,),
        )


def counted(ctx: Context, uow: UnitOfWork, kind: Exported, filter: str) -> int:
    """How many records an export with this filter holds now."""
    return Records(ctx, uow, kind, filter=filter, sort="").count()


def claim_release(ctx: Context, kind: Exported, filter: str, request: str) -> str:
    """The number of the request that this export uses up, or ``""`` where it and what this person gave out
    today stay below the limit.

    Without a number, an approved one of this person for just this export is used. Raises
    ``ReleaseNeededError``, ``ReleaseRefusedError``, ``NotFoundError``, ``TransitionRefusedError`` for one
    that is not approved or was used.
    """
    if limit_of(kind.name) is None:
        return ""
    with ctx.write() as uow:
        records = Records(ctx, uow, kind, filter=filter, sort="")
        rows = records.count()
        return use_release(
            ctx, uow, kind.name, filter, request, rows, few_keys(ctx, records, kind.name, rows)
        )


def few_keys(ctx: Context, records: Records, entity: str, rows: int) -> Sequence[int]:
    """The keys of what an export holds, where its rows may leave without a request."""
    most = most_of(ctx, limit_of(entity))
    return records.keys() if most is not None and rows <= most else ()


def use_release(
    ctx: Context,
    uow: UnitOfWork,
    entity: str,
    filter: str,
    request: str,
    rows: int,
    keys: Keys = (),
) -> str:
    """The number of the request that so many rows use up, or ``""`` where none is needed. Raises as
    ``claim_release``.
    """
    refused = refusal(ctx, uow, entity, rows, keys)
    if refused is None:
        return ""
    release = _find(ctx, uow, request) if request else _mine(ctx, uow, entity, filter)
    if release is None:
        raise refused
    step = RELEASE.step(release.state, "use", rights=ctx.actor.rights, what=release.number)
    _require_fit(ctx, release, entity, filter, rows)
    uow.update(release, "use", {"state": step.to, "used_at": ctx.now()})
    return release.number


def give_back(ctx: Context, number: str) -> None:
    """Make a request usable again whose export wrote nothing."""
    with ctx.write() as uow:
        release = _find(ctx, uow, number)
        step = RELEASE.step(release.state, "give_back", rights=ctx.actor.rights, what=release.number)
        uow.update(release, "give_back", {"state": step.to, "used_at": None})


def _find(ctx: Context, uow: UnitOfWork, ref: int | str) -> ExportRelease:
    return find_record(ctx, uow, ExportRelease, ref, _NUMBERS)


def _mine(ctx: Context, uow: UnitOfWork, entity: str, filter: str) -> ExportRelease | None:
    statement = select(ExportRelease).where(
        ExportRelease.state == "approved",
        ExportRelease.requester_id == ctx.staff_id,
        ExportRelease.entity == entity,
        ExportRelease.query == filter.strip(),
        col(ExportRelease.expires_at) > ctx.now(),
    )
    return uow.session.exec(statement.order_by(col(ExportRelease.id).desc()).limit(1)).first()


def _require_fit(ctx: Context, release: ExportRelease, entity: str, filter: str, rows: int) -> None:
    """Raise where an approved request is another person's, for other records, or over."""
    why = None
    if release.requester_id != ctx.staff_id:
        why = N_("{number} is another person's request.")
    elif (release.entity, release.query) != (entity, filter.strip()):
        why = N_("{number} releases other records: {entity}, filter “{filter}”.")
    elif rows > release.rows:
        why = N_("{number} releases records up to this many: {rows}. There are more now.")
    elif release.expires_at is None or release.expires_at <= ctx.now():
        why = N_("The approval of {number} is over.")
    if why is not None:
        raise ReleaseRefusedError(
            _(why, number=release.number, entity=release.entity, filter=release.query, rows=release.rows),
            field="--request",
            value=release.number,
            rule="SEC-12",
            hint=_("Ask for a new one with csconsole release request."),
        )


def _rows(uow: UnitOfWork, found: Sequence[ExportRelease]) -> list[ReleaseRow]:
    keys = {key for one in found for key in (one.requester_id, one.decider_id) if key is not None}
    people = (
        {one.pk: one for one in uow.session.exec(select(Staff).where(col(Staff.id).in_(keys)))}
        if keys
        else {}
    )

    def name(key: int | None) -> str | None:
        person = people.get(key) if key is not None else None
        return f"{person.staff_no} {person.name}" if person else None

    return [
        ReleaseRow(
            id=one.pk,
            number=one.number,
            state=one.state,
            entity=one.entity,
            filter=one.query,
            rows=one.rows,
            reason=one.reason,
            requester=name(one.requester_id) or "",
            requested_at=one.created_at,
            decider=name(one.decider_id),
            decided_at=one.decided_at,
            remark=one.remark,
            expires_at=one.expires_at,
            used_at=one.used_at,
            version=one.version,
        )
        for one in found
    ]
