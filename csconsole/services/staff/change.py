"""Adding staff, changing their roles, passwords and data, disabling them. Nobody is ever deleted."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

from sqlmodel import col, select

from csconsole.errors import (
    ConflictError,
    InvalidInputError,
    NotAllowedError,
    RuleBrokenError,
    SignInError,
    WrongFormError,
)
from csconsole.i18n import LANGUAGES, _, listed
from csconsole.models import Event
from csconsole.models.organisation import Staff
from csconsole.models.rights import Right, Role
from csconsole.pinyin import name_keys
from csconsole.services.context import Context
from csconsole.services.departments.records import department_of
from csconsole.services.entry import line, needed, one_of
from csconsole.services.settings import setting
from csconsole.services.sign_in.passwords import check_new_password, hash_password, password_fits
from csconsole.services.sign_in.tokens import revoke_tokens
from csconsole.services.staff.named import staff_of
from csconsole.services.staff.records import StaffRow, staff_rows
from csconsole.storage import UnitOfWork

_NUMBER: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,19}")


def add_staff(
    ctx: Context,
    *,
    staff_no: str,
    name: str,
    roles: Iterable[str],
    password: str | None = None,
    department: str | None = None,
    extension: str | None = None,
    phone: str | None = None,
    skills: Iterable[str] = (),
    zone: str | None = None,
    capacity: int | None = None,
    language: str | None = None,
    solo: bool = False,
) -> StaffRow:
    """Add a staff member with one or more roles; without a password they cannot sign in yet.

    Raises ``NotAllowedError``, ``RuleBrokenError`` (REF-34) for a number that is taken, also by somebody
    disabled, ``InvalidInputError`` for a number, name, role or password that cannot be, ``NotFoundError`` for
    a department.
    """
    ctx.require(Right.STAFF_MANAGE)
    staff_no = _checked_number(staff_no)
    clean_name = needed(name, "name", rule="SEC-01", why=_("A staff member needs a name."), most=80)
    keys = name_keys(clean_name)
    hashed = None
    if password is not None:
        least = setting(ctx, "sign_in.password_min_length")
        hashed = hash_password(check_new_password(password, least=least, staff_no=staff_no))
    with ctx.write() as uow:
        _require_free(uow, staff_no)
        row = Staff(
            staff_no=staff_no,
            name=clean_name,
            pinyin=keys.pinyin[:160],
            initials=keys.initials[:40],
            roles=_checked_roles(roles),
            department_id=department_of(uow, department).pk if department else None,
            extension=line(extension, "extension", most=20),
            phone=line(phone, "phone", most=40),
            skills=[skill for one in skills if (skill := line(one, "skills", most=40))],
            zone=line(zone, "zone", most=80),
            capacity=_checked_capacity(capacity),
            language=_checked_language(language),
            password_hash=hashed,
            solo=solo,
        )
        return staff_rows(ctx, uow, [uow.create(row)])[0]


def _checked_number(staff_no: str) -> str:
    staff_no = staff_no.strip()
    if not _NUMBER.fullmatch(staff_no):
        raise WrongFormError(
            _("A staff number is 1 to 20 letters, digits, - _ or a dot."),
            field="staff_no",
            value=staff_no,
            rule="REF-34",
        )
    return staff_no


def _require_free(uow: UnitOfWork, staff_no: str) -> None:
    """Nobody has had the number, who is disabled neither (REF-34)."""
    if uow.one(Staff, staff_no=staff_no) is not None:
        raise RuleBrokenError(
            _("The staff number {staff_no} is taken.", staff_no=staff_no),
            field="staff_no",
            value=staff_no,
            rule="REF-34",
            hint=_("A number is never given out twice; choose another one."),
        )


def edit_staff(
    ctx: Context,
    staff_no: str,
    *,
    name: str | None = None,
    department: str | None = None,
    extension: str | None = None,
    phone: str | None = None,
    skills: Iterable[str] | None = None,
    zone: str | None = None,
    capacity: int | None = None,
    language: str | None = None,
    expected_version: int | None = None,
    reason: str | None = None,
) -> StaffRow:
    """Change what is given and leave the rest; an empty text takes a value away.

    Raises ``NotAllowedError``, ``NotFoundError``, ``InvalidInputError``, ``ConflictError``.
    """
    ctx.require(Right.STAFF_MANAGE)
    with ctx.write() as uow:
        row = staff_of(uow, staff_no)
        changes: dict[str, Any] = {}
        if name is not None:
            why = _("A staff member needs a name.")
            changes["name"] = needed(name, "name", rule="SEC-01", why=why, most=80)
            keys = name_keys(changes["name"])
            changes |= {"pinyin": keys.pinyin[:160], "initials": keys.initials[:40]}
        for field, text, most in (("extension", extension, 20), ("phone", phone, 40), ("zone", zone, 80)):
            if text is not None:
                changes[field] = line(text, field, most=most)
        if department is not None:
            changes["department_id"] = department_of(uow, department).pk if department else None
        if skills is not None:
            changes["skills"] = [skill for one in skills if (skill := line(one, "skills", most=40))]
        if capacity is not None:
            changes["capacity"] = _checked_capacity(capacity)
        if language is not None:
            changes["language"] = _checked_language(language)
        uow.update(row, "edited", changes, expected_version=expected_version, reason=reason)
        return staff_rows(ctx, uow, [row])[0]


def change_language(ctx: Context, language: str) -> StaffRow:
    """Let the acting staff member see the program in this language. Raises ``InvalidInputError``."""
    with ctx.write() as uow:
        row = uow.get(Staff, ctx.staff_id)
        uow.update(row, "language_changed", {"language": _checked_language(language)})
        return staff_rows(ctx, uow, [row])[0]


def change_roles(
    ctx: Context,
    staff_no: str,
    roles: Iterable[str],
    *,
    reason: str | None = None,
    seen: Iterable[str] | None = None,
) -> StaffRow:
    """Give a staff member exactly these roles, one or more (SEC-02); ``seen`` are those that the editor had
    before him.

    Raises ``NotAllowedError`` also for one's own, except where one works solo, ``NotFoundError``,
    ``InvalidInputError`` for an unknown or no role, ``RuleBrokenError`` when the last administrator would be
    lost, and ``ConflictError`` where the roles are others now.
    """
    ctx.require(Right.STAFF_MANAGE)
    wanted = _checked_roles(roles)
    with ctx.write() as uow:
        row = staff_of(uow, staff_no)
        if seen is not None and set(seen) != set(row.roles):
            raise ConflictError(
                _("Someone changed {record} first.", record=staff_no),
                current=tuple(row.roles),
                hint=_("Look at it again, then repeat your change."),
            )
        if Role.ADMIN not in wanted:
            _require_another_admin(uow, row)
        if row.pk == ctx.actor.staff_id and not row.solo and set(wanted) != set(row.roles):
            raise NotAllowedError(
                _("You cannot change your own roles."), rule="SEC-02", hint=_("Ask another administrator.")
            )
        uow.update(row, "roles_changed", {"roles": wanted}, reason=reason)
        return staff_rows(ctx, uow, [row])[0]


def take_back_roles(ctx: Context, uow: UnitOfWork, event: Event) -> None:
    """Give a staff member the roles of before ``event``, by the rules of ``change_roles``."""
    staff_no = uow.get(Staff, event.entity_id).staff_no
    change_roles(ctx, staff_no, (event.before or {})["roles"], reason=_("Undo"))


def set_password(ctx: Context, staff_no: str, password: str, *, current: str | None = None) -> StaffRow:
    """Give a staff member a new password, lift the lock and end every command-line sign-in.

    One's own password needs the ``current`` one, if there is one; somebody else's the right to manage staff.
    Raises ``NotAllowedError``, ``NotFoundError``, ``SignInError`` for a wrong current password, and
    ``InvalidInputError`` (SEC-03) for a new one that is too weak.
    """
    own = staff_no.strip() == ctx.actor.staff_no
    if not own:
        ctx.require(Right.STAFF_MANAGE)
    with ctx.read() as uow:
        row = staff_of(uow, staff_no)
        stored = row.password_hash
    if own and stored is not None and not password_fits(stored, current or ""):
        raise SignInError(_("The current password is wrong."), rule="SEC-03", hint=_("Try again."))
    least = setting(ctx, "sign_in.password_min_length")
    hashed = hash_password(check_new_password(password, least=least, staff_no=row.staff_no))
    with ctx.write() as uow:
        row = staff_of(uow, staff_no)
        changes = {"password_hash": hashed, "failed_sign_ins": 0, "locked_until": None}
        uow.update(row, "password_changed", changes)
        revoke_tokens(ctx, uow, row.pk)
        return staff_rows(ctx, uow, [row])[0]


def disable_staff(ctx: Context, staff_no: str, *, reason: str | None = None) -> StaffRow:
    """Let a staff member sign in no more; their records and their number stay theirs.

    Raises ``NotAllowedError`` also for oneself, ``NotFoundError``, and ``RuleBrokenError`` for the last
    administrator.
    """
    ctx.require(Right.STAFF_MANAGE)
    with ctx.write() as uow:
        row = staff_of(uow, staff_no)
        if row.pk == ctx.actor.staff_id:
            raise NotAllowedError(
                _("You cannot disable yourself."), rule="SEC-02", hint=_("Ask another administrator.")
            )
        _require_another_admin(uow, row)
        uow.update(row, "disabled", {"active": False}, reason=reason)
        revoke_tokens(ctx, uow, row.pk)
        return staff_rows(ctx, uow, [row])[0]


def enable_staff(ctx: Context, staff_no: str, *, reason: str | None = None) -> StaffRow:
    """Let a disabled staff member sign in again. Raises ``NotAllowedError``, ``NotFoundError``."""
    ctx.require(Right.STAFF_MANAGE)
    with ctx.write() as uow:
        row = staff_of(uow, staff_no)
        uow.update(row, "enabled", {"active": True}, reason=reason)
        return staff_rows(ctx, uow, [row])[0]


def unlock_staff(ctx: Context, staff_no: str, *, reason: str | None = None) -> StaffRow:
    """Let a staff member who was locked out after too many wrong passwords try again at once (SEC-03).

    Raises ``NotAllowedError``, ``NotFoundError``, and ``RuleBrokenError`` for an account that is not locked.
    """
    ctx.require(Right.STAFF_MANAGE)
    with ctx.write() as uow:
        row = staff_of(uow, staff_no)
        if row.locked_until is None or row.locked_until <= ctx.now():
            raise RuleBrokenError(_("The account of {name} is not locked.", name=row.name), rule="SEC-03")
        uow.update(row, "unlocked", {"failed_sign_ins": 0, "locked_until": None}, reason=reason)
        return staff_rows(ctx, uow, [row])[0]


def _checked_roles(roles: Iterable[str]) -> list[str]:
    found = [role for one in roles if (role := one_of("role", one, "roles", rule="SEC-02"))]
    if not found:
        raise InvalidInputError(
            _("A staff member needs a role."),
            field="roles",
            rule="SEC-02",
            hint=_("Roles: {roles}", roles=listed(Role)),
        )
    return [role.value for role in Role if role.value in found]


def _checked_language(language: str | None) -> str | None:
    if language and language not in LANGUAGES:
        raise WrongFormError(
            _("There is no language “{tag}”.", tag=language),
            field="language",
            value=language,
            hint=_("Use zh or en."),
        )
    return language or None


def _checked_capacity(capacity: int | None) -> int | None:
    if capacity is not None and not 0 <= capacity <= 10_000:
        raise WrongFormError(
            _("How many tickets somebody can have at once is 0 to 10000."), field="capacity", value=capacity
        )
    return capacity


def _require_another_admin(uow: UnitOfWork, row: Staff) -> None:
    """Raise unless somebody else who is active can administer, should ``row`` no longer."""
    if not row.active or not (row.solo or Role.ADMIN in row.roles):
        return
    others = uow.session.exec(select(Staff).where(col(Staff.active), col(Staff.id) != row.pk)).all()
    if not any(other.solo or Role.ADMIN in other.roles for other in others):
        raise RuleBrokenError(
            _("{name} is the last administrator.", name=row.name),
            field="staff_no",
            value=row.staff_no,
            rule="SEC-02",
            hint=_("Give somebody else the role admin first."),
        )
