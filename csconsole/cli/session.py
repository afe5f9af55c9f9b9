"""Who acts on which database: ``context()`` opens the store and signs the staff member in, once a command.

The token of the signed-in staff member is taken from ``CSCONSOLE_TOKEN``, else from the file that
``csconsole login`` wrote for this database (mode 0600). A solo database needs none. ``--as STAFF`` acts as
somebody else: on a solo database always, elsewhere only with the right to.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from csconsole.cli.globals import current_globals, looked_at
from csconsole.cli.language import use_language
from csconsole.errors import SignInError
from csconsole.i18n import _
from csconsole.paths import keeps_tokens

if TYPE_CHECKING:
    from pathlib import Path

    from csconsole.config import Config
    from csconsole.services.context import Context
    from csconsole.services.sign_in import Proof
    from csconsole.storage import Store

_stores: dict[str, Store] = {}
_signed_in: dict[tuple[str, str | None], tuple[Context, Proof]] = {}
"""Who acts on a database, by its URL and ``--as``, and what he signed in with."""


def site_config() -> Config:
    """The settings file with ``--db`` on top."""
    from dataclasses import replace

    from csconsole.config import load_config

    config = load_config()
    db = current_globals().db
    return config if db is None else replace(config, db=db)


def open_database() -> Store:
    """The database of this command, opened once a process; no one is signed in.

    Raises ``DatabaseUnavailableError`` where it is missing, unreadable, corrupt or of another version.
    """
    url = site_config().db_url
    if url not in _stores:
        from csconsole.storage import open_store

        _stores[url] = open_store(url)
    return _stores[url]


def use_language_of(ctx: Context) -> None:
    """Speak the language of who is signed in, unless ``--lang`` or ``CSCONSOLE_LANG`` names one or the site
    does.
    """
    options, config = current_globals(), site_config()
    if not (options.lang or os.environ.get("CSCONSOLE_LANG") or config.lang):
        if ctx.actor.language:
            use_language(ctx.actor.language)
    elif not options.lang and config.lang:
        use_language(config.lang)


def context() -> Context:
    """The context of this command: the open database, the clock, and the staff member who acts.

    Sets the language to the staff member's own unless ``--lang`` or ``CSCONSOLE_LANG`` names one. Raises
    ``SignInError`` where nobody is signed in, ``NotAllowedError`` where ``--as`` is not allowed.
    """
    from csconsole.cli.output import use_zone

    ctx = acting()
    use_language_of(ctx)
    use_zone(ctx.zone)
    if (seen := looked_at()) is not None:
        from csconsole.services.seen import having_seen

        return having_seen(ctx, *seen)
    return ctx


def acting() -> Context:
    """The same for whoever prints neither words nor times. Raises as ``context``."""
    options = current_globals()
    config = site_config()
    key = (config.db_url, options.as_staff)
    if key not in _signed_in:
        _signed_in[key] = _sign_in(config, options.as_staff)
    return _signed_in[key][0]


def recheck() -> None:
    """Take the rights that everybody signed in has now, in a process that runs command after command. Raises
    ``SignInError`` where somebody was disabled or signed out meanwhile.
    """
    from csconsole.services.sign_in import still_signed_in

    for key, (ctx, proof) in list(_signed_in.items()):
        _signed_in[key] = still_signed_in(ctx, proof), proof


def _sign_in(config: Config, as_staff: str | None) -> tuple[Context, Proof]:
    from csconsole.clock import SystemClock
    from csconsole.services import sign_in
    from csconsole.services.context import Context

    store = open_database()
    clock = SystemClock()
    token = ""
    try:
        token = current_token()
        actor = sign_in.actor_of_token(store, clock, token) if token else sign_in.solo_actor(store)
    except SignInError:  # a token of another database; on a solo one nobody need be signed in
        token, actor = "", sign_in.solo_actor(store)
        if actor is None:
            raise
    if actor is None:
        raise SignInError(
            _("Nobody is signed in."), hint=_("Run csconsole login, or set CSCONSOLE_TOKEN for a script.")
        )
    proof = sign_in.Proof(token)
    ctx = Context(store=store, clock=clock, actor=actor, config=config)
    if as_staff is None or as_staff == actor.staff_no:
        return ctx, proof
    other = sign_in.actor_as(ctx, as_staff)
    store.done.clear()  # that somebody acts as another is on record; of the command nothing is stored yet
    return Context(store=store, clock=clock, actor=other, config=config), proof


def current_token() -> str:
    """The token that this command acts with, or an empty text. Raises ``SignInError`` for a file that holds
    none.
    """
    if token := os.environ.get("CSCONSOLE_TOKEN", "").strip():
        return token
    if not keeps_tokens():
        return ""
    file = site_config().token_file
    try:
        token = file.read_text(encoding="ascii").strip()
        _close_to_others(file)
        return token
    except (FileNotFoundError, NotADirectoryError):
        return ""
    except (UnicodeDecodeError, IsADirectoryError) as error:
        raise SignInError(
            _("The file {file} holds no sign-in.", file=file),
            hint=_("Sign in anew with: csconsole login"),
        ) from error


def _close_to_others(file: Path) -> None:
    """Make the token its owner's alone again where others could read it, and say so."""
    from csconsole.cli.output import say

    if file.stat().st_mode & 0o077:
        file.chmod(0o600)
        say(_("Others could read {file}. Now only you can.", file=file))
        say(_("If somebody may have: csconsole logout, then csconsole login."))


def store_token(token: str, config: Config | None = None) -> None:
    """Keep the token of this database in its file, which only its owner can read (mode 0600), and act with
    it from now on.
    """
    from csconsole.tabular.files import replacing

    path = (config or site_config()).token_file
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with replacing(path) as file:
        file.write(f"{token}\n")
    _signed_in.clear()


def forget_token() -> None:
    """Remove the token's file of this database, if there is one."""
    site_config().token_file.unlink(missing_ok=True)
    _signed_in.clear()


def opened_stores() -> tuple[Store, ...]:
    """The databases that this process has open."""
    return tuple(_stores.values())


def close_stores() -> None:
    """Close every database that this process opened."""
    _signed_in.clear()
    while _stores:
        _stores.popitem()[1].close()
