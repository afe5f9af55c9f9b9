"""Whether somebody who signed in still is, and with which rights: for programs that stay open (SEC-02,
SEC-03).
"""

from __future__ import annotations

from dataclasses import replace

from csconsole.models.organisation import Staff
from csconsole.services.context import Context, actor_of
from csconsole.services.sign_in.remembered import Proof, actor_of_token, disabled, password_changed


def proof_by_password(ctx: Context) -> Proof:
    """The proof of the person of ``ctx``, who has just typed the right password."""
    with ctx.read() as uow:
        return Proof(password_hash=uow.get(Staff, ctx.staff_id).password_hash)


def still_signed_in(ctx: Context, proof: Proof) -> Context:
    """``ctx`` itself, or one with the rights, name and department that its person has now.

    Raises ``SignInError`` where the account was disabled, the token ended or the password was changed.
    """
    if ctx.actor.staff_id is None:
        return ctx
    with ctx.read() as uow:
        if proof.token:
            actor_of_token(ctx.store, ctx.clock, proof.token)
        staff = uow.get(Staff, ctx.actor.staff_id)
        if not staff.active:
            raise disabled()
        if proof.password_hash is not None and staff.password_hash != proof.password_hash:
            raise password_changed()
        actor = actor_of(staff)
    return ctx if actor == ctx.actor else replace(ctx, actor=actor)
