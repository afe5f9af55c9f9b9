"""The unsaved call: found again, put aside for a new caller, got back, or discarded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widgets import Static

from csconsole.clock import local
from csconsole.i18n import _, ngettext
from csconsole.screens.drafting import FormScreen
from csconsole.widgets.dialogs import Choice, Confirm, Option
from csconsole.widgets.tones import Toned, say_line

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, timedelta

    from csconsole.services.context import Context
    from csconsole.services.drafts import DraftRow


class CallDrafts(FormScreen):
    """The half of the call form that keeps what was typed."""

    start_number = ""
    start_customer: int | None = None
    draft: DraftRow | None = None
    """The unsaved call that the form goes on with."""
    draft_number: str | None = None
    """The number that stands in it; another one starts the clock anew."""
    opened_at: datetime | None = None
    hung_up_at: datetime | None = None
    waiting = False
    """An empty form that is left over from the call before: the next one begins with its first key."""
    aside: Sequence[DraftRow] = ()
    """Unsaved calls that were put aside, the newest first."""

    def find_draft(self) -> None:
        """F2 goes on with the unsaved call. One that was started from a customer's page is a new caller: what
        was unsaved then is put aside, so that nothing is written over it.
        """
        if self.take_held():
            self.draw_draft()
            return
        form, new = self.FORM, self.start_customer is not None or bool(self.start_number)

        def work(ctx: Context) -> tuple[DraftRow | None, Sequence[DraftRow]]:
            from csconsole.services import drafts

            if new:
                drafts.put_aside(ctx, form)
            return drafts.find_draft(ctx, form), drafts.list_aside(ctx, form)

        self.ask(work, self._found_calls, group="draft-find")

    def _found_calls(self, found: tuple[DraftRow | None, Sequence[DraftRow]]) -> None:
        own, self.aside = found
        if own is not None and not self.changed:
            self.take_back(own)
        self.draw_draft()

    def take_back(self, draft: DraftRow) -> None:
        """Go on with an unsaved call."""
        self.draft, self.draft_key = draft, draft.key
        self.aside = [one for one in self.aside if one.key != draft.key]
        self.restore_draft(draft.body)

    def draw_draft(self) -> None:
        """Whose call it is that stands in the form, and the key for a new caller."""
        key = self.console.registry.key_sign("call.discard")
        words = ""
        if self.draft is not None:
            words = _(
                "Your unsaved call of {time}. A new caller? {key} puts it aside.",
                time=self._time(self.draft),
                key=key,
            )
        elif self.aside:
            count = ngettext(
                "{n} unsaved call is put aside", "{n} unsaved calls are put aside", len(self.aside)
            )
            words = _(
                "{what} ({time}). {key} gets it back.", what=count, time=self._time(self.aside[0]), key=key
            )
        shown = self.query_one("#draft", Static)
        shown.display = bool(words)
        shown.update(say_line(Toned(words, "caution")))

    def _time(self, draft: DraftRow) -> str:
        at = local(draft.saved_at, self.console.config.zone_info)
        today = local(self.console.clock.now(), self.console.config.zone_info).date()
        return f"{at:%H:%M}" if at.date() == today else f"{at:%m-%d %H:%M}"

    # ---- when the call begins

    def begin_now(self) -> None:
        """The call begins now."""
        self.opened_at, self.hung_up_at, self.waiting = self.console.clock.now(), None, False
        self.draw_clock()

    def begin_again(self) -> None:
        """The key of a new call, pressed in the form: an empty one begins now, another one is asked about."""
        if self.changed or self.draft is not None:
            self.do_call_discard()
        else:
            self.begin_now()

    def draw_clock(self) -> None:
        """Called when the clock of the call begins anew; the form draws it."""

    # ---- the key

    def do_call_discard(self) -> None:
        """Put this call aside for a new caller, discard it, or get back the one that was put aside."""
        if self.changed or self.draft is not None:
            options = [
                Option("n", "aside", _("a new caller: put this call aside, nothing is lost")),
                Option("d", "discard", _("discard this call")),
            ]
            self.open_dialog(Choice(_("This call is not saved."), options), self._picked)
        elif self.aside:
            self.take_back(self.aside[0])
            self.draw_draft()
        else:
            self.toast(_("No unsaved call is put aside."))

    def _picked(self, picked: str) -> None:
        if picked == "discard":
            self.open_dialog(Confirm(_("Discard this call?")), lambda yes: self._discard() if yes else None)
            return
        form, key, body = self.FORM, self.draft_key, self.draft_body()

        def work(ctx: Context) -> Sequence[DraftRow]:
            from csconsole.services import drafts

            drafts.save_draft(ctx, form, key, body)
            drafts.put_aside(ctx, form)
            return drafts.list_aside(ctx, form)

        def done(aside: Sequence[DraftRow]) -> None:
            self.aside = aside
            self.start_over()

        self.command(work, done, group="aside")

    def _discard(self) -> None:
        self.drop_draft()
        self.start_over()

    def start_over(self) -> None:
        """The next call is a new one."""
        self.draft, self.draft_key, self.kept = None, "", None
        super().start_over()


def clock_words(span: timedelta) -> str:
    """How long a call has taken, as hours, minutes and seconds."""
    seconds = max(0, int(span.total_seconds()))
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
