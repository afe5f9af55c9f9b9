"""Correcting a call: what it says, not what it led to. The original stays in its history."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult

from csconsole.codes import codes, label
from csconsole.errors import CsconsoleError
from csconsole.i18n import N_, _
from csconsole.screens.drafting import FormScreen
from csconsole.screens.ticking import yes_or_no
from csconsole.widgets.form import Field, Form

if TYPE_CHECKING:
    from csconsole.screens.named_choices import Named, Offered
    from csconsole.services.calls import CallRow
    from csconsole.services.context import Context

_FIELD_OF = {"caller_name": "name"}


def _choices(name: str) -> tuple[tuple[str, str], ...]:
    return tuple((code, label(name, code)) for code in codes(name))


def _with_stored(choices: Named, code: str | None, name: str | None) -> Named:
    """The choices, and what is stored where it is none of them any more."""
    known = not code or any(one == code for one, _text in choices)
    return choices if known else (*choices, (code or "", name or code or ""))


def _complex(call: CallRow) -> str:
    """Whether it is a complex consultation, as the field holds it (CALL-09)."""
    return "yes" if call.complex else "no"


class CallEdit(FormScreen):
    """Answers with the corrected call."""

    CONTEXT = "call_edit"
    FORM = "call_edit"
    TITLE_TEXT = N_("Correct a call")

    def __init__(self, call: CallRow, offered: Offered) -> None:
        super().__init__(call.number)
        self.call = call
        self.offered = offered

    def compose_body(self) -> ComposeResult:
        """The fields that may be corrected, filled with what is stored."""
        call = self.call
        yield Form(
            (
                Field("summary", N_("Summary"), "text", value=call.summary, required=True),
                Field(
                    "category",
                    N_("Category"),
                    "choice",
                    _with_stored(self.offered.categories, call.category, call.category_name),
                    value=call.category or "",
                    required=True,
                    found_by=self.offered.found_by,
                ),
                Field("kind", N_("Type"), "choice", _choices("contact_type"), value=call.kind or ""),
                Field("phone", N_("Phone"), value=call.phone or ""),
                Field("name", N_("Caller"), value=call.caller_name or ""),
                Field("organisation", N_("Organisation"), value=call.organisation or ""),
                Field("address", N_("Address"), value=call.address or ""),
                Field("line", N_("Telephone line"), value=call.line or ""),
                Field("answer", N_("Answer"), "text", value=call.answer or "", rows=2),
                Field("next_step", N_("Next step"), value=call.next_step or ""),
                Field("complex", N_("Complex"), "choice", yes_or_no(), value=_complex(call)),
                Field("voice", N_("Voice"), "choice", _choices("customer_voice"), value=call.voice or ""),
                Field(
                    "voice_department",
                    N_("Department of the voice"),
                    "choice",
                    _with_stored(self.offered.departments, self._department(call), call.voice_department),
                    value=self._department(call),
                ),
                Field(
                    "voice_state",
                    N_("State of the voice"),
                    "choice",
                    _choices("voice_state"),
                    value=call.voice_state or "",
                ),
                Field("reason", N_("Reason"), help=N_("why it is corrected; needed for others' calls")),
            )
        )

    def on_mount(self) -> None:
        """Begin with the summary."""
        self.set_title(self.call.number)
        self.form.editor("summary").focus()

    def save(self, then_next: bool) -> None:
        """Store the fields that differ."""
        values = {name: text.strip() for name, text in self.form.values().items()}
        before = {field.id: field.value for field in self.form.fields}
        reason = values.pop("reason") or None
        changes: dict[str, Any] = {
            {"name": "caller_name"}.get(name, name): text or None
            for name, text in values.items()
            if text != before[name].strip()
        }
        if "complex" in changes:
            changes["complex"] = changes["complex"] == "yes"
        if not changes:
            self.saved(then_next, _("Nothing was changed."), self.call)
            return
        call = self.call

        def work(ctx: Context) -> CallRow:
            from csconsole.services.calls import edit_call

            return edit_call(ctx, call.id, expected_version=call.version, reason=reason, **changes)

        def stored(row: CallRow) -> None:
            self.saved(False, _("{number} corrected", number=row.number), row)

        self.command(work, stored, failed=self.refused)

    def field_of(self, error: CsconsoleError) -> str | None:
        """The caller's name is called otherwise here."""
        return _FIELD_OF.get(error.field or "", error.field)

    def read_stored(self, ctx: Context) -> CallRow:
        """The call as it is stored now."""
        from csconsole.services.calls import show_call

        return show_call(ctx, self.call.number)

    def stored_values(self, row: CallRow | None) -> Mapping[str, str]:
        """What its fields hold; the reason is mine alone."""
        call = row or self.call
        names = [field.id for field in self.form.fields if field.id != "reason"]
        columns = {"name": "caller_name"}
        stored = {name: str(getattr(call, columns.get(name, name), "") or "") for name in names}
        return {**stored, "complex": _complex(call), "voice_department": self._department(call)}

    def _department(self, call: CallRow) -> str:
        """The code of the department that the opinion is for; the row has its name."""
        named = call.voice_department or ""
        return next((code for code, name in self.offered.departments if named in (code, name)), named)

    def take_stored(self, row: CallRow) -> None:
        """The next save starts from it."""
        self.call = row
