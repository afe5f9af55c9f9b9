"""The menu of every step of a callback: what is possible with its key, and why the rest is not."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from csconsole.codes import label
from csconsole.i18n import _
from csconsole.screens.asking import Asking, Saw
from csconsole.widgets.dialogs import AskText, Choice, Option

if TYPE_CHECKING:
    from csconsole.errors import CsconsoleError
    from csconsole.models.lifecycle import Step
    from csconsole.services.callbacks import CallbackRow
    from csconsole.services.context import Context

KEYS = {
    "take": "t",
    "assign": "s",
    "appoint": "r",
    "no_answer": "n",
    "contact": "a",
    "pass_on": "p",
    "answer": "w",
    "tell": "k",
    "refuse": "f",
    "give_up": "g",
    "cancel": "x",
    "review": "v",
    "archive": "z",
}
"""Key of each step in the menu; steps that follow by themselves have none."""


class CallbackSteps(Asking):
    """The steps menu; mixed into the screens that work callbacks."""

    with_target: Callable[[Callable[[CallbackRow], object]], None]
    _done: Callable[[CallbackRow], None]
    open_dialog: Callable[..., None]
    saw: Saw | None = None

    def do_callback_steps(self) -> None:
        """Show the menu."""
        self.with_target(self._open_steps)

    def _open_steps(self, row: CallbackRow) -> None:
        def work(ctx: Context) -> list[Step]:
            from csconsole.services.callbacks import callback_steps

            return callback_steps(ctx, row.id)

        def show(steps: list[Step]) -> None:
            options = [
                Option(
                    KEYS[step.action],
                    step.action,
                    label("callback_action", step.action),
                    "",
                    step.why_not or "",
                )
                for step in sorted(steps, key=lambda one: not one.possible)
                if step.action in KEYS
            ]
            appoint = next((step for step in steps if step.action == "appoint"), None)
            if appoint is not None:
                name, why_not = _("they called in: another time"), appoint.why_not or ""
                options.append(Option("i", "called_in", name, "", why_not))
            self.open_dialog(Choice(f"{row.number}  {label('callback_state', row.state)}", options), chosen)

        def chosen(action: str) -> None:
            self.saw = Saw("callback", row.id, row.version)
            own: Callable[[CallbackRow], object] | None = getattr(self, f"_step_{action}", None)
            (own or self._by_key(action))(row)

        self.ask(work, show, group="steps")

    def _by_key(self, action: str) -> Callable[[CallbackRow], object]:
        """The step that has a key of its own in the list."""
        names = {
            "take": "take",
            "appoint": "new_time",
            "no_answer": "no_answer",
            "contact": "answered",
            "tell": "answered",
            "refuse": "refused",
        }
        run: Callable[[], object] = getattr(self, f"do_callback_{names[action]}")
        return lambda _row: run()

    def _run_step(self, row: CallbackRow, function: str, **given: Any) -> None:
        def work(ctx: Context) -> CallbackRow:
            from csconsole.services import callbacks

            changed: CallbackRow = getattr(callbacks, function)(ctx, row.id, **given)
            return changed

        self.command(work, self._done, saw=self.saw)

    def _step_called_in(self, row: CallbackRow, typed: str = "", wrong: str = "") -> None:
        """Another time that was agreed without a call of ours; it is no attempt."""

        def keep(text: str) -> None:
            def work(ctx: Context) -> CallbackRow:
                from csconsole.services.callbacks import make_appointment
                from csconsole.services.moments import read_moment

                return make_appointment(ctx, row.id, agreed_at=read_moment(ctx, text, field="agreed_at"))

            def refused(error: CsconsoleError) -> None:
                if error.field == "agreed_at":
                    self._step_called_in(row, text, error.message)
                else:
                    self.toast_error(error)

            self.command(work, self._done, saw=self.saw, failed=refused)

        example = _("Such as: tomorrow 10:00, fri 9:30, 11-24 14:00, +2h")
        title = _("When shall we call {name}?", name=row.customer_name or row.number)
        body = f"{wrong}\n{example}" if wrong else example
        self.open_dialog(AskText(title, about=f"callback {row.id} appointment", value=typed, body=body), keep)

    def _step_review(self, row: CallbackRow) -> None:
        self._run_step(row, "review_callback")

    def _step_archive(self, row: CallbackRow) -> None:
        self._run_step(row, "archive_callback")

    def _step_cancel(self, row: CallbackRow) -> None:
        title = _("Why is {number} closed without a call?", number=row.number)
        self.open_dialog(
            AskText(title, about=f"callback {row.id} cancel"),
            lambda text: self._run_step(row, "cancel_callback", reason=text),
        )

    def _step_give_up(self, row: CallbackRow) -> None:
        title = _("Why does nobody try {number} again?", number=row.number)
        self.open_dialog(
            AskText(title, about=f"callback {row.id} give up"),
            lambda text: self._run_step(row, "give_up_callback", reason=text),
        )

    def _step_answer(self, row: CallbackRow) -> None:
        title = _("What shall the customer be told?")
        self.open_dialog(
            AskText(title, about=f"callback {row.id} answer", long=True),
            lambda text: self._run_step(row, "answer_problem", answer=text),
        )

    def _step_assign(self, row: CallbackRow) -> None:
        def work(ctx: Context) -> list[tuple[int, str]]:
            from csconsole.services.staff import list_staff

            page = list_staff(ctx, filter="active:yes", limit=200)
            return [(one.id, f"{one.staff_no} {one.name}") for one in page.rows]

        pick = partial(
            self._pick, _("Who calls?"), lambda key: self._run_step(row, "assign_callback", owner_id=key)
        )
        self.ask(work, pick, group="steps")

    def _step_pass_on(self, row: CallbackRow) -> None:
        def work(ctx: Context) -> list[tuple[int, str]]:
            from csconsole.services.departments import list_departments

            return [(one.id, one.name) for one in list_departments(ctx, limit=200).rows]

        pick = partial(
            self._pick,
            _("Which department can answer?"),
            lambda key: self._run_step(row, "pass_problem_on", department_id=key),
        )
        self.ask(work, pick, group="steps")

    def _pick(self, title: str, then: Callable[[int], object], listed: list[tuple[int, str]]) -> None:
        self.open_dialog(Choice.numbered(title, listed, names=True), then)
