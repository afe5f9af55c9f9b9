"""Mode 1, the desk: my shift in one screen. What must I do next, and by when?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.widgets import Static

from csconsole.actions import Action
from csconsole.clock import local, local_date
from csconsole.codes import label
from csconsole.errors import CsconsoleError, NotAllowedError
from csconsole.i18n import N_, _, apart, named, ngettext
from csconsole.screens.desk_answers import DeskAnswers
from csconsole.screens.desk_views import DeskViews
from csconsole.text import cell_width, cut, literal_line, pad
from csconsole.widgets.numbers import short_number
from csconsole.widgets.signs import sign
from csconsole.widgets.table import PagedTable
from csconsole.widgets.table_rows import Column, TableRow
from csconsole.widgets.times import due_sign, due_words, moment
from csconsole.widgets.tones import Piece, Tone, Toned, say_line, say_lines

if TYPE_CHECKING:
    from csconsole.services.context import Context
    from csconsole.services.desk import Desk, DeskItem, Round, Tally

COLUMNS = (
    Column("sign", "", 1),
    Column("what", N_("what"), 18, flex=3),
    Column("due", N_("due"), 16),
    Column("note", N_("note"), 14, wide=70, zh=12),
    Column("no", N_("number"), 14, wide=100),
)
URGENT = ("emergency", "urgent")
"""The priorities that stand before all else (TKT-22)."""
KINDS = {
    "ticket": N_("tickets"),
    "callback": N_("callbacks"),
    "promise": N_("promises"),
    "first_contact": N_("first-contact items"),
    "owed": N_("asked of me"),
}
_NEW = (
    ("c", "calls", "call.start", N_("call")),
    ("t", "tickets", "ticket.new", N_("ticket")),
    ("b", "callbacks", "callback.new", N_("callback")),
    ("k", "customers", "customer.new", N_("customer")),
)
LABEL_WIDTH = 20
NUMBER_WIDTH = 6
GAP = 2
"""Cells between my numbers and the shift's."""
LEAST_BESIDE = 34
WIDE = 120
ASIDE_WIDE = 66
"""Cells of the right side on a wide terminal; the style sheet below says the same."""


