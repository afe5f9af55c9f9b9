"""Signing in with a staff number and a password; locking after wrong ones; unlocking an idle console."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from sqlmodel import select

from csconsole.clock import Clock, local
from csconsole.config import Config, load_config
from csconsole.errors import SignInError
from csconsole.i18n import _
from csconsole.models.organisation import Staff
from csconsole.services.context import SYSTEM, Actor, Context, actor_of
from csconsole.services.settings import setting
from csconsole.services.sign_in.passwords import password_fits
from csconsole.storage import Store


@dataclass(frozen=True, slots=True)
class _Tried:
    """How an attempt ended: the actor, or why not."""

    actor: Actor | None = None
    refusal: SignInError | None = None


def sign_in(
    store: Store, clock: Clock, config: Config | None = None, *, staff_no: str, password: str
) -> Context:
    """The context of the staff member who has this number and password.

    Every attempt is an event. Raises ``SignInError`` (SEC-03) for a wrong number or password without saying
    which, for a locked account with the time until which it is locked, and for a disabled one.
    """
    ctx = Context(store=store, clock=clock, actor=SYSTEM, config=config or load_config())
    with store.read() as uow:
        staff = uow.one(Staff, staff_no=staff_no.strip())
        stored = staff.password_hash if staff else None
    # Hashing takes tens of milliseconds: outside the transaction, so that writers do not queue for it.
    fits = password_fits(stored, password)
    if staff is None:
        raise _wrong()
    tried = _record_attempt(ctx, staff.pk, fits=fits)
    if tried.actor is None:
        raise tried.refusal or _wrong()
    return replace(ctx, actor=tried.actor)


def _record_attempt(ctx: Context, staff_id: int, *, fits: bool) -> _Tried:
    """Store the attempt and say how it ended; nothing is raised, so that the count of failures is kept."""
    now = ctx.now()
    with ctx.store.write(staff_id) as uow:
        staff = uow.get(Staff, staff_id)
        if staff.locked_until is not None and staff.locked_until > now:
            uow.note(staff, "sign_in_refused", detail={"why": "locked"})
            return _Tried(refusal=_locked(ctx, staff))
        if not staff.active:
            uow.note(staff, "sign_in_refused", detail={"why": "disabled"})
            return _Tried(refusal=_disabled() if fits else _wrong())
        if fits:
            changes = {"failed_sign_ins": 0, "locked_until": None, "last_sign_in_at": now}
            uow.update(staff, "signed_in", changes)
            return _Tried(actor=actor_of(staff))
        failures = staff.failed_sign_ins + 1
        most = setting(ctx, "sign_in.max_failures")
        if failures < most:
            uow.update(staff, "sign_in_failed", {"failed_sign_ins": failures})
            return _Tried(refusal=_wrong(left=most - failures))
        until = now + timedelta(minutes=setting(ctx, "sign_in.lock_minutes"))
        uow.update(staff, "sign_in_locked", {"failed_sign_ins": 0, "locked_until": until})
        return _Tried(refusal=_locked(ctx, staff))


def unlock(ctx: Context, password: str) -> None:
    """Let the person who locked this console, or whom it locked out when idle, go on; drafts are untouched.

    Wrong passwords count towards the lock of the account. Raises ``SignInError``.
    """
    sign_in(ctx.store, ctx.clock, ctx.config, staff_no=ctx.actor.staff_no, password=password)


def solo_actor(store: Store) -> Actor | None:
    """The one staff member of a solo database, who needs no password; ``None`` on any other database."""
    with store.read() as uow:
        staff = uow.session.exec(
            select(Staff).filter_by(solo=True, active=True).order_by("id").limit(1)
        ).first()
        return actor_of(staff) if staff else None


def idle_lock_minutes(ctx: Context) -> int | None:
    """After how many idle minutes the console locks (SEC-03); ``None`` in solo mode, where nobody has a
    password.
    """
    with ctx.read() as uow:
        if ctx.actor.staff_id is None or uow.get(Staff, ctx.actor.staff_id).password_hash is None:
            return None
    minutes: int = setting(ctx, "sign_in.idle_lock")
    return minutes


def _wrong(left: int | None = None) -> SignInError:
    hint = _("Check both and try again.")
    if left is not None and left <= 2:
        hint = _("Attempts left before the account is locked: {n}.", n=left)
    return SignInError(_("The staff number or the password is wrong."), rule="SEC-03", hint=hint)


def _locked(ctx: Context, staff: Staff) -> SignInError:
    until = local(staff.locked_until, ctx.zone).strftime("%H:%M") if staff.locked_until else ""
    return SignInError(
        _("The account is locked after too many wrong passwords, until {time}.", time=until),
        rule="SEC-03",
        hint=_("Wait, or ask an administrator for a new password."),
    )


def _disabled() -> SignInError:
    return SignInError(_("The account is disabled."), rule="SEC-03", hint=_("Ask an administrator."))
