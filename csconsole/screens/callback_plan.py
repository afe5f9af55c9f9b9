"""The form that plans a callback: whom, what about, until when. What is typed is kept as a draft."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual.app import ComposeResult

from csconsole.codes import codes, label
from csconsole.errors import CsconsoleError
from csconsole.i18n import N_, _
from csconsole.screens.drafting import FormScreen
from csconsole.widgets.dialogs import Choice
from csconsole.widgets.form import Field, Form
from csconsole.widgets.times import exact

if TYPE_CHECKING:
    from csconsole.services.callbacks import CallbackRow
    from csconsole.services.context import Context
    from csconsole.services.customers import CustomerMatch

KINDS = ("promised", "follow_up", "care")
SHORTEST_NUMBER = 7
"""Digits from which a text of digits is a number to dial and not the last digits of a customer's."""


class CallbackPlanScreen(FormScreen):
    """Answers with the planned callback, or nothing when it was left."""

    CONTEXT = "callback_plan"
    TITLE_TEXT = N_("New callback")
    FORM = "callback.plan"

    def __init__(self, who: str = "") -> None:
        super().__init__(who)
        self.who = who

    def compose_body(self) -> ComposeResult:
        """The form."""
        yield Form(
            (
                Field(
                    "who",
                    N_("Whom"),
                    value=self.who,
                    required=True,
                    help=N_("a number, last digits, name, pinyin or unit"),
                ),
                Field("reason", N_("Matter"), required=True),
                Field(
                    "due", N_("Until"), help=N_("tomorrow 10:00, fri 9:30, +2h, 3wd; empty: by the source")
                ),
                Field("kind", N_("Kind"), "choice", _choices("callback_kind", KINDS), value="promised"),
                Field("source", N_("Source"), "choice", _choices("callback_source"), value="call"),
                Field("name", N_("Ask for"), help=N_("if not the customer")),
            )
        )

    def on_mount(self) -> None:
        """Begin with whom to call."""
        self.form.editor("reason" if self.who else "who").focus()

    def save(self, then_next: bool) -> None:
        """Find the customer, then plan."""
        who = self.form.values()["who"].strip()

        def work(ctx: Context) -> tuple[CustomerMatch, ...]:
            from csconsole.services.customers import find_customers

            return find_customers(ctx, who, 9) if who else ()

        self.ask(work, partial(self._matched, who, then_next), group="find", failed=self.refused)

    def _matched(self, who: str, then_next: bool, matches: tuple[CustomerMatch, ...]) -> None:
        number = who if sum(c.isdigit() for c in who) >= SHORTEST_NUMBER else None
        if len(matches) == 1 or (number and matches):
            self._plan(matches[0].id, number, then_next)
        elif not matches and number is not None:
            self._plan(None, number, then_next)
        elif not matches:
            self.form.show_error("who", _("Nobody is found. Type the whole number to call a stranger."))
        else:
            listed = [(one.id, " ".join(p for p in (one.name, one.unit, one.phone) if p)) for one in matches]
            self.open_dialog(
                Choice.numbered(_("Who of them?"), listed, names=True),
                lambda key: self._plan(key, None, then_next),
            )

    def _plan(self, customer_id: int | None, phone: str | None, then_next: bool) -> None:
        typed = self.form.values()

        def work(ctx: Context) -> tuple[CallbackRow, str]:
            from csconsole.services.callbacks import plan_callback
            from csconsole.services.moments import read_moment
            from csconsole.services.promises import promise_warning

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
            return row, promise_warning(ctx, row.due_at) if row.kind == "promised" else ""

        def planned(done: tuple[CallbackRow, str]) -> None:
            row, warning = done
            if warning:
                self.toast(warning, "warning")
            until = exact(row.due_at, self.console.config.zone_info)
            self.saved(then_next, _("{number} until {time}", number=row.number, time=until), row)

        self.command(work, planned, failed=self.refused)

    def refused(self, error: CsconsoleError) -> None:
        """Put the message under the field it is about."""
        fields = {"phone": "who", "due_at": "due", "promise_due": "due", "contact_name": "name"}
        if not self.form.show_error(fields.get(error.field or "", error.field), error.message):
            self.toast_error(error)


def _choices(list_name: str, only: tuple[str, ...] | None = None) -> tuple[tuple[str, str], ...]:
    return tuple((code, label(list_name, code)) for code in only or codes(list_name))
