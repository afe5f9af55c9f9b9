"""What no screen waits for: drafts are kept in the background, again and again where the database refuses."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from textual.timer import Timer

from csconsole.errors import CsconsoleError, DatabaseUnavailableError
from csconsole.i18n import _, listed
from csconsole.screens.telling import Telling

if TYPE_CHECKING:
    from csconsole.services.context import Context

AGAIN_SECONDS: Final = 10.0
"""How long what the database refused waits until it is tried again."""


class Keeping(Telling):
    """The part of the application that keeps what was typed."""

    ctx: Context | None
    crash_log: Path
    from_thread: Callable[..., None]
    log_crash: Callable[[Exception], None]

    def __init__(self) -> None:
        super().__init__()
        self._keeping = threading.Lock()
        self._to_keep: dict[str, Callable[[], object]] = {}
        self._keeps: set[object] = set()
        self._text_names: dict[str, str] = {}
        self.held: dict[tuple[int | None, str], dict[str, Any]] = {}
        """What was typed into forms and is not stored as a draft yet, by person and slot."""
        self._again: Timer | None = None
        self.typed_here: dict[tuple[int | None, str], dict[str, str]] = {}
        """What was typed into dialogs and is not done with, by person and by what it is about."""
        self._refused = False
        self._once_kept: Callable[[], object] | None = None

    def keep(
        self,
        slot: str,
        work: Callable[[Context], object],
        *,
        name: str = "",
        stored: Callable[[], object] | None = None,
    ) -> None:
        """Run a call that no screen waits for, such as keeping a draft; one after the other, also when the
        screen that asked is closed meanwhile. Of several for one ``slot`` that wait only the last one runs.
        What the database refuses, as on a full disk, waits and is tried again. ``name`` is what the person
        calls the text that would be lost otherwise; ``stored`` is called here once it is.
        """
        context = self.ctx
        if context is None:
            return
        self._text_names[slot] = name

        def done() -> None:
            work(context)
            if stored is not None:
                self.from_thread(stored)

        self._to_keep[slot] = done
        self._start(slot)

    def keep_again(self) -> None:
        """Try what was refused once more."""
        if self._again is not None:
            self._again.stop()
            self._again = None
        for slot in list(self._to_keep):
            self._start(slot)

    @property
    def is_keeping(self) -> bool:
        """Whether something is being kept now; what was refused waits meanwhile."""
        return bool(self._keeps)

    @property
    def unkept(self) -> list[str]:
        """What is typed and would be lost now, as the person calls it."""
        return sorted({name for name in self._text_names.copy().values() if name})

    def would_be_lost(self) -> str:
        """What is not stored as a draft, as a sentence; empty for nothing."""
        names = self.unkept
        return _("Not stored as a draft: {names}.", names=listed(names)) if names else ""

    @property
    def refuses(self) -> bool:
        """Whether the database refused the last that was to be kept."""
        return self._refused

    def when_kept(self, call: Callable[[], object]) -> None:
        """Call it once all that waits is kept; never where it is refused."""
        self._once_kept = call

    def _start(self, slot: str) -> None:
        token = object()
        self._keeps.add(token)
        self.run_worker(partial(self._run, slot, token), thread=True, exit_on_error=False, group="keep")

    def _run(self, slot: str, token: object) -> None:
        try:
            self._run_latest(slot)
        finally:
            self._keeps.discard(token)

    def _run_latest(self, slot: str) -> None:
        with self._keeping:
            latest = self._to_keep.pop(slot, None)
            if latest is None:
                return
            try:
                latest()
            except DatabaseUnavailableError as error:
                self._to_keep.setdefault(slot, latest)
                self.from_thread(self._not_yet, error)
            except Exception as error:  # the boundary of this thread: shown and logged
                self.from_thread(self._not_kept, error)
            else:
                if slot not in self._to_keep:
                    self._text_names.pop(slot, None)
                self.from_thread(self._kept)

    def _not_yet(self, error: DatabaseUnavailableError) -> None:
        """The database refused: said once, tried again by and by."""
        if self._again is None:
            self._again = self.set_timer(AGAIN_SECONDS, self.keep_again)
        self._once_kept = None
        if self._refused:
            return
        self._refused = True
        again = _(
            "What you type is not kept as a draft now; it is tried again every {n} s.", n=int(AGAIN_SECONDS)
        )
        self.toast(f"{error.message} {again}", "error")

    def _kept(self) -> None:
        """Kept; it is said after it was refused, and to who waits for it."""
        then, self._once_kept = self._once_kept, None
        if then is not None:
            then()
        if self._refused and not self._to_keep:
            self._refused = False
            self.toast(_("What you typed is kept as a draft again."))

    def _not_kept(self, error: Exception) -> None:
        if isinstance(error, CsconsoleError):
            self.toast(error.message, "error")
        else:
            self.log_crash(error)
            self.toast(_("The draft could not be kept; details are in {file}.", file=self.crash_log), "error")
