"""The form of one step of a complaint's procedure: every field that the step needs, one under the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Literal

from textual.app import ComposeResult
from textual.widgets import Static

from csconsole.codes import codes, entries, label
from csconsole.errors import CsconsoleError
from csconsole.i18n import N_, _, named
from csconsole.models.lifecycle.answers import (
    CODES,
    DEPARTMENTS,
    LONG,
    MANY_CODES,
    OPTIONAL,
    TIMES,
    YES_NO,
)
from csconsole.screens.asking import Saw, told
from csconsole.screens.base import BaseScreen
from csconsole.screens.complaint_known import known_answers
from csconsole.screens.drafting import FormScreen
from csconsole.screens.ticking import ticks_of, together, yes_or_no
from csconsole.widgets.form import Field, Form
from csconsole.widgets.tones import Piece, Toned, say_lines

if TYPE_CHECKING:
    from csconsole.models.lifecycle import Step
    from csconsole.services.complaints import ComplaintPage
    from csconsole.services.context import Context
    from csconsole.services.departments import DepartmentRow
    from csconsole.services.tickets import TicketRow

OPTION_FIELDS: Final = ("option", "customer_option")
"""What is one of the options that were proposed (CMP-26)."""
DISPOSITIONS: Final = {"park": "parked", "reject": "invalid"}
"""By step, what it makes of the complaint instead of a level (CMP-03)."""
LIST_HELP: Final = {
    "options": N_("several, one a line"),
    "review_at": N_("tomorrow 10:00, 30d"),
    "wanted_at": N_("tomorrow 10:00, 3wd; empty: no wish"),
    "compensation": N_("an amount such as 120.50"),
    "person": N_("staff number or name"),
    "informed": N_("who was told: the head and the zone officer"),
    "acceptance": N_("who signed"),
}


def open_step_form(
    screen: BaseScreen[Any], number: int, step: Step, then: Callable[[TicketRow], None]
) -> None:
    """Open the form of ``step`` over ``screen``; ``then`` gets the complaint when the step is taken."""

    def work(ctx: Context) -> tuple[ComplaintPage, Sequence[DepartmentRow]]:
        from csconsole.services.complaints import show_complaint
        from csconsole.services.departments import list_departments

        return show_complaint(ctx, number), list_departments(ctx, limit=200).rows

    def show(found: tuple[ComplaintPage, Sequence[DepartmentRow]]) -> None:
        page, departments = found
        places = [(row.code, row.name) for row in departments if row.active]
        console = screen.console
        codes_of = {row.id: row.code for row in departments if row.active}
        known = known_answers(page, step.action, codes_of, console.config.zone_info, console.clock.now())
        screen.open_dialog(StepForm(page, step, places, known), then)

    screen.ask(work, show, group="step-form")


class StepForm(FormScreen):
    """Answers with the complaint after the step, or nothing when it was left."""

    CONTEXT = "complaint_step"
    TITLE_TEXT = N_("Step of the complaint")
    FORM = "complaint.step"
    DEFAULT_CSS = """
    StepForm #about { height: auto; padding: 0 2; }
    """

    def __init__(
        self,
        page: ComplaintPage,
        step: Step,
        departments: Sequence[tuple[str, str]],
        known: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        super().__init__(f"{page.ticket.row.number} {step.action}")
        self.page = page
        self.step = step
        row = page.ticket.row
        self.saw = Saw("ticket", row.id, row.version)
        self.departments = tuple(departments)
        self.known = known

    def compose_body(self) -> ComposeResult:
        """What is known already, then the fields."""
        yield Static(say_lines(self._known()), id="about", markup=False)
        optional = [name for name in OPTIONAL.get(self.step.action, ()) if name not in self.step.needs]
        asked = [(name, True) for name in self.step.needs] + [(name, False) for name in optional]
        yield Form([field for name, required in asked for field in self._fields(name, required)])

    def on_mount(self) -> None:
        """Begin with the first field; a step that needs nothing is taken with one key."""
        self.set_title(self.page.ticket.row.number, Toned("  " + self.step.label, "strong"))
        if self.form.fields:
            self.form.editor(self.form.fields[0].id).focus()

    def _known(self) -> list[Piece | tuple[Piece, ...]]:
        title = Toned("  " + self.page.ticket.row.title, "strong")
        lines: list[Piece | tuple[Piece, ...]] = [(Toned(self.step.label, "accent"), title)]
        options = _recorded(self.page, "options")
        if self.step.action == "decide" and isinstance(options, list):
            lines += [f"  {number} {option}" for number, option in enumerate(options, start=1)]
        lines += _meanings(self.step.action)
        if not self.step.needs:
            lines.append(Toned(_("Nothing more is needed: save takes the step."), "quiet"))
        return lines

    def _fields(self, name: str, required: bool) -> list[Field]:
        if name not in MANY_CODES:
            return [self._field(name, required)]
        return [
            Field(
                one,
                text,
                "choice",
                yes_or_no(),
                value=self.known.get(one, ""),
                required=required,
                help=label("field", name) if n == 0 else "",
            )
            for n, (one, text) in enumerate(ticks_of(name))
        ]

    def _field(self, name: str, required: bool) -> Field:
        title, help_text = label("field", name), LIST_HELP.get(name, "")
        value = self.known.get(name, "")
        if name in OPTION_FIELDS:
            options = _recorded(self.page, "options")
            chosen = [(str(text), str(text)) for text in options] if isinstance(options, list) else []
            if name == "customer_option" and not value:
                value = str(_recorded(self.page, "option") or "")
            kind: Literal["choice", "line"] = "choice" if chosen else "line"
            return Field(name, title, kind, chosen, value=value, required=required)
        if choices := self._choices(name):
            return Field(name, title, "choice", choices, value=value, required=required)
        if name in LONG:
            return Field(name, title, "text", value=value, rows=3, required=required, help=help_text)
        if name in TIMES and not help_text:
            help_text = LIST_HELP["review_at"]
        return Field(name, title, value=value, required=required, help=help_text)

    def _choices(self, name: str) -> Sequence[tuple[str, str]]:
        """What may be chosen for a field, if it is chosen and not typed."""
        if name in YES_NO:
            return yes_or_no()
        if name in DEPARTMENTS:
            return self.departments
        known = CODES.get(name)
        return [(one.code, label(known, one.code)) for one in entries(known)] if known else ()

    def save(self, then_next: bool) -> None:
        """Take the step; there is no next form."""
        del then_next
        typed = {name: value.strip() for name, value in together(self.form.values()).items()}
        given = {name: value for name, value in typed.items() if value}
        row, action = self.page.ticket.row, self.step.action

        def work(ctx: Context) -> TicketRow:
            from csconsole.services import complaints

            if action == "feedback" and given.get("satisfaction"):
                return complaints.record_feedback(ctx, row.id, **given)
            return complaints.take_complaint_step(ctx, row.id, action, given)

        def stored(changed: TicketRow) -> None:
            stage = label("complaint_state", changed.stage)
            self.saved(False, named(changed.number, stage), changed)

        self.command(work, stored, failed=self.refused, saw=self.saw)

    def refused(self, error: CsconsoleError) -> None:
        """After another's change was told of, the step may be saved again."""
        told(error, self.saw)
        super().refused(error)

    def field_of(self, error: CsconsoleError) -> str | None:
        """An error about ticked codes stands at the first of their questions."""
        return ticks_of(error.field)[0][0] if error.field in MANY_CODES else error.field


def _recorded(page: ComplaintPage, name: str) -> Any:
    """The value that the steps recorded last."""
    found: Any = None
    for step in page.steps:
        for entry in step.entries:
            found = entry.get(name, found)
    return found


def _meanings(action: str) -> list[tuple[Piece, ...]]:
    """What each level means where one is chosen, and what a disposition does where it is (CMP-03)."""
    if action == "establish":
        name, shown = "complaint_level", codes("complaint_level")
    else:
        name, shown = "complaint_disposition", tuple(filter(None, [DISPOSITIONS.get(action)]))
    return [(Toned(named(label(name, code)), "quiet"), label("complaint_level_help", code)) for code in shown]
