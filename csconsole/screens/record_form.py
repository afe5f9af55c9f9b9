"""The base of forms over one stored record: a new one, or one as it is.

What is stored fills the fields, is what a conflict is settled with, and is what the next save starts from; a
form says what its fields hold, how it is found again and how it is stored::

    class DepartmentForm(RecordForm["DepartmentRow"]):
        FORM = "department"

        def compose_body(self) -> ComposeResult:
            yield self.filled(Field("name", N_("Name")), active_field())
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Generic, TypeVar

from csconsole.codes import entries, label
from csconsole.i18n import N_, _
from csconsole.screens.drafting import FormScreen
from csconsole.widgets.form import Field, Form

if TYPE_CHECKING:
    from csconsole.services.context import Context

R = TypeVar("R")


class RecordForm(FormScreen, Generic[R]):
    """Answers with the stored record. ``item`` is None for a new one."""

    CONTEXT = "administration_form"

    def __init__(self, item: R | None = None) -> None:
        super().__init__("" if item is None else self.key_of(item))
        self.item = item

    def key_of(self, item: R) -> str:
        """What tells the draft of this record from that of another."""
        raise NotImplementedError

    def heading(self, item: R) -> str:
        """The title over a stored record: its key, unless the form says more."""
        return self.key_of(item)

    def values_of(self, item: R) -> dict[str, str]:
        """What the fields hold for this record."""
        raise NotImplementedError

    def find(self, ctx: Context, item: R) -> R:
        """The record as it is stored now; runs in a thread."""
        raise NotImplementedError

    def store(self, ctx: Context, typed: dict[str, str], item: R | None) -> R:
        """Store what was typed, over ``item`` or as a new record; runs in a thread."""
        raise NotImplementedError

    def said(self, row: R) -> str:
        """What is said when it is stored."""
        del row
        return _("Saved.")

    def filled(self, *fields: Field) -> Form:
        """A form of these fields: with what is stored, or for a new record with the fields' own values."""
        was = {} if self.item is None else self.values_of(self.item)
        return Form([_holding(field, was.get(field.id, field.value)) for field in fields])

    def on_mount(self) -> None:
        """Begin with the first field."""
        self.set_title(_("new") if self.item is None else self.heading(self.item))
        self.form.editor(self.form.fields[0].id).focus()

    def save(self, then_next: bool) -> None:
        """Store it."""
        typed, item = dict(self.form.values()), self.item

        def work(ctx: Context) -> R:
            return self.store(ctx, typed, item)

        self.command(work, lambda row: self.saved(then_next, self.said(row), row), failed=self.refused)

    def read_stored(self, ctx: Context) -> R:
        """It as it is stored now."""
        assert self.item is not None
        return self.find(ctx, self.item)

    def stored_values(self, row: R | None) -> Mapping[str, str] | None:
        """What its fields hold."""
        found = self.item if row is None else row
        return None if found is None else self.values_of(found)

    def take_stored(self, row: R) -> None:
        """The next save starts from it."""
        self.item = row


def _holding(field: Field, value: str) -> Field:
    """The field with a value, which is offered too where it is not in use: saving changes nothing else."""
    own = field.kind == "choice" and value and all(value != code for code, _text in field.choices)
    return replace(field, value=value, choices=[*field.choices, (value, value)] if own else field.choices)


def active_field() -> Field:
    """Whether new records may name it; a new one may be named."""
    return Field("active", N_("Active"), "choice", (("yes", _("yes")), ("no", _("no"))), value="yes")


def active_value(active: bool) -> str:
    """What that field holds."""
    return "yes" if active else "no"


def code_choices(list_name: str) -> tuple[tuple[str, str], ...]:
    """The codes of a list with their labels, for a field of choices."""
    return tuple((entry.code, label(list_name, entry.code)) for entry in entries(list_name))
