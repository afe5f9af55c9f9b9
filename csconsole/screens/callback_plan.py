"""The form that plans a callback: whom, what about, until when. What is typed is kept as a draft."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult

from csconsole.codes import codes, label
from csconsole.errors import CsconsoleError
from csconsole.i18n import N_, _
from csconsole.screens.base import BaseScreen
from csconsole.widgets.dialogs import Choice
from csconsole.widgets.form import Field, Form

if TYPE_CHECKING:
    from csconsole.services.callbacks import CallbackRow
    from csconsole.services.context import Context
    from csconsole.services.customers import CustomerMatch

DRAFT = "callback.plan"
KINDS = ("promised", "follow_up", "care")
SHORTEST_NUMBER = 7
"""Digits from which a text of digits is a number to dial and not the last digits of a customer's."""


class CallbackPlanScreen(BaseScreen["CallbackRow"]):
    """Answers with the planned callback, or nothing when it was left."""

    CONTEXT = "callback_plan"
    TITLE_TEXT = N_("New callback")

    def compose_body(self) -> ComposeResult:
        """The form."""
        yield Form(
            (
                Field(
                    "who", N_("Whom"), required=True, help=N_("a number, last digits, name, pinyin or unit")
                ),
                Field("reason", N_("About"), required=True),
                Field(
                    "due", N_("Until"), help=N_("tomorrow 10:00, fri 9:30, +2h, 3wd; empty: by the source")
                ),
                Field("kind", N_("Kind"), "choice", _choices("callback_kind", KINDS), value="promised"),
                Field("source", N_("Source"), "choice", _choices("callback_source"), value="call"),
                Field("name", N_("Ask for"), help=N_("if not the customer")),
            )
        )

    @property
    def form(self) -> Form:
        """The form."""
        return self.query_one(Form)

    def on_mount(self) -> None:
        """Begin with whom to call; find what was typed before a crash."""
        self.form.editor("who").focus()

        def work(ctx: Context) -> dict[str, Any]:
            from csconsole.services.drafts import find_draft

            found = find_draft(ctx, DRAFT)
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

            save_draft(ctx, DRAFT, "", typed)

        self.ask(work, lambda _nothing: None, group="draft")

    def on_form_submitted(self, _event: Form.Submitted) -> None:
        """Enter in the last field saves."""
        self.do_form_save()

    def do_form_save(self) -> None:
        """Find the customer, then plan."""
        who = self.form.values()["who"].strip()

        def work(ctx: Context) -> tuple[CustomerMatch, ...]:
            from csconsole.services.customers import find_customers

            return find_customers(ctx, who, 9) if who else ()

        self.ask(work, partial(self._found, who), group="find", failed=self._refused)

    def do_form_save_next(self) -> None:
        """The same: the list is the place of the next one."""
        self.do_form_save()

    def _found(self, who: str, matches: tuple[CustomerMatch, ...]) -> None:
        number = who if sum(c.isdigit() for c in who) >= SHORTEST_NUMBER else None
        if len(matches) == 1 or (number and matches):
            self._plan(matches[0].id, number)
        elif not matches and number is not None:
            self._plan(None, number)
        elif not matches:
            self.form.show_error("who", _("Nobody is found. Type the whole number to call a stranger."))
        else:
            listed = [(one.id, " ".join(p for p in (one.name, one.unit, one.phone) if p)) for one in matches]
            self.open_dialog(Choice.numbered(_("Who of them?"), listed), lambda key: self._plan(key, None))

    def _plan(self, customer_id: int | None, phone: str | None) -> None:
        typed = self.form.values()

        def work(ctx: Context) -> CallbackRow:
            from csconsole.services.callbacks import plan_callback
            from csconsole.services.drafts import drop_draft
            from csconsole.services.moments import read_moment

            with ctx.write():
                due = typed["due"].strip()
                row = plan_callback(
                    ctx,
                    kind=typed["kind"],
                    source=typed["source"],
                    reason=typed["reason"],
                    due_at=read_moment(ctx, due, field="due") if due else None,
                    customer_id=customer_id,
                    phone=phone,
                    contact_name=typed["name"] or None,
                    owner_id=ctx.staff_id,
                )
                drop_draft(ctx, DRAFT)
                return row

        self.command(work, self._planned, failed=self._refused)

    def _planned(self, row: CallbackRow) -> None:
        self.form.mark_saved()
        self.dismiss(row)

    def _refused(self, error: CsconsoleError) -> None:
        field = {"phone": "who", "due_at": "due", "promise_due": "due", "contact_name": "name"}.get(
            error.field or "", error.field
        )
        if not self.form.show_error(field, error.message):
            self.toast_error(error)


def _choices(list_name: str, only: tuple[str, ...] | None = None) -> tuple[tuple[str, str], ...]:
    return tuple((code, label(list_name, code)) for code in only or codes(list_name))
