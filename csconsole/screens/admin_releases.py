"""Administration: requests to take customers' data out; who may decides on them (SEC-12)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from csconsole.codes import label
from csconsole.i18n import N_, _, named
from csconsole.screens.listing import ListScreen, PageLike
from csconsole.widgets.dialogs import AskText, Choice, Option
from csconsole.widgets.peek import PeekLine
from csconsole.widgets.table_rows import Column, TableRow
from csconsole.widgets.tones import Tone, Toned

if TYPE_CHECKING:
    from csconsole.services.context import Context
    from csconsole.services.exports import ReleaseRow
    from csconsole.services.query import EntityFields

_TONES: dict[str, Tone] = {"requested": "caution", "approved": "done"}


class ReleaseList(ListScreen["ReleaseRow"]):
    """Every request for who decides, else one's own; the newest first."""

    CONTEXT = "releases"
    TITLE_TEXT = N_("Release requests")
    WATCH = frozenset({"export_release"})
    COLUMNS = (
        Column("number", N_("number"), 15, sort="number"),
        Column("state", N_("state"), 10, sort="state"),
        Column("rows", N_("rows"), 8, align="right", sort="rows"),
        Column("requester", N_("requested by"), 16),
        Column("reason", N_("reason"), 16, flex=1),
    )
    EMPTY = N_("No request is found. / changes the filter; E in Customers asks for one.")

    def fetch(
        self, ctx: Context, *, filter: str, sort: str, limit: int, after: str | None
    ) -> PageLike[ReleaseRow]:
        """A page of requests."""
        from csconsole.services.exports import list_releases

        return list_releases(ctx, filter=filter, sort=sort, limit=limit, after=after)

    def fields(self) -> EntityFields:
        """The keys of the filter."""
        from csconsole.services.exports import RELEASES

        return RELEASES

    def row_of(self, item: ReleaseRow) -> TableRow:
        """One request."""
        state = Toned(label("export_release_state", item.state), _TONES.get(item.state, "quiet"))
        return TableRow(item.id, (item.number, state, str(item.rows), item.requester, item.reason))

    def peek_of(self, item: ReleaseRow) -> Sequence[PeekLine]:
        """What is to be taken out, why, and what was decided."""
        lines: list[PeekLine] = [
            (Toned(item.number, "strong"), f"  {item.requester}  {self._when(item.requested_at)}"),
            (Toned(_("filter") + " ", "quiet"), item.filter or "-"),
            (Toned(_("reason") + " ", "quiet"), item.reason),
        ]
        if item.decider:
            lines.append(f"{item.decider}  {self._when(item.decided_at)}  {item.remark or ''}".rstrip())
        return lines

    def open_item(self, item: ReleaseRow) -> None:
        """The decision."""
        why_not = self.console.right_missing("export.bulk")
        decided = "" if item.state == "requested" else _("not from {state}", state=self._state(item))
        over = "" if item.state in ("requested", "approved") else decided
        options = (
            Option("a", "approve", label("export_release_action", "approve"), why_not=why_not or decided),
            Option("r", "refuse", label("export_release_action", "refuse"), why_not=why_not or over),
        )
        self.open_dialog(Choice(item.number, options), lambda step: self._step(step, item))

    def do_release_steps(self) -> None:
        """The decision about the request under the cursor."""
        if (item := self.current) is not None:
            self.open_item(item)

    def _step(self, step: str, item: ReleaseRow) -> None:
        if step == "refuse":
            self.open_dialog(
                AskText(_("Why is it refused?"), about=f"release {item.id} refuse"),
                lambda reason: self._refuse(item, reason),
            )
            return

        def work(ctx: Context) -> ReleaseRow:
            from csconsole.services.exports import approve_release

            return approve_release(ctx, item.id, expected_version=item.version)

        self._decide(work)

    def _refuse(self, item: ReleaseRow, reason: str) -> None:
        def work(ctx: Context) -> ReleaseRow:
            from csconsole.services.exports import refuse_release

            return refuse_release(ctx, item.id, reason=reason, expected_version=item.version)

        self._decide(work)

    def _decide(self, work: Callable[[Context], ReleaseRow]) -> None:
        def done(row: ReleaseRow) -> None:
            self.toast(named(row.number, self._state(row)))
            self.load()

        self.command(work, done)

    def _state(self, item: ReleaseRow) -> str:
        return label("export_release_state", item.state)

    def _when(self, at: Any) -> str:
        return f"{at.astimezone(self.console.config.zone_info):%Y-%m-%d %H:%M}" if at else ""
