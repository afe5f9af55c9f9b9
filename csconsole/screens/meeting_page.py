"""The page of a meeting: agenda or minutes, the action items, and what is done with it (MTG-11, MTG-13)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.widgets import Static

from csconsole.codes import label
from csconsole.i18n import N_, _, named, ngettext
from csconsole.screens.asking import Saw
from csconsole.screens.item_work import ItemWork, item_row
from csconsole.widgets.ask_fields import Asked, AskFields
from csconsole.widgets.table import PagedTable
from csconsole.widgets.table_rows import Column
from csconsole.widgets.times import exact
from csconsole.widgets.tones import Piece, Toned, say_lines

if TYPE_CHECKING:
    from csconsole.actions import Action
    from csconsole.services.context import Context
    from csconsole.services.meetings import ActionItemRow, MeetingRow

Given = dict[str, str]
Line = Piece | tuple[Piece, ...]
ITEM_COLUMNS: Final = (
    Column("sign", "", 1),
    Column("due", N_("due"), 16, sort="due"),
    Column("what", N_("what"), 16, flex=3),
    Column("who", N_("owner"), 10, flex=1),
    Column("state", N_("state"), 10, sort="state"),
    Column("about", N_("about"), 15, wide=76),
    Column("feedback", N_("what was done"), 16, flex=2, wide=110),
)
MINUTES: Final = (("attendees", False), ("absentees", False), ("content", True), ("results", True))


class MeetingPage(ItemWork):
    """Agenda or minutes, below or beside them the action items. ``e`` records or corrects the minutes, ``r``
    moves the meeting, ``D`` cancels it.
    """

    CONTEXT = "meeting"
    TITLE_TEXT = N_("Meeting")
    WATCH = frozenset({"meeting", "action_item"})
    DEFAULT_CSS = """
    MeetingPage #facts { height: 2fr; padding: 0 1; }
    MeetingPage #facts > Static { height: auto; }
    MeetingPage PagedTable { height: 1fr; border-top: solid $rule; }
    MeetingPage.-wide #facts { height: 1fr; width: 2fr; }
    MeetingPage.-wide PagedTable { height: 1fr; width: 3fr; border-top: none; border-left: solid $rule; }
    """

    def __init__(self, number: str) -> None:
        super().__init__()
        self.number = number
        self.row: MeetingRow | None = None

    def compose_body(self) -> ComposeResult:
        """What it is about, and the items."""
        with Container(classes="split"):
            with VerticalScroll(id="facts", can_focus=True):
                yield Static("", id="fact-lines", markup=False)
            yield PagedTable(ITEM_COLUMNS, id="list", empty=_("No action item yet. n assigns one."))

    def on_mount(self) -> None:
        """Begin on the items; tab goes to the text."""
        self.query_one("#list", PagedTable).focus()

    def load(self) -> None:
        """The meeting as it is now."""
        number = self.number

        def work(ctx: Context) -> MeetingRow:
            from csconsole.services.meetings import show_meeting

            return show_meeting(ctx, number)

        self.ask(work, self._show)

    def _show(self, row: MeetingRow) -> None:
        self.row = row
        now, zone = self.console.clock.now(), self.console.config.zone_info
        self.set_title(row.number, Toned("  " + row.topic, "quiet"))
        until = f" - {exact(row.ends_at, zone)}" if row.ends_at else ""
        lines: list[Line] = [
            (Toned(row.number, "strong"), "  ", Toned(row.topic, "strong")),
            (
                Toned(label("meeting_kind", row.kind), "strong"),
                f"  {label('meeting_state', row.state)}  {exact(row.starts_at, zone)}{until}",
            ),
            Toned("  ".join(part for part in (row.host, row.place, row.ticket) if part), "quiet"),
        ]
        if row.why:
            lines.append(Toned(named(label("field", "reason"), row.why), "caution"))
        lines.append("")
        for name, _long in MINUTES:
            if text := getattr(row, name):
                lines.append((Toned(f"{label('field', name)}  ", "quiet"), text))
        if row.agenda:
            lines += ["", Toned(_("Agenda"), "strong"), *row.agenda.split("\n")]
        self.query_one("#fact-lines", Static).update(say_lines(lines))
        self.query_one("#list", PagedTable).show_page(
            [item_row(item, now, zone) for item in row.items], more=False
        )
        open_ones = sum(item.state != "closed" for item in row.items)
        self.set_status(ngettext("{n} item is open", "{n} items are open", open_ones))

    def item_chosen(self) -> ActionItemRow | None:
        """The one under the cursor."""
        cursor = self.query_one("#list", PagedTable).cursor_row
        items = self.row.items if self.row is not None else ()
        return next((one for one in items if cursor is not None and one.id == cursor.key), None)

    def items_belong_to(self) -> tuple[str, str]:
        """This meeting, and the complaint that it is about."""
        return (self.row.ticket or "" if self.row else ""), self.number

    def on_paged_table_opened(self, _event: PagedTable.Opened) -> None:
        """The steps of the item."""
        self.do_item_steps()

    def why_not(self, action: Action) -> str:
        """Minutes are recorded once the meeting has begun (MTG-11), and corrected afterwards; what is to come
        is moved or cancelled.
        """
        row = self.row
        if row is not None and action.id.startswith("meeting."):
            if row.state == "cancelled":
                return _("The meeting is cancelled.")
            if row.state == "recorded" and action.id != "meeting.edit":
                return _("Its minutes are recorded.")
            begun = row.state == "recorded" or row.starts_at <= self.console.clock.now()
            if action.id == "meeting.edit" and not begun:
                time = exact(row.starts_at, self.console.config.zone_info)
                return _("The meeting begins {time}; its minutes are recorded after that.", time=time)
        return super().why_not(action)

    def do_meeting_edit(self) -> None:
        """The minutes: who was there, what was said, what was agreed; once recorded they are corrected, with
        the reason (MTG-11).
        """
        row = self.row
        if row is None:
            return
        asked = [Asked(name, label("field", name), long) for name, long in MINUTES]
        if row.state == "recorded":
            asked = [replace(one, value=getattr(row, one.id) or "") for one in asked]
            title = _("Correct the minutes")
            self._ask(title, "correct", [*asked, Asked("reason", label("field", "reason"))], _correct)
            return
        asked[1] = Asked("absentees", _("Absent (empty: nobody)"), required=False)
        self._ask(_("Record the minutes"), "minutes", asked, _record)

    def do_meeting_new_time(self) -> None:
        """Another time, place or host, with the reason; a notice tells of it (MTG-03)."""
        if self.row is None:
            return
        asked = [
            Asked("at", _("Begins (tomorrow 10:00, fri 9:30; empty: as it is)"), required=False),
            Asked("place", _("Where (empty: as it is)"), required=False),
            Asked("host", _("Host, staff number (empty: as it is)"), required=False),
            Asked("reason", label("field", "reason")),
        ]
        self._ask(_("Move the meeting"), "move", asked, _move)

    def do_meeting_close(self) -> None:
        """It does not take place, and why; a notice tells of it (MTG-03)."""
        asked = [Asked("reason", label("field", "reason"), long=True)]
        self._ask(_("Why does the meeting not take place?"), "cancel", asked, _cancel)

    def _ask(
        self,
        title: str,
        act: str,
        asked: Sequence[Asked],
        work: Callable[[Context, str, Given], MeetingRow],
    ) -> None:
        """Ask, then do it over the version that is shown."""
        row = self.row
        if row is None:
            return
        saw = Saw("meeting", row.id, row.version)

        def run(given: Given) -> None:
            self.command(lambda ctx: work(ctx, row.number, given), lambda _row: self.load(), saw=saw)

        self.open_dialog(AskFields(title, asked, about=f"meeting {row.number} {act}"), run)


def _record(ctx: Context, number: str, given: Given) -> MeetingRow:
    from csconsole.services.meetings import record_minutes

    return record_minutes(ctx, number, minutes={**given, "absentees": given["absentees"] or "-"})


def _correct(ctx: Context, number: str, given: Given) -> MeetingRow:
    from csconsole.services.meetings import correct_minutes

    return correct_minutes(ctx, number, minutes=given, reason=given["reason"])


def _move(ctx: Context, number: str, given: Given) -> MeetingRow:
    from csconsole.services.meetings import move_meeting
    from csconsole.services.moments import read_moment
    from csconsole.services.staff import find_staff

    return move_meeting(
        ctx,
        number,
        reason=given["reason"],
        starts_at=read_moment(ctx, given["at"], field="starts_at") if given["at"] else None,
        place=given["place"] or None,
        host_id=find_staff(ctx, given["host"]).id if given["host"] else None,
    )


def _cancel(ctx: Context, number: str, given: Given) -> MeetingRow:
    from csconsole.services.meetings import cancel_meeting

    return cancel_meeting(ctx, number, reason=given["reason"])
