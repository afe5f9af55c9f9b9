"""Meetings 会议: agenda, minutes, and the action items that come out (MTG-11, MTG-13, MTG-15)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from csconsole.codes import entries, label
from csconsole.i18n import N_, _
from csconsole.screens.item_work import ItemWork, item_row
from csconsole.screens.listing import ListScreen, PageLike
from csconsole.screens.meeting_page import ITEM_COLUMNS, MeetingPage
from csconsole.screens.named_choices import Offered, offering
from csconsole.screens.records import open_record
from csconsole.widgets.ask_fields import Asked, AskFields
from csconsole.widgets.peek import PeekLine
from csconsole.widgets.table_rows import Column, TableRow
from csconsole.widgets.times import exact
from csconsole.widgets.tones import Toned

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
        Column("state", N_("state"), 9, sort="state"),
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

        def call(given: dict[str, str]) -> None:
            self.command(lambda ctx: _call(ctx, given), self._called)

        def show(offered: Offered) -> None:
            asked = [
                Asked("kind", label("field", "kind"), value="complaint_review", choices=kinds),
                Asked("topic", label("field", "topic")),
                Asked("at", _("Begins (tomorrow 10:00, fri 9:30; empty: now)"), required=False),
                Asked("place", _("Where"), required=False),
                Asked("host", _("Host (empty: you)"), required=False, choices=tuple(offered.staff)),
                Asked("ticket", _("Complaint or ticket"), required=False),
            ]
            self.open_dialog(AskFields(_("Call a meeting"), asked, about="meeting new"), call)

        offering(self, show)

    def _called(self, row: MeetingRow) -> None:
        self.toast(_("{number} is registered.", number=row.number))
        self.app.push_screen(MeetingPage(row.number))


class ItemList(ItemWork, ListScreen["ActionItemRow"]):
    """Open action items by due time, of everybody, of me and my department, or of one ticket."""

    CONTEXT = "items"
    TITLE_TEXT = N_("Action items")
    WATCH = frozenset({"action_item"})
    FILTER = "state:open"
    PEEK = False
    COLUMNS = ITEM_COLUMNS
    EMPTY = N_("No action item is found. / changes the filter, n assigns one.")

    def __init__(self, ticket: str = "") -> None:
        super().__init__()
        self.ticket = ticket
        self.mine = False

    def on_mount(self) -> None:
        """Say whose they are."""
        self.show_whose()

    def show_whose(self) -> None:
        """The ticket that they are about, or whose they are."""
        whose = _("mine and my department's") if self.mine else "" if self.ticket else _("everybody's")
        self.set_title("  ".join(part for part in (self.ticket, whose) if part))

    def fetch(
        self, ctx: Context, *, filter: str, sort: str, limit: int, after: str | None
    ) -> PageLike[ActionItemRow]:
        """A page of them."""
        from csconsole.services.meetings import list_items

        return list_items(
            ctx,
            mine=self.mine,
            ticket=self.ticket or None,
            closed=True,
            filter=filter,
            sort=sort,
            limit=limit,
            after=after,
        )

    def fields(self) -> EntityFields:
        """The keys of the filter."""
        from csconsole.services.meetings.fields import ITEMS

        return ITEMS

    def row_of(self, item: ActionItemRow) -> TableRow:
        """One item."""
        return item_row(item, self.console.clock.now(), self.console.config.zone_info)

    def peek_of(self, item: ActionItemRow) -> Sequence[PeekLine]:
        """What is to be done, and what was."""
        who = "  ".join(part for part in (item.owner, item.department, item.number, item.meeting) if part)
        return [Toned(item.text, "strong"), who, item.feedback or ""]

    def item_chosen(self) -> ActionItemRow | None:
        """The one under the cursor."""
        return self.current

    def items_belong_to(self) -> tuple[str, str]:
        """The ticket that the list is about."""
        return self.ticket, ""

    def open_item(self, item: ActionItemRow) -> None:
        """Its steps."""
        del item
        self.do_item_steps()

    def copy_text(self, item: ActionItemRow) -> str:
        """The number of the ticket or meeting that it belongs to."""
        return item.number or item.meeting or ""

    def do_item_view(self) -> None:
        """Mine and my department's, or everybody's."""
        self.mine = not self.mine
        self.show_whose()
        self.load()

    def do_paper_ticket(self) -> None:
        """The ticket that the item is about."""
        row = self.item_chosen()
        if row is not None and row.number:
            open_record(self.console, "ticket", row.number)


class ItemPage(ItemList):
    """One action item, open or closed: its line, and its steps with enter."""

    TITLE_TEXT = N_("Action item")
    FILTER = ""

    def __init__(self, item_id: str | int) -> None:
        super().__init__()
        self.item_id = int(item_id)

    def fetch(
        self, ctx: Context, *, filter: str, sort: str, limit: int, after: str | None
    ) -> PageLike[ActionItemRow]:
        """The item as it is stored."""
        from csconsole.services.meetings import show_item
        from csconsole.services.query import Page

        del filter, sort, limit, after
        return Page((show_item(ctx, self.item_id),), 1, False, None)

    def show_whose(self) -> None:
        """Where it belongs, as soon as that is read."""
        if (row := self.current) is not None:
            where = row.number or row.meeting or ""
            self.set_title(where, Toned(f"  {row.text.splitlines()[0]}", "quiet"))

    def _show_page(self, page: PageLike[ActionItemRow]) -> None:
        super()._show_page(page)
        self.show_whose()

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