class DeskScreen(DeskViews, DeskAnswers):
    """My next things by due time, my open work in numbers, the shift's figures, news, my last calls."""

    CONTEXT = "desk"
    WATCH = frozenset(
        {"ticket", "callback", "promise", "call", "handover", "notice", "duty"}
        | {"subtask", "contractor_job", "referral", "incident", "action_item", "handover_item", "form_record"}
    )
    DEFAULT_CSS = """
    DeskScreen #now { height: 1fr; width: 1fr; }
    DeskScreen #aside { height: auto; width: 1fr; padding: 0 2; border-top: solid $rule; }
    DeskScreen.-wide #now { width: 1fr; }
    DeskScreen.-wide #aside {
        height: 1fr; width: 66; border-top: none; border-left: solid $rule;
    }
    DeskScreen #aside > Static { height: auto; width: 1fr; }
    DeskScreen .heading { padding: 0 2; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.desk: Desk | None = None
        self.round: Round | None = None
        self.items: dict[str, DeskItem] = {}

    def compose_body(self) -> ComposeResult:
        """What is due next; beside or below it the numbers and the news."""
        with Container(classes="split"):
            with Vertical(id="now"):
                yield Static(say_line(_("NOW")), classes="heading")
                yield PagedTable(
                    COLUMNS,
                    id="due",
                    header=False,
                )
            with Vertical(id="aside"):
                yield Static("", id="tallies", markup=False)
                yield Static("", id="news", markup=False)

    @property
    def table(self) -> PagedTable:
        """What is due next."""
        return self.query_one("#due", PagedTable)

    def on_mount(self) -> None:
        """The list has the focus."""
        self.table.focus()

    def load(self) -> None:
        """Read what is mine. At first only what the database can tell at once: all of it, and what goes on
        round it, which takes longer, when that is seen.
        """
        whole = self.round is not None

        def work(ctx: Context) -> Desk:
            from csconsole.services import desk

            return desk.desk_of(ctx) if whole else desk.own_desk_of(ctx)

        self.ask(work, lambda desk: self._show_first(desk, whole=whole), failed=self._not_for_this_role)

    def _show_first(self, desk: Desk, *, whole: bool) -> None:
        self.show(desk, whole=whole)
        self.call_after_refresh(lambda: self.load_round(whole=whole))

    def load_round(self, *, whole: bool) -> None:
        """Read the shift's figures, the news and my last calls; and all that is mine, unless it was."""

        def work(ctx: Context) -> tuple[Desk | None, Round]:
            from csconsole.services.desk import desk_of, round_of

            return None if whole else desk_of(ctx), round_of(ctx)

        self.ask(work, lambda found: self._show_rest(*found), group="load round")

    def _show_rest(self, desk: Desk | None, found: Round) -> None:
        if desk is not None:
            self.show(desk)
        self.show_round(found)
        self.call_after_refresh(self.load_views)

    def show_round(self, found: Round) -> None:
        """Draw what was read beside my numbers."""
        self.round = found
        self.draw_numbers()

    async def forget(self) -> None:
        """Show nothing of what was read."""
        self.desk = self.round = None
        self.items, self.views = {}, ()
        await super().forget()

    def _not_for_this_role(self, error: CsconsoleError) -> None:
        """Whoever may see no records, such as an administrator, has an empty desk and is told where to go."""
        if not isinstance(error, NotAllowedError):
            self.toast_error(error)
            return
        self.old = False
        self.set_status(Toned(_("Your roles see no calls or tickets. 9 opens administration."), "quiet"))

    def show(self, desk: Desk, *, whole: bool = True) -> None:
        """Draw what was read; that nothing is open is said when it is the whole."""
        self.desk = desk
        call = self.why_not(self.console.registry.actions["call.start"])
        nothing = (
            _("Nothing of yours is open. 3 shows all tickets.")
            if call
            else _("Nothing of yours is open. F2 starts a call, 3 shows all tickets.")
        )
        self.table.set_empty(nothing if whole else "")
        self.items = {f"{one.kind} {one.number} {one.key}": one for one in desk.listed}
        self.table.show_page([self._row(key, item) for key, item in self.items.items()])
        self.draw_numbers()
        mine = [tally for tally in desk.mine if tally.kind != "first_contact"]
        late = sum(tally.late - tally.borne_late for tally in mine)
        status: list[Piece] = [_("{n} of yours open", n=sum(t.open - t.borne for t in mine))]
        if late:
            status.append(Toned("  " + _("{n} late", n=late), "danger"))
        if heard := sum(t.open for t in desk.mine if t.kind == "first_contact"):
            status.append("  " + ngettext("{n} first-contact item", "{n} first-contact items", heard))
        if free := sum(item.note == "anyone" for item in desk.waiting):
            status.append(
                Toned("  " + ngettext("{n} waits for anyone", "{n} wait for anyone", free), "caution")
            )
        self.set_status(*status)

    def _row(self, key: str, item: DeskItem) -> TableRow:
        now, zone = self.console.clock.now(), self.console.config.zone_info
        words = due_words(item.due_at, now, zone)
        tone: Tone = words.tone if words.tone in ("danger", "caution") else ""
        number = short_number(item.number, local_date(now, zone))
        what = " ".join(part for part in (number, item.title) if part)
        note = self._note(item)
        return TableRow(
            key, (due_sign(item.due_at, now), Toned(what, tone), words, Toned(note, "quiet"), item.number)
        )

    def _note(self, item: DeskItem) -> str:
        clock = "" if item.clock in ("resolve", "promise") else label("clock_kind", item.clock)
        if item.kind == "ticket":
            others = {"anyone": _("for anyone"), "first_contact": _("heard first")}.get(item.note, "")
            parts = (self._pressing(item), self._promised(item), clock, others)
            return " ".join(part for part in parts if part) or label("ticket_state", item.state)
        if item.note == "anyone":
            return _("for anyone")
        if item.note == "others":
            return _("others late")
        if item.kind == "owed":
            named = item.state in ("action_item", "escalation", "handover", "form_record")
            return label("entity", item.state) if named else _("asked of me")
        if item.kind == "promise":
            return label("promise_approval", item.note or None) or _("promised")
        if item.kind == "callback":
            return _("attempt {n}", n=int(item.note) + 1)
        return label("ticket_state", item.state)

    def _pressing(self, item: DeskItem) -> str:
        """How urgent a ticket is, or that a court has it."""
        if item.note in URGENT:
            return label("ticket_priority", item.note)
        return label("park_reason", "litigation") if item.note == "litigation" else ""

    def _promised(self, item: DeskItem) -> str:
        """That the customer was promised something about a ticket, and until when if another clock is up."""
        if item.promised_at is None:
            return ""
        if item.promised_at == item.due_at:
            return _("promised")
        at = moment(item.promised_at, self.console.clock.now(), self.console.config.zone_info)
        return _("promised {time}", time=at)

    def draw_numbers(self) -> None:
        """Mine and the shift side by side, then the news; on a small terminal the shift goes below."""
        if self.desk is None:
            return
        mine = self._mine_lines(self.desk.mine)
        shift = self._shift_lines(self.round) if self.round else []
        rows = max(len(mine), len(shift))
        mine, shift = [*mine, *[()] * (rows - len(mine))], [*shift, *[()] * (rows - len(shift))]
        lines: list[Piece | tuple[Piece, ...]] = []
        beside = self._room - LABEL_WIDTH - 3 * NUMBER_WIDTH - GAP
        if beside >= LEAST_BESIDE:  # cut: a line that breaks goes on at the far left, under the other half
            fitted = [tuple(_fit(piece, beside) for piece in line) for line in shift]
            lines += [(*left, " " * GAP, *right) for left, right in zip(mine, fitted, strict=True)]
        else:
            lines += [*mine, "", *shift] if self.size.height >= 30 else mine
        self.query_one("#tallies", Static).update(say_lines(lines))
        self.query_one("#news", Static).update(say_lines(self._news(self.round) if self.round else ()))

    @property
    def _room(self) -> int:
        """Cells of a line beside or below the list."""
        return self.size.width - 4 if self.size.width < WIDE else ASIDE_WIDE - 5

    def _mine_lines(self, tallies: tuple[Tally, ...]) -> list[tuple[Piece, ...]]:
        heads = (_("LATE"), _("TODAY"), _("OPEN"))
        lines: list[tuple[Piece, ...]] = [
            (
                Toned(pad(_("MINE"), LABEL_WIDTH), "quiet"),
                *(Toned(pad(head, NUMBER_WIDTH, right=True), "quiet") for head in heads),
            )
        ]
        for tally in tallies:
            late = pad(str(tally.late), NUMBER_WIDTH, right=True)
            lines.append(
                (
                    pad(_(KINDS[tally.kind]), LABEL_WIDTH),
                    Toned(late, "danger" if tally.late else ""),
                    pad(str(tally.today), NUMBER_WIDTH, right=True),
                    pad(str(tally.open), NUMBER_WIDTH, right=True),
                )
            )
        return lines

    def _shift_lines(self, found: Round) -> list[tuple[Piece, ...]]:
        f = found.figures
        dot = sign("dot")
        loss = sign("dash") if f.loss_rate is None else f"{f.loss_rate} %"
        calls = dot.join((_("calls {n}", n=f.calls), _("lost {n}", n=f.lost), _("loss {rate}", rate=loss)))
        callbacks = _("callbacks {done} done, {due} due", done=f.callbacks_done, due=f.callbacks_due)
        satisfied = _("satisfied {n}/{all}", n=f.satisfied, all=f.rated)
        return [
            (Toned(_("SHIFT"), "quiet"),),
            (calls,),
            (_("in time {n}/{all}", n=f.in_time, all=f.answered) + dot + satisfied,),
            (_("tickets {new} new, {done} done", new=f.tickets_new, done=f.tickets_done),),
            (callbacks,),
        ]

    def _news(self, found: Round) -> list[Piece | tuple[Piece, ...]]:
        """The lines beside the lists: what is to be known before work begins, and the newest calls."""
        lines: list[Piece | tuple[Piece, ...]] = []
        duty_key = self.console.registry.key_sign("shift.duty")
        if found.may_sign_on:
            words = _("You are not signed on to a shift: {key} signs you on.", key=duty_key)
            lines.append(Toned(words, "caution"))
        elif self.size.height >= 30:
            lines.append("")
        lines += [Toned(f"! {text}", "caution") for text in found.alerts]
        unread = found.handed_over_unread
        what: Piece = (
            ngettext("{n} item", "{n} items", found.handed_over) if found.handed_over else _("nothing")
        )
        more = Toned("  " + _("not yet read, 5 opens it"), "caution") if unread else ""
        if found.waiting is not None:
            number, who = found.waiting.number, f"{found.waiting.outgoing_no} {found.waiting.outgoing}"
            what = Toned(_("{number} of {who} waits, 5 opens it", number=number, who=who), "caution")
            more = ""
        lines.append((Toned(_("HANDED OVER TO ME") + "  ", "quiet"), what, more))
        titles = apart(title for _id, title in found.notices[:3])
        text = named(_("{n} unread", n=len(found.notices)), titles)
        text = cut(text, self._room - cell_width(_("NOTICES")) - 2)
        notices: Piece = Toned(text, "caution") if titles else _("all read")
        lines.append((Toned(_("NOTICES") + "  ", "quiet"), notices))
        if saved := self.view_line(self._room):
            lines.append(saved)
        return [*lines, *self._recent(found)]

    def _recent(self, found: Round) -> list[tuple[Piece, ...]]:
        """The newest calls, as many as there is room for, their parts one under the other."""
        zone = self.console.config.zone_info
        today = local_date(self.console.clock.now(), zone)
        room = max(1, min(len(found.recent), (self.size.height - 20) // 4 if self.size.width < 120 else 6))
        shown = found.recent[:room]
        numbers = [short_number(call.number, today) for call in shown]
        outcomes = [label("call_outcome", call.outcome) if call.outcome else "" for call in shown]
        taken = max(map(cell_width, numbers), default=0), max(map(cell_width, outcomes), default=0)
        lines: list[tuple[Piece, ...]] = []
        for n, call in enumerate(shown):
            head = Toned(pad("" if n else _("RECENT"), 8), "quiet")
            when = f"{pad(numbers[n], taken[0])} {local(call.at, zone):%H:%M} "
            about = literal_line(" ".join(part for part in (call.caller, call.summary) if part))
            what = pad(about, self._room - 17 - sum(taken))
            lines.append((head, when, what, Toned(f"  {outcomes[n]}", "done")))
        return lines

    def on_resize(self, _event: events.Resize) -> None:
        """Another width, other numbers."""
        self.draw_numbers()

    def on_paged_table_opened(self, event: PagedTable.Opened) -> None:
        """Open what is due."""
        if (item := self.items.get(str(event.row.key))) is None:
            return
        self.open_item(item)

    def do_list_copy(self) -> None:
        """Copy the number of what the cursor is on."""
        if (row := self.table.cursor_row) is not None and (number := self.items[str(row.key)].number):
            self.copy(number)

    def why_not(self, action: Action) -> str:
        """Whoever may start nothing is not offered to."""
        if action.id != "desk.new":
            return super().why_not(action)
        actions = self.console.registry.actions
        if all(self.console.right_missing(actions[start].right) for _key, _mode, start, _text in _NEW):
            return _("Your roles start no calls, tickets, callbacks or customers.")
        return ""

    def offers(self, action: Action) -> bool:
        """The footer names what the person may start."""
        return super().offers(action) and (action.id != "desk.new" or not self.why_not(action))

    def do_desk_new(self) -> None:
        """Choose what to start."""
        from csconsole.widgets.dialogs import Choice, Option

        actions = self.console.registry.actions
        options = [
            Option(key, (mode, action), _(text), why_not=self.console.right_missing(actions[action].right))
            for key, mode, action, text in _NEW
        ]
        self.open_dialog(Choice(_("Start a new …"), options), self._start_new)

    def _start_new(self, chosen: tuple[str, str]) -> None:
        mode, action = chosen
        if action == "call.start":
            self.run_action_id(action)
        else:
            self.console.go_and_run(mode, action)

    def do_desk_find(self) -> None:
        """The customers, with the filter bar open."""
        self.console.go_and_run("customers", "list.filter")

    def do_desk_show_why(self) -> None:
        """Open the record; its own ``w`` explains the due time."""
        self.table.do_list_open()


def _fit(piece: Piece, width: int) -> Piece:
    return cut(piece, width) if isinstance(piece, str) else piece


MODE_SCREEN = DeskScreen
