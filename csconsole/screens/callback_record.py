"""The form with every field of a callback's record (CBK-03), for what single keys do not ask."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.widgets import Static

from csconsole.codes import codes, label
from csconsole.i18n import N_, _
from csconsole.screens.callback_words import heading
from csconsole.screens.drafting import FormScreen
from csconsole.widgets.form import Field, Form
from csconsole.widgets.tones import say_lines

if TYPE_CHECKING:
    from csconsole.services.callbacks import CallbackRow
    from csconsole.services.context import Context

NOT_RECORD = ("problem", "next_at", "note")
"""Fields of the form that are no fields of the record."""


class CallbackRecordScreen(FormScreen):
    """Answers with the callback as it was saved, or nothing when it was left."""

    CONTEXT = "callback_record"
    TITLE_TEXT = N_("Callback record")
    FORM = "callback.record"
    DEFAULT_CSS = """
    CallbackRecordScreen #who { height: auto; padding: 0 2; }
    """

    def __init__(self, row: CallbackRow, note: str, dialled: tuple[str, float] | None) -> None:
        super().__init__(row.number)
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

    def on_mount(self) -> None:
        """Begin at the top."""
        self.set_title(self.row.number)
        self.form.editor("satisfaction").focus()

    def save(self, then_next: bool) -> None:  # noqa: ARG002 - there is no next form
        """Save the record and go back to the list, which goes on to the next one."""
        typed = {name: value.strip() for name, value in self.form.values().items()}
        record = {name: value for name, value in typed.items() if value and name not in NOT_RECORD}
        seconds = None if self.dialled is None else int(time.monotonic() - self.dialled[1])

        def work(ctx: Context) -> CallbackRow:
            from csconsole.services.callbacks import record_attempt
            from csconsole.services.moments import read_moment

            following = typed["next_at"]
            return record_attempt(
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

        def stored(row: CallbackRow) -> None:
            self.saved(False, _("{number} is recorded.", number=row.number), row)

        self.command(work, stored, failed=self.refused)


def _choices(list_name: str) -> tuple[tuple[str, str], ...]:
    return tuple((code, label(list_name, code)) for code in codes(list_name))
