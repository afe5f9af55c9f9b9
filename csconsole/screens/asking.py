"""What screens and dialogs share: numbered service calls in threads, errors as toasts, the clipboard."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from textual.message import Message
from textual.widget import Widget

from csconsole.errors import (
    ConflictError,
    CsconsoleError,
    DatabaseUnavailableError,
    NotAllowedError,
    SavedError,
)
from csconsole.i18n import _
from csconsole.screens.hints import console_hint
from csconsole.text import literal_line

if TYPE_CHECKING:
    from csconsole.app import Console
    from csconsole.services.context import Context
    from csconsole.widgets.typed_dialog import TypedDialog

T = TypeVar("T")
BUSY_AFTER = 0.1
"""Seconds until a running request shows a sign."""
Severity = Literal["information", "warning", "error"]


@dataclass
class Answered(Message, bubble=False):
    """A service call came back, with a result or an error."""

    number: int
    group: str
    result: Any
    error: Exception | None
    then: Callable[[Any], None]
    failed: Callable[[CsconsoleError], None] | None


@dataclass(slots=True)
class Saw:
    """A record as this person saw it when a dialog opened; who was told of another's change has seen that."""

    entity: str
    key: int
    version: int


class Asking(Widget):
    """What screens and dialogs share: numbered service calls in threads, toasts, dialogs."""

    forgetting: bool = False
    """Whether what was read is being taken off the screen: no answer is delivered now."""

    @property
    def console(self) -> Console:
        """The application."""
        return cast("Console", self.app)

    @property
    def ctx(self) -> Context | None:
        """Who is signed in, on which database; None before the first sign-in. Use :meth:`ask` to call
        services.
        """
        return self.console.ctx

    def _requests(self) -> dict[str, int]:
        if not hasattr(self, "_asked"):
            self._asked: dict[str, int] = {}
            self._pending: dict[str, int] = {}
        return self._asked

    def ask(
        self,
        work: Callable[[Context], T],
        then: Callable[[T], None],
        *,
        group: str = "load",
        failed: Callable[[CsconsoleError], None] | None = None,
    ) -> None:
        """Run ``work(ctx)`` in a thread and ``then(result)`` here. In one ``group`` only the latest answer
        counts.

        An error of the csconsole family goes to ``failed`` where given, else to a toast; what the screen
        shows stays and is marked old. Before anybody is signed in the call waits.
        """
        asked = self._requests()
        number = asked[group] = asked.get(group, 0) + 1
        self.console.when_signed_in(partial(self._start_asking, number, group, work, then, failed))

    @contextmanager
    def taken_apart(self) -> Iterator[None]:
        """Deliver no answer inside, nor later to what was asked until then: it would come to a screen without
        its widgets, or to the next person.
        """
        self.forgetting = True
        try:
            yield
        finally:
            self.unask(*self._requests())
            self.forgetting = False

    def unask(self, *groups: str) -> None:
        """Whatever was asked in these groups is no longer wanted: its answer is not delivered."""
        asked = self._requests()
        for group in groups:
            asked[group] = asked.get(group, 0) + 1

    def command(
        self,
        work: Callable[[Context], T],
        then: Callable[[T], None] | None = None,
        *,
        group: str = "command",
        failed: Callable[[CsconsoleError], None] | None = None,
        saw: Saw | None = None,
    ) -> bool:
        """Run a call that changes something. A second one of the same group is refused while one is running,
        so a key pressed twice does not save twice; returns whether it was started. It runs with the rights
        of that moment. Who changes another version than ``saw`` is told once, and keeps what was typed.
        """
        self._requests()
        if self._pending.get(group):
            self.toast(_("Still working on the last command."), "warning")
            return False
        from csconsole.screens.standing import checked

        def standing(context: Context) -> T:
            context = checked(self.console, context)
            if saw is not None:
                from csconsole.services.seen import having_seen

                context = having_seen(context, saw.entity, saw.key, saw.version)
            return storing(context, work)

        keep = getattr(self, "_refused", None)
        answered: list[TypedDialog[Any]] = getattr(self, "_unsettled", [])
        self._unsettled: list[TypedDialog[Any]] = []

        def refused(error: CsconsoleError) -> None:
            again = keep is not None and (not isinstance(error, ConflictError) or told(error, saw))
            if keep is None or not again or not keep(error):
                self.toast_error(error)

        def stored(result: T) -> None:
            self.console.unread = True
            forget(answered)
            if then is not None:
                then(result)

        def not_done(error: CsconsoleError) -> None:
            if isinstance(error, SavedError):
                forget(answered)
                self.saved_unread(error)
                return
            for dialog in answered:
                dialog.rest()
            (failed or refused)(error)

        self.ask(standing, stored, group=group, failed=not_done)
        return True

    def saved_unread(self, error: SavedError) -> None:
        """A command is stored, but what follows could not be read: nobody is told to do it again."""
        self.toast(self.error_text(error), "warning")

    def ask_gate(
        self,
        work: Callable[[], T],
        then: Callable[[T], None],
        *,
        failed: Callable[[CsconsoleError], None] | None = None,
    ) -> None:
        """As :meth:`ask`, for what needs nobody signed in: opening the database, signing in."""
        asked = self._requests()
        number = asked["gate"] = asked.get("gate", 0) + 1
        self._run_in_thread(number, "gate", work, then, failed)

    def _start_asking(
        self,
        number: int,
        group: str,
        work: Callable[[Context], T],
        then: Callable[[T], None],
        failed: Callable[[CsconsoleError], None] | None,
    ) -> None:
        context = self.console.ctx
        if context is not None and self.is_attached:
            self._run_in_thread(number, group, partial(work, context), then, failed)

    def _run_in_thread(
        self,
        number: int,
        group: str,
        work: Callable[[], T],
        then: Callable[[T], None],
        failed: Callable[[CsconsoleError], None] | None,
    ) -> None:
        self._pending[group] = self._pending.get(group, 0) + 1
        self.set_timer(BUSY_AFTER, self.show_busy)

        def run() -> None:
            result: T | None = None
            error: Exception | None = None
            try:
                result = work()
            except Exception as raised:  # the boundary: handed to the screen, which shows and logs it
                error = raised
            self.post_message(Answered(number, group, result, error, then, failed))

        self.run_worker(run, group=f"{group}-{number}", thread=True, exit_on_error=False, exclusive=False)

    def on_answered(self, message: Answered) -> None:
        """Deliver an answer, unless a later request of its group has been made."""
        self._pending[message.group] -= 1
        self.show_busy()
        self.call_after_refresh(self.console.settle)
        late = message.number != self._asked.get(message.group)
        if late or self.forgetting or not self.is_attached:
            return
        if message.error is None:
            self.answer_arrived(message.group)
            message.then(message.result)
            return
        self.answer_failed(message.group)
        if self.console.unread and message.group.startswith("load"):
            _not_the_save(self.console, message.error)
        self.report(message.error, message.failed)

    def report(self, error: Exception, failed: Callable[[CsconsoleError], None] | None = None) -> None:
        """Show an error once: to ``failed`` or as a toast; one that is nobody's rule is logged with its
        trace.
        """
        if not isinstance(error, CsconsoleError):
            self.console.log_crash(error)
            file = self.console.crash_log
            self.toast(
                _("Something inside failed; what you typed is kept. Details are in {file}.", file=file),
                "error",
            )
        elif failed is not None:
            failed(error)
        else:
            self.toast_error(error)

    def toast_error(self, error: CsconsoleError) -> None:
        """The message and the hint of an error as a toast."""
        severity: Severity = "warning" if isinstance(error, NotAllowedError | ConflictError) else "error"
        self.console.toast(self.error_text(error), severity, over=True)

    def error_text(self, error: CsconsoleError) -> str:
        """The message and, on a line of its own, the hint of an error."""
        hint = console_hint(self.console.registry, error.hint)
        return "\n".join(p for p in (error.message, hint) if p)

    def toast(self, text: str, severity: Severity = "information") -> None:
        """A short message at the edge. The text is never read as markup."""
        self.console.toast(text, severity)

    def copy(self, text: str) -> None:
        """Put a text on the terminal's clipboard (OSC 52) and say so."""
        self.app.copy_to_clipboard(literal_line(text))
        self.toast(_("Copied: {text}", text=text))

    @property
    def busy(self) -> bool:
        """Whether a service call is running."""
        self._requests()
        return any(self._pending.values())

    def show_busy(self) -> None:
        """Called when the busy state may have changed; screens show a sign in the status line."""

    def answer_arrived(self, group: str) -> None:
        """Called before a good answer is delivered."""

    def answer_failed(self, group: str) -> None:
        """Called before an error is reported."""


