"""Meetings 会议: agenda, minutes, and the action items that come out (MTG-11, MTG-13, MTG-15)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult

from csconsole.codes import entries, label
from csconsole.i18n import N_, _, ngettext
from csconsole.screens.item_work import ItemWork, item_row
from csconsole.screens.listing import PAGE, ListScreen, PageLike
from csconsole.screens.meeting_page import ITEM_COLUMNS, MeetingPage
from csconsole.screens.records import open_record
from csconsole.widgets.ask_fields import Asked, AskFields
from csconsole.widgets.peek import PeekLine
from csconsole.widgets.table import PagedTable
from csconsole.widgets.table_rows import Column, TableRow
from csconsole.widgets.times import exact
from csconsole.widgets.tones import Piece, Toned

if TYPE_CHECKING:
    from csconsole.services.context import Context
    from csconsole.services.meetings import ActionItemRow, MeetingRow
    from csconsole.services.query import EntityFields


class MeetingList(ListScreen["MeetingRow"]):
    """Meetings, what is to come on top; enter opens one, ``n`` calls one."""

    CONTEXT = "meetings"
    TITLE_TEXT = N_("Meetings")
    WATCH = frozenset({"meeting", "action_item"})
    PEEK = False
    COLUMNS = (
        Column("number", N_("number"), 15, sort="number"),
        Column("at", N_("begins"), 16, sort="starts"),
        Column("kind", N_("kind"), 12, sort="kind"),
        Column("topic", N_("topic"), 16, flex=2),
        Column("state", N_("state"), 8, sort="state"),
        Column("items", N_("open items"), 10, align="right", wide=84),
        Column("ticket", N_("ticket"), 15, wide=100),
    )
    EMPTY = N_("No meeting is found. / changes the filter, n calls one.")

    def fetch(
        self, ctx: Context, *, filter: str, sort: str, limit: int, after: str | None
    ) -> PageLike[MeetingRow]:
        """A page of meetings."""
        from csconsole.services.meetings import list_meetings

        return list_meetings(ctx, filter=filter, sort=sort, limit=limit, after=after)

    def fields(self) -> EntityFields:
        """The keys of the filter."""
        from csconsole.services.meetings.fields import MEETINGS

        return MEETINGS

    def row_of(self, item: MeetingRow) -> TableRow:
        """One meeting."""
        state = Toned(label("meeting_state", item.state), "done" if item.state == "recorded" else "accent")
        cells = (
            item.number,
            exact(item.starts_at, self.console.config.zone_info),
            label("meeting_kind", item.kind),
            item.topic,
            state,
            str(sum(one.state != "closed" for one in item.items)),
            item.ticket or "",
        )
        return TableRow(item.number, cells)

    def peek_of(self, item: MeetingRow) -> Sequence[PeekLine]:
        """Who leads it, where, and what was agreed."""
        where = "  ".join(part for part in (item.host, item.place, item.ticket) if part)
        return [Toned(item.topic, "strong"), where, item.results or item.agenda]

    def open_item(self, item: MeetingRow) -> None:
        """The page of the meeting."""
        self.app.push_screen(MeetingPage(item.number))

    def do_meeting_new(self) -> None:
        """Kind, topic, when and where; an emergency meeting needs its complaint."""
        kinds = tuple((one.code, label("meeting_kind", one.code)) for one in entries("meeting_kind"))
        asked = [
            Asked("kind", label("field", "kind"), value="complaint_review", choices=kinds),
            Asked("topic", label("field", "topic")),
            Asked("at", _("Begins (tomorrow 10:00, fri 9:30; empty: now)"), required=False),
            Asked("place", _("Where"), required=False),
            Asked("host", _("Host, staff number (empty: you)"), required=False),
            Asked("ticket", _("Complaint or ticket"), required=False),
        ]

        def call(given: dict[str, str]) -> None:
            self.command(lambda ctx: _call(ctx, given), self._called)

        self.open_dialog(AskFields(_("Call a meeting"), asked, about="meeting new"), call)

    def _called(self, row: MeetingRow) -> None:
        self.toast(_("{number} is registered.", number=row.number))
        self.app.push_screen(MeetingPage(row.number))


class ItemList(ItemWork):
    """Open action items by due time, of everybody, of me and my department, or of one ticket."""

    CONTEXT = "items"
    TITLE_TEXT = N_("Action items")
    WATCH = frozenset({"action_item"})

    def __init__(self, ticket: str = "") -> None:
        super().__init__()
        self.ticket = ticket
        self.mine = False
        self._found: dict[int, ActionItemRow] = {}
        self._after: str | None = None
        self._total = ""

    def compose_body(self) -> ComposeResult:
        """One row an item."""
        yield PagedTable(ITEM_COLUMNS, id="list", empty=_("No action item is open. n assigns one."))

    def on_mount(self) -> None:
        """Begin on the one that is due first."""
        if self.ticket:
            self.set_title(self.ticket)
        self.query_one("#list", PagedTable).focus()

    def load(self) -> None:
        """The open ones from the start, as many as are shown now."""
        limit = min(500, max(PAGE, len(self._found)))
        self.ask(lambda ctx: self._read(ctx, limit, None), self._show_page)

    def on_paged_table_need_more(self, _event: PagedTable.NeedMore) -> None:
        """The next page."""
        after = self._after
        if after is not None:
            self.ask(lambda ctx: self._read(ctx, PAGE, after), self._add_page, group="more")

    def _read(self, ctx: Context, limit: int, after: str | None) -> PageLike[ActionItemRow]:
        from csconsole.services.meetings import list_items

        return list_items(ctx, mine=self.mine, ticket=self.ticket or None, limit=limit, after=after)

    def _show_page(self, page: PageLike[ActionItemRow]) -> None:
        self._take(page)
        self._show(page.rows)

    def _add_page(self, page: PageLike[ActionItemRow]) -> None:
        self._take(page)
        self._show([*self._found.values(), *page.rows])

    def _take(self, page: PageLike[ActionItemRow]) -> None:
        self._after = page.next_after
        self._total = f"{page.total}+" if page.capped else str(page.total)

    def _show(self, found: Sequence[ActionItemRow]) -> None:
        now, zone = self.console.clock.now(), self.console.config.zone_info
        self._found = {row.id: row for row in found}
        more = self._after is not None
        self.query_one("#list", PagedTable).show_page(
            [item_row(row, now, zone) for row in self._found.values()], more=more
        )
        shown, late = len(self._found), sum(row.late for row in self._found.values())
        status: list[Piece] = [_("mine and my department's") if self.mine else _("everybody's"), "  "]
        if more:
            status.append(_("1-{n} of {total}", n=shown, total=self._total))
        else:
            status.append(ngettext("{n} item is open", "{n} items are open", shown))
        if late:
            known = f"{late}+" if more and late == shown else late
            status.append(Toned("  " + _("overdue: {n}", n=known), "danger"))
        self.set_status(*status)

    def item_chosen(self) -> ActionItemRow | None:
        """The one under the cursor."""
        cursor = self.query_one("#list", PagedTable).cursor_row
        return self._found.get(int(str(cursor.key))) if cursor is not None else None

    def items_belong_to(self) -> tuple[str, str]:
        """The ticket that the list is about."""
        return self.ticket, ""

    def on_paged_table_opened(self, _event: PagedTable.Opened) -> None:
        """Its steps."""
        self.do_item_steps()

    def do_item_view(self) -> None:
        """Mine and my department's, or everybody's."""
        self.mine = not self.mine
        self.load()

    def do_list_copy(self) -> None:
        """Copy the number of the ticket or meeting that it belongs to."""
        row = self.item_chosen()
        if row is not None and (number := row.number or row.meeting):
            self.copy(number)

    def do_paper_ticket(self) -> None:
        """The ticket that the item is about."""
        row = self.item_chosen()
        if row is not None and row.number:
            open_record(self.console, "ticket", row.number)


class ItemPage(ItemList):
    """One action item, open or closed: its line, and its steps with enter."""

    TITLE_TEXT = N_("Action item")

    def __init__(self, item_id: str | int) -> None:
        super().__init__()
        self.item_id = int(item_id)

    def load(self) -> None:
        """The item as it is stored."""
        key = self.item_id

        def work(ctx: Context) -> Sequence[ActionItemRow]:
            from csconsole.services.meetings import show_item

            return (show_item(ctx, key),)

        self.ask(work, self._show)

    def _show(self, found: Sequence[ActionItemRow]) -> None:
        super()._show(found)
        (row,) = found
        where = row.number or row.meeting or ""
        self.set_title(where, Toned(f"  {row.text.splitlines()[0]}", "quiet"))
        self.set_status(row.feedback or label("action_item_state", row.state))

    def do_item_view(self) -> None:
        """The list of them all."""
        self.app.push_screen(ItemList())


def _call(ctx: Context, given: dict[str, str]) -> MeetingRow:
    from csconsole.services.meetings import schedule_meeting
    from csconsole.services.moments import read_moment
    from csconsole.services.staff import find_staff

    return schedule_meeting(
        ctx,
        topic=given["topic"],
        kind=given["kind"],
        starts_at=read_moment(ctx, given["at"], field="starts_at") if given["at"] else None,
        ticket=given["ticket"] or None,
        place=given["place"] or None,
        host_id=find_staff(ctx, given["host"]).id if given["host"] else None,
    )
