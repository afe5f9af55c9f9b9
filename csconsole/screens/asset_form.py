"""The form of an asset's file, new or changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from textual.app import ComposeResult

from csconsole.codes import entries, label
from csconsole.errors import CsconsoleError, InvalidInputError
from csconsole.i18n import N_, _
from csconsole.screens.drafting import FormScreen
from csconsole.widgets.form import Field, Form

if TYPE_CHECKING:
    from csconsole.services.assets import AssetRow
    from csconsole.services.context import Context

_PLAIN: Final = ("name", "kind", "location", "state", "serial", "product", "maker", "zone", "remark")


class AssetForm(FormScreen):
    """Answers with the stored asset. ``row`` is None for a new one."""

    CONTEXT = "asset_form"
    FORM = "asset"
    TITLE_TEXT = N_("Asset's file")

    def __init__(self, kinds: Sequence[tuple[str, str]], row: AssetRow | None) -> None:
        super().__init__(row.number if row is not None else "")
        self.kinds = tuple(kinds)
        self.row = row

    def compose_body(self) -> ComposeResult:
        """The fields, filled with what is stored; the number never changes."""
        row = self.row
        kinds = self.kinds
        if row is not None and all(code != row.kind for code, _name in kinds):
            kinds = (*kinds, (row.kind, row.kind_name))
        states = [(one.code, label("asset_state", one.code)) for one in entries("asset_state")]
        first = () if row else (Field("number", N_("Number"), help=N_("empty: the next one")),)
        stored = self._values(row)
        yield Form(
            (
                Field("name", N_("Name"), value=stored["name"], required=True),
                Field("kind", N_("Kind"), "choice", kinds, value=stored["kind"], required=True),
                Field("location", N_("Location"), value=stored["location"], required=True),
                *first,
                Field("serial", N_("Serial number"), value=stored["serial"]),
                Field("product", N_("Product"), value=stored["product"]),
                Field("maker", N_("Maker"), value=stored["maker"]),
                Field("zone", N_("Zone"), value=stored["zone"]),
                Field(
                    "handed_over_on",
                    N_("Handover date"),
                    value=stored["handed_over_on"],
                    help=N_("such as 2024-05-17: its own warranty and its checks count from it"),
                ),
                Field("state", N_("State"), "choice", states, value=stored["state"] or "in_use"),
                Field("remark", N_("Remark"), "text", value=stored["remark"], rows=3),
            )
        )

    def on_mount(self) -> None:
        """Begin with the name."""
        self.set_title(self.row.number if self.row else _("new"))
        self.form.editor("name").focus()

    def save(self, then_next: bool) -> None:
        """Store the file."""
        typed = {name: text.strip() for name, text in self.form.values().items()}
        row = self.row

        def work(ctx: Context) -> AssetRow:
            from csconsole.services.assets import add_asset, change_asset

            given: dict[str, Any] = {name: typed[name] for name in _PLAIN}
            given["handed_over_on"] = _day(typed["handed_over_on"])
            if row is None:
                return add_asset(ctx, number=typed["number"], **given)
            return change_asset(ctx, row.number, expected_version=row.version, **given)

        def stored(saved: AssetRow) -> None:
            self.saved(then_next and row is None, _("{name} saved", name=saved.name), saved)

        self.command(work, stored, failed=self.refused)

    def field_of(self, error: CsconsoleError) -> str | None:
        """The form's name for the field that an error is about."""
        names = {"asset_number": "number", "asset_kind": "kind"}
        return names.get(error.field or "", error.field)

    def read_stored(self, ctx: Context) -> AssetRow:
        """The file as it is stored now."""
        from csconsole.services.assets import show_asset

        assert self.row is not None
        return show_asset(ctx, self.row.number).row

    def stored_values(self, row: AssetRow | None) -> Mapping[str, str] | None:
        """What its fields hold."""
        found = row or self.row
        return None if found is None else self._values(found)

    def take_stored(self, row: AssetRow) -> None:
        """The next save starts from it."""
        self.row = row

    def _values(self, row: AssetRow | None) -> dict[str, str]:
        return {name: str(getattr(row, name, None) or "") for name in (*_PLAIN, "handed_over_on")}


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InvalidInputError(
            _("“{text}” is not a date such as 2026-11-23.", text=text), field="handed_over_on", value=text
        ) from error
