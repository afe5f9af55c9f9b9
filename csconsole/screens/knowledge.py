"""Mode 7, knowledge: notices, unread ones first, and scripts with their placeholders filled in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from csconsole.i18n import N_, _
from csconsole.screens.listing import ListScreen, PageLike
from csconsole.widgets.dialogs import Confirm, Note
from csconsole.widgets.peek import PeekLine
from csconsole.widgets.table_rows import Column, TableRow
from csconsole.widgets.times import age_words, exact
from csconsole.widgets.tones import Piece, Tone, Toned

if TYPE_CHECKING:
    from csconsole.services.context import Context
    from csconsole.services.knowledge import ShelfRow


class KnowledgeScreen(ListScreen["ShelfRow"]):
    """One list to look things up in; ``/`` narrows it as you type, enter reads and marks as read."""

    CONTEXT = "knowledge"
    WATCH = frozenset({"notice", "notice_read"})
    EMPTY = N_("Nothing is found. esc clears the filter.")
    COLUMNS = (
        Column("sign", "", 1),
        Column("kind", N_("kind"), 14),
        Column("title", N_("title"), 24, flex=3),
        Column("author", N_("by"), 12, wide=90),
        Column("age", N_("age"), 8),
    )
    DEFAULT_CSS = """
    KnowledgeScreen PeekPane { max-height: 12; }
    """

    def fetch(
        self,
        ctx: Context,
        *,
        filter: str,
        sort: str,  # noqa: ARG002 - the shelf has one order
        limit: int,
        after: str | None,
    ) -> PageLike[ShelfRow]:
        """The shelf, narrowed by words."""
        from csconsole.services.knowledge import list_shelf

        return list_shelf(ctx, text=filter, limit=limit, after=after)

    def row_of(self, item: ShelfRow) -> TableRow:
        """Unread notices stand out by a sign and a word of their own."""
        sign: Piece = ""
        if item.unread:
            sign = Toned("!", "danger") if item.must_read else Toned("~", "caution")
        tone: Tone = "strong" if item.unread else "quiet" if item.kind == "notice" else ""
        age = age_words(item.from_at, self.console.clock.now()) if item.from_at else Toned("", "quiet")
        return TableRow(item.key, (sign, item.kind_label, Toned(item.title, tone), item.author, age))

    def peek_of(self, item: ShelfRow) -> Sequence[PeekLine]:
        """The text itself."""
        lines: list[PeekLine] = [Toned(item.title, "strong")]
        if item.kind == "notice":
            lines.append(self._about(item))
        return [*lines, "", *item.text.split("\n")]

    def _about(self, item: ShelfRow) -> tuple[Piece, ...]:
        zone = self.console.config.zone_info
        parts: list[Piece] = [Toned(f"{item.author}  {exact(item.from_at, zone)}", "quiet")]
        if item.until_at:
            parts.append(Toned("  " + _("until {time}", time=exact(item.until_at, zone)), "quiet"))
        if item.unread:
            parts.append(Toned("  " + (_("must be read") if item.must_read else _("unread")), "caution"))
        elif item.read_at:
            parts.append(Toned("  " + _("read {time}", time=exact(item.read_at, zone)), "done"))
        return tuple(parts)

    def copy_text(self, item: ShelfRow) -> str:
        """The words themselves."""
        return item.text

    def open_item(self, item: ShelfRow) -> None:
        """Read it in full; a notice is then read."""
        self.open_dialog(Note(item.title, item.text.split("\n")))
        if item.unread:
            self._mark_read([item])

    def do_notice_insert(self) -> None:
        """Put the text into the call that is being entered, and go there."""
        from csconsole.screens.call_form import CallForm

        if (item := self.current) is None:
            return
        for mode, stack in self.app._screen_stacks.items():
            form = next((screen for screen in reversed(stack) if isinstance(screen, CallForm)), None)
            if form is not None:
                self.console.go(mode)
                form.insert_text(item.text)
                return
        key = self.console.registry.key_sign("call.start")
        self.toast(_("No call is open. {key} begins one; F3 there inserts a script.", key=key), "warning")

    # ---- notices

    def do_notice_read(self) -> None:
        """Mark the chosen notices as read."""
        self._mark_read([item for item in self.chosen_items() if item.unread])

    def do_notice_read_all(self) -> None:
        """Mark every unread notice as read."""
        self._mark_read([item for item in self.items.values() if item.unread])

    def _mark_read(self, items: Sequence[ShelfRow]) -> None:
        keys = [item.notice_id for item in items if item.notice_id is not None]
        if not keys:
            self.toast(_("Nothing here is unread."), "warning")
            return

        def work(ctx: Context) -> int:
            from csconsole.services.notices import read_notice

            with ctx.write():
                for key in keys:
                    read_notice(ctx, key)
            return len(keys)

        def done(_count: int) -> None:
            self.table.clear_marks()
            self.load()

        self.command(work, done)

    def do_notice_new(self) -> None:
        """Publish one."""
        from csconsole.screens.named_choices import offering
        from csconsole.screens.notice_form import NoticeForm

        def published(answer: object) -> None:
            if answer is not None:
                self.load()

        offering(self, lambda offered: self.app.push_screen(NoticeForm(offered), published))

    def do_notice_end(self) -> None:
        """Let a notice end now; asked once."""
        item = self.current
        if item is None or item.notice_id is None:
            self.toast(_("Choose a notice first."), "warning")
            return
        key = item.notice_id

        def work(ctx: Context) -> None:
            from csconsole.services.notices import end_notice

            end_notice(ctx, key)

        def answered(yes: bool) -> None:
            if yes:
                self.command(work, lambda _nothing: self.load())

        self.open_dialog(Confirm(_("Shall this notice end now?"), effect=item.title), answered)


MODE_SCREEN = KnowledgeScreen
