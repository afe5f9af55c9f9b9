"""The register of violations 违规登记: who, which rule, which time, what was decided (QLT-07)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from csconsole.codes import label
from csconsole.i18n import N_, _, named
from csconsole.screens.asking import Saw
from csconsole.screens.listing import ListScreen, PageLike
from csconsole.screens.named_choices import Offered, offering
from csconsole.screens.papers import money_words
from csconsole.widgets.ask_fields import Asked, AskFields
from csconsole.widgets.dialogs import Note
from csconsole.widgets.peek import PeekLine
from csconsole.widgets.table_rows import Column, TableRow
from csconsole.widgets.times import exact
from csconsole.widgets.tones import Toned

if TYPE_CHECKING:
    from csconsole.services.context import Context
    from csconsole.services.query import EntityFields
    from csconsole.services.violations import ViolationRow


class ViolationList(ListScreen["ViolationRow"]):
    """The violations, the newest first, of all or about one ticket; enter shows one, ``o`` decides on it."""

    CONTEXT = "violations"
    TITLE_TEXT = N_("Violations")
    WATCH = frozenset({"violation"})
    PEEK = False
    COLUMNS = (
        Column("person", N_("person"), 10, flex=1),
        Column("rule", N_("rule"), 16, flex=2, sort="rule"),
        Column("times", N_("time no."), 8, align="right", sort="times"),
        Column("action", N_("decided"), 14, flex=1),
        Column("amount", N_("amount"), 8, align="right"),
        Column("ticket", N_("ticket"), 15, wide=76),
        Column("at", N_("when"), 16, wide=96, sort="when"),
        Column("by", N_("by"), 10, wide=120),
    )
    EMPTY = N_("No violation is found. / changes the filter, n registers one.")

    def __init__(self, ticket: str = "") -> None:
        super().__init__()
        self.ticket = ticket

    def on_mount(self) -> None:
        """Say which ticket it is about."""
        if self.ticket:
            self.set_title(self.ticket)

    def fetch(
        self, ctx: Context, *, filter: str, sort: str, limit: int, after: str | None
    ) -> PageLike[ViolationRow]:
        """A page of them."""
        from csconsole.services.violations import list_violations

        about = self.ticket or None
        return list_violations(ctx, ticket=about, filter=filter, sort=sort, limit=limit, after=after)

    def fields(self) -> EntityFields:
        """The keys of the filter."""
        from csconsole.services.violations.fields import VIOLATIONS

        return VIOLATIONS

    def row_of(self, item: ViolationRow) -> TableRow:
        """One violation."""
        cells = (
            item.person,
            item.rule,
            str(item.occurrence),
            item.action or Toned(_("not decided"), "caution"),
            money_words(item.amount_cents),
            item.number or "",
            exact(item.at, self.console.config.zone_info),
            item.decided_by or "",
        )
        return TableRow(item.id, cells)

    def peek_of(self, item: ViolationRow) -> Sequence[PeekLine]:
        """Who, what, and the words to it."""
        return [Toned(f"{item.person} {item.staff_no}", "strong"), item.rule, item.text or item.action]

    def open_item(self, item: ViolationRow) -> None:
        """Everything about it."""
        zone = self.console.config.zone_info
        facts = (
            (label("field", "person"), f"{item.person} {item.staff_no}"),
            (label("field", "rule"), item.rule),
            (label("field", "occurrence"), str(item.occurrence)),
            (label("field", "at"), exact(item.at, zone)),
            (label("field", "ticket"), item.number or ""),
            (_("What was decided"), item.action),
            (label("field", "amount"), money_words(item.amount_cents)),
            (label("field", "decided_by"), item.decided_by or ""),
            (label("field", "note"), item.text),
        )
        lines = [(Toned(f"{name}  ", "quiet"), text) for name, text in facts if text]
        self.open_dialog(Note(_("Violation {n}", n=item.id), lines))

    def do_violation_new(self) -> None:
        """Who, which rule, and what is decided if that is known."""

        def show(offered: Offered) -> None:
            asked = [
                Asked("staff_no", label("field", "person"), choices=tuple(offered.staff)),
                Asked("rule", label("field", "rule")),
                Asked("action", _("What was decided"), required=False),
                Asked("amount", label("field", "amount"), required=False),
                Asked("ticket", label("field", "ticket"), value=self.ticket, required=False),
                Asked("text", label("field", "note"), True, required=False),
            ]
            self.open_dialog(
                AskFields(_("Register a violation"), asked, about=f"violation new {self.ticket}"),
                self._register,
            )

        offering(self, show)

    def _register(self, given: dict[str, str]) -> None:
        def work(ctx: Context) -> ViolationRow:
            from csconsole.services.violations import record_violation

            return record_violation(
                ctx,
                staff_no=given["staff_no"],
                rule=given["rule"],
                action=given["action"],
                amount=given["amount"] or None,
                ticket=given["ticket"] or None,
                text=given["text"],
            )

        self.command(work, self._done)

    def do_violation_steps(self) -> None:
        """What is done about it, and the amount."""
        row = self.current
        if row is None:
            return
        asked = [
            Asked("action", _("What was decided"), value=row.action),
            Asked("amount", label("field", "amount"), value=money_words(row.amount_cents), required=False),
            Asked("text", label("field", "note"), True, value=row.text, required=False),
        ]
        saw = Saw("violation", row.id, row.version)

        def decide(given: dict[str, str]) -> None:
            def work(ctx: Context) -> ViolationRow:
                from csconsole.services.violations import decide_violation

                return decide_violation(
                    ctx, row.id, action=given["action"], amount=given["amount"], text=given["text"]
                )

            self.command(work, self._done, saw=saw)

        self.open_dialog(AskFields(named(row.person, row.rule), asked, about=f"violation {row.id}"), decide)

    def _done(self, row: ViolationRow) -> None:
        times = _("{person}: {rule}, time no. {n}", person=row.person, rule=row.rule, n=row.occurrence)
        self.toast(times)
        self.load()
