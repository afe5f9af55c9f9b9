"""Who is signed in already when a program starts: by a token, or on a solo desk (SEC-03).

Read by plain statements, because the console asks this before SQLAlchemy is loaded.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from csconsole.clock import Clock
from csconsole.errors import SignInError
from csconsole.i18n import _
from csconsole.services.context import Actor, actor_with

if TYPE_CHECKING:
    from csconsole.storage import Store
    from csconsole.storage.glance import Glance

_SOLO = (
    "SELECT id, staff_no, name, roles, solo, department_id, language FROM staff "
    "WHERE solo AND active ORDER BY id LIMIT 1"
)
_TOKEN = (
    "SELECT t.id, t.revoked_at, t.expires_at, s.active, "
    "s.id, s.staff_no, s.name, s.roles, s.solo, s.department_id, s.language "
    "FROM sign_in_token t JOIN staff s ON s.id = t.staff_id WHERE t.token_hash = ?"
)

_ENDED_BY = (
    "SELECT action FROM event WHERE entity = 'staff' AND entity_id = ? "
    "AND action IN ('password_changed', 'disabled') "
    "AND id > (SELECT max(id) FROM event WHERE entity = 'sign_in_token' AND entity_id = ? "
    "AND action = 'token_issued') ORDER BY id LIMIT 1"
)
"""A new password ends every token that was issued before it, and so does disabling the account."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What somebody signed in with: a token, or the password that had this hash; neither on a solo desk."""

    token: str = ""
    password_hash: str | None = None


def solo_actor(store: Store) -> Actor | None:
    """The one staff member of a solo database, who needs no password; ``None`` on any other database."""
    with store.glance() as seen:
        rows = seen.rows(_SOLO)
        return _actor(seen, *rows[0]) if rows else None


def actor_of_token(store: Store, clock: Clock, token: str) -> Actor:
    """The staff member whose token this is. Raises ``SignInError`` for an unknown, ended or revoked one."""
    with store.glance() as seen:
        rows = seen.rows(_TOKEN, token_hash(token))
        if not rows:
            raise _ended(_("This sign-in is not valid here."))
        key, revoked, expires, active, *staff = rows[0]
        if not active:
            raise disabled()
        if revoked is not None:
            raise _revoked(seen, staff[0], key)
        expires_at = seen.instant(expires)
        if expires_at is None or expires_at <= clock.now():
            raise _ended(_("This sign-in has ended: its time is over."))
        return _actor(seen, *staff)


def token_hash(token: str) -> str:
    """What is stored of a token. It has 256 random bits, so a plain hash is enough; it is looked up on every
    command.
    """
    import hashlib  # a solo desk has no tokens, and loading it takes as long as reading who works there

    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _actor(seen: Glance, key: int, staff_no: str, name: str, roles: Any, solo: Any, *rest: Any) -> Actor:
    return actor_with(key, staff_no, name, seen.json(roles), bool(solo), *rest)


def disabled() -> SignInError:
    """The error for who was signed in when the account was disabled."""
    return SignInError(_("Your account was disabled."), rule="SEC-03", hint=_("Ask an administrator."))


def password_changed() -> SignInError:
    """The error for who was signed in when the password was changed."""
    return SignInError(_("The password was changed."), rule="SEC-03", hint=_("Sign in with the new one."))


def _revoked(seen: Glance, staff_id: int, token_id: int) -> SignInError:
    """Why a token was ended before its time: with a new password or the account, or by signing out."""
    for (by,) in seen.rows(_ENDED_BY, staff_id, token_id):
        if by == "password_changed":
            return password_changed()
        return _ended(_("This sign-in ended when your account was disabled."))
    return _ended(_("You signed out elsewhere: csconsole logout."))


def _ended(message: str) -> SignInError:
    return SignInError(message, rule="SEC-03", hint=_("Sign in with: csconsole login"))
