"""Mode 6, customers: plain words in the filter mean a number, last digits, a name, pinyin or initials."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from csconsole.codes import label
from csconsole.i18n import N_, _, listed
from csconsole.screens.customer_verbs import CustomerVerbs
from csconsole.screens.listing import ListScreen, PageLike
from csconsole.screens.records import open_record
from csconsole.widgets.dialogs import AskText, Choice
from csconsole.widgets.peek import PeekLine
from csconsole.widgets.table_rows import Column, TableRow
from csconsole.widgets.tones import Piece, Toned

if TYPE_CHECKING:
    from csconsole.services.context import Context
    from csconsole.services.customers import CustomerRow
    from csconsole.services.query import EntityFields

QUERY: Final = re.compile(r"[:：<>=]|\bor\b|^-|[\"“(（]")
"""What makes a filter one of the query language; without it the words are looked up like a caller."""


class CustomersScreen(CustomerVerbs, ListScreen["CustomerRow"]):
    """All customers' files, newest first."""

    CONTEXT = "customers"
    EXPORTS = "customers"
    WATCH = frozenset({"customer", "customer_phone"})
    COLUMNS = (
        Column("sign", "", 1),
        Column("name", N_("name"), 14, flex=2, sort="name"),
        Column("unit", N_("unit no."), 10, flex=1, sort="unit"),
        Column("tier", N_("tier"), 8, sort="tier"),
        Column("role", N_("role"), 10, wide=64),
        Column("phone", N_("phone"), 15, flex=1),
        Column("organisation", N_("organisation"), 12, flex=1, wide=100),
        Column("owner", N_("owner"), 10, wide=100),
        Column("tags", N_("tags"), 12, flex=1, wide=110),
        Column("code", N_("number"), 10, wide=130),
    )
    EMPTY = N_("Nobody is found. / looks by number, last digits, name or pinyin; n makes a new file.")

    def fetch(
        self, ctx: Context, *, filter: str, sort: str, limit: int, after: str | None
    ) -> PageLike[CustomerRow]:
        """One page: a query, or plain words looked up like a caller."""
        from csconsole.services.customers import list_customers, look_up_customers

        if filter.strip() and not sort and QUERY.search(filter) is None:
            return look_up_customers(ctx, filter, limit=limit)
        return list_customers(ctx, filter=filter, sort=sort, limit=limit, after=after)

    @property
    def target_id(self) -> int | None:
        """The customer under the cursor."""
        return self.current.id if self.current is not None else None

    def row_of(self, item: CustomerRow) -> TableRow:
        """Who, where, how important, which number."""
        warned = bool(item.warning or item.do_not_call)
        return TableRow(
            item.id,
            (
                Toned("!", "danger") if warned else "",
                item.name,
                item.unit or item.address or "",
                Toned(label("customer_tier", item.tier), "caution" if item.tier == "vip" else ""),
                label("customer_role", item.role),
                item.phone or "",
                item.organisation or "",
                item.owner or "",
                listed(item.tags),
                item.code or "",
            ),
        )

    def peek_of(self, item: CustomerRow) -> Sequence[PeekLine]:
        """The file in a few lines."""
        head: list[Piece] = [Toned(item.name, "strong")]
        for text in (label("customer_kind", item.kind), item.phone, item.address, item.preferred_time):
            if text:
                head += ["  ", text]
        lines: list[PeekLine] = [tuple(head)]
        if item.warning:
            lines.append((Toned("! ", "danger"), Toned(item.warning, "danger")))
        if item.do_not_call:
            lines.append((Toned("! ", "danger"), Toned(_("Do not call this customer"), "danger")))
        if item.remark:
            lines.append((Toned(_("Remark") + "  ", "quiet"), item.remark))
        return lines

    def fields(self) -> EntityFields:
        """The keys of the filter."""
        from csconsole.services.customers import CUSTOMERS

        return CUSTOMERS

    def open_item(self, item: CustomerRow) -> None:
        """The customer's page."""
        open_record(self.console, "customer", str(item.id), [str(one.id) for one in self.in_order()])

    def copy_text(self, item: CustomerRow) -> str:
        """The customer's number, or the name."""
        return item.code or item.name

    def do_customer_merge(self) -> None:
        """Put two marked files into one: which one stays, then why."""
        marked = self.chosen_items()
        if len(marked) != 2:
            self.toast(_("Mark the two files with x first."), "warning")
            return
        one, two = marked
        names = [(item, f"{item.name}  {item.unit or ''}  {item.phone or ''}") for item in marked]

        def why(kept: CustomerRow) -> None:
            gone = two if kept is one else one
            self.open_dialog(
                AskText(
                    _("Why do these belong together?"),
                    about=f"customer {gone.id} merge {kept.id}",
                    body=_("{name} stays", name=kept.name),
                ),
                lambda reason: self._merge(kept.id, gone.id, reason),
            )

        self.open_dialog(Choice.numbered(_("Which file stays?"), names), why)

    def _merge(self, kept: int, gone: int, reason: str) -> None:
        def work(ctx: Context) -> CustomerRow:
            from csconsole.services.customers import merge_customers

            return merge_customers(ctx, kept, gone, reason=reason)

        def done(row: CustomerRow) -> None:
            self.table.clear_marks()
            self.toast(_("Merged into {name}. u takes it back.", name=row.name))
            self.load()

        self.command(work, done)


MODE_SCREEN = CustomersScreen
