"""The form of an asset's file, new or changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from textual.app import ComposeResult

from csconsole.errors import CsconsoleError
from csconsole.i18n import N_, _
from csconsole.screens.record_form import RecordForm, code_choices
from csconsole.widgets.form import Field

if TYPE_CHECKING:
    from csconsole.services.assets import AssetRow
    from csconsole.services.context import Context

_PLAIN: Final = ("name", "kind", "location", "state", "serial", "product", "maker", "zone", "remark")


class AssetForm(RecordForm["AssetRow"]):
    """Answers with the stored asset."""

    CONTEXT = "asset_form"
    FORM = "asset"
    TITLE_TEXT = N_("Asset's file")

    def __init__(self, kinds: Sequence[tuple[str, str]], item: AssetRow | None) -> None:
        super().__init__(item)
        self.kinds = tuple(kinds)

    def key_of(self, item: AssetRow) -> str:
        """Its number."""
        return item.number

    def compose_body(self) -> ComposeResult:
        """The fields, filled with what is stored; the number never changes."""
        item, kinds = self.item, self.kinds
        if item is not None and all(code != item.kind for code, _name in kinds):
            kinds = (*kinds, (item.kind, item.kind_name))
        yield self.filled(
            Field("name", N_("Name"), required=True),
            Field("kind", N_("Kind"), "choice", kinds, required=True),
            Field("location", N_("Location"), required=True),
            *(() if item else (Field("number", N_("Number"), help=N_("empty: the next one")),)),
            Field("serial", N_("Serial number")),
            Field("product", N_("Product")),
            Field("maker", N_("Maker")),
            Field("zone", N_("Zone")),
            Field(
                "handed_over_on",
                N_("Handover date"),
                help=N_("such as 2024-05-17: its own warranty and its checks count from it"),
            ),
            Field("state", N_("State"), "choice", code_choices("asset_state"), value="in_use"),
            Field("remark", N_("Remark"), "text", rows=3),
        )

    def save(self, then_next: bool) -> None:
        """Store the file; an empty form follows only a new one."""
        super().save(then_next and self.item is None)

    def store(self, ctx: Context, typed: dict[str, str], item: AssetRow | None) -> AssetRow:
        """Store the file."""
        from csconsole.services.assets import add_asset, change_asset
        from csconsole.services.moments import read_day

        given: dict[str, Any] = {name: typed[name].strip() for name in _PLAIN}
        handed_over = typed["handed_over_on"].strip()
        given["handed_over_on"] = read_day(ctx, handed_over, field="handed_over_on") if handed_over else None
        if item is None:
            return add_asset(ctx, number=typed["number"].strip(), **given)
        return change_asset(ctx, item.number, expected_version=item.version, **given)

    def said(self, row: AssetRow) -> str:
        """Its name."""
        return _("{name} saved", name=row.name)

    def field_of(self, error: CsconsoleError) -> str | None:
        """The form's name for the field that an error is about."""
        names = {"asset_number": "number", "asset_kind": "kind"}
        return names.get(error.field or "", error.field)

    def find(self, ctx: Context, item: AssetRow) -> AssetRow:
        """The file as it is stored now."""
        from csconsole.services.assets import show_asset

        return show_asset(ctx, item.number).row

    def values_of(self, item: AssetRow) -> dict[str, str]:
        """What its fields hold."""
        return {name: str(getattr(item, name) or "") for name in (*_PLAIN, "handed_over_on")}