def forget(answered: Sequence[TypedDialog[Any]]) -> None:
    """What was typed into these is stored; one that stays is let go by its screen."""
    for dialog in answered:
        if not dialog.stays:
            dialog.forget()


def told(error: CsconsoleError, saw: Saw | None) -> bool:
    """Whether the same answer may be given again: over the version that the error told of."""
    if saw is None or not isinstance(error, ConflictError) or not isinstance(error.current, int):
        return False
    saw.version = error.current
    return True


def storing(context: Context, work: Callable[[Context], T]) -> T:
    """Run a command. Raises ``SavedError`` where the database failed after the change was stored, so that
    nobody is told to do it again.
    """
    done = context.store.done
    done.clear()
    try:
        return work(context)
    except DatabaseUnavailableError as error:
        if not done.stored:
            raise
        if done.failed:
            message = _("A part was saved; what should follow failed: {why}", why=error.message)
        else:
            message = _("Saved. What follows could not be read: {why}", why=error.message)
        raise SavedError(message, hint=_("Look at it before you do it again.")) from error


def _not_the_save(console: Console, error: Exception) -> None:
    """The reading after a save failed: what was saved need not be done again, only read."""
    if isinstance(error, DatabaseUnavailableError):
        key = console.registry.key_sign("app.refresh")
        error.hint = _("Your change is stored; {key} reads again.", key=key)
