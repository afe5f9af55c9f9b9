"""Administration: the category tree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.widgets import Input

from csconsole.codes import label
from csconsole.i18n import N_, _
from csconsole.screens.admin_coded import CodedList, in_use
from csconsole.screens.listing import PageLike
from csconsole.screens.record_form import RecordForm, active_field, active_value, code_choices
from csconsole.widgets.form import Field
from csconsole.widgets.peek import PeekLine
from csconsole.widgets.table_rows import Column, TableRow
from csconsole.widgets.tones import Toned

if TYPE_CHECKING:
    from csconsole.services.categories import CategoryRow
    from csconsole.services.context import Context
    from csconsole.services.query import EntityFields


class CategoryList(CodedList["CategoryRow"]):
    """What calls and tickets are about."""

    CONTEXT = "categories"
    CHANGES = "setting.change"
    TITLE_TEXT = N_("Categories")
    WATCH = frozenset({"category"})
    COLUMNS = (
        Column("name", N_("name"), 26, flex=1),
        Column("code", N_("code"), 24, flex=1, sort="code"),
        Column("kind", N_("ticket kind"), 14),
        Column("department", N_("department"), 12),
        Column("pack", N_("pack"), 9, wide=100),
        Column("state", N_("state"), 8),
    )
    EMPTY = N_("No category is found. / changes the filter, n adds one.")

    def __init__(self) -> None:
        super().__init__()
        self.kinds: Sequence[tuple[str, str]] = ()
        self.departments: Mapping[str, str] = {}

    def fetch(
        self, ctx: Context, *, filter: str, sort: str, limit: int, after: str | None
    ) -> PageLike[CategoryRow]:
        """A page of the tree."""
        from csconsole.services.categories import list_categories
        from csconsole.services.departments import list_departments
        from csconsole.services.packs.kinds import offered_kinds

        with ctx.read():
            self.kinds = offered_kinds(ctx)
            self.departments = {row.code: row.name for row in list_departments(ctx, limit=500).rows}
            return list_categories(ctx, filter=filter, sort=sort, limit=limit, after=after)

    def fields(self) -> EntityFields:
        """The keys of the filter."""
        from csconsole.services.categories import CATEGORIES

        return CATEGORIES

    def row_of(self, item: CategoryRow) -> TableRow:
        """One category, indented by its depth."""
        cells = (
            "  " * (item.depth - 1) + item.name,
            Toned(item.code, "quiet"),
            label("ticket_kind", item.ticket_kind),
            self.departments.get(item.department or "", item.department or ""),
            Toned(item.pack, "quiet"),
            in_use(item.active),
        )
        return TableRow(item.id, cells, "" if item.active else "quiet")

    def peek_of(self, item: CategoryRow) -> Sequence[PeekLine]:
        """The path and both names."""
        return (
            Toned(" > ".join(item.path), "strong"),
            f"{item.name_zh}  {item.name_en}",
            (Toned(_("contact type") + " ", "quiet"), label("contact_type", item.contact_type)),
            (Toned(_("policy") + " ", "quiet"), item.policy or "-"),
        )

    def form_of(self, item: CategoryRow) -> CategoryForm:
        """Its form."""
        return CategoryForm(self.kinds, self.departments, item)

    def copy_text(self, item: CategoryRow) -> str:
        """The code."""
        return item.code

    def do_category_new(self) -> None:
        """A form for a new one, below the one under the cursor."""
        above = self.current
        self.open_form(CategoryForm(self.kinds, self.departments, under=f"{above.code}." if above else ""))

    def do_category_edit(self) -> None:
        """The form of this one."""
        self.edit_current()


class CategoryForm(RecordForm["CategoryRow"]):
    """A new category, or one as it is."""

    TITLE_TEXT = N_("Category")
    FORM = "category"

    def __init__(
        self,
        kinds: Sequence[tuple[str, str]],
        departments: Mapping[str, str],
        item: CategoryRow | None = None,
        *,
        under: str = "",
    ) -> None:
        super().__init__(item)
        self.kinds = kinds
        self.departments = tuple(departments.items())
        self.under = under

    def key_of(self, item: CategoryRow) -> str:
        """Its code."""
        return item.code

    def heading(self, item: CategoryRow) -> str:
        """Its path."""
        return " > ".join(item.path)

    def compose_body(self) -> ComposeResult:
        """The fields; the code never changes."""
        code = Field(
            "code", N_("Code"), required=True, value=self.under, help=N_("its path: repair.water.leak")
        )
        yield self.filled(
            *(() if self.item else (code,)),
            Field("name_zh", N_("Chinese name")),
            Field("name_en", N_("English name")),
            Field("ticket_kind", N_("Ticket kind"), "choice", self.kinds),
            Field("contact_type", N_("Contact type"), "choice", code_choices("contact_type")),
            Field("department", N_("Department"), "choice", self.departments),
            Field("policy", N_("Policy")),
            active_field(),
        )

    def on_mount(self) -> None:
        """Go on behind the code of the category above."""
        first = self.form.editor(self.form.fields[0].id)
        if self.under and isinstance(first, Input):
            self.call_after_refresh(first.action_end)

    def store(self, ctx: Context, typed: dict[str, str], item: CategoryRow | None) -> CategoryRow:
        """Store it."""
        from csconsole.services.categories import add_category, edit_category

        if item is None:
            return add_category(
                ctx,
                code=typed["code"],
                name_zh=typed["name_zh"],
                name_en=typed["name_en"],
                ticket_kind=typed["ticket_kind"] or None,
                contact_type=typed["contact_type"] or None,
                department=typed["department"] or None,
                policy=typed["policy"] or None,
            )
        return edit_category(
            ctx,
            item.code,
            name_zh=typed["name_zh"],
            name_en=typed["name_en"],
            ticket_kind=typed["ticket_kind"],
            contact_type=typed["contact_type"],
            department=typed["department"],
            policy=typed["policy"],
            active=typed["active"] != "no",
            expected_version=item.version,
        )

    def find(self, ctx: Context, item: CategoryRow) -> CategoryRow:
        """It as it is stored now."""
        from csconsole.services.categories import find_category

        return find_category(ctx, item.code)

    def values_of(self, item: CategoryRow) -> dict[str, str]:
        """What its fields hold."""
        return {
            "name_zh": item.name_zh,
            "name_en": item.name_en,
            "ticket_kind": item.ticket_kind or "",
            "contact_type": item.contact_type or "",
            "department": item.department or "",
            "policy": item.policy or "",
            "active": active_value(item.active),
        }
