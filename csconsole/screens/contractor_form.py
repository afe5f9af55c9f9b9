"""The form of a contractor's entry in the register, new or changed (TKT-29)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult

from csconsole.codes import entries, label
from csconsole.errors import InvalidInputError
from csconsole.i18n import N_, _
from csconsole.screens.drafting import FormScreen
from csconsole.widgets.form import Field, Form

if TYPE_CHECKING:
    from csconsole.services.context import Context
    from csconsole.services.contractors import ContractorRow


class ContractorForm(FormScreen):
    """Answers with the stored entry. ``row`` is None for a new one."""

    CONTEXT = "administration_form"
    FORM = "contractor"
    TITLE_TEXT = N_("Contractor")

    def __init__(self, row: ContractorRow | None = None) -> None:
        super().__init__(str(row.id) if row is not None else "")
        self.row = row

    def compose_body(self) -> ComposeResult:
        """The fields; the name never changes."""
        stored = _values(self.row)
        trades = tuple((one.code, label("contractor_trade", one.code)) for one in entries("contractor_trade"))
        first = () if self.row else (Field("name", N_("Name"), required=True),)
        yield Form(
            (
                *first,
                Field("trade", N_("Trade"), "choice", trades, value=stored["trade"], required=True),
                Field("contract", N_("Contract"), value=stored["contract"]),
                Field(
                    "contract_until",
                    N_("Contract until"),
                    value=stored["contract_until"],
                    help=N_("such as 2027-12-31; empty: no end"),
                ),
                Field("warranty", N_("Warranty agreement"), "text", value=stored["warranty"], rows=2),
                Field("contact_name", N_("Contact"), value=stored["contact_name"]),
                Field("phone", N_("Phone"), value=stored["phone"]),
                Field(
                    "active",
                    N_("Active"),
                    "choice",
                    (("yes", _("yes")), ("no", _("no"))),
                    value=stored["active"],
                ),
            )
        )

    def on_mount(self) -> None:
        """Begin with the first field."""
        self.set_title(self.row.name if self.row else _("new"))
        self.form.editor(self.form.fields[0].id).focus()

    def save(self, then_next: bool) -> None:
        """Store it."""
        typed, row = self.form.values(), self.row

        def work(ctx: Context) -> ContractorRow:
            from csconsole.services.contractors import add_contractor, change_contractor

            given: dict[str, Any] = {
                name: typed[name] for name in ("trade", "contract", "warranty", "contact_name", "phone")
            }
            given["contract_until"] = _day(typed["contract_until"])
            if row is None:
                return add_contractor(ctx, name=typed["name"], **given)
            active = typed["active"] != "no"
            return change_contractor(ctx, row.id, expected_version=row.version, active=active, **given)

        self.command(work, lambda found: self.saved(then_next, _("Saved."), found), failed=self.refused)

    def read_stored(self, ctx: Context) -> ContractorRow:
        """It as it is stored now."""
        from csconsole.services.contractors import show_contractor

        assert self.row is not None
        return show_contractor(ctx, self.row.id)

    def stored_values(self, row: ContractorRow | None) -> Mapping[str, str] | None:
        """What its fields hold."""
        found = row or self.row
        return _values(found) if found is not None else None

    def take_stored(self, row: ContractorRow) -> None:
        """The next save starts from it."""
        self.row = row


def _day(text: str) -> date | None:
    words = text.strip()
    if not words:
        return None
    try:
        return date.fromisoformat(words)
    except ValueError:
        raise InvalidInputError(
            _("{value} is no day such as 2026-11-30.", value=words),
            field="contract_until",
            value=words,
            rule="TKT-29",
        ) from None


def _values(row: ContractorRow | None) -> dict[str, str]:
    return {
        "trade": row.trade if row else "",
        "contract": (row.contract or "") if row else "",
        "contract_until": str(row.contract_until or "") if row else "",
        "warranty": (row.warranty or "") if row else "",
        "contact_name": (row.contact_name or "") if row else "",
        "phone": (row.phone or "") if row else "",
        "active": "yes" if row is None or row.active else "no",
    }
