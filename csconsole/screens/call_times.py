"""When a call began and ended, as it is typed for a late entry: how it is understood (CALL-01, CALL-18)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from csconsole.errors import CsconsoleError
from csconsole.i18n import _
from csconsole.screens.call_entry import typed_times
from csconsole.screens.call_lookup import CallLookup
from csconsole.widgets.form import Form
from csconsole.widgets.times import moment, span_words
from csconsole.widgets.tones import Toned, say_line

if TYPE_CHECKING:
    from csconsole.services.context import Context

TIMES = ("started", "ended")


class CallTimes(CallLookup):
    """The part of the call form that reads the times of a call that is entered late."""

    hung_up_at: datetime | None

    def on_form_changed(self, event: Form.Changed) -> None:
        """Both are read again: the end is seen from the begin."""
        if event.field in TIMES:
            self.read_times()

    def read_times(self) -> None:
        """Show how begin and end are understood, or that they lie in the future."""
        values = self.fields.values()
        started, ended = (values[name].strip() for name in TIMES)
        if not started and not ended:
            self.unask("times")
            self._show_times({})
            return
        late = values["late_reason"].strip()
        until = None if late else self.hung_up_at or self.console.clock.now()

        def work(ctx: Context) -> dict[str, Any]:
            return typed_times(ctx, started, ended, until)

        self.ask(work, self._show_times, group="times", failed=self._not_understood)

    def _show_times(self, found: dict[str, Any]) -> None:
        now, zone = self.console.clock.now(), self.console.config.zone_info
        start, end = found.get("started_at"), found.get("ended_at")
        if end is None and start is not None and "talk_seconds" in found:
            end = start + timedelta(seconds=found["talk_seconds"])
        if start is None and end is not None and "talk_seconds" in found:
            start = end - timedelta(seconds=found["talk_seconds"])
        notes: dict[str, Any] = dict.fromkeys(TIMES, "")
        if start is not None:
            ago = Toned(_("{span} ago", span=span_words(now - start)), "quiet")
            notes["started"] = say_line(Toned(moment(start, now, zone) + "  ", "accent"), ago)
        if end is not None:
            lasted = Toned(span_words(end - start) if start is not None else "", "quiet")
            notes["ended"] = say_line(Toned(moment(end, now, zone) + "  ", "accent"), lasted)
        for name, note in notes.items():
            self.fields.show_note(name, note)

    def _not_understood(self, error: CsconsoleError) -> None:
        """A time in the future is said at once; one that is not typed to its end is not."""
        self._show_times({})
        if error.rule == "CALL-01" and error.field in TIMES:
            self.fields.show_note(error.field or "", say_line(Toned("! " + error.message, "caution")))
