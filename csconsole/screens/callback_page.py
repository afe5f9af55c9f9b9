"""The page of one callback: everything that is known about it, and its attempts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.widgets import Static

from csconsole.codes import label
from csconsole.i18n import _
from csconsole.screens.callback_words import heading, window_words
from csconsole.screens.callback_work import CallbackWork
from csconsole.screens.going_by import GoingByNumber
from csconsole.screens.reporting_up import escalation_lines
from csconsole.widgets.timeline import Moment, Timeline
from csconsole.widgets.times import exact
from csconsole.widgets.tones import Piece, Toned, say_lines

if TYPE_CHECKING:
    from csconsole.services.callbacks import CallbackRow, CallbackScript, CallbackSheet
    from csconsole.services.context import Context
    from csconsole.services.escalations import EscalationRow

RECORD = (
    "efficiency",
    "quality",
    "answer",
    "advice",
    "reaction",
    "repair_result",
    "company_opinion",
    "product_suggestion",
    "service_suggestion",
    "use_problem",
    "reminder",
    "invitation",
    "next_service_on",
    "opportunity",
    "problem",
    "problem_answer",
    "signer",
)


class CallbackPage(GoingByNumber, CallbackWork):
    """Number, state, window, script and record on the left; the attempts beside or below."""

    CONTEXT = "callback"
    WATCH = frozenset({"callback", "escalation"})
    DEFAULT_CSS = """
    CallbackPage #facts { height: 2fr; padding: 0 2; }
    CallbackPage #facts > Static { height: auto; }
    CallbackPage Timeline { height: 1fr; border-top: solid $rule; }
    CallbackPage.-wide #facts { height: 1fr; width: 3fr; }
    CallbackPage.-wide Timeline { width: 2fr; border-top: none; border-left: solid $rule; }
    """

    def __init__(self, number: str) -> None:
        super().__init__()
        self.number = number
        self.found: tuple[CallbackSheet, CallbackScript] | None = None

    @property
    def target(self) -> CallbackRow | None:
        """The callback of this page."""
        return self.found[0].row if self.found else None

    def escalations_shown(self) -> Sequence[EscalationRow]:
        """Those of this callback."""
        return self.found[0].escalations if self.found else ()

    def compose_body(self) -> ComposeResult:
        """Facts and attempts."""
        with Container(classes="split"):
            with VerticalScroll(id="facts", can_focus=True):
                yield Static("", id="fact-lines", markup=False)
            yield Timeline()

    def on_mount(self) -> None:
        """The facts can be scrolled at once."""
        self.query_one("#facts").focus()

    def undo_record(self) -> str:
        """``u`` is about this record."""
        return self.number

    def load(self) -> None:
        """Everything about the callback."""

        def work(ctx: Context) -> tuple[CallbackSheet, CallbackScript]:
            from csconsole.services.callbacks import callback_script, show_callback

            return show_callback(ctx, self.number), callback_script(ctx, self.number)

        self.ask(work, self._show)

    def _show(self, found: tuple[CallbackSheet, CallbackScript]) -> None:
        self.found = found
        self.number = found[0].row.number
        self.draw_footer()
        self.set_title(found[0].row.number, "  ", label("callback_state", found[0].row.state))
        self.show_target()
        zone = self.console.config.zone_info
        self.query_one(Timeline).show(
            [
                Moment(
                    exact(one.at, zone),
                    f"{one.by_no} {one.by_name}",
                    f"{label('attempt_code', one.code)}  {label('callback_window', one.window)}",
                    one.note or "",
                    "done" if one.reached else "caution",
                )
                for one in found[0].attempts
            ]
        )

    def show_target(self) -> None:
        """Draw the facts."""
        if self.found is None:
            return
        sheet, script = self.found
        now, zone = self.console.clock.now(), self.console.config.zone_info
        dialled = self.dialled.get(sheet.row.id)
        lines: list[Piece | tuple[Piece, ...]] = [
            heading(sheet.row, dialled[0] if dialled else None),
            window_words(sheet.row, now, zone),
        ]
        if sheet.row.owner_name:
            lines.append((Toned(_("Owner") + "  ", "quiet"), f"{sheet.row.owner_no} {sheet.row.owner_name}"))
        if note := self.notes.get(sheet.row.id):
            lines.append((Toned(_("Note") + "  ", "quiet"), note))
        lines += ["", *self._answers(sheet)]
        lines += escalation_lines(sheet.escalations, zone)
        if sheet.row.open:
            lines += ["", *script.lines]
        self.query_one("#fact-lines", Static).update(say_lines(lines))

    def _answers(self, sheet: CallbackSheet) -> list[tuple[Piece, ...]]:
        lines: list[tuple[Piece, ...]] = []
        row = sheet.row
        for name, code, list_name in (
            ("satisfaction", row.satisfaction, "satisfaction"),
            ("aspect", row.aspect, "satisfaction_aspect"),
            ("window", row.window, "callback_window"),
        ):
            if code:
                lines.append((Toned(label("field", name) + "  ", "quiet"), label(list_name, code)))
        for name in RECORD:
            value = getattr(sheet.record, name)
            if value not in (None, ""):
                lines.append((Toned(label("field", name) + "  ", "quiet"), str(value)))
        if sheet.record.next_callback:
            lines.append((Toned(label("field", "next_at") + "  ", "quiet"), sheet.record.next_callback))
        return lines

    def recorded(self, row: CallbackRow) -> None:  # noqa: ARG002 - the list needs it
        """Stay on the page and show what became of it."""
        self.load()

    def do_list_copy(self) -> None:
        """Copy the number."""
        self.app.copy_to_clipboard(self.number)
        self.toast(_("Copied: {text}", text=self.number))
