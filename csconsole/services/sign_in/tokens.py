"""The tokens of the command line: random, only their hash is stored, they end by time or when revoked."""

from __future__ import annotations

import secrets
from datetime import timedelta

from sqlmodel import select

from csconsole.models import SignInToken
from csconsole.models.rights import Right
from csconsole.services.context import Actor, Context, actor_of
from csconsole.services.settings import setting
from csconsole.services.sign_in.remembered import token_hash
from csconsole.services.staff.named import staff_of
from csconsole.storage import UnitOfWork

_BYTES = 32


def issue_token(ctx: Context) -> str:
    """A new token of the acting staff member, valid for ``sign_in.token_days`` days."""
    token = secrets.token_urlsafe(_BYTES)
    expires = ctx.now() + timedelta(days=setting(ctx, "sign_in.token_days"))
    with ctx.write() as uow:
        row = SignInToken(staff_id=ctx.staff_id, token_hash=token_hash(token), expires_at=expires)
        uow.create(row, "token_issued")
    return token


def revoke_token(ctx: Context, token: str) -> None:
    """End one token; an unknown one is no error."""
    with ctx.write() as uow:
        row = uow.one(SignInToken, token_hash=token_hash(token))
        if row is not None and row.revoked_at is None:
            uow.update(row, "token_revoked", {"revoked_at": ctx.now()})


def revoke_tokens(ctx: Context, uow: UnitOfWork, staff_id: int) -> int:
    """End every token of a staff member, as when the password changes; how many there were."""
    rows = uow.session.exec(select(SignInToken).filter_by(staff_id=staff_id, revoked_at=None)).all()
    for row in rows:
        uow.update(row, "token_revoked", {"revoked_at": ctx.now()})
    return len(rows)


def actor_as(ctx: Context, staff_no: str) -> Actor:
    """Another staff member to act as: anyone in solo mode, else only for who may manage staff; it is an
    event.

    Raises ``NotAllowedError``, and ``NotFoundError`` for an unknown or disabled staff number.
    """
    ctx.require(Right.STAFF_MANAGE)
    with ctx.trace() as uow:
        staff = staff_of(uow, staff_no, active=True)
        uow.note(staff, "acted_as", detail={"by": ctx.actor.staff_no})
        return actor_of(staff)
