"""Administration: the routing table, which says where tickets go (TKT-03)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from textual.app import ComposeResult

from csconsole.codes import label
from csconsole.i18n import N_, _
from csconsole.screens.admin_coded import CodedList, in_use
from csconsole.screens.listing import PageLike
from csconsole.screens.named_choices import Offered, offering
from csconsole.screens.record_form import RecordForm, active_field, active_value, code_choices
from csconsole.widgets.form import Field
from csconsole.widgets.peek import PeekLine
from csconsole.widgets.table_rows import Column, TableRow
from csconsole.widgets.tones import Toned

if TYPE_CHECKING:
    from csconsole.services.context import Context
    from csconsole.services.dispatch.rules import RuleRow
    from csconsole.services.query import EntityFields

TEXTS: Final = ("category", "zone", "building", "handler_no")
"""Fields of the form that may be empty."""


class RoutingList(CodedList["RuleRow"]):
    """The lines in the order in which they are tried."""

    CONTEXT = "routing"
    CHANGES = "setting.change"
    TITLE_TEXT = N_("Routing table")
    WATCH = frozenset({"routing_rule"})
    COLUMNS = (
        Column("rank", N_("order"), 5, align="right", sort="rank"),
        Column("kind", N_("kind"), 12, flex=1, sort="kind"),
        Column("category", N_("category"), 18, flex=2),
        Column("where", N_("zone, building"), 10, flex=1),
        Column("scope", N_("scope"), 8, wide=90),
        Column("origin", N_("from"), 10, wide=100),
        Column("target", N_("goes to"), 16, flex=1),
        Column("state", N_("state"), 8),
    )
    EMPTY = N_("No line is found. / changes the filter, n adds one.")

    def fetch(
        self, ctx: Context, *, filter: str, sort: str, limit: int, after: str | None
    ) -> PageLike[RuleRow]:
        """A page of lines."""
        from csconsole.services.dispatch.rules import list_rules

        return list_rules(ctx, filter=filter, sort=sort, limit=limit, after=after)

    def fields(self) -> EntityFields:
        """The keys of the filter."""
        from csconsole.services.dispatch.rules import ROUTING

        return ROUTING

    def row_of(self, item: RuleRow) -> TableRow:
        """One line."""
        target = " ".join(part for part in (item.department_name, item.handler) if part)
        cells = (
            str(item.rank),
            label("ticket_kind", item.ticket_kind) or Toned(_("every kind"), "quiet"),
            item.category_name or item.category or "",
            " ".join(part for part in (item.zone, item.building) if part),
            label("ticket_scope", item.scope),
            item.origin or "",
            target,
            in_use(item.active),
        )
        return TableRow(item.id, cells, "" if item.active else "quiet")

    def peek_of(self, item: RuleRow) -> Sequence[PeekLine]:
        """When it fits, in words, and how the person is found."""
        asked = (
            (_("kind"), label("ticket_kind", item.ticket_kind)),
            (_("category"), " ".join(part for part in (item.category_name, item.category) if part)),
            (_("zone"), item.zone),
            (_("building"), item.building),
            (_("scope"), label("ticket_scope", item.scope)),
            (_("from"), item.origin),
        )
        lines: list[PeekLine] = [(Toned(f"{name} ", "quiet"), value) for name, value in asked if value]
        how = label("dispatch_strategy", item.strategy) or _("as the setting says")
        return [
            Toned(f"{item.department_name} {item.handler or ''}".strip(), "strong"),
            *(lines or [_("fits every ticket")]),
            (Toned(_("How the person is found") + " ", "quiet"), how),
        ]

    def open_one(self, item: RuleRow | None) -> None:
        """Its form, or that of a new one."""
        offering(self, lambda offered: self.open_form(RoutingForm(offered, item)), categories=True)

    def copy_text(self, item: RuleRow) -> str:
        """The category, else the kind."""
        return item.category or item.ticket_kind or item.department

    def do_routing_new(self) -> None:
        """A form for a new one."""
        self.open_one(None)

    def do_routing_edit(self) -> None:
        """The form of this one."""
        self.edit_current()


class RoutingForm(RecordForm["RuleRow"]):
    """A new line, or one as it is. What is left empty fits everything."""

    TITLE_TEXT = N_("Line of the routing table")
    FORM = "routing"

    def __init__(self, offered: Offered, item: RuleRow | None = None) -> None:
        super().__init__(item)
        self.offered = offered

    def key_of(self, item: RuleRow) -> str:
        """Its key."""
        return str(item.id)

    def heading(self, item: RuleRow) -> str:
        """Which line it is."""
        return _("line {key}", key=item.id)

    def compose_body(self) -> ComposeResult:
        """When it fits, then who gets the ticket."""
        every, offered = N_("empty: every"), self.offered
        yield self.filled(
            Field("ticket_kind", N_("Kind"), "choice", offered.kinds, help=every),
            Field(
                "category",
                N_("Category"),
                "choice",
                offered.categories,
                help=every,
                found_by=offered.found_by,
            ),
            Field("zone", N_("Zone"), help=every),
            Field("building", N_("Building"), help=N_("3 or 3栋; empty: every")),
            Field("scope", N_("Scope"), "choice", code_choices("ticket_scope"), help=every),
            Field("origin", N_("From department"), "choice", offered.departments, help=every),
            Field("department", N_("Goes to"), "choice", offered.departments, required=True),
            Field("handler_no", N_("Handler"), "choice", offered.staff, help=N_("empty: by strategy")),
            Field(
                "strategy",
                N_("How the person is found"),
                "choice",
                code_choices("dispatch_strategy"),
                help=N_("empty: as the setting says"),
            ),
            Field("rank", N_("Order"), help=N_("lower is tried first; empty: the usual place")),
            active_field(),
        )

    def store(self, ctx: Context, typed: dict[str, str], item: RuleRow | None) -> RuleRow:
        """Store it."""
        from csconsole.services.dispatch.rules import add_rule, edit_rule, rank_read

        active, place = typed.pop("active") != "no", rank_read(typed.pop("rank"))
        if item is None:
            department = typed.pop("department")
            return add_rule(ctx, department=department, rank=place, **typed)
        return edit_rule(ctx, item.id, rank=place, active=active, expected_version=item.version, **typed)

    def find(self, ctx: Context, item: RuleRow) -> RuleRow:
        """It as it is stored now."""
        from csconsole.services.dispatch.rules import find_rule

        return find_rule(ctx, item.id)

    def values_of(self, item: RuleRow) -> dict[str, str]:
        """What its fields hold."""
        return {
            "ticket_kind": item.ticket_kind or "",
            "scope": item.scope or "",
            "origin": item.origin or "",
            "department": item.department,
            "strategy": item.strategy or "",
            "rank": str(item.rank),
            "active": active_value(item.active),
            **{name: getattr(item, name) or "" for name in TEXTS},
        }
