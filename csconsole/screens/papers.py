"""The page of a business form 表单 such as the compensation claim (FRM-15)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from csconsole.codes import entries, label
from csconsole.errors import ConflictError, CsconsoleError
from csconsole.i18n import N_, _, listed, named
from csconsole.screens.asking import Saw
from csconsole.screens.base import BaseScreen
from csconsole.screens.printing import write_page
from csconsole.screens.records import open_record
from csconsole.screens.step_choice import numbered_steps
from csconsole.widgets.ask_fields import Asked, AskFields
from csconsole.widgets.dialogs import Choice
from csconsole.widgets.merge import Difference, MergeDialog
from csconsole.widgets.times import exact
from csconsole.widgets.tones import Piece, Toned, say_lines

if TYPE_CHECKING:
    from csconsole.models.lifecycle import Step
    from csconsole.services.context import Context
    from csconsole.services.forms import FormDefinition, FormRow

    Read = tuple[FormRow, FormDefinition, dict[str, str]]
    Work = Callable[[Context, str], FormRow]

Line = Piece | tuple[Piece, ...]
LONG = ("lines", "long")


class PaperPage(BaseScreen[None]):
    """One form: its fields, who has signed, what is possible. Enter or ``o`` takes a step."""

    CONTEXT = "paper"
    TITLE_TEXT = N_("Business form")
    WATCH = frozenset({"form_record"})
    DEFAULT_CSS = """
    PaperPage #facts { height: 1fr; padding: 0 1; }
    PaperPage #facts > Static { height: auto; }
    """

    def __init__(self, number: str) -> None:
        super().__init__()
        self.number = number
        self.row: FormRow | None = None
        self.form: FormDefinition | None = None
        self.texts: dict[str, str] = {}
        self.saw: Saw | None = None

    def compose_body(self) -> ComposeResult:
        """Everything, one line a field."""
        with VerticalScroll(id="facts"):
            yield Static("", id="fact-lines", markup=False)

    def on_mount(self) -> None:
        """The arrow keys scroll."""
        self.query_one("#facts").focus()

    def load(self) -> None:
        """The form as it is stored."""
        self.ask(partial(_read, self.number), self._show)

    def _show(self, read: Read) -> None:
        self.row, self.form, self.texts = read
        row, zone = self.row, self.console.config.zone_info
        self.set_title(row.number, Toned(f"  {row.name}", "quiet"))
        about = " ".join(part for part in (row.ticket, row.customer, row.department) if part)
        lines: list[Line] = [
            (Toned(row.number, "strong"), "  ", Toned(row.name, "strong")),
            (Toned(row.state_name, "strong"), f"  {about}"),
            Toned(f"{row.by or ''}  {exact(row.at, zone)}".strip(), "quiet"),
            "",
        ]
        lines += [
            (Toned(f"{label('field', name)}  ", "quiet"), text or Toned("-", "quiet"))
            for name, text in self.texts.items()
        ]
        if row.missing:
            needs = listed(label("field", name) for name in row.missing)
            lines.append(Toned(_("needs: {fields}", fields=needs), "caution"))
        if row.signatures:
            lines += ["", Toned(_("Signatures"), "quiet")]
        lines += [
            (
                Toned(f"{label('form_signer', str(one['as']))}  ", "quiet"),
                f"{one['name']}  {exact(datetime.fromisoformat(str(one['at'])), zone)}",
            )
            for one in row.signatures
        ]
        if row.note:
            lines += ["", row.note]
        self.query_one("#fact-lines", Static).update(say_lines(lines))
        possible = listed(step.label for step in row.steps if step.possible)
        self.set_status(Toned(possible or _("it is closed"), "quiet"))

    def do_paper_steps(self) -> None:
        """What is possible now, and why the rest is not."""
        if self.row is None:
            return
        self.saw = Saw("form_record", self.row.id, self.row.version)
        title = f"{self.row.number}  {self.row.state_name}"
        self.open_dialog(Choice(title, numbered_steps(self.row.steps)), self._ask_step)

    def _ask_step(self, step: Step) -> None:
        assert self.form is not None
        if not step.needs:
            self._change(partial(_take_form, action=step.action, given={}))
            return
        asked = asked_of(self.form, step.needs, self.texts)
        self._ask_fields(
            AskFields(step.label, asked, about=f"form {self.number} {step.action}"),
            asked,
            lambda given: partial(_take_form, action=step.action, given=given),
        )

    def do_paper_edit(self) -> None:
        """Fill in or correct the fields, as long as nobody has signed."""
        if self.row is None or self.form is None:
            return
        self.saw = Saw("form_record", self.row.id, self.row.version)
        asked = asked_of(self.form, self.form.open_fields, self.texts, optional=True)
        self._ask_fields(
            AskFields(self.row.name, asked, about=f"form {self.number} fields"),
            asked,
            lambda given: partial(_fill_form, given=given),
        )

    def _ask_fields(
        self, dialog: AskFields, start: Sequence[Asked], work: Callable[[dict[str, str]], Work]
    ) -> None:
        """Ask, then store with ``work``. Where somebody changed the form meanwhile it is read again: what
        both changed is shown side by side, and the dialog comes back with what was typed.
        """

        def save(given: dict[str, str]) -> None:
            keep = self._refused

            def refused(error: CsconsoleError) -> None:
                if isinstance(error, ConflictError):
                    message = self.error_text(error)
                    self.ask(partial(_read, self.number), partial(settle, given, message), group="again")
                elif keep is None or not keep(error):
                    self.toast_error(error)

            self._change(work(given), refused)

        def settle(mine: dict[str, str], message: str, read: Read) -> None:
            row, form, texts = read
            self._show(read)
            self.saw = Saw("form_record", row.id, row.version)
            optional = any(not one.required for one in start)
            now = asked_of(form, [one.id for one in start], texts, optional=optional)
            taken, both = dict(mine), []
            for before, one in zip(start, now, strict=True):
                if one.value != before.value and mine[one.id] == before.value:
                    taken[one.id] = one.value
                elif one.value not in (before.value, mine[one.id]):
                    both.append(one)

            def again(chosen: dict[str, str]) -> None:
                theirs = {one.id: one.value for one in both if chosen[one.id] == shown(one, one.value)}
                self._ask_fields(dialog.again({**taken, **theirs}, "", message), now, work)

            if not both:
                again({})
                return
            sides = [
                Difference(one.id, one.label, shown(one, mine[one.id]), shown(one, one.value)) for one in both
            ]
            title = _("Someone changed this while you did")
            self.open_dialog(MergeDialog(title, sides, drops=True), again)

        self.open_dialog(dialog, save)

    def _change(self, work: Work, failed: Callable[[CsconsoleError], None] | None = None) -> None:
        row = self.row
        if row is None:
            return

        def done(changed: FormRow) -> None:
            self.toast(named(changed.number, changed.state_name))
            self.load()

        self.command(lambda ctx: work(ctx, row.number), done, failed=failed, saw=self.saw)

    def do_paper_slip(self) -> None:
        """The form on paper, as an HTML file."""
        number = self.number

        def work(ctx: Context) -> Path:
            from csconsole.services.forms import print_form

            return write_page(f"form-{number}", print_form(ctx, number, fmt="html"))

        self.command(work, lambda path: self.toast(_("Written: {file}", file=path)))

    def do_paper_ticket(self) -> None:
        """The ticket that it is about."""
        if self.row is not None and self.row.ticket:
            open_record(self.console, "ticket", self.row.ticket)


def _read(number: str, ctx: Context) -> Read:
    """The form, its definition and its fields in words."""
    from csconsole.services.forms import definition_of, show_form
    from csconsole.services.forms.records import say_field

    row = show_form(ctx, number)
    form = definition_of(row.form)
    return row, form, {name: say_field(form, name, row.fields.get(name)) for name in form.fields}


def shown(one: Asked, value: str) -> str:
    """A value of a field as people see it."""
    return dict(one.choices).get(value, value)


def _take_form(ctx: Context, number: str, action: str, given: Mapping[str, Any]) -> FormRow:
    from csconsole.services.forms import take_form

    return take_form(ctx, number, action, given)


def _fill_form(ctx: Context, number: str, given: Mapping[str, Any]) -> FormRow:
    from csconsole.services.forms import fill_form

    return fill_form(ctx, number, given)


def asked_of(
    form: FormDefinition, names: Sequence[str], texts: Mapping[str, str], *, optional: bool = False
) -> list[Asked]:
    """The fields of a form as a dialog asks for them, with what they hold."""
    found = []
    for name in names:
        one = form.fields.get(name)
        choices: tuple[tuple[str, str], ...] = ()
        value = texts.get(name, "")
        if one is not None and one.type == "code":
            choices = tuple((code.code, label(one.codes, code.code)) for code in entries(one.codes))
            value = next((code for code, text in choices if text == value), "")
        long = one.type in LONG if one is not None else name != "signer"
        if one is not None and one.type == "lines":
            value = value.replace("; ", "\n")
        needed = one is None or not optional or one.required
        found.append(Asked(name, label("field", name), long, value, needed, choices))
    return found


def money_words(cents: Any) -> str:
    """An amount in cents as people write it; empty without one."""
    return f"{int(cents) // 100}.{int(cents) % 100:02d}" if cents not in (None, "") else ""
