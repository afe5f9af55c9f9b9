"""The end of the day: every list of what nobody sees to with its count, and the sign-off (TKT-02, TKT-11)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual.app import ComposeResult

from csconsole.i18n import N_, _, listed, named, ngettext
from csconsole.screens.base import BaseScreen
from csconsole.screens.records import RECORD_PAGES, open_record
from csconsole.widgets.dialogs import Confirm
from csconsole.widgets.table import PagedTable
from csconsole.widgets.table_rows import Column, TableRow
from csconsole.widgets.times import age_words, due_words
from csconsole.widgets.tones import Toned

if TYPE_CHECKING:
    from csconsole.actions import Action
    from csconsole.errors import CsconsoleError
    from csconsole.services.context import Context
    from csconsole.services.unsettled import UnsettledList, UnsettledRow
    from csconsole.services.views import ViewRow

MUST_BE_EMPTY: Final = frozenset({"orphan", "no_step"})
"""Lists in which nothing may ever stand (TKT-02)."""
OWED: Final = ("overdue", "promise", "unreviewed", "unclosed")
"""Lists of what is still owed: named with their counts before the day is signed off."""
Lists = tuple["UnsettledList", ...]


class DayLists(BaseScreen[None]):
    """One line a list; enter opens it, ``s`` signs the day off."""

    CONTEXT = "day"
    TITLE_TEXT = N_("End of the day")
    WATCH = frozenset(
        {"ticket", "callback", "promise", "escalation", "form_record", "export_release"}
        | {"subtask", "contractor_job", "referral", "incident", "action_item", "staff"}
    )

    def __init__(self) -> None:
        super().__init__()
        self.lists: dict[str, UnsettledList] = {}

    def compose_body(self) -> ComposeResult:
        """The lists."""
        yield PagedTable(
            (Column("name", N_("list"), 30, flex=1), Column("count", N_("count"), 8, align="right")),
            id="list",
        )

    def on_mount(self) -> None:
        """The lists have the focus."""
        self.query_one(PagedTable).focus()

    def load(self) -> None:
        """Count every list, and see whether the day is signed off."""

        def work(ctx: Context) -> tuple[Lists, bool]:
            from csconsole.services.tickets import is_signed_off
            from csconsole.services.unsettled import unsettled_lists

            return unsettled_lists(ctx), is_signed_off(ctx)

        self.ask(work, lambda found: self._show(*found))

    def _show(self, lists: Lists, signed_off: bool) -> None:
        self.lists = {one.code: one for one in lists}
        self.query_one(PagedTable).show_page([_line(one) for one in lists])
        unnoted = self.lists["unnoted"].total
        if signed_off:
            self.set_status(Toned(_("The day is signed off."), "done"))
        elif unnoted:
            self.set_status(
                Toned(
                    ngettext(
                        "{n} open item has no note of today", "{n} open items have no note of today", unnoted
                    ),
                    "caution",
                )
            )
        else:
            self.set_status(_("Every open item has its note: the day can be signed off."))

    def on_paged_table_opened(self, event: PagedTable.Opened) -> None:
        """A list of tickets as a view of the ticket list, any other as its rows."""
        chosen = self.lists[str(event.row.key)]
        if not chosen.view:
            self.app.push_screen(UnsettledRows(chosen))
            return

        def work(ctx: Context) -> ViewRow:
            from csconsole.services.views import shipped_view

            del ctx
            return shipped_view("ticket", chosen.view)

        self.ask(work, self._open_view, group="view")

    def _open_view(self, view: ViewRow) -> None:
        from csconsole.screens.day_tickets import DayTickets

        self.app.push_screen(DayTickets(view))

    def do_day_sign(self) -> None:
        """Sign the day off once every open item has its note (TKT-11)."""

        def work(ctx: Context) -> str:
            from csconsole.services.tickets import sign_off_day

            return sign_off_day(ctx).day.isoformat()

        def signed(day: str) -> None:
            self.toast(_("The day {day} is signed off.", day=day))
            self.load()

        def refused(error: CsconsoleError) -> None:
            if error.rule == "TKT-11":
                key = self.console.registry.key_sign("ticket.note")
                error.hint = _("enter on the list opens it, {key} there writes the note.", key=key)
            self.toast_error(error)

        def answered(yes: bool) -> None:
            if yes:
                self.command(work, signed, failed=refused)

        if "unnoted" in self.lists and self.lists["unnoted"].total:  # refused: nobody is asked first
            self.command(work, signed, failed=refused)
            return
        self.open_dialog(Confirm(_("Sign the day off?"), effect=self._what_is_owed()), answered)

    def _what_is_owed(self) -> str:
        """The lists of what is owed with their counts, by the names that they have on this page."""
        shown = [self.lists[code] for code in OWED if code in self.lists]
        return listed(named(one.name, one.count) for one in shown)


class UnsettledRows(BaseScreen[None]):
    """The rows of one list; enter opens the record that settles it."""

    CONTEXT = "unsettled"
    WATCH = DayLists.WATCH

    def __init__(self, shown: UnsettledList) -> None:
        super().__init__()
        self.shown = shown
        self.rows: tuple[UnsettledRow, ...] = ()

    def compose_body(self) -> ComposeResult:
        """What is unsettled, with whom and since when."""
        yield PagedTable(
            (
                Column("number", N_("number"), 14),
                Column("note", N_("note"), 14, flex=3),
                Column("what", N_("what"), 14, flex=3),
                Column("who", N_("who"), 8, flex=1),
                Column("department", N_("department"), 12, wide=90),
                Column("age", N_("since"), 6, align="right", wide=110),
                Column("due", N_("due"), 14),
            ),
            id="list",
            empty=_("Nothing stands here. esc goes back."),
        )

    def on_mount(self) -> None:
        """The rows have the focus."""
        self.set_title(self.shown.name)
        self.query_one(PagedTable).focus()

    def load(self) -> None:
        """Read the list."""
        code = self.shown.code

        def work(ctx: Context) -> tuple[UnsettledRow, ...]:
            from csconsole.services.unsettled import unsettled_rows

            return unsettled_rows(ctx, code)

        self.ask(work, self._show)

    def _show(self, rows: tuple[UnsettledRow, ...]) -> None:
        self.rows = rows
        now, zone = self.console.clock.now(), self.console.config.zone_info
        self.query_one(PagedTable).show_page(
            [
                TableRow(
                    place,
                    (
                        row.number,
                        Toned(row.note, "caution"),
                        row.title,
                        row.who,
                        row.department,
                        age_words(row.since, now),
                        due_words(row.due_at, now, zone),
                    ),
                )
                for place, row in enumerate(rows)
            ]
        )
        self.set_status(_("{n} found", n=len(rows)))
        self.draw_footer()

    def offers(self, action: Action) -> bool:
        """The footer of an empty list names no key that needs a row."""
        return super().offers(action) and (bool(self.rows) or not action.needs_row)

    def on_paged_table_opened(self, event: PagedTable.Opened) -> None:
        """The record of the row."""
        row = self.rows[int(event.row.key)]
        if row.record == "release":
            from csconsole.screens.admin_releases import ReleaseList

            self.app.push_screen(ReleaseList())
            return
        if row.record not in RECORD_PAGES and row.ticket:
            open_record(self.console, "ticket", row.ticket)
        else:
            open_record(self.console, row.record, row.key)


def _line(one: UnsettledList) -> TableRow:
    if not one.total:
        return TableRow(one.code, (one.name, Toned("-", "quiet")))
    return TableRow(
        one.code, (one.name, Toned(one.count, "danger" if one.code in MUST_BE_EMPTY else "strong"))
    )
