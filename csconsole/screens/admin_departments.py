"""Administration: departments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult

from csconsole.i18n import N_, _
from csconsole.screens.admin_coded import CodedList, in_use
from csconsole.screens.drafting import FormScreen
from csconsole.screens.listing import PageLike
from csconsole.widgets.form import Field, Form
from csconsole.widgets.peek import PeekLine
from csconsole.widgets.table_rows import Column, TableRow
from csconsole.widgets.tones import Toned

if TYPE_CHECKING:
    from csconsole.services.context import Context
    from csconsole.services.departments import DepartmentRow
    from csconsole.services.query import EntityFields


class DepartmentList(CodedList["DepartmentRow"]):
    """Who answers for what."""

    CONTEXT = "departments"
    CHANGES = "staff.manage"
    TITLE_TEXT = N_("Departments")
    WATCH = frozenset({"department", "staff"})
    COLUMNS = (
        Column("code", N_("code"), 16, sort="code"),
        Column("name", N_("name"), 20, flex=1, sort="name"),
        Column("parent", N_("belongs to"), 14),
        Column("head", N_("head"), 14),
        Column("staff", N_("staff"), 6, align="right"),
        Column("state", N_("state"), 10),
    )
    EMPTY = N_("No department is found. / changes the filter, n adds one.")

    def fetch(
        self, ctx: Context, *, filter: str, sort: str, limit: int, after: str | None
    ) -> PageLike[DepartmentRow]:
        """A page of departments."""
        from csconsole.services.departments import list_departments

        return list_departments(ctx, filter=filter, sort=sort, limit=limit, after=after)

    def fields(self) -> EntityFields:
        """The keys of the filter."""
        from csconsole.services.departments import DEPARTMENTS

        return DEPARTMENTS

    def row_of(self, item: DepartmentRow) -> TableRow:
        """One department."""
        state = in_use(item.active)
        cells = (item.code, item.name, item.parent or "", item.head_name or "", str(item.staff), state)
        return TableRow(item.id, cells, "" if item.active else "quiet")

    def peek_of(self, item: DepartmentRow) -> Sequence[PeekLine]:
        """Both names."""
        return (Toned(item.code, "strong"), item.name_zh, item.name_en)

    def form_of(self, item: DepartmentRow) -> DepartmentForm:
        """Its form."""
        return DepartmentForm(item)

    def copy_text(self, item: DepartmentRow) -> str:
        """The code."""
        return item.code

    def do_department_new(self) -> None:
        """A form for a new one."""
        self.open_form(DepartmentForm())

    def do_department_edit(self) -> None:
        """The form of this one."""
        self.edit_current()


class DepartmentForm(FormScreen):
    """A new department, or one as it is."""

    CONTEXT = "administration_form"
    FORM = "department"

    def __init__(self, item: DepartmentRow | None = None) -> None:
        super().__init__(item.code if item else "")
        self.item = item

    def compose_body(self) -> ComposeResult:
        """The fields; the code never changes."""
        item = self.item
        first = () if item else (Field("code", N_("Code"), required=True),)
        yield Form(
            (
                *first,
                Field("name_zh", N_("Chinese name"), value=item.name_zh if item else ""),
                Field("name_en", N_("English name"), value=item.name_en if item else ""),
                Field("parent", N_("Belongs to"), value=(item.parent or "") if item else ""),
                Field("head", N_("Head's number"), value=(item.head_no or "") if item else ""),
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
        self.set_title(self.item.code if self.item else _("new"))
        self.form.editor(self.form.fields[0].id).focus()

    def save(self, then_next: bool) -> None:
        """Store it."""
        typed, item = self.form.values(), self.item

        def work(ctx: Context) -> DepartmentRow:
            from csconsole.services.departments import add_department, edit_department

            if item is None:
                return add_department(
                    ctx,
                    code=typed["code"],
                    name_zh=typed["name_zh"],
                    name_en=typed["name_en"],
                    parent=typed["parent"] or None,
                    head_no=typed["head"] or None,
                )
            return edit_department(
                ctx,
                item.code,
                name_zh=typed["name_zh"],
                name_en=typed["name_en"],
                parent=typed["parent"],
                head_no=typed["head"],
                active=typed["active"] != "no",
                expected_version=item.version,
            )

        self.command(work, lambda _row: self.saved(then_next, _("Saved.")), failed=self.refused)

    def read_stored(self, ctx: Context) -> DepartmentRow:
        """It as it is stored now."""
        from csconsole.services.departments import find_department

        assert self.item is not None
        return find_department(ctx, self.item.code)

    def stored_values(self, row: DepartmentRow | None) -> Mapping[str, str] | None:
        """What its fields hold."""
        item = row or self.item
        if item is None:
            return None
        return {
            "name_zh": item.name_zh,
            "name_en": item.name_en,
            "parent": item.parent or "",
            "head": item.head_no or "",
            "active": "yes" if item.active else "no",
        }

    def take_stored(self, row: DepartmentRow) -> None:
        """The next save starts from it."""
        self.item = row
