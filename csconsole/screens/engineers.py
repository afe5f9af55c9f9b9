"""The engineers' day: who is expected where and when, the freest first (TKT-18)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from textual.app import ComposeResult

from csconsole.clock import local, local_date
from csconsole.codes import label
from csconsole.i18n import N_, _, ngettext
from csconsole.screens.base import BaseScreen
from csconsole.screens.records import open_record
from csconsole.widgets.bars import bar
from csconsole.widgets.table import PagedTable
from csconsole.widgets.table_rows import Column, TableRow
from csconsole.widgets.tones import Toned

if TYPE_CHECKING:
    from csconsole.services.context import Context
    from csconsole.services.subtasks import EngineerLoad, SubtaskRow

FULL_DAY: Final = 480
"""Minutes of visits that fill an engineer's bar."""
BAR: Final = 8
DAY: Final = timedelta(days=1)


class EngineerDay(BaseScreen[None]):
    """One row a slot below each engineer's own; ``[`` and ``]`` change the day, enter opens the ticket."""

    CONTEXT = "engineers"
    TITLE_TEXT = N_("Engineers' day")
    WATCH = frozenset({"subtask", "ticket", "staff"})

    def __init__(self) -> None:
        super().__init__()
        self.day: date | None = None

    def compose_body(self) -> ComposeResult:
        """Engineers and their slots."""
        yield PagedTable(
            (
                Column("who", N_("engineer"), 12, flex=1),
                Column("time", N_("time"), 12),
                Column("load", N_("load"), BAR),
                Column("number", N_("ticket"), 15),
                Column("what", N_("what"), 16, flex=3),
                Column("where", N_("where"), 10, flex=2, wide=90),
                Column("state", N_("state"), 10, wide=70),
            ),
            id="list",
            empty=_("Nobody handles tickets yet. esc goes back."),
        )

    def on_mount(self) -> None:
        """Begin today."""
        self.query_one("#list", PagedTable).focus()

    def load(self) -> None:
        """The day's slots of everybody."""
        day = self.day or local_date(self.console.clock.now(), self.console.config.zone_info)
        self.day = day

        def work(ctx: Context) -> tuple[EngineerLoad, ...]:
            from csconsole.services.subtasks import engineer_loads

            return engineer_loads(ctx, day)

        self.ask(work, self._show)

    def _show(self, loads: tuple[EngineerLoad, ...]) -> None:
        assert self.day is not None
        self.set_title(f"{self.day:%Y-%m-%d}")
        rows = []
        for one in loads:
            used = _("{n} min", n=one.minutes) if one.minutes else _("free")
            share = bar(one.minutes / FULL_DAY, BAR)
            rows.append(
                TableRow(f"staff {one.staff_id}", (Toned(one.name, "strong"), used, share, "", "", "", ""))
            )
            rows += [self._slot(slot) for slot in one.slots]
        self.query_one("#list", PagedTable).show_page(rows)
        visits = sum(len(one.slots) for one in loads)
        free = sum(not one.slots for one in loads)
        self.set_status(
            ngettext("{n} visit", "{n} visits", visits), Toned("  " + _("{n} free", n=free), "quiet")
        )

    def _slot(self, slot: SubtaskRow) -> TableRow:
        zone = self.console.config.zone_info
        assert slot.starts_at is not None
        assert slot.ends_at is not None
        span = f"{local(slot.starts_at, zone):%H:%M}-{local(slot.ends_at, zone):%H:%M}"
        state = Toned(label("subtask_state", slot.state), "danger" if slot.late else "quiet")
        return TableRow(
            f"slot {slot.id} {slot.number}",
            ("", span, "", slot.number, slot.text, slot.place or "", state),
        )

    def on_paged_table_opened(self, event: PagedTable.Opened) -> None:
        """The ticket of a slot."""
        kind, _space, rest = str(event.row.key).partition(" ")
        if kind == "slot":
            open_record(self.console, "ticket", rest.partition(" ")[2])

    def do_engineers_previous(self) -> None:
        """The day before."""
        self._go(-DAY)

    def do_engineers_next(self) -> None:
        """The day after."""
        self._go(DAY)

    def _go(self, by: timedelta) -> None:
        if self.day is not None:
            self.day += by
            self.load()
