"""Administration: departments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult

from csconsole.i18n import N_
from csconsole.screens.admin_coded import CodedList, in_use
from csconsole.screens.listing import PageLike
from csconsole.screens.named_choices import Offered, offering
from csconsole.screens.record_form import RecordForm, active_field, active_value
from csconsole.widgets.form import Field
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

    def open_one(self, item: DepartmentRow | None) -> None:
        """Its form, or that of a new one."""
        offering(self, lambda offered: self.open_form(DepartmentForm(offered, item)))

    def copy_text(self, item: DepartmentRow) -> str:
        """The code."""
        return item.code

    def do_department_new(self) -> None:
        """A form for a new one."""
        self.open_one(None)

    def do_department_edit(self) -> None:
        """The form of this one."""
        self.edit_current()


class DepartmentForm(RecordForm["DepartmentRow"]):
    """A new department, or one as it is."""

    TITLE_TEXT = N_("Department")
    FORM = "department"

    def __init__(self, offered: Offered, item: DepartmentRow | None = None) -> None:
        super().__init__(item)
        self.offered = offered

    def key_of(self, item: DepartmentRow) -> str:
        """Its code."""
        return item.code

    def compose_body(self) -> ComposeResult:
        """The fields; the code never changes."""
        yield self.filled(
            *(() if self.item else (Field("code", N_("Code"), required=True),)),
            Field("name_zh", N_("Chinese name")),
            Field("name_en", N_("English name")),
            Field("parent", N_("Belongs to"), "choice", self.offered.departments),
            Field("head", N_("Head"), "choice", self.offered.staff),
            active_field(),
        )

    def store(self, ctx: Context, typed: dict[str, str], item: DepartmentRow | None) -> DepartmentRow:
        """Store it."""
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

    def said(self, row: DepartmentRow) -> str:
        """That it is stored, and what names it still."""
        return " ".join(part for part in (super().said(row), row.still_named) if part)

    def find(self, ctx: Context, item: DepartmentRow) -> DepartmentRow:
        """It as it is stored now."""
        from csconsole.services.departments import find_department

        return find_department(ctx, item.code)

    def values_of(self, item: DepartmentRow) -> dict[str, str]:
        """What its fields hold."""
        return {
            "name_zh": item.name_zh,
            "name_en": item.name_en,
            "parent": item.parent or "",
            "head": item.head_no or "",
            "active": active_value(item.active),
        }
