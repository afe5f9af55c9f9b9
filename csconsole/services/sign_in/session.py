"""Signing in with a staff number and a password; locking after wrong ones; unlocking an idle console."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlmodel import col, select

from csconsole.clock import Clock, iso, local
from csconsole.config import Config, load_config
from csconsole.errors import SignInError
from csconsole.i18n import _
from csconsole.models.event import Event
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
    which, with the time until which it is locked after too many (a number that nobody has, too), and for a
    disabled account to who knows its password.
    """
    ctx = Context(store=store, clock=clock, actor=SYSTEM, config=config or load_config())
    with store.read() as uow:
        staff = uow.one(Staff, staff_no=staff_no.strip())
        stored = staff.password_hash if staff else None
    # Hashing takes tens of milliseconds: outside the transaction, so that writers do not queue for it.
    fits = password_fits(stored, password)
    if staff is None:
        raise _record_unknown(ctx, staff_no.strip())
    tried = _record_attempt(ctx, staff.pk, fits=fits)
    if tried.actor is None:
        raise tried.refusal or _wrong()
    return replace(ctx, actor=tried.actor)


def _record_attempt(ctx: Context, staff_id: int, *, fits: bool) -> _Tried:
    """Store the attempt and say how it ended; nothing is raised, so that the count of failures is kept."""
    now = ctx.now()
    with ctx.store.write(staff_id, saving=False) as uow:
        staff = uow.get(Staff, staff_id)
        if staff.locked_until is not None and staff.locked_until > now:
            until = _at_most(ctx, staff.locked_until)
            uow.update(staff, "sign_in_refused", {"locked_until": until}, detail={"why": "locked"})
            return _Tried(refusal=_locked(ctx, until))
        if fits and not staff.active:
            uow.note(staff, "sign_in_refused", detail={"why": "disabled"})
            return _Tried(refusal=_disabled())
        if fits:
            changes = {"failed_sign_ins": 0, "locked_until": None, "last_sign_in_at": now}
            uow.update(staff, "signed_in", changes)
            return _Tried(actor=actor_of(staff))
        count = _counted(ctx, staff.failed_sign_ins)
        changes = {"failed_sign_ins": count.failures}
        if count.until is not None:
            uow.update(staff, "sign_in_locked", {**changes, "locked_until": count.until})
        else:
            uow.update(staff, "sign_in_failed", changes)
        return _Tried(refusal=count.refusal)


@dataclass(frozen=True, slots=True)
class _Count:
    """What one more wrong password leads to."""

    failures: int
    until: datetime | None
    refusal: SignInError


def _counted(ctx: Context, failures: int) -> _Count:
    """After ``failures`` wrong passwords in a row one more."""
    left = setting(ctx, "sign_in.max_failures") - failures - 1
    if left > 0:
        return _Count(failures + 1, None, _wrong(left=left))
    until = ctx.now() + timedelta(minutes=setting(ctx, "sign_in.lock_minutes"))
    return _Count(0, until, _locked(ctx, until))


def _at_most(ctx: Context, until: datetime) -> datetime:
    """The end of a lock, not later than one that begins now: a clock that was wrong for an hour must not lock
    people out for a year.
    """
    return min(until, ctx.now() + timedelta(minutes=setting(ctx, "sign_in.lock_minutes")))


def _record_unknown(ctx: Context, staff_no: str) -> SignInError:
    """The refusal for a number that nobody has: it is counted and locked like an account, so that a stranger
    does not learn which numbers exist. The number is kept as a short digest: it may be a mistyped password.
    """
    who = hashlib.sha256(staff_no.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    with ctx.store.write(None, saving=False) as uow:
        query = select(Event).where(
            Event.entity == "staff", Event.entity_id == 0, col(Event.detail)["who"].as_string() == who
        )
        last = uow.session.exec(query.order_by(col(Event.id).desc()).limit(1)).first()
        before = (last.detail or {}) if last is not None else {}
        until = datetime.fromisoformat(before["until"]) if before.get("until") else None
        if until is not None and until > ctx.now():
            until = _at_most(ctx, until)
            detail = {**before, "until": iso(until), "why": "locked"}
            uow.log("staff", 0, "sign_in_refused", detail=detail)
            return _locked(ctx, until)
        count = _counted(ctx, int(before.get("failures", 0)))
        detail = {"who": who, "failures": count.failures, "until": iso(count.until) if count.until else None}
        uow.log("staff", 0, "sign_in_locked" if count.until else "sign_in_failed", detail=detail)
        return count.refusal


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


def _locked(ctx: Context, until: datetime) -> SignInError:
    time = local(until, ctx.zone).strftime("%H:%M")
    return SignInError(
        _("The account is locked after too many wrong passwords, until {time}.", time=time),
        rule="SEC-03",
        hint=_("Wait, or ask an administrator for a new password."),
    )


def _disabled() -> SignInError:
    return SignInError(_("The account is disabled."), rule="SEC-03", hint=_("Ask an administrator."))
