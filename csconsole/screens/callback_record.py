"""The form with every field of a callback's record (CBK-03), for what single keys do not ask."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult
from textual.widgets import Static

from csconsole.codes import codes, label
from csconsole.errors import CsconsoleError
from csconsole.i18n import N_, _
from csconsole.screens.base import BaseScreen
from csconsole.screens.callback_words import heading
from csconsole.widgets.form import Field, Form
from csconsole.widgets.tones import say_lines

if TYPE_CHECKING:
    from csconsole.services.callbacks import CallbackRow
    from csconsole.services.context import Context

DRAFT = "callback.record"
NOT_RECORD = ("problem", "next_at", "note")
"""Fields of the form that are no fields of the record."""


class CallbackRecordScreen(BaseScreen["CallbackRow"]):
    """Answers with the callback as it was saved, or nothing when it was left."""

    CONTEXT = "callback_record"
    TITLE_TEXT = N_("Callback record")
    DEFAULT_CSS = """
    CallbackRecordScreen #who { height: auto; padding: 0 2; }
    """

    def __init__(self, row: CallbackRow, note: str, dialled: tuple[str, float] | None) -> None:
        super().__init__()
        self.row = row
        self.note = note
        self.dialled = dialled

    def compose_body(self) -> ComposeResult:
        """Who was called, then the fields."""
        number = self.dialled[0] if self.dialled else None
        yield Static(say_lines([heading(self.row, number)]), id="who")
        scores = tuple((str(n), str(n)) for n in range(1, 11))
        yield Form(
            (
                Field("satisfaction", N_("Satisfaction"), "choice", _choices("satisfaction")),
                Field("aspect", N_("Aspect"), "choice", _choices("satisfaction_aspect")),
                Field("efficiency", N_("Efficiency"), "choice", scores),
                Field("quality", N_("Quality"), "choice", scores),
                Field("answer", N_("Answer"), "text", rows=2),
                Field("use_problem", N_("Use and problem"), "text", rows=2),
                Field("problem", N_("For the manager"), "text", rows=2, help=N_("what you cannot solve")),
                Field("advice", N_("Advice given")),
                Field("company_opinion", N_("Opinion of the company")),
                Field("product_suggestion", N_("Product suggestion")),
                Field("service_suggestion", N_("Service suggestion")),
                Field("repair_result", N_("Repair result")),
                Field("reaction", N_("Customer's reaction")),
                Field("reminder", N_("Reminder"), help=N_("maintenance, renewal, upgrade")),
                Field("invitation", N_("Invitation")),
                Field("next_service_on", N_("Next service"), help=N_("a date such as 2026-11-21")),
                Field("opportunity", N_("Opportunity"), help=N_("for the leader")),
                Field("next_at", N_("Next callback"), help=N_("tomorrow 10:00, 30d")),
                Field("note", N_("Note"), value=self.note),
                Field("signer", N_("Signer")),
            )
        )

    @property
    def form(self) -> Form:
        """The form."""
        return self.query_one(Form)

    def on_mount(self) -> None:
        """Begin at the top; find what was typed before a crash."""
        self.set_title(self.row.number)
        self.form.editor("satisfaction").focus()

        def work(ctx: Context) -> dict[str, Any]:
            from csconsole.services.drafts import find_draft

            found = find_draft(ctx, DRAFT, self.row.number)
            return found.body if found else {}

        self.ask(work, self._take_draft, group="draft")

    def _take_draft(self, body: dict[str, Any]) -> None:
        if body and not self.form.dirty:
            self.form.set_values({name: str(value) for name, value in body.items()})
            self.toast(_("This is what you had typed before."))

    def on_form_pause(self, _event: Form.Pause) -> None:
        """Keep what was typed."""
        typed = self.form.values()

        def work(ctx: Context) -> None:
            from csconsole.services.drafts import save_draft

            save_draft(ctx, DRAFT, self.row.number, typed)

        self.ask(work, lambda _nothing: None, group="draft")

    def on_form_submitted(self, _event: Form.Submitted) -> None:
        """Enter in the last field saves."""
        self.do_form_save()

    def do_form_save(self) -> None:
        """Save the record and go back to the list."""
        typed = {name: value.strip() for name, value in self.form.values().items()}
        record = {name: value for name, value in typed.items() if value and name not in NOT_RECORD}
        seconds = None if self.dialled is None else int(time.monotonic() - self.dialled[1])

        def work(ctx: Context) -> CallbackRow:
            from csconsole.services.callbacks import record_attempt
            from csconsole.services.drafts import drop_draft
            from csconsole.services.moments import read_moment

            with ctx.write():
                following = typed["next_at"]
                row = record_attempt(
                    ctx,
                    self.row.id,
                    code="done",
                    seconds=seconds,
                    note=typed["note"] or None,
                    record=record,
                    problem=typed["problem"] or None,
                    next_at=read_moment(ctx, following, field="next_at") if following else None,
                    expected_version=self.row.version,
                )
                drop_draft(ctx, DRAFT, self.row.number)
                return row

        self.command(work, self._saved, failed=self._refused)

    def do_form_save_next(self) -> None:
        """The same: the list goes on to the next one."""
        self.do_form_save()

    def _saved(self, row: CallbackRow) -> None:
        self.form.mark_saved()
        self.dismiss(row)

    def _refused(self, error: CsconsoleError) -> None:
        if not self.form.show_error(error.field, error.message):
            self.toast_error(error)


def _choices(list_name: str) -> tuple[tuple[str, str], ...]:
    return tuple((code, label(list_name, code)) for code in codes(list_name))
