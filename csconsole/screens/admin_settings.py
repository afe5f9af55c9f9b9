"""Administration: the settings of the site."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from csconsole.i18n import N_, _, listed
from csconsole.screens.listing import ListScreen, PageLike
from csconsole.widgets.dialogs import AskText, Choice, Option
from csconsole.widgets.peek import PeekLine
from csconsole.widgets.table_rows import Column, TableRow
from csconsole.widgets.tones import Toned

if TYPE_CHECKING:
    from csconsole.services.context import Context
    from csconsole.services.query import EntityFields
    from csconsole.services.settings import SettingRow

CHANGE = "setting.change"


class SettingList(ListScreen["SettingRow"]):
    """What differs between sites, with the value that holds now. Words are looked for in key and meaning."""

    CONTEXT = "settings"
    TITLE_TEXT = N_("Settings")
    WATCH = frozenset({"setting"})
    COLUMNS = (
        Column("about", N_("what it is"), 30, flex=2),
        Column("value", N_("value"), 12, flex=1),
        Column("unit", N_("unit"), 10, sort="unit"),
        Column("key", N_("setting's key"), 24, wide=100, sort="key"),
        Column("rule", N_("rule"), 8, wide=70, sort="rule"),
    )
    EMPTY = N_("No setting is found. / changes the words to look for.")

    def fetch(
        self, ctx: Context, *, filter: str, sort: str, limit: int, after: str | None
    ) -> PageLike[SettingRow]:
        """A page of them."""
        from csconsole.services.settings import list_settings

        return list_settings(ctx, filter=filter, sort=sort, limit=limit, after=after)

    def fields(self) -> EntityFields:
        """The keys of the filter."""
        from csconsole.services.settings.fields import SETTINGS

        return SETTINGS

    def row_of(self, item: SettingRow) -> TableRow:
        """One setting; what the site changed is marked with a star."""
        value = Toned(f"{shown(item.value)} *", "accent") if item.changed else shown(item.value)
        return TableRow(item.key, (item.about, value, item.unit, Toned(item.key, "quiet"), item.source))

    def peek_of(self, item: SettingRow) -> Sequence[PeekLine]:
        """Key, default and what may be."""
        lines: list[PeekLine] = [
            Toned(item.about, "strong"),
            (
                Toned(_("setting's key") + " ", "quiet"),
                item.key,
                Toned("   " + _("rule") + " ", "quiet"),
                item.source,
            ),
            (Toned(_("default") + " ", "quiet"), f"{shown(item.default)} {item.unit}"),
        ]
        if item.choices:
            lines.append((Toned(_("may be") + " ", "quiet"), listed(item.choices)))
        return lines

    def copy_text(self, item: SettingRow) -> str:
        """The key."""
        return item.key

    def open_item(self, item: SettingRow) -> None:
        """Change it, for who may."""
        if no := self.console.right_missing(CHANGE):
            self.toast(no, "warning")
        else:
            self._ask_value(item)

    def do_setting_edit(self) -> None:
        """Ask for the new value."""
        if (item := self.current) is not None:
            self._ask_value(item)

    def _ask_value(self, item: SettingRow) -> None:
        if item.choices:
            values = [(choice, choice) for choice in item.choices]
            self.open_dialog(Choice.numbered(item.about, values), lambda value: self._store(item, value))
            return
        body = f"{item.key}  {item.unit}".strip()
        table = item.type == "table"
        value = written(item.value) if table else shown(item.value)
        dialog = AskText(
            item.about,
            about=f"setting {item.key}",
            value=value,
            body=body,
            required=item.type != "text",
            long=table,
        )
        self.open_dialog(dialog, lambda value: self._store(item, value))

    def do_setting_steps(self) -> None:
        """Change it or give it its default again."""
        if (item := self.current) is None:
            return
        no = self.console.right_missing(CHANGE)
        same = "" if item.changed else _("it has its default")
        back = _("its default again: {value}", value=shown(item.default))
        options = (
            Option("e", "edit", _("change"), why_not=no),
            Option("d", "reset", back, why_not=no or same),
        )
        self.open_dialog(Choice(item.about, options), lambda step: self._step(step, item))

    def _step(self, step: str, item: SettingRow) -> None:
        if step == "edit":
            self._ask_value(item)
            return

        def work(ctx: Context) -> SettingRow:
            from csconsole.services.settings import reset_setting

            return reset_setting(ctx, item.key)

        self.command(work, lambda row: self._changed(_("The default holds again."), row))

    def _store(self, item: SettingRow, value: Any) -> None:
        def work(ctx: Context) -> SettingRow:
            from csconsole.services.settings import change_setting

            return change_setting(ctx, item.key, value, seen=item.value)

        self.command(work, lambda row: self._changed(_("Saved."), row))

    def _changed(self, said: str, row: SettingRow) -> None:
        self.toast("\n".join((said, *row.difference.sentences())))
        self.load()


def shown(value: Any) -> str:
    """A value as it is typed: yes and no, lists with commas, tables as JSON."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    return "" if value is None else str(value)


def written(table: dict[str, Any]) -> str:
    """A table as it is edited: JSON with each of its entries on a line of its own."""
    entries = ["  " + json.dumps({name: table[name]}, ensure_ascii=False)[1:-1] for name in table]
    return "{\n" + ",\n".join(entries) + "\n}" if entries else "{}"
