"""Mode 2, calls: every contact, the last entered first, and its lists: mine, owed answers, others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from csconsole.clock import local
from csconsole.codes import label
from csconsole.i18n import N_, _, ngettext
from csconsole.models.lifecycle.call import LOST_STATES
from csconsole.screens.call_verbs import CallVerbs
from csconsole.screens.listing import ListScreen, PageLike
from csconsole.screens.records import open_record
from csconsole.services.calls.worklists import NOT_REACHED_TODAY, OUTBOUND, UNCATEGORISED
from csconsole.text import one_line
from csconsole.widgets.dialogs import Choice, Note
from csconsole.widgets.peek import PeekLine
from csconsole.widgets.table_rows import Column, TableRow
from csconsole.widgets.times import age_words, exact, moment, until_words
from csconsole.widgets.tones import Piece, Tone, Toned

if TYPE_CHECKING:
    from csconsole.services.calls import CallItemRow, CallRow, DayBook
    from csconsole.services.context import Context
    from csconsole.services.query import EntityFields

VIEWS: Final = (
    (N_("All calls"), ""),
    (N_("Mine today"), "agent:me started:today"),
    (N_("An answer is owed"), "state:pending sort:answerby"),
    (N_("Promise overdue"), "promise:overdue"),
    (N_("I answered first, still open"), "owner:me state:open"),
    (N_("Without a category"), UNCATEGORISED),
    (N_("Lost and abandoned today"), NOT_REACHED_TODAY),
    (N_("Answered late"), "overlimit:yes"),
    (N_("Late entries"), "late:yes"),
    (N_("Outbound register"), OUTBOUND),
    (N_("Customer voice"), "voice:any"),
)
"""Lists that a key chooses from: what they are called, and their filter."""


class CallsScreen(CallVerbs, ListScreen["CallRow"]):
    """All contacts."""

    CONTEXT = "calls"
    EXPORTS = "calls"
    WATCH = frozenset({"call"})
    COLUMNS = (
        Column("sign", "", 1),
        Column("at", N_("start"), 11, sort="started"),
        Column("who", N_("who"), 12, flex=2),
        Column("what", N_("what"), 16, flex=4),
        Column("outcome", N_("outcome"), 9, zh=8),
        Column("state", N_("state"), 14, wide=72, zh=8),
        Column("kind", N_("type"), 14, wide=100),
        Column("agent", N_("agent"), 10, wide=112),
        Column("talk", N_("talk"), 6, align="right", wide=122),
        Column("no", N_("number"), 15, wide=134),
    )
    EMPTY = N_("No calls here. F2 starts one, v shows other lists, esc clears the filter.")

    def _draw_count(self) -> None:
        """The title says which order the list has, for calls are entered out of turn."""
        super()._draw_count()
        by_key = not (self.sort or self.latest or "sort:" in self.filter)
        self.set_title(*([Toned(_("last entered first"), "quiet")] if by_key else []))

    def fetch(
        self, ctx: Context, *, filter: str, sort: str, limit: int, after: str | None
    ) -> PageLike[CallRow]:
        """One page."""
        from csconsole.services.calls import list_calls

        return list_calls(ctx, filter=filter, sort=sort, limit=limit, after=after)

    def footer_about(self) -> tuple[bool, ...]:
        """Which of the keys that are about one call it takes."""
        return self.taken_keys()

    @property
    def target(self) -> CallRow | None:
        """The call under the cursor."""
        return self.current

    def row_of(self, item: CallRow) -> TableRow:
        """When, who, what about, what came of it."""
        when = moment(item.started_at, self.console.clock.now(), self.console.config.zone_info)
        who = item.customer_name or item.caller_name or item.phone or _("unknown")
        return TableRow(
            item.id,
            (
                _sign(self, item),
                when,
                who,
                one_line(item.summary),
                Toned(label("call_outcome", item.outcome), "done" if item.outcome == "done" else ""),
                Toned(label("call_state", item.state), _tone(item)),
                label("contact_type", item.kind),
                item.agent or "",
                "" if item.talk_seconds is None else f"{item.talk_seconds // 60}:{item.talk_seconds % 60:02}",
                item.number,
            ),
        )

    def peek_of(self, item: CallRow) -> Sequence[PeekLine]:
        """What was said, what was answered, what is owed."""
        now, zone = self.console.clock.now(), self.console.config.zone_info
        head: list[Piece] = [Toned(item.number, "strong"), "  ", label("call_direction", item.direction)]
        for text in (label("channel", item.channel), item.phone, item.category_name):
            if text:
                head += ["  ", text]
        lines: list[PeekLine] = [tuple(head), one_line(item.summary)]
        if item.answer:
            lines.append((Toned(_("Answer") + "  ", "quiet"), one_line(item.answer)))
        if item.next_answer_at is not None:
            owed = (exact(item.next_answer_at, zone), "  ", until_words(item.next_answer_at, now))
            lines.append((Toned(_("Next answer") + "  ", "quiet"), *owed))
        if item.next_step:
            lines.append((Toned(_("Next step") + "  ", "quiet"), one_line(item.next_step)))
        who = _("{agent}, first owner {owner}", agent=item.agent or "", owner=item.first_owner or "")
        lines.append((Toned(who + "  ", "quiet"), age_words(item.started_at, now)))
        return lines

    def fields(self) -> EntityFields:
        """The keys of the filter."""
        from csconsole.services.calls import CALLS

        return CALLS

    def open_item(self, item: CallRow) -> None:
        """The page of the call."""
        open_record(self.console, "call", item.number, [one.number for one in self.in_order()])

    # ---- other lists

    def do_call_view(self) -> None:
        """Choose a list."""
        choice = Choice.numbered(_("Which calls?"), [(filter_, _(name)) for name, filter_ in VIEWS])
        self.open_dialog(choice, self.show_base)

    def do_call_day_book(self) -> None:
        """Everything that happened today, in the order of the day."""

        def work(ctx: Context) -> DayBook:
            from csconsole.services.calls import day_book

            return day_book(ctx)

        self.ask(work, self._show_day, group="day")

    def _show_day(self, book: DayBook) -> None:
        zone = self.console.config.zone_info
        lines: list[Piece | tuple[Piece, ...]] = []
        for entry in book.entries:
            at = f"{local(entry.at, zone):%H:%M}"
            kind = label("day_entry", entry.kind)
            lines.append(
                (
                    Toned(f"{at}  {kind} {entry.number}  ", "quiet"),
                    one_line(entry.text),
                    "  ",
                    entry.who or "",
                )
            )
            if len(entry.items) > 1:
                lines += [_item_line(item) for item in entry.items]
        title = ngettext(
            "Day book {day}: {n} entry", "Day book {day}: {n} entries", len(book.entries), day=book.day
        )
        self.open_dialog(Note(title, lines or [_("Nothing has happened yet.")]))


def _item_line(item: CallItemRow) -> tuple[Piece, ...]:
    """One of several items of a contact, and what came of it 逐条记录 (CALL-02, CALL-16)."""
    outcome = " ".join(
        part
        for part in (label("call_outcome", item.outcome), item.ticket_number or item.callback_number)
        if part
    )
    return Toned(f"       {item.position} ", "quiet"), one_line(item.content), Toned(f"  {outcome}", "quiet")


def _sign(screen: CallsScreen, item: CallRow) -> Piece:
    if item.state == "pending" and item.next_answer_at is not None:
        late = item.next_answer_at < screen.console.clock.now()
        return Toned("!" if late else "~", "danger" if late else "caution")
    if item.state in ("lost", "ring_back"):
        return Toned("!", "caution")
    return ""


def _tone(item: CallRow) -> Tone:
    if item.state == "abandoned" or item.state in LOST_STATES:
        return "caution"
    return "accent" if item.state in ("pending", "transferred") else "quiet"


MODE_SCREEN = CallsScreen
