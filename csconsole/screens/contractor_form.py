"""The form of a contractor's entry in the register, new or changed (TKT-29)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult

from csconsole.i18n import N_
from csconsole.screens.record_form import RecordForm, active_field, active_value, code_choices
from csconsole.widgets.form import Field

if TYPE_CHECKING:
    from csconsole.services.context import Context
    from csconsole.services.contractors import ContractorRow


class ContractorForm(RecordForm["ContractorRow"]):
    """Answers with the stored entry."""

    FORM = "contractor"
    TITLE_TEXT = N_("Contractor")

    def key_of(self, item: ContractorRow) -> str:
        """Its key."""
        return str(item.id)

    def heading(self, item: ContractorRow) -> str:
        """Its name."""
        return item.name

    def compose_body(self) -> ComposeResult:
        """The fields."""
        until = N_("such as 2027-12-31; empty: no end")
        yield self.filled(
            Field("name", N_("Name"), required=True),
            Field("trade", N_("Trade"), "choice", code_choices("contractor_trade"), required=True),
            Field("contract", N_("Contract")),
            Field("contract_until", N_("Contract until"), help=until),
            Field("warranty", N_("Warranty agreement"), "text", rows=2),
            Field("contact_name", N_("Contact")),
            Field("phone", N_("Phone")),
            active_field(),
        )

    def store(self, ctx: Context, typed: dict[str, str], item: ContractorRow | None) -> ContractorRow:
        """Store it."""
        from csconsole.services.contractors import add_contractor, change_contractor
        from csconsole.services.moments import read_day

        said = typed["contract_until"].strip()
        given: dict[str, Any] = {
            name: typed[name] for name in ("name", "trade", "contract", "warranty", "contact_name", "phone")
        }
        given["contract_until"] = read_day(ctx, said, field="contract_until") if said else None
        if item is None:
            return add_contractor(ctx, **given)
        active = typed["active"] != "no"
        return change_contractor(ctx, item.id, expected_version=item.version, active=active, **given)

    def find(self, ctx: Context, item: ContractorRow) -> ContractorRow:
        """It as it is stored now."""
        from csconsole.services.contractors import show_contractor

        return show_contractor(ctx, item.id)

    def values_of(self, item: ContractorRow) -> dict[str, str]:
        """What its fields hold."""
        texts = ("name", "trade", "contract", "contract_until", "warranty", "contact_name", "phone")
        return {
            **{name: str(getattr(item, name) or "") for name in texts},
            "active": active_value(item.active),
        }
