"""Making a new database with its first staff member and the core pack."""

from __future__ import annotations

import getpass
from typing import Final

from sqlmodel import col, select

from csconsole.clock import Clock
from csconsole.config import Config
from csconsole.errors import RuleBrokenError
from csconsole.i18n import _, get_language
from csconsole.models.organisation import Staff
from csconsole.models.rights import Role
from csconsole.paths import sqlite_file
from csconsole.services.context import SYSTEM, Actor, Context, actor_of
from csconsole.services.packs import install_pack
from csconsole.services.staff import add_staff
from csconsole.storage import Store, open_store, schema, sqlite
from csconsole.storage.glance import over

SOLO_NUMBER: Final = "1001"
"""The staff number of the one person of a solo database."""


def create_solo(config: Config, clock: Clock, *, name: str = "", packs: tuple[str, ...] = ()) -> Actor:
    """Make a database for one desk: one staff member with every right and no password; who that is.

    Raises ``RuleBrokenError`` where there is a database with staff already, ``DatabaseUnavailableError``
    where none can be made.
    """
    return _create(config, clock, staff_no=SOLO_NUMBER, name=name or _own_name(), solo=True, packs=packs)


def create_database(
    config: Config, clock: Clock, *, staff_no: str, name: str, password: str, packs: tuple[str, ...] = ()
) -> Actor:
    """Make a database whose first staff member is an administrator; who that is.

    Raises ``RuleBrokenError`` where there is a database with staff already, ``InvalidInputError`` for a
    number, name or password that cannot be, ``DatabaseUnavailableError`` where none can be made.
    """
    return _create(config, clock, staff_no=staff_no, name=name, password=password, packs=packs)


def _create(
    config: Config,
    clock: Clock,
    *,
    staff_no: str,
    name: str,
    password: str | None = None,
    solo: bool = False,
    packs: tuple[str, ...] = (),
) -> Actor:
    with sqlite.removed_on_failure(config.db_url):
        return _made(config, clock, staff_no=staff_no, name=name, password=password, solo=solo, packs=packs)


def _made(
    config: Config,
    clock: Clock,
    *,
    staff_no: str,
    name: str,
    password: str | None,
    solo: bool,
    packs: tuple[str, ...],
) -> Actor:
    store = open_store(config.db_url, create=True, clock=clock, zone=config.zone)
    try:
        require_nobody(store)
        ctx = Context(store=store, clock=clock, actor=SYSTEM, config=config)
        with ctx.write() as uow:
            for pack in ("core", *packs):
                install_pack(ctx, pack)
            roles = tuple(Role) if solo else (Role.ADMIN,)
            row = add_staff(
                ctx,
                staff_no=staff_no,
                name=name,
                roles=roles,
                password=password,
                language=get_language(),
                solo=solo,
            )
            return actor_of(uow.get(Staff, row.id))
    finally:
        store.close()


def refuse_existing(url: str) -> None:
    """Raise ``RuleBrokenError`` where a database with staff is already, before anybody is asked anything.

    What is left where the making of a database was killed is none. Raises ``DatabaseUnavailableError`` for a
    file that is something else.
    """
    path = sqlite_file(url)
    if path is not None and (not path.exists() or (path.is_file() and path.stat().st_size == 0)):
        return
    store = open_store(url, check=False)
    try:
        with store.read() as uow:
            seen = over(uow.connection, store.where)
            blank = schema.is_blank(seen)
            if not blank:
                schema.require_current(seen, store.where)
        if not blank:
            require_nobody(store)
    finally:
        store.close()


def require_nobody(store: Store) -> None:
    """Raise ``RuleBrokenError`` unless the database has no staff yet."""
    with store.read() as uow:
        someone = uow.session.exec(select(col(Staff.id)).limit(1)).first()
    if someone is not None:
        raise RuleBrokenError(
            _("There is already a database at {where}; nothing was changed.", where=store.where),
            hint=_("Sign in with csconsole login, or name another place with --db."),
        )


def _own_name() -> str:
    """The name of whoever runs the program, as the system knows it."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "csconsole"
