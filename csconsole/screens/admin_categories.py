"""Administration: the category tree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.widgets import Input

from csconsole.codes import codes, label
from csconsole.i18n import N_, _
from csconsole.screens.admin_coded import CodedList, in_use
from csconsole.screens.drafting import FormScreen
from csconsole.screens.listing import PageLike
from csconsole.widgets.form import Field, Form
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

    def fetch(
        self, ctx: Context, *, filter: str, sort: str, limit: int, after: str | None
    ) -> PageLike[CategoryRow]:
        """A page of the tree."""
        from csconsole.services.categories import list_categories
        from csconsole.services.packs.kinds import offered_kinds

        self.kinds = offered_kinds(ctx)
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
            item.department or "",
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
        return CategoryForm(self.kinds, item)

    def copy_text(self, item: CategoryRow) -> str:
        """The code."""
        return item.code

    def do_category_new(self) -> None:
        """A form for a new one, below the one under the cursor."""
        above = self.current
        self.open_form(CategoryForm(self.kinds, under=f"{above.code}." if above else ""))

    def do_category_edit(self) -> None:
        """The form of this one."""
        self.edit_current()


class CategoryForm(FormScreen):
    """A new category, or one as it is."""

    CONTEXT = "administration_form"
    FORM = "category"

    def __init__(
        self, kinds: Sequence[tuple[str, str]], item: CategoryRow | None = None, *, under: str = ""
    ) -> None:
        super().__init__(item.code if item else "")
        self.kinds = kinds
        self.item = item
        self.under = under

    def compose_body(self) -> ComposeResult:
        """The fields; the code never changes."""
        item = self.item
        first = (
            ()
            if item
            else (
                Field(
                    "code",
                    N_("Code"),
                    required=True,
                    value=self.under,
                    help=N_("its path: repair.water.leak"),
                ),
            )
        )
        yield Form(
            (
                *first,
                Field("name_zh", N_("Chinese name"), value=item.name_zh if item else ""),
                Field("name_en", N_("English name"), value=item.name_en if item else ""),
                Field(
                    "ticket_kind",
                    N_("Ticket kind"),
                    "choice",
                    self.kinds,
                    value=(item.ticket_kind or "") if item else "",
                ),
                Field(
                    "contact_type",
                    N_("Contact type"),
                    "choice",
                    [(code, label("contact_type", code)) for code in codes("contact_type")],
                    value=(item.contact_type or "") if item else "",
                ),
                Field("department", N_("Department"), value=(item.department or "") if item else ""),
                Field("policy", N_("Policy"), value=(item.policy or "") if item else ""),
                Field(
                    "active",
                    N_("Active"),
                    "choice",
                    (("yes", _("yes")), ("no", _("no"))),
                    value="yes" if item is None or item.active else "no",
                ),
            )
        )

    def on_mount(self) -> None:
        """Begin with the first field."""
        self.set_title(" > ".join(self.item.path) if self.item else _("new"))
        first = self.form.editor(self.form.fields[0].id)
        first.focus()
        if self.under and isinstance(first, Input):
            self.call_after_refresh(first.action_end)

    def save(self, then_next: bool) -> None:
        """Store it."""
        typed, item = self.form.values(), self.item

        def work(ctx: Context) -> CategoryRow:
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

        self.command(work, lambda _row: self.saved(then_next, _("Saved.")), failed=self.refused)

    def read_stored(self, ctx: Context) -> CategoryRow:
        """It as it is stored now."""
        from csconsole.services.categories import find_category

        assert self.item is not None
        return find_category(ctx, self.item.code)

    def stored_values(self, row: CategoryRow | None) -> Mapping[str, str] | None:
        """What its fields hold."""
        item = row or self.item
        if item is None:
            return None
        return {
            "name_zh": item.name_zh,
            "name_en": item.name_en,
            "ticket_kind": item.ticket_kind or "",
            "contact_type": item.contact_type or "",
            "department": item.department or "",
            "policy": item.policy or "",
            "active": "yes" if item.active else "no",
        }

    def take_stored(self, row: CategoryRow) -> None:
        """The next save starts from it."""
        self.item = row
