"""The gate to a real database. Imports storage and services inside its methods, which run in threads."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from csconsole.clock import Clock
from csconsole.config import Config
from csconsole.errors import SignInError
from csconsole.paths import data_dir
from csconsole.screens.gate import Change, Opening, Progress

if TYPE_CHECKING:
    from csconsole.services.context import Actor, Context
    from csconsole.services.sign_in import Proof
    from csconsole.storage import Store

LISTEN_SECONDS = 0.25
"""How long one wait on the change feed lasts; the console can quit between two."""


class StoreGate:
    """Opens the database of the settings file. ``as_staff`` acts as somebody else, where that is allowed."""

    def __init__(self, config: Config, clock: Clock, *, as_staff: str | None = None) -> None:
        self.config = config
        self.clock = clock
        self.as_staff = as_staff
        self._store: Store | None = None
        self._proof: Proof | None = None

    def missing(self) -> bool:
        """Whether the SQLite file is absent; a server's database is never called missing."""
        file = self.config.db_file
        return file is not None and not file.exists()

    def open(self) -> Opening:
        """Open the store; whoever has a valid token, or a solo desk, is signed in at once."""
        from csconsole.services import sign_in
        from csconsole.storage import open_store

        if self.missing():
            return Opening("no_database")
        if self._store is None:
            self._store = open_store(self.config.db_url, clock=self.clock)
        token = self._token()
        remembered = self._actor_of(token)
        actor = remembered or sign_in.solo_actor(self._store)
        if actor is None:
            return Opening("sign_in")
        context = self._context(actor)
        self._proof = sign_in.Proof(token if remembered is not None else "")
        if self.as_staff and self.as_staff != actor.staff_no:
            context = self._context(sign_in.actor_as(context, self.as_staff))
        return Opening("ready", context, remembered=remembered is not None)

    def sign_in(self, staff_no: str, password: str) -> Context:
        """Sign in by staff number and password."""
        from csconsole.services.sign_in import proof_by_password, sign_in

        assert self._store is not None
        context = sign_in(self._store, self.clock, self.config, staff_no=staff_no, password=password)
        self._proof = proof_by_password(context)
        return context

    def standing(self, context: Context) -> Context:
        """The context with the rights of now, on a database that is still of this program's version."""
        from csconsole.services.sign_in import still_signed_in

        context.store.require_current()
        return context if self._proof is None else still_signed_in(context, self._proof)

    def idle_minutes(self, context: Context) -> int | None:
        """After how many idle minutes the console locks; None where nobody has a password."""
        from csconsole.services.sign_in import idle_lock_minutes

        return idle_lock_minutes(context)

    def ends_login(self) -> bool:
        """Whether it was an earlier ``csconsole login`` that said who it is; not after a password."""
        return self._proof is not None and bool(self._proof.token)

    def sign_out(self) -> None:
        """Forget who signed in. Where an earlier ``csconsole login`` said who it is, that is ended too, so
        that the next start asks; the shell of whoever typed a password here stays as it is. The file goes
        first, so that it is gone also where the database cannot be reached.
        """
        from csconsole.services.sign_in import revoke_token

        proof, self._proof = self._proof, None
        if proof is None or not proof.token:
            return
        token = self._token()
        self.config.token_file.unlink(missing_ok=True)
        if (actor := self._actor_of(token)) is not None:
            revoke_token(self._context(actor), token)

    def create(self, choice: str, progress: Progress) -> Opening:
        """Make the database: ``solo`` where the settings say, ``demo`` in the user's data folder, so that it
        is never mistaken for the department's own; a demo that was built before is opened.
        """
        if choice == "demo":
            self._create_demo(progress)
        else:
            from csconsole.services.database import create_solo

            create_solo(self.config, self.clock)
        return self.open()

    def _create_demo(self, progress: Progress) -> None:
        from csconsole.services.demo import build_demo, demo_day, play_shift, whole_demo

        file = data_dir() / "demo.db"
        self.config = replace(self.config, db=str(file))
        if file.exists():
            return
        day = demo_day(self.clock.now(), self.config)
        with whole_demo(self.config, file) as config:
            stage = build_demo(config, day, progress=progress)
            try:
                play_shift(stage, day, lambda _line: None, continues=True)
            finally:
                stage.store.close()

    def listen(self, heard: Callable[[list[Change]], None], stopped: Callable[[], bool]) -> None:
        """Wait on the change feed and tell of each batch once, one entry a kind. Raises
        ``DatabaseUnavailableError`` where the database went away.
        """
        assert self._store is not None
        feed = self._store.change_feed()
        heard([])
        try:
            while not stopped():
                kinds: dict[str, set[int]] = {}
                for change in feed.wait(LISTEN_SECONDS):
                    kinds.setdefault(change.entity, set()).add(change.entity_id)
                if kinds and not stopped():
                    heard([Change(kind, frozenset(ids)) for kind, ids in kinds.items()])
        finally:
            feed.close()

    def close(self) -> None:
        """Close the store."""
        if self._store is not None:
            self._store.close()
            self._store = None

    def _actor_of(self, token: str) -> Actor | None:
        """Whose token this is; nobody's when it has ended, or is one of another database."""
        from csconsole.services.sign_in import actor_of_token

        if not token or self._store is None:
            return None
        try:
            return actor_of_token(self._store, self.clock, token)
        except SignInError:
            return None

    def _token(self) -> str:
        """What an earlier ``csconsole login`` to this database keeps, or the environment says."""
        if token := os.environ.get("CSCONSOLE_TOKEN", "").strip():
            return token
        try:
            return self.config.token_file.read_text(encoding="ascii").strip()
        except (FileNotFoundError, NotADirectoryError, UnicodeDecodeError):
            return ""

    def _context(self, actor: Actor) -> Context:
        from csconsole.services.context import Context

        assert self._store is not None
        return Context(store=self._store, clock=self.clock, actor=actor, config=self.config)
