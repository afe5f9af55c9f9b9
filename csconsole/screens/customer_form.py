"""The form of a customer's file, new or changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult

from csconsole.codes import codes, label
from csconsole.i18n import N_, _
from csconsole.screens.drafting import FormScreen
from csconsole.widgets.form import Field, Form

if TYPE_CHECKING:
    from csconsole.services.context import Context
    from csconsole.services.customers import CustomerRow

_PLAIN = (
    "name",
    "kind",
    "unit",
    "address",
    "tier",
    "role",
    "organisation",
    "zone",
    "language",
    "preferred_time",
    "warning",
    "warning_until",
    "remark",
    "handed_over_on",
    "birthday",
    "stage",
    "code",
)


class CustomerForm(FormScreen):
    """Answers with the stored customer. ``row`` is None for a new file."""

    CONTEXT = "customer_form"
    FORM = "customer"
    TITLE_TEXT = N_("Customer's file")

    def __init__(self, row: CustomerRow | None) -> None:
        super().__init__(str(row.id) if row is not None else "")
        self.row = row

    def compose_body(self) -> ComposeResult:
        """The fields, filled with what is stored."""
        row = self.row

        def stored(name: str) -> str:
            return str(getattr(row, name, None) or "") if row is not None else ""

        def choice(list_name: str) -> tuple[tuple[str, str], ...]:
            return tuple((code, label(list_name, code)) for code in codes(list_name))

        yield Form(
            (
                Field("name", N_("Name"), value=stored("name"), required=True),
                Field("phone", N_("Phone"), help=N_("one to add; several with commas")),
                Field("end_phone", N_("Phone to end"), help=N_("one that is no longer right")),
                Field("unit", N_("Unit no."), value=stored("unit")),
                Field("address", N_("Address"), value=stored("address")),
                Field(
                    "handed_over_on",
                    N_("Handover date"),
                    value=stored("handed_over_on"),
                    help=N_("of the unit, such as 2024-05-17: warranties count from it"),
                ),
                Field(
                    "tier", N_("Tier"), "choice", choice("customer_tier"), value=stored("tier") or "normal"
                ),
                Field("role", N_("Role"), "choice", choice("customer_role"), value=stored("role")),
                Field(
                    "kind", N_("Kind"), "choice", choice("customer_kind"), value=stored("kind") or "person"
                ),
                Field("organisation", N_("Organisation"), value=stored("organisation")),
                Field("contact", N_("Contact person"), help=N_("one to add: name; phone; title")),
                Field("end_contact", N_("Contact to end"), help=N_("the name of one who left")),
                Field("tags", N_("Tags"), value=", ".join(row.tags) if row is not None else ""),
                Field("zone", N_("Zone"), value=stored("zone")),
                Field("language", N_("Language"), value=stored("language"), help=N_("zh or en")),
                Field("preferred_time", N_("Preferred time"), value=stored("preferred_time")),
                Field("do_not_call", N_("Do not call"), "choice", _yes_no(), value=_flag(row)),
                Field("warning", N_("Warning"), value=stored("warning")),
                Field("warning_until", N_("Warning until"), value=stored("warning_until")),
                Field("birthday", N_("Birthday"), value=stored("birthday")),
                Field("stage", N_("Stage"), "choice", choice("customer_stage"), value=stored("stage")),
                Field("code", N_("Customer number"), value=stored("code")),
                Field("remark", N_("Remark"), "text", value=stored("remark"), rows=3),
            )
        )

    def on_mount(self) -> None:
        """Begin with the name."""
        if self.row is not None:
            self.set_title(self.row.name)
        self.form.editor("name").focus()

    def save(self, then_next: bool) -> None:
        """Store the file; only what differs is written."""
        values = {name: text.strip() for name, text in self.form.values().items()}
        before = {field.id: field.value.strip() for field in self.form.fields}
        row = self.row

        def work(ctx: Context) -> CustomerRow:
            from csconsole.services.customers import create_customer, edit_customer

            fields = _fields(values, before, new=row is None)
            phones = [part for part in values["phone"].replace("，", ",").split(",") if part.strip()]
            contacts = [_contact(values["contact"])] if values["contact"] else []
            if row is None:
                return create_customer(ctx, phones=phones, contacts=contacts, **fields)
            ended = [values["end_phone"]] if values["end_phone"] else []
            left = [values["end_contact"]] if values["end_contact"] else []
            return edit_customer(
                ctx,
                row.id,
                expected_version=row.version,
                add_phones=phones,
                end_phones=ended,
                add_contacts=contacts,
                end_contacts=left,
                **fields,
            )

        def stored(saved: CustomerRow) -> None:
            self.saved(then_next and row is None, _("{name} saved", name=saved.name), saved)

        self.command(work, stored, failed=self.refused)

    def read_stored(self, ctx: Context) -> CustomerRow:
        """The file as it is stored now."""
        from csconsole.services.customers import show_customer

        assert self.row is not None
        return show_customer(ctx, self.row.id)

    def stored_values(self, row: CustomerRow | None) -> Mapping[str, str] | None:
        """What its fields hold; phones and contacts are added, never overwritten."""
        found = row or self.row
        if found is None:
            return None
        plain = {name: str(getattr(found, name, None) or "") for name in _PLAIN}
        return {**plain, "tags": ", ".join(found.tags), "do_not_call": _flag(found)}

    def take_stored(self, row: CustomerRow) -> None:
        """The next save starts from it."""
        self.row = row


def _yes_no() -> tuple[tuple[str, str], ...]:
    return ("no", _("no")), ("yes", _("yes"))


def _flag(row: CustomerRow | None) -> str:
    return "yes" if row is not None and row.do_not_call else "no"


def _fields(values: dict[str, str], before: dict[str, str], *, new: bool) -> dict[str, Any]:
    """The fields to store: all that have a value in a new file, else those that differ."""
    fields: dict[str, Any] = {}
    for name in _PLAIN:
        if values[name] != before[name] or (new and values[name]):
            fields[name] = values[name]
    if new:
        fields["name"] = values["name"]
    if values["tags"] != before["tags"] or new:
        tags = values["tags"].replace("，", ",").split(",")
        fields["tags"] = [tag for tag in (part.strip() for part in tags) if tag]
    if values["do_not_call"] != before["do_not_call"] or new:
        fields["do_not_call"] = values["do_not_call"] == "yes"
    return fields


def _contact(text: str) -> dict[str, str]:
    parts = [*(part.strip() for part in text.replace("；", ";").split(";", 2)), "", ""]
    return {"name": parts[0], "phone": parts[1], "title": parts[2]}
