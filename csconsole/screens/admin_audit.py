"""Administration: the audit log, and whether it is whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from csconsole.codes import label
from csconsole.i18n import N_, _, listed, ngettext
from csconsole.screens.listing import ListScreen, PageLike
from csconsole.text import one_line
from csconsole.widgets.dialogs import Note
from csconsole.widgets.peek import PeekLine
from csconsole.widgets.table_rows import Column, TableRow
from csconsole.widgets.tones import Piece, Toned

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from csconsole.services.audit import ChainReport, EventRow
    from csconsole.services.context import Context
    from csconsole.services.query import EntityFields


class AuditList(ListScreen["EventRow"]):
    """Every event, the newest first."""

    CONTEXT = "audit"
    TITLE_TEXT = N_("Audit log")
    COLUMNS = (
        Column("at", N_("time"), 15, sort="at"),
        Column("who", N_("person"), 13, flex=1),
        Column("record", N_("record"), 15, flex=2),
        Column("action", N_("action"), 16, flex=1),
        Column("what", N_("what changed"), 10, flex=2),
    )
    EMPTY = N_("No event is found. / changes the filter.")

    def fetch(
        self, ctx: Context, *, filter: str, sort: str, limit: int, after: str | None
    ) -> PageLike[EventRow]:
        """A page of events."""
        from csconsole.services.audit import list_events

        return list_events(ctx, filter=filter, sort=sort, limit=limit, after=after)

    def fields(self) -> EntityFields:
        """The keys of the filter."""
        from csconsole.services.audit import EVENTS

        return EVENTS

    def row_of(self, item: EventRow) -> TableRow:
        """One event."""
        from csconsole.services.audit import action_words, field_words

        record = _record(item)
        done = action_words(item.entity, item.action)
        changed = listed(field_words(name) for name in item.after or item.detail or {})
        who = f"{item.actor_no} {item.actor_name}" if item.actor_no else _("the program")
        return TableRow(item.id, (self._when(item.at), who, record, done, Toned(changed, "quiet")))

    def peek_of(self, item: EventRow) -> Sequence[PeekLine]:
        """Before and after of each field."""
        from csconsole.services.audit import action_words

        done = f"{_record(item)} {action_words(item.entity, item.action)}"
        lines: list[PeekLine] = [(Toned(done, "strong"), f"  {self._when(item.at, full=True)}")]
        if item.reason:
            lines.append((Toned(_("reason") + " ", "quiet"), item.reason))
        zone = self.console.config.zone_info
        return [
            *lines,
            *_changes(item, item.before or {}, item.after or {}, zone),
            *_changes(item, {}, item.detail or {}, zone),
        ]

    def _when(self, at: datetime, *, full: bool = False) -> str:
        local = at.astimezone(self.console.config.zone_info)
        return f"{local:%Y-%m-%d %H:%M:%S}" if full else f"{local:%m-%d %H:%M:%S}"

    def copy_text(self, item: EventRow) -> str:
        """The hash."""
        return item.hash

    def open_item(self, item: EventRow) -> None:
        """The event in full."""
        lines: list[Piece | tuple[Piece, ...]] = [
            *self.peek_of(item),
            "",
            (Toned(_("hash") + " ", "quiet"), item.hash),
        ]
        self.open_dialog(Note(_("Event {number}", number=item.id), lines))

    def do_audit_steps(self) -> None:
        """Walk the chain and say whether it is whole."""

        def work(ctx: Context) -> ChainReport:
            from csconsole.services.audit import verify_chain

            return verify_chain(ctx)

        self.toast(_("Verifying the chain. This may take a while."))
        self.ask(work, self._verified, group="verify")

    def _verified(self, report: ChainReport) -> None:
        if report.whole:
            verdict = Toned(
                ngettext("{n} event, every link whole", "{n} events, every link whole", report.events), "done"
            )
        else:
            verdict = Toned(
                _("! broken links: {n} of {total} events", n=report.broken_count, total=report.events),
                "danger",
            )
        broken = [f"  {_('Event {number}', number=link.event_id)}" for link in report.broken[:10]]
        self.open_dialog(
            Note(
                _("Audit log"), [verdict, *broken, "", (Toned(_("newest hash") + " ", "quiet"), report.head)]
            )
        )


def _record(item: EventRow) -> str:
    """The record by the number or name that people know, else by its key."""
    return f"{label('entity', item.entity)} {one_line(item.name) or item.entity_id}"


def _changes(
    item: EventRow, before: Mapping[str, Any], after: Mapping[str, Any], zone: ZoneInfo
) -> list[PeekLine]:
    """A line a field: what it was and what it became, in words."""
    from csconsole.services.audit import field_words, value_words

    def words(name: str, value: Any) -> str:
        return value_words(name, value, item.names, entity=item.entity, zone=zone)

    lines: list[PeekLine] = []
    for name in {**before, **after}:
        old = f"{words(name, before[name])} → " if name in before else ""
        lines.append((Toned(field_words(name) + "  ", "quiet"), old, words(name, after.get(name))))
    return lines
