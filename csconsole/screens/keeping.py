"""What no screen waits for: drafts are kept in the background, again and again where the database refuses."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from textual.timer import Timer

from csconsole.errors import CsconsoleError, DatabaseUnavailableError
from csconsole.i18n import _
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
        self._again: Timer | None = None
        self.typed_here: dict[tuple[int | None, str], dict[str, str]] = {}
        """What was typed into dialogs and is not done with, by person and by what it is about."""
        self._refused = False

    def keep(self, slot: str, work: Callable[[Context], object]) -> None:
        """Run a call that no screen waits for, such as keeping a draft; one after the other, also when the
        screen that asked is closed meanwhile. Of several for one ``slot`` that wait only the last one runs.
        What the database refuses, as on a full disk, waits and is tried again.
        """
        context = self.ctx
        if context is None:
            return
        self._to_keep[slot] = partial(work, context)
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
        """Whether something is not kept yet."""
        return bool(self._to_keep) or self._keeping.locked()

    def _start(self, slot: str) -> None:
        self.run_worker(partial(self._run, slot), thread=True, exit_on_error=False, group="keep")

    def _run(self, slot: str) -> None:
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
                self.from_thread(self._kept)

    def _not_yet(self, error: DatabaseUnavailableError) -> None:
        """The database refused: said once, tried again by and by."""
        if self._again is None:
            self._again = self.set_timer(AGAIN_SECONDS, self.keep_again)
        if self._refused:
            return
        self._refused = True
        again = _(
            "What you type is not kept as a draft now; it is tried again every {n} s.", n=int(AGAIN_SECONDS)
        )
        self.toast(f"{error.message} {again}", "error")

    def _kept(self) -> None:
        """Kept again, after it was refused."""
        if self._refused and not self._to_keep:
            self._refused = False
            self.toast(_("What you typed is kept as a draft again."))

    def _not_kept(self, error: Exception) -> None:
        if isinstance(error, CsconsoleError):
            self.toast(error.message, "error")
        else:
            self.log_crash(error)
            self.toast(_("The draft could not be kept; details are in {file}.", file=self.crash_log), "error")
